from tests.ui.fakes import make_app
from tests.ui.test_lesson_screen import SMALL, keys
from tutor.ui.screens.search import SearchScreen, marked
from tutor.ui.spans import Span


async def searching(pilot, words: str) -> None:
    await pilot.press("slash")
    await pilot.app.workers.wait_for_complete(
        [worker for worker in pilot.app.screen.workers if worker.node is pilot.app.screen]
    )
    await pilot.press(*words)
    await pilot.pause()


def listed(app) -> str:
    strips = [app.screen.rows.render_line(y) for y in range(app.screen.rows.size.height)]
    return "\n".join(strip.text.rstrip() for strip in strips)


async def test_enter_opens_the_best_page():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await searching(pilot, "try")
        assert isinstance(app.screen, SearchScreen)
        assert "Your turn" in listed(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.place().startswith("First tensors · 2/2")


async def test_the_list_can_be_walked_and_escape_leads_back_step_by_step():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        first = app.screen
        await searching(pilot, "i")
        await pilot.press("down")
        assert app.screen.rows.has_focus
        await pilot.press("G")
        assert app.screen.rows.cursor_key == ("tensors/second", 0)
        await pilot.press("escape")
        assert app.screen.words.has_focus
        await pilot.press("escape")
        assert app.screen is first


async def test_nothing_found_is_said_and_offers_no_list():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await searching(pilot, "zzz")
        assert "No page has all of these words. Try fewer." in listed(app)
        assert not any("To the list" in key for key in keys(app))
        await pilot.press("enter")
        assert isinstance(app.screen, SearchScreen)


def test_what_was_looked_for_is_marked():
    assert marked("A loss", ["loss"], "text") == (Span("A "), Span("loss", "accent_strong"))
    assert marked("Loss", ["lo", "os"], "text") == (Span("Los", "accent_strong"), Span("s"))
