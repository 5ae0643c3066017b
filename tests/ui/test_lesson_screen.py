import pytest

from tests.ui.fakes import (
    OK,
    WAIT,
    FakeLibrary,
    FakeProgress,
    FakeRunner,
    Place,
    failing,
    good_run,
    make_app,
    training,
)
from tutor.engine.events import OutputReceived, RunStarted
from tutor.engine.runner import WorkerStatus
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.map import MapScreen
from tutor.ui.spans import plain
from tutor.ui.widgets.keys import KeyBar
from tutor.ui.widgets.lines import LinesWidget
from tutor.ui.widgets.snippet import SnippetBlock

SMALL, WIDE = (80, 24), (120, 40)


def screen_text(app):
    """All text of the lines widgets, in the order they stand."""
    shown = []
    for widget in app.screen.query(LinesWidget):
        if widget.size.width and widget.display:
            shown += [plain(line).rstrip() for line in widget.lines(widget.content_size.width)]
    return "\n".join(shown)


def keys(app):
    return [f"{shown} {what}" for _, shown, what in app.screen.query_one(KeyBar).hints()]


async def settle(pilot):
    """Until the run is over and drawn."""
    await pilot.pause()
    for _ in range(500):
        if not pilot.app.services.control.running:
            break
        await pilot.pause()
    assert not pilot.app.services.control.running
    await pilot.pause()


def block(app, number):
    return app.screen.query_one(f"#snippet-{number}", SnippetBlock)


async def test_opens_at_the_first_lesson_with_its_text_and_the_first_snippet_marked():
    app = make_app()
    async with app.run_test(size=SMALL):
        text = screen_text(app)
        assert "What a tensor is" in text
        assert "page 1 of 2" in text
        assert "A tensor is a grid of numbers" in text
        assert block(app, 2).marked
        assert not block(app, 3).marked


async def test_opens_at_the_last_place():
    app = make_app(progress=FakeProgress(where=Place("tensors/first", 1)))
    async with app.run_test(size=SMALL):
        assert "Your turn" in screen_text(app)


@pytest.mark.parametrize("where", [Place("gone/away", 3), Place("tensors/first", 99)])
async def test_a_place_that_is_gone_is_no_obstacle(where):
    app = make_app(progress=FakeProgress(where=where))
    async with app.run_test(size=SMALL):
        assert app.screen.lesson_id == "tensors/first"


async def test_start_names_the_lesson():
    app = make_app(start="tensors/second")
    async with app.run_test(size=SMALL):
        assert "Only prose" in screen_text(app)


async def test_hidden_snippets_are_not_shown_but_run_with_the_rest():
    runner = FakeRunner(script=good_run())
    app = make_app(runner)
    async with app.run_test(size=SMALL) as pilot:
        assert not app.screen.query("#snippet-1")
        await pilot.press("r")
        await settle(pilot)
        session, sources, index = runner.calls[0]
        assert (session, index, len(sources)) == ("tensors/first", 1, 3)


async def test_r_runs_the_marked_snippet_and_shows_its_output():
    app = make_app(FakeRunner(script=good_run("tensor([1.])\n")))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        assert block(app, 2).record.output.text == "tensor([1.])"
        assert "✓ ran in 0.31 s" in screen_text(app)
        assert block(app, 2).query_one("OutputPane").display


async def test_tab_marks_the_next_and_enter_runs_it():
    runner = FakeRunner(script=good_run())
    app = make_app(runner)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab")
        assert block(app, 3).marked
        await pilot.press("enter")
        await settle(pilot)
        assert runner.calls[0][2] == 2
        await pilot.press("shift+tab")
        assert block(app, 2).marked


async def test_metrics_bring_up_the_chart_and_c_enlarges_and_hides_it():
    app = make_app(FakeRunner(script=training()))
    async with app.run_test(size=WIDE) as pilot:
        chart = app.screen.query_one("#chart")
        assert not chart.display
        assert "c Chart" not in keys(app)
        await pilot.press("r")
        await settle(pilot)
        assert chart.display
        assert chart.region.x > app.screen.query_one("#page").region.x
        assert "c Chart" in keys(app)
        await pilot.press("c")
        assert chart.size.width > 100
        await pilot.press("c")
        assert not chart.display
        await pilot.press("c")
        assert chart.display


async def test_on_a_small_screen_the_chart_stands_under_the_page():
    app = make_app(FakeRunner(script=training()))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        chart, page = app.screen.query_one("#chart").region, app.screen.query_one("#page").region
        assert chart.y >= page.bottom
        assert page.height > chart.height
        rows = ["".join(segment.text for segment in chart_line) for chart_line in app.screen.chart._strips]
        assert "loss" in rows[0]
        assert "step 19" in rows[0]


async def test_on_a_small_screen_a_turned_page_puts_the_chart_away_and_c_brings_it_back():
    app = make_app(FakeRunner(script=training()))
    async with app.run_test(size=SMALL) as pilot:
        chart = app.screen.query_one("#chart")
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("n")
        assert not chart.display
        await pilot.press("c")
        assert chart.display
        await pilot.press("b")
        assert not chart.display
        await pilot.press("r")
        await settle(pilot)
        assert chart.display


async def test_on_a_wide_screen_the_chart_stays_beside_the_next_page():
    app = make_app(FakeRunner(script=training()))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("n")
        assert app.screen.query_one("#chart").display


async def test_an_error_is_explained_and_t_shows_the_traceback():
    app = make_app(FakeRunner(script=failing()))
    async with app.run_test(size=WIDE) as pilot:
        assert "t Traceback" not in keys(app)
        await pilot.press("r")
        await settle(pilot)
        text = screen_text(app)
        assert "RuntimeError: mat1 and mat2 shapes cannot be multiplied" in text
        assert "The inner sizes must be equal." in text
        assert "Traceback (most recent call last)" not in text
        assert "t Traceback" in keys(app)
        await pilot.press("t")
        assert "Traceback (most recent call last)" in screen_text(app)
        await pilot.press("t")
        assert "Traceback (most recent call last)" not in screen_text(app)


async def test_s_stops_a_run_and_the_keys_say_so_while_it_runs():
    runner = FakeRunner(script=[RunStarted(), OutputReceived("stdout", "so far\n"), WAIT, OK])
    app = make_app(runner)
    async with app.run_test(size=SMALL) as pilot:
        assert "s Stop" not in keys(app)
        await pilot.press("r")
        await pilot.pause()
        assert "s Stop" in keys(app)
        assert "r Run" not in keys(app)
        await pilot.press("s")
        await settle(pilot)
        assert runner.stops == 1
        assert block(app, 2).record.phase == "stopped"
        assert block(app, 2).record.output.text == "so far"
        assert "You stopped it." in screen_text(app)
        assert "s Stop" not in keys(app)


async def test_ctrl_c_stops_and_a_second_time_kills():
    runner = FakeRunner(script=[RunStarted(), WAIT, OK], stops_needed=2)
    app = make_app(runner)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await pilot.pause()
        await pilot.press("ctrl+c")
        assert app.services.control.stopping
        assert "s again ends it at once" in screen_text(app)
        await pilot.press("ctrl+c")
        await settle(pilot)
        assert runner.stops == 2
        assert block(app, 2).record.phase == "stopped"


async def test_a_run_that_ignores_the_kill_is_abandoned():
    runner = FakeRunner(script=[RunStarted(), WAIT, OK], stops_needed=99)
    app = make_app(runner)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await pilot.pause()
        await pilot.press("s")
        app.screen.abandon_run()
        await pilot.pause()
        assert app.services.control.running
        await pilot.press("s")
        app.screen.abandon_run()
        await settle(pilot)
        assert "The run ended before this code was done." in screen_text(app)
        assert "r Run" in keys(app)


async def test_ctrl_c_with_nothing_running_says_how_to_quit():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert any("q quits" in notification.message for notification in app._notifications)
        assert app.is_running


async def test_a_runner_that_breaks_ends_in_a_sentence():
    app = make_app(FakeRunner(fails=RuntimeError("link broke")))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("r")
        await settle(pilot)
        assert block(app, 2).record.phase == "failed"
        assert "through a fault of the tutor's" in screen_text(app)
        assert "link broke" not in screen_text(app)


async def test_a_run_without_end_is_told():
    app = make_app(FakeRunner(script=[RunStarted()]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        assert "The run ended before this code was done." in screen_text(app)


async def test_space_scrolls_first_and_then_turns_the_page():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        page = app.screen.query_one("#page")
        assert page.max_scroll_y > 0
        await pilot.press("space")
        assert page.scroll_offset.y > 0
        assert app.screen.page_index == 0
        await pilot.press("end", "space")
        assert app.screen.page_index == 1
        assert "Your turn" in screen_text(app)
        await pilot.press("b")
        assert app.screen.page_index == 0
        assert page.scroll_offset.y == 0


async def test_pages_and_place_are_remembered():
    progress = FakeProgress()
    app = make_app(progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("n")
        assert progress.where == Place("tensors/first", 1)
        assert progress.seen == {("tensors/first", 0), ("tensors/first", 1)}


async def test_n_at_the_end_goes_to_the_next_lesson_and_b_back_to_its_last_page():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("n", "n")
        assert app.screen.lesson_id == "tensors/second"
        await pilot.press("b")
        assert (app.screen.lesson_id, app.screen.page_index) == ("tensors/first", 1)


async def test_the_end_of_the_course_leads_to_the_map():
    app = make_app(start="tensors/second")
    async with app.run_test(size=SMALL) as pilot:
        assert "last page of the course" in screen_text(app)
        await pilot.press("n")
        assert isinstance(app.screen, MapScreen)


async def test_output_stays_when_one_leaves_the_page_and_comes_back():
    app = make_app(FakeRunner(script=good_run()))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("n", "b")
        assert "✓ ran in 0.31 s" in screen_text(app)


async def test_a_broken_lesson_is_a_page_and_the_app_goes_on():
    app = make_app(library=FakeLibrary(broken=["tensors/first"]))
    async with app.run_test(size=SMALL) as pilot:
        text = screen_text(app)
        assert "can't be read" in text
        assert "line 7" in text
        await pilot.press("n")
        assert "Only prose" in screen_text(app)


async def test_a_course_without_lessons_says_so():
    app = make_app(library=FakeLibrary(lessons=[]))
    async with app.run_test(size=SMALL) as pilot:
        assert "no lessons yet" in screen_text(app)
        await pilot.press("n", "b", "r", "e", "tab")
        assert app.is_running


async def test_a_page_without_snippets_does_not_offer_to_run():
    app = make_app(start="tensors/second")
    async with app.run_test(size=SMALL) as pilot:
        assert "r Run" not in keys(app)
        await pilot.press("r", "e", "u", "t", "o", "c", "enter")
        assert isinstance(app.screen, LessonScreen)


async def test_a_second_run_waits_for_the_first():
    runner = FakeRunner(script=[RunStarted(), WAIT, OK])
    app = make_app(runner)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await pilot.pause()
        app.screen.start_run(3)
        assert len(runner.calls) == 1
        runner.go_on()
        await settle(pilot)


async def test_leaving_the_lesson_ends_its_run():
    runner = FakeRunner(script=[RunStarted(), WAIT, OK])
    app = make_app(runner)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await pilot.pause()
        await pilot.press("n", "n")
        await settle(pilot)
        assert runner.stops == 2
        assert app.screen.lesson_id == "tensors/second"


async def test_the_whole_output_is_a_key_away():
    app = make_app(FakeRunner(script=good_run("".join(f"line {n}\n" for n in range(60)))))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        pane = block(app, 2).query_one("OutputPane")
        assert pane.size.height == 10
        assert pane.scroll_offset.y == pane.max_scroll_y
        await pilot.press("o")
        await pilot.pause()
        whole = app.screen.query_one("#whole-output")
        assert whole.size.height > 15
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)


async def test_the_status_line_follows_the_worker():
    runner = FakeRunner(status=WorkerStatus(phase="starting"))
    app = make_app(runner)
    async with app.run_test(size=SMALL) as pilot:
        assert "starting torch" in screen_text(app)
        while not runner.watchers:
            await pilot.pause()
        runner.watchers[0](WorkerStatus(phase="ready", torch="2.15.0", level="full"))
        await pilot.pause()
        assert "torch 2.15.0 · CPU · sandbox: full" in screen_text(app)
        runner.watchers[0](WorkerStatus(phase="lost", detail="It died. r starts it again."))
        await pilot.pause()
        assert "It died. r starts it again." in screen_text(app)


@pytest.mark.parametrize("size", [(39, 24), (80, 11)])
async def test_too_small_a_terminal_is_told_and_growing_brings_the_page_back(size):
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.screen.query_one("#too-small").region.height > 0
        assert app.screen.query_one("#body").region.height == 0
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        assert app.screen.query_one("#too-small").region.height == 0
        assert "What a tensor is" in screen_text(app)


@pytest.mark.parametrize("size", [(40, 12), (200, 60)])
async def test_any_other_size_shows_the_page(size):
    app = make_app(FakeRunner(script=training()))
    async with app.run_test(size=size) as pilot:
        await pilot.press("r")
        await settle(pilot)
        assert app.screen.query_one("#page").region.height >= 4
        assert len(keys(app)) >= 2
