"""A list of rows to choose from: headings are skipped, the cursor stays in sight, only changed rows are drawn."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tutor.ui.spans import Line, Span, line_width, truncate
from tutor.ui.widgets.lines import is_dark, strip_of


class Row(NamedTuple):
    """One row: text at the left, text at the right edge, and what choosing it means."""

    left: Line
    right: Line = ()
    key: Hashable | None = None
    """None for a heading, which can't be chosen."""


class RowChosen(Message):
    """A row was chosen."""

    def __init__(self, key: Hashable) -> None:
        super().__init__()
        self.key = key


class RowList(ScrollView, can_focus=True):
    """Rows with a cursor."""

    DEFAULT_CSS = """
    RowList { height: 1fr; width: 1fr; max-width: 108; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", "Open", id="rows.choose", tooltip="Open what the cursor is on"),
        Binding("j,down", "move(1)", "Down", id="rows.down", tooltip="Cursor down"),
        Binding("k,up", "move(-1)", "Up", id="rows.up", tooltip="Cursor up"),
        Binding("pagedown", "move(10)", "Far down", id="rows.far_down", tooltip="Cursor ten rows down"),
        Binding("pageup", "move(-10)", "Far up", id="rows.far_up", tooltip="Cursor ten rows up"),
        Binding("g,home", "move(-9999)", "First", id="rows.first", tooltip="To the first row"),
        Binding("G,end", "move(9999)", "Last", id="rows.last", tooltip="To the last row"),
    ]

    def __init__(self, rows: Sequence[Row] = (), cursor: Hashable | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[Row] = list(rows)
        self._cursor = self._position(cursor)

    @property
    def cursor_key(self) -> Hashable | None:
        """What the cursor is on; None in an empty list."""
        return self._rows[self._cursor].key if self._rows else None

    def _position(self, key: Hashable | None) -> int:
        """The row with a key, else the first that can be chosen."""
        keys = [row.key for row in self._rows]
        if key is not None and key in keys:
            return keys.index(key)
        return next((i for i, found in enumerate(keys) if found is not None), 0)

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; the cursor stays on what it is on."""
        key = self.cursor_key
        self._rows = list(rows)
        self._cursor = self._position(key)
        self._resized()

    def _resized(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._rows))
        self._show_cursor()
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._resized()

    def _show_cursor(self) -> None:
        # The heading above the first row of a group is worth seeing, too.
        region = Region(0, max(self._cursor - 1, 0), 1, 3)
        self.scroll_to_region(region, animate=False, immediate=True, x_axis=False)

    def action_move(self, rows: int) -> None:
        """Move the cursor by rows that can be chosen."""
        choosable = [i for i, row in enumerate(self._rows) if row.key is not None]
        if not choosable:
            return
        place = choosable.index(self._cursor) + rows
        before, self._cursor = self._cursor, choosable[min(max(place, 0), len(choosable) - 1)]
        if abs(rows) > len(choosable) and rows < 0:
            self.scroll_home(animate=False, immediate=True)
        self._show_cursor()
        self.refresh_line(before)
        self.refresh_line(self._cursor)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Moving needs somewhere to move to."""
        return action != "move" or sum(row.key is not None for row in self._rows) > 1

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self.cursor_key is not None:
            self.post_message(RowChosen(self.cursor_key))

    def on_click(self, event: Click) -> None:
        """A click moves the cursor and chooses."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = offset.y + self.scroll_offset.y
        if 0 <= index < len(self._rows) and self._rows[index].key is not None:
            self._cursor = index
            self.refresh()
            self.action_choose()

    def render_line(self, y: int) -> Strip:
        """Draw one visible row."""
        index = y + self.scroll_offset.y
        width, base = self.size.width, self.rich_style
        if index >= len(self._rows):
            return Strip.blank(width, base)
        if index == self._cursor and self._rows[index].key is not None:
            base = self.get_component_rich_style("rows--cursor")
        row = self._rows[index]
        left = truncate(row.left, width - line_width(row.right) - 1)
        gap = width - line_width(left) - line_width(row.right)
        return strip_of((*left, Span(" " * gap), *row.right), width, is_dark(self.app), base)
