"""One line to look for a text in an editor."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Selection

from tutor.ui.widgets.line_input import LineInput

Place = tuple[int, int]
"""Row and column, from 0."""


def occurrences(text: str, wanted: str) -> list[Place]:
    """Where ``wanted`` stands in ``text``, in order. Capitals count only if ``wanted`` has one."""
    if not wanted:
        return []
    exact = wanted != wanted.lower()
    found = []
    for row, line in enumerate(text.split("\n")):
        hay = line if exact else line.lower()
        column = hay.find(wanted)
        while column >= 0:
            found.append((row, column))
            column = hay.find(wanted, column + 1)
    return found


class FindBar(LineInput):
    """Selects what is typed in the editor beside it; Enter and the arrow keys go on, Escape goes back."""

    DEFAULT_CSS = """
    FindBar, FindBar:focus { height: 1; border: none; padding: 0 1; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down,ctrl+f", "go(1)", "Next", id="find.next", tooltip="The next place", priority=True),
        Binding("up", "go(-1)", "Previous", id="find.previous", tooltip="The place before", priority=True),
        Binding("escape", "close", "Back", id="find.close", tooltip="Back to the code", priority=True),
    ]

    def __init__(self, editor: TextArea) -> None:
        super().__init__(placeholder="Find in the code", compact=True)
        self._editor = editor
        self._from: Place = editor.selection.start

    def on_input_changed(self, event: Input.Changed) -> None:
        """Go to the first place from where the cursor was."""
        event.stop()
        self._select(self._from, 0)

    def action_go(self, step: int) -> None:
        """To another place."""
        self._select(min(self._editor.selection), step)

    def _select(self, start: Place, step: int) -> None:
        wanted = self.value
        places = occurrences(self._editor.text, wanted)
        if not places:
            self._editor.selection = Selection.cursor(self._from)
            return
        after = [index for index, place in enumerate(places) if place >= start]
        index = after[0] if after else 0
        if step and places[index] == start:
            index = (index + step) % len(places)
        elif step < 0:
            index = (index - 1) % len(places)
        row, column = places[index]
        self._editor.selection = Selection((row, column), (row, column + len(wanted)))
        self._editor.scroll_cursor_visible(center=True)

    def action_close(self) -> None:
        """Back to the code, what was found still selected."""
        self._editor.focus()
        self.remove()

    def on_blur(self) -> None:
        """The mouse went elsewhere."""
        self.remove()
