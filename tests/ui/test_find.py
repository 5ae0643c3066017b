import pytest

from tests.ui.fakes import FIRST, make_app
from tests.ui.test_lesson_screen import SMALL, keys
from tutor.ui.widgets.editor import CodeEditor
from tutor.ui.widgets.find_bar import FindBar, occurrences

TEXT = FIRST.snippets[2].text


@pytest.mark.parametrize(
    ("text", "wanted", "places"),
    [
        ("loss = 1\nprint(loss)", "loss", [(0, 0), (1, 6)]),
        ("aaa", "aa", [(0, 0), (0, 1)]),
        ("Loss loss", "loss", [(0, 0), (0, 5)]),
        ("Loss loss", "Loss", [(0, 0)]),
        ("x", "", []),
        ("x", "y", []),
    ],
)
def test_where_a_text_stands(text, wanted, places):
    assert occurrences(text, wanted) == places


async def editing(pilot, app) -> CodeEditor:
    await pilot.press("tab", "e")
    editor = app.screen.query_one(CodeEditor)
    assert editor.text == TEXT
    return editor


async def test_what_is_typed_is_selected_and_enter_goes_on():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        editor = await editing(pilot, app)
        await pilot.press("ctrl+f")
        assert app.screen.query_one(FindBar).has_focus
        await pilot.press("s", "t", "e", "p")
        assert (editor.selection.start, editor.selected_text) == ((0, 4), "step")
        await pilot.press("enter")
        assert editor.selection.start == (1, 11)
        await pilot.press("enter")
        assert editor.selection.start == (0, 4)
        await pilot.press("up")
        assert editor.selection.start == (1, 11)
        await pilot.press("escape")
        await pilot.pause()
        assert not app.screen.query(FindBar)
        assert editor.has_focus
        assert editor.selected_text == "step"
        assert editor.text == TEXT


async def test_nothing_found_leaves_the_cursor_where_it_was():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        editor = await editing(pilot, app)
        await pilot.press("right", "right", "ctrl+f", "l", "q")
        assert editor.selection.start == editor.selection.end == (0, 2)


async def test_the_keys_of_the_search_are_its_own():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        editor = await editing(pilot, app)
        await pilot.press("ctrl+f", "q", "r")
        await pilot.pause()
        assert app.is_running
        assert editor.text == TEXT
        assert not any("Run" in key and key.startswith("r ") for key in keys(app))
