import random

import pytest
from textual.app import App
from textual.geometry import Region

from tutor.ui.compositor import FrugalCompositor
from tutor.ui.widgets.editor import CodeEditor

CODE = "import torch\n\ndef step(x, y):\n    return (x - y) ** 2  # a remark\n\n" * 6
KEYS = [
    *"ab(){}: #'",
    "enter",
    "backspace",
    "up",
    "down",
    "left",
    "right",
    "end",
    "home",
    "shift+down",
    "ctrl+z",
    "pageup",
]


class EditorApp(App):
    def __init__(self, line_numbers):
        super().__init__()
        self.editor = CodeEditor(CODE, line_numbers=line_numbers)

    def compose(self):
        yield self.editor

    def on_mount(self):
        self.screen._compositor = FrugalCompositor()
        self.editor.focus()


def seen(editor):
    """The rows in sight as they are kept for the screen."""
    return [list(strip) for strip in editor.render_lines(Region(0, 0, editor.size.width, editor.size.height))]


def drawn_anew(editor):
    """The same, drawn by Textual from nothing."""
    editor._kept_rows.clear()
    editor._line_cache.clear()
    editor._styles_cache.clear()
    return seen(editor)


@pytest.mark.parametrize("line_numbers", [False, True])
@pytest.mark.parametrize("seed", range(2))
async def test_what_is_in_sight_is_what_textual_would_draw(seed, line_numbers):
    chooser = random.Random(seed)
    app = EditorApp(line_numbers)
    async with app.run_test(size=(50, 12)) as pilot:
        for _ in range(25):
            await pilot.press(chooser.choice(KEYS))
            assert seen(app.editor) == drawn_anew(app.editor)


async def test_a_character_draws_its_own_row_and_no_other():
    app = EditorApp(line_numbers=False)
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        app.editor.insert("x")
        assert app.editor._exchange_repaint_regions() == [Region(0, 0, 50, 1)]


async def test_other_colours_draw_every_row():
    app = EditorApp(line_numbers=False)
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.pause()
        app.theme = "textual-light"
        app.editor.notify_style_update()
        app.editor.refresh()
        assert app.editor.size.region in app.editor._exchange_repaint_regions()
