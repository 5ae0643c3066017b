"""What code printed: the last lines, scrollable, cheap in a flood."""

from __future__ import annotations

from functools import cache
from io import StringIO

from rich.ansi import AnsiDecoder
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tutor.engine.events import Stream
from tutor.ui.output import OutputBuffer
from tutor.ui.spans import fold
from tutor.ui.theme import style_of
from tutor.ui.widgets.lines import is_dark

ESCAPE = "\x1b"
Row = tuple[str, Stream | None]
"""Text of one row on the screen; no stream where it is the pane's own remark."""


def rows_of(buffer: OutputBuffer, width: int) -> list[Row]:
    """A buffer's lines folded to a width in cells; lines with colours stay whole and are cropped."""
    rows: list[Row] = []
    if buffer.dropped:
        rows.append((f"… {buffer.dropped} earlier lines are not kept", None))
    for text, stream in buffer.lines():
        if ESCAPE in text:
            rows.append((text, stream))
            continue
        text = text.expandtabs(8)
        if text.isascii() and len(text) <= width:
            rows.append((text, stream))
        else:
            rows.extend((piece, stream) for piece in fold(text, max(width, 1)))
    return rows


class OutputPane(ScrollView, can_focus=False):
    """Shows a buffer; stays at its end while one looks there."""

    DEFAULT_CSS = """
    OutputPane { height: auto; max-height: 10; width: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    def __init__(self, buffer: OutputBuffer, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._buffer = buffer
        self._seen: tuple[int, int, int] | None = None
        self._rows: list[Row] = []
        self._follows = True

    def show(self, buffer: OutputBuffer) -> None:
        """Show a buffer as it stands now; nothing is drawn where nothing changed."""
        self._buffer = buffer
        self._sync()

    def _sync(self) -> None:
        width = self.scrollable_content_region.width or self.size.width
        seen = (id(self._buffer), self._buffer.revision, width)
        if seen == self._seen or not width:
            return
        self._seen = seen
        self._rows = rows_of(self._buffer, width)
        size = Size(width, len(self._rows))
        if size != self.virtual_size:
            self.virtual_size = size
            self.refresh(layout=True)
        if self._follows:
            self.call_after_refresh(self._to_end)
        self.refresh()

    def _to_end(self) -> None:
        self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Whoever scrolls up stays there; whoever scrolls to the end follows again."""
        super().watch_scroll_y(old_value, new_value)
        self._follows = new_value >= self.max_scroll_y

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as its rows; the style sheet bounds it."""
        return max(len(self._rows), 1)

    def on_mount(self) -> None:
        """Lay out what is there once the size is known."""
        self.call_after_refresh(self._sync)

    def on_resize(self) -> None:
        """Fold the lines to the new width."""
        self._sync()

    def render_line(self, y: int) -> Strip:
        """Draw one visible row."""
        index = y + self.scroll_offset.y
        width, base = self.size.width, self.rich_style
        if index >= len(self._rows):
            return Strip.blank(width, base)
        text, stream = self._rows[index]
        style = base + style_of(stream or "faint", is_dark(self.app))
        segments = coloured(text, style) if ESCAPE in text else [Segment(text, style)]
        return Strip(segments).adjust_cell_length(width, base)


def coloured(text: str, base: Style) -> list[Segment]:
    """A line with colour escapes as segments on a base style."""
    decoded = AnsiDecoder().decode_line(text)
    return [
        Segment(segment.text, base + segment.style if segment.style else base)
        for segment in decoded.render(_console(), end="")
        if not segment.control
    ]


@cache
def _console() -> Console:
    """What Rich asks for to resolve styles; it never prints."""
    return Console(file=StringIO(), color_system="truecolor", width=4000)
