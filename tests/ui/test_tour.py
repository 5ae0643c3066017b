"""Tips for a newcomer."""

from __future__ import annotations

from tests.ui.fakes import FakeProgress, FakeRunner, Place, good_run, make_app
from tutor.ui.screens.map import MapScreen
from tutor.ui.widgets.tour import TIPS, TOUR_KEY, Tour, is_new_here


def touring(progress=None):
    app = make_app(FakeRunner(script=good_run()), progress or FakeProgress())
    app.services.tour = True
    return app


def shown(app):
    return "".join(span.text for line in app.screen_stack[0].query_one(Tour).lines(200) for span in line)


async def test_tips_go_one_by_one_as_they_are_followed():
    progress = FakeProgress()
    app = touring(progress)
    async with app.run_test(size=(80, 30)) as pilot:
        assert shown(app).startswith("Tip 1 of 5: r runs the marked code")
        await pilot.press("r")
        await pilot.pause()
        assert shown(app).startswith("Tip 2 of 5: e changes the code")
        await pilot.press("e")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert shown(app).startswith("Tip 3 of 5: space reads on")
        await pilot.press("n")
        await pilot.pause()
        assert shown(app).startswith("Tip 4 of 5: ? shows every key")
        await pilot.press("question_mark")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        app.screen.refresh_bindings()
        await pilot.pause()
        assert shown(app).startswith("Tip 5 of 5: m opens the map")
        await pilot.press("m")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert not app.screen.query(Tour)
        assert progress.drafts[TOUR_KEY] == "done"


async def test_escape_sends_them_away_for_good_and_then_leads_to_the_map():
    progress = FakeProgress()
    app = touring(progress)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert not app.screen.query(Tour)
        assert progress.drafts[TOUR_KEY] == "done"
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, MapScreen)


async def test_without_a_tour_nothing_is_shown():
    app = make_app()
    async with app.run_test(size=(80, 30)):
        assert not app.screen.query(Tour)


def test_only_a_newcomer_gets_them():
    assert is_new_here(FakeProgress())
    assert not is_new_here(FakeProgress(where=Place("tensors/first", 0)))
    assert not is_new_here(FakeProgress(drafts={TOUR_KEY: "done"}))
    assert len(TIPS) <= 5
