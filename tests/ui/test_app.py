import pytest
from textual.color import Color

from tests.ui.fakes import FakeLibrary, FakeProgress, FakeRunner, make_app
from tests.ui.test_lesson_screen import SMALL, WIDE, screen_text
from tutor.study.reset import MAP_KEY
from tutor.ui.app import THEME_KEY, run_app
from tutor.ui.screens.challenge import ChallengeScreen
from tutor.ui.screens.help import HelpScreen
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.map import Choice, MapScreen
from tutor.ui.spans import plain
from tutor.ui.theme import DARK, LIGHT, THEMES


async def until(pilot, condition):
    for _ in range(500):
        if condition():
            return
        await pilot.pause()
    raise AssertionError("it never came true")


async def test_escape_goes_up_to_the_map_with_the_cursor_on_the_lesson():
    app = make_app(start="tensors/second")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("escape")
        assert isinstance(app.screen, MapScreen)
        assert app.screen.rows.cursor_key == Choice("tensors/second")
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)


async def test_the_map_opens_lessons_and_challenges():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("m")
        await until(pilot, lambda: len(app.screen.rows._rows) == 4)
        await pilot.press("G", "enter")
        await pilot.pause()
        assert app.screen.lesson_id == "tensors/second"
        await pilot.press("m")
        await until(pilot, lambda: len(app.screen.rows._rows) == 4)
        await pilot.press("up", "enter")
        await until(pilot, lambda: isinstance(app.screen, ChallengeScreen))
        assert app.screen.challenge.title == "Add them"
        await pilot.press("escape")
        await pilot.pause()
        assert "Your turn" in screen_text(app)


async def test_the_map_shows_states_and_broken_lessons():
    library = FakeLibrary(broken=["tensors/second"])
    app = make_app(library=library)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("m")
        await until(pilot, lambda: len(app.screen.rows._rows) == 4)
        rows = ["".join(span.text for span in (*row.left, *row.right)) for row in app.screen.rows._rows]
        assert rows[0].startswith("Tensors")
        assert "◐ First tensors" in rows[1]
        assert "○ Add them" in rows[2]
        assert "✗ Second steps" in rows[3]


async def test_a_click_on_the_map_opens():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("m")
        await until(pilot, lambda: len(app.screen.rows._rows) == 4)
        await pilot.click("#map", offset=(10, 4))
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))
        assert app.screen.lesson_id == "tensors/second"


async def test_help_lists_the_keys_of_the_screen():
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("?")
        assert isinstance(app.screen, HelpScreen)
        text = screen_text(app)
        for sentence in ("Run the marked snippet", "Up to the course map", "Leave; drafts and progress are kept"):
            assert sentence in text
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)


async def test_f1_helps_while_typing():
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("e", "f1")
        assert isinstance(app.screen, HelpScreen)


async def test_d_switches_the_theme_and_it_is_remembered():
    progress = FakeProgress()
    app = make_app(progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        assert app.theme == DARK
        await pilot.press("d")
        assert app.theme == LIGHT
    assert progress.drafts[THEME_KEY] == LIGHT
    assert make_app(progress=progress).theme == LIGHT


@pytest.mark.parametrize("name", THEMES)
async def test_the_remembered_theme_colours_the_first_picture(name):
    app = make_app(progress=FakeProgress(drafts={THEME_KEY: name}))
    async with app.run_test(size=SMALL):
        assert app.screen.styles.background == Color.parse(app.current_theme.background)
        assert {entry for entry in app.classes if "-theme-" in entry} == {f"-theme-{name}"}
        assert app.has_class("-dark-mode") is app.current_theme.dark
        assert app.has_class("-light-mode") is not app.current_theme.dark


async def test_another_theme_takes_the_place_of_the_first():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        for _ in THEMES:
            await pilot.press("d")
            await pilot.pause()
            assert app.screen.styles.background == Color.parse(app.current_theme.background)
            assert {entry for entry in app.classes if "-theme-" in entry} == {f"-theme-{app.theme}"}
    assert app.theme == DARK


async def test_the_palette_finds_lessons_and_actions():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"second")
        palette = app.screen
        await until(pilot, lambda: palette.query_one("CommandList").option_count == 1)
        await pilot.press("enter")
        await until(pilot, lambda: getattr(app.screen, "lesson_id", "") == "tensors/second")


async def test_the_palette_finds_the_links_of_the_page():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"the docs")
        palette = app.screen
        await until(pilot, lambda: palette.query_one("CommandList").option_count == 1)
        await pilot.press("enter")
        await until(pilot, lambda: any(n.message == "https://pytorch.org/docs" for n in app._notifications))


async def test_a_link_to_a_lesson_opens_it():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        app.action_follow_link("lesson:tensors/second")
        await until(pilot, lambda: app.screen.lesson_id == "tensors/second")
        app.action_follow_link("lesson:no/where")
        await pilot.pause()
        assert any("There is no lesson no/where" in n.message for n in app._notifications)


async def test_a_notice_of_the_progress_is_shown():
    app = make_app(progress=FakeProgress(notice="The database was set aside."))
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: len(app._notifications) > 0)
        assert [n.message for n in app._notifications] == ["The database was set aside."]


async def test_a_worker_that_does_not_start_is_told_in_the_status_line():
    app = make_app(FakeRunner(fails_to_start=RuntimeError("no python")))
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: "did not start" in screen_text(app))
        assert "no python" in screen_text(app)


async def test_q_quits():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("q")
        await pilot.pause()
    assert not app.is_running


async def test_a_fault_of_ours_goes_to_a_file_and_not_to_the_screen(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = make_app()
    told = []

    def broken():
        raise ZeroDivisionError("inner detail")

    async def session():
        async with app.run_test(size=SMALL) as pilot:
            monkeypatch.setattr(app, "_print_error_renderables", lambda: told.extend(map(str, app._exit_renderables)))
            app.call_later(broken)
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await session()
    log = next(tmp_path.rglob("tutor.log"))
    assert "inner detail" in log.read_text()
    assert len(told) == 1
    assert str(log) in told[0]
    assert "inner detail" not in told[0]


def test_without_a_terminal_it_says_what_to_do(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "dumb")
    assert run_app(FakeLibrary(), FakeProgress(), FakeRunner()) == 2
    assert "pytorch-tutor --plain" in capsys.readouterr().err


async def test_a_key_that_is_quicker_than_the_first_picture_finds_everything():
    library = FakeLibrary()
    app = make_app(library=library)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and library.kept)
        assert app.screen.styles.align_horizontal == "center"


async def test_the_lesson_on_the_screen_is_kept_for_the_next_start():
    library = FakeLibrary()
    app = make_app(library=library)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: library.kept == ["tensors/first"])
        await pilot.press("n", "n")
        await until(pilot, lambda: "Second" in screen_text(app))
        app.keep_lesson()
    assert library.kept == ["tensors/first", "tensors/second"]


async def test_the_second_map_stands_before_the_lessons_are_read():
    progress = FakeProgress()
    app = make_app(progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("m")
        await until(pilot, lambda: MAP_KEY in progress.drafts)
    shown = [plain(row.left) for row in MapScreen(make_app(progress=progress).services, None).rows._rows]
    assert "      ○ Add them" in shown
    assert "  ◐ First tensors" in shown


@pytest.mark.parametrize("small", [(30, 24), (80, 8)])
async def test_a_terminal_that_was_too_small_gives_the_focus_back(small):
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("n", "enter")
        await until(pilot, lambda: isinstance(app.screen, ChallengeScreen) and app.screen.editor.has_focus)
        await pilot.resize_terminal(*small)
        await until(pilot, lambda: app.focused is None)
        await pilot.resize_terminal(*SMALL)
        await until(pilot, lambda: app.screen.editor.has_focus)
        await pilot.press("#")
        assert app.screen.editor.text.startswith("#")


async def test_progress_that_can_not_be_saved_any_more_is_told_at_once():
    progress = FakeProgress()
    app = make_app(progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: hasattr(progress.database, "on_notice"))
        progress.database.on_notice("Your progress can't be saved.")
        await until(pilot, lambda: any("can't be saved" in n.message for n in app._notifications))
