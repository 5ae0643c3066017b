"""Copying with the mouse and with the keys."""

from __future__ import annotations

from textual.geometry import Offset
from textual.selection import Selection

from tests.ui.fakes import FakeRunner, good_run, make_app
from tests.ui.test_challenge_screen import app_at_challenge, opened
from tutor.ui.widgets.output_pane import OutputPane
from tutor.ui.widgets.prose import CodeView, ProseBlock
from tutor.ui.widgets.status import StatusLine

CODE = "x = torch.ones(2, 3)\nprint(x)\n"


async def test_y_copies_the_marked_code_and_shift_y_its_output():
    app = make_app(FakeRunner(script=good_run("one\ntwo\n")))
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("y")
        assert app.clipboard == CODE
        await pilot.press("r")
        await pilot.pause()
        await pilot.press("Y")
        assert app.clipboard == "one\ntwo"


async def test_without_output_nothing_is_copied():
    app = make_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("Y")
        assert app.clipboard == ""
        assert any("no output" in note.message for note in app._notifications)


async def test_in_the_text_of_a_challenge_y_copies_the_code():
    app, _ = app_at_challenge()
    async with app.run_test(size=(80, 30)) as pilot:
        await opened(pilot)
        await pilot.press("f6")
        await pilot.pause()
        await pilot.press("y")
        assert app.clipboard == "def add(a, b):\n    return a\n"


async def test_the_mouse_selects_prose_and_ctrl_c_copies_it():
    app = make_app()
    async with app.run_test(size=(80, 30)) as pilot:
        block = app.screen.query(ProseBlock).first()
        await pilot.mouse_down(block, offset=(2, 0))
        await pilot.hover(block, offset=(8, 0))
        await pilot.mouse_up(block, offset=(8, 0))
        await pilot.pause()
        selected = app.screen.get_selected_text()
        assert selected is not None
        assert "tensor".startswith(selected[:3])
        await pilot.press("ctrl+c")
        assert app.clipboard == selected


async def test_a_selection_shows_and_spans_lines():
    app = make_app()
    async with app.run_test(size=(80, 30)) as pilot:
        view = app.screen.query(CodeView).first()
        plain = view.render_line(0)
        app.screen.selections = {view: Selection(Offset(4, 0), Offset(5, 1))}
        await pilot.pause()
        assert app.screen.get_selected_text() == "torch.ones(2, 3)\nprint"
        shown = view.render_line(0)
        assert shown.text == plain.text
        assert shown != plain
        chosen = shown.crop(4, 20)._segments[0].style
        assert chosen is not None
        assert chosen.color != chosen.bgcolor
        await pilot.press("y")
        assert app.clipboard == "torch.ones(2, 3)\nprint"


async def test_output_is_selected_without_its_colours():
    app = make_app(FakeRunner(script=good_run("\x1b[31mred\x1b[0m and\nplain\n")))
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("r")
        await pilot.pause()
        pane = app.screen.query(OutputPane).first()
        app.screen.selections = {pane: Selection(None, None)}
        await pilot.pause()
        assert app.screen.get_selected_text() == "red and\nplain"


async def test_the_status_line_is_no_text_to_select():
    app = make_app()
    async with app.run_test(size=(80, 30)):
        assert not app.screen.query_one(StatusLine).allow_select
