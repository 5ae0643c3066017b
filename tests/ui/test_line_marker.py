"""Marking lines by keys."""

from __future__ import annotations

from textual.geometry import Offset
from textual.selection import Selection

from tests.ui.fakes import FakeRunner, good_run, make_app
from tests.ui.test_challenge_screen import app_at_challenge, opened
from tests.ui.test_lesson_screen import block
from tutor.ui.app import TutorApp
from tutor.ui.copying import selected_rows
from tutor.ui.widgets.keys import KeyBar
from tutor.ui.widgets.line_marker import LineMarker, is_seen, text_rows

SIZE = (80, 30)
ROWS = ["one", "two", "", "four"]


def marker(app: TutorApp) -> LineMarker:
    return app.screen.query_one(LineMarker)


def drawn(app: TutorApp) -> list[str]:
    return [strip.text for strip in app.screen._compositor.render_strips(app.size)]


def test_a_selection_takes_what_lies_between_its_ends() -> None:
    assert selected_rows(ROWS, Selection(None, None)) == "one\ntwo\n\nfour"
    assert selected_rows(ROWS, Selection(Offset(1, 0), Offset(2, 1))) == "ne\ntw"
    assert selected_rows(ROWS, Selection(Offset(1, 3), Offset(3, 3))) == "ou"
    assert selected_rows(ROWS, Selection(Offset(1, 3), None)) == "our"


def test_a_selection_may_end_on_an_empty_row_or_behind_the_text() -> None:
    assert selected_rows(["one", ""], Selection(Offset(0, 1), Offset(9, 1))) == ""
    assert selected_rows(["one"], Selection(Offset(0, 0), Offset(5, 4))) == "one"
    assert selected_rows([], Selection(Offset(0, 0), Offset(5, 0))) == ""


async def test_lines_are_marked_and_copied_by_keys() -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        before = app.focused
        await pilot.press("V", "down", "space", "down")
        await pilot.pause()
        assert "2 lines marked" in drawn(app)[marker(app).region.y]
        selected = app.screen.get_selected_text()
        assert selected is not None
        first, second = selected.splitlines()
        assert first == "print(x)"
        assert second.strip()
        assert "run" not in second
        await pilot.press("y")
        await pilot.pause()
        assert app.clipboard == selected
        assert not app.screen.query(LineMarker)
        assert not app.screen.selections
        assert app.focused is before


async def test_marking_begins_at_the_marked_code_and_goes_over_widgets() -> None:
    app = make_app(FakeRunner(script=good_run("one\ntwo\n")))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("r")
        await pilot.pause()
        await pilot.press("V")
        await pilot.pause()
        assert app.screen.get_selected_text() == "x = torch.ones(2, 3)"
        await pilot.press("J", "shift+down", "J")
        await pilot.pause()
        assert app.screen.get_selected_text() == "x = torch.ones(2, 3)\nprint(x)\none\ntwo"
        await pilot.press("K", "ctrl+c")
        assert app.clipboard.endswith("\none")


async def test_escape_marks_nothing_and_gives_the_keys_back() -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("V", "J", "escape")
        await pilot.pause()
        assert not app.screen.selections
        assert not app.screen.query(LineMarker)
        assert app.clipboard == ""
        await pilot.press("e")
        await pilot.pause()
        assert block(app, 2).editing


async def test_the_mark_stays_in_sight() -> None:
    app = make_app(FakeRunner(script=good_run("".join(f"line {number}\n" for number in range(30)))))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("r")
        await pilot.pause()
        await pilot.press("V")
        for _ in text_rows(app.screen):
            await pilot.press("down")
            await pilot.pause()
            assert is_seen(marker(app)._cursor)
        assert marker(app)._cursor == text_rows(app.screen)[-1]
        for _ in range(len(text_rows(app.screen)) // 10 + 1):
            await pilot.press("pageup")
            await pilot.pause()
            assert is_seen(marker(app)._cursor)
        assert marker(app)._cursor == text_rows(app.screen)[0]


async def test_the_line_at_the_bottom_shows_the_keys_of_marking() -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("V")
        await pilot.pause()
        hints = [(key, description) for _, key, description in app.screen.query_one(KeyBar).hints()]
        assert hints[:2] == [("y", "Copy"), ("space", "Mark from here")]


async def test_the_text_of_a_challenge_can_be_marked() -> None:
    app, _ = app_at_challenge()
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("f6", "V", "y")
        await pilot.pause()
        assert app.clipboard.strip()
        assert app.clipboard in "\n".join(drawn(app))
