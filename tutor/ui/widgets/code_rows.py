"""The rows of an editor: Python's colours, and after a key only the rows drawn that look otherwise than before."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rich.text import Text
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import TextArea

from tutor.ui.python_tokens import highlight
from tutor.ui.theme import style_of
from tutor.ui.widgets.lines import is_dark

MOST_KEPT = 1000
"""Rows that are kept as they were drawn."""

RowKey = tuple[object, ...]
"""All that decides on how a row looks."""


class CodeRows(TextArea):
    """A TextArea for Python that does not wrap its lines.

    Textual's own draws each row in sight again for each key, which takes most of the time from a key to its echo. Here
    rows are told apart by what they show: one that was drawn before is not drawn again, and one that looks as it did
    in the last picture is no change of the screen.
    """

    def __init__(self, text: str, **how: Any) -> None:
        # Before all else, which gives the widget its colours.
        self._kept_rows: dict[RowKey, Strip] = {}
        self._in_picture: list[RowKey] | None = None
        """What decides on the rows of the last picture; None where all of them are to be drawn."""
        super().__init__(text, soft_wrap=False, **how)

    def get_line(self, line_index: int) -> Text:
        """A line with Python's colours."""
        line = super().get_line(line_index)
        position = 0
        dark = is_dark(self.app)
        lines = highlight(self.document.text)
        for span in lines[line_index] if line_index < len(lines) else ():
            line.stylize(style_of(span.role, dark), position, position + len(span.text))
            position += len(span.text)
        return line

    def _row_keys(self, rows: range) -> list[RowKey]:
        """What decides on how rows look, counted from the first row in sight."""
        left, top = self.scroll_offset
        start, end = self.selection
        first, last = min(start, end)[0], max(start, end)[0]
        bracket = self._matching_bracket_location
        everywhere = (
            self.size,
            left,
            self.theme,
            is_dark(self.app),
            self.rich_style,
            self.gutter_width,
            self.show_line_numbers,
            self.read_only,
        )
        cursor = (self.selection, self._draw_cursor, bracket, self.suggestion)
        lines, count = highlight(self.document.text), self.document.line_count
        keys: list[RowKey] = []
        for number in range(rows.start + top, rows.stop + top):
            here = first <= number <= last or (bracket is not None and bracket[0] == number)
            spans = lines[number] if number < min(len(lines), count) else number < count
            numbered = number if here or self.show_line_numbers else None
            keys.append((spans, numbered, cursor if here else None, everywhere))
        return keys

    def render_line(self, y: int) -> Strip:
        """Draw one row in sight, unless it was drawn before."""
        if not self.text and self.placeholder:
            return super().render_line(y)
        (key,) = self._row_keys(range(y, y + 1))
        strip = self._kept_rows.get(key)
        if strip is None:
            if len(self._kept_rows) >= MOST_KEPT:
                self._kept_rows.clear()
            strip = self._kept_rows[key] = super().render_line(y)
        return strip

    def _exchange_repaint_regions(self) -> Collection[Region]:
        """What is to be drawn: where that is all of it, the rows that look otherwise than in the last picture."""
        regions = super()._exchange_repaint_regions()
        if self.outer_size.region not in regions or self.outer_size != self.size:
            self._in_picture = None
            return regions
        keys, before = self._row_keys(range(self.size.height)), self._in_picture
        self._in_picture = keys
        if before is None or len(before) != len(keys):
            return regions
        width = self.size.width
        return [Region(0, y, width, 1) for y, (old, new) in enumerate(zip(before, keys, strict=True)) if old != new]

    def notify_style_update(self) -> None:
        """Colours changed: every row looks otherwise."""
        self._in_picture = None
        self._kept_rows.clear()
        super().notify_style_update()
