"""Marking lines of what one reads by keys, to copy them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.selection import Selection
from textual.widget import Widget

from tutor.ui.copying import copy, selected_text
from tutor.ui.sight import bring_row_into_sight
from tutor.ui.spans import Line, Span, truncate
from tutor.ui.widgets.lines import LinesWidget
from tutor.ui.widgets.output_pane import OutputPane

Text = LinesWidget | OutputPane
Row = tuple[Text, int]
"""A widget and a row of its text, from 0."""


def text_rows(within: Widget) -> list[Row]:
    """Every row of text that can be selected and is laid out, from top to bottom."""
    found = within.query("LinesWidget, OutputPane")
    return [
        (widget, row)
        for widget in found
        if isinstance(widget, (LinesWidget, OutputPane)) and widget.allow_select and widget.region.area
        for row in range(widget.row_count)
    ]


def place_of(row: Row) -> int:
    """The row of the screen on which a row of text stands now, or would stand."""
    widget, index = row
    return widget.content_region.y + index - widget.scroll_offset.y


def is_seen(row: Row) -> bool:
    """Whether a row of text stands on the screen now."""
    widget, _ = row
    line = Region(widget.content_region.x, place_of(row), 1, 1)
    return all(one.region.contains_region(line) for one in widget.ancestors_with_self if isinstance(one, Widget))


def selections(rows: Sequence[Row]) -> dict[Widget, Selection]:
    """What is selected where these rows are, which follow each other."""
    spans: dict[Text, list[int]] = {}
    for widget, row in rows:
        spans.setdefault(widget, []).append(row)
    return {
        widget: Selection(Offset(0, lines[0]), Offset(widget.size.width, lines[-1])) for widget, lines in spans.items()
    }


class LineMarker(LinesWidget, can_focus=True):
    """Moves a mark over the text of its screen; it has the keys until it is left."""

    DEFAULT_CSS = "LineMarker { height: 1; padding: 0 1; background: $panel; }"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "copy", "Copy", id="lines.copy", tooltip="Copy the marked lines"),
        Binding("space", "begin", "Mark from here", id="lines.begin", tooltip="Mark from this line on"),
        Binding("escape,V", "leave", "Back", id="lines.leave", tooltip="Mark nothing"),
        Binding("down,j", "move(1)", "Down", id="lines.down", tooltip="A line down"),
        Binding("up,k", "move(-1)", "Up", id="lines.up", tooltip="A line up"),
        Binding("pagedown", "move(10)", "Far down", id="lines.far_down", tooltip="Ten lines down"),
        Binding("pageup", "move(-10)", "Far up", id="lines.far_up", tooltip="Ten lines up"),
        Binding("shift+down,J", "extend(1)", "Mark down", id="lines.more", tooltip="Mark one more"),
        Binding("shift+up,K", "extend(-1)", "Mark up", id="lines.more_up", tooltip="Mark one more above"),
    ]

    def __init__(self) -> None:
        super().__init__(id="line-marker")
        self._cursor: Row | None = None
        self._anchor: Row | None = None
        self._before: Widget | None = None

    def on_mount(self) -> None:
        """Begin at what the keys meant, or at the first line in sight."""
        self._before = self.app.focused
        rows = [row for row in text_rows(self.screen) if is_seen(row)]
        meant = [row for row in rows if self._before is not None and self._before in row[0].ancestors_with_self]
        self._cursor = next(iter(meant or rows), None)
        self.focus(scroll_visible=False)
        self._show()

    def lines(self, width: int) -> list[Line]:
        """How many are marked."""
        count = len(self._marked())
        if not count:
            return [(Span("There is no text here to mark.", "warn"),)]
        begun = "" if self._anchor is None else " marked"
        return [truncate((Span(f"{count} {'line' if count == 1 else 'lines'}{begun}", "text"),), width)]

    def _marked(self) -> list[Row]:
        """From where marking began to the cursor, whichever comes first."""
        rows = text_rows(self.screen)
        if self._cursor not in rows:
            return []
        ends = [rows.index(self._cursor)]
        if self._anchor in rows:
            ends.append(rows.index(self._anchor))
        return rows[min(ends) : max(ends) + 1]

    def _show(self) -> None:
        self.screen.selections = selections(self._marked())
        self.content_changed()

    def action_move(self, rows: int) -> None:
        """Go to another line."""
        every = text_rows(self.screen)
        if not every:
            return
        place = every.index(self._cursor) + rows if self._cursor in every else 0
        self._cursor = widget, row = every[min(max(place, 0), len(every) - 1)]
        widget.scroll_to_region(Region(0, row, 1, 1), animate=False, immediate=True, x_axis=False)
        bring_row_into_sight(widget, place_of(self._cursor))
        self._show()

    def action_extend(self, rows: int) -> None:
        """Go to another line and mark all between."""
        if self._anchor is None:
            self._anchor = self._cursor
        self.action_move(rows)

    def action_begin(self) -> None:
        """Mark from this line on, or no longer."""
        self._anchor = self._cursor if self._anchor is None else None
        self._show()

    def action_copy(self) -> None:
        """Copy what is marked, and leave."""
        copy(self.screen, selected_text(self.screen), "text")
        self.action_leave()

    def action_leave(self) -> None:
        """Give the keys back."""
        before = self._before
        if before is not None and before.is_attached:
            before.focus(scroll_visible=False)
        self.remove()

    def on_blur(self) -> None:
        """The keys went elsewhere: nothing is marked any more."""
        self.screen.clear_selection()
        self.remove()
