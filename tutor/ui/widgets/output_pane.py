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
from textual.selection import Selection
from textual.strip import Strip

from tutor.engine.mosaic import Look
from tutor.session.output import OutputBuffer
from tutor.ui.copying import selected_rows, with_selection
from tutor.ui.folded import ESCAPE, FoldedOutput, Row
from tutor.ui.theme import style_of
from tutor.ui.widgets.lines import is_dark
from tutor.ui.widgets.picture import look_of, tile_strip

LEAST_PICTURE, MOST_PICTURE = 8, 32
"""Rows of a picture in the text."""


class OutputPane(ScrollView, can_focus=False):
    """Shows a buffer; stays at its end while one looks there."""

    DEFAULT_CSS = """
    OutputPane { height: auto; max-height: 10; width: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    OutputPane.-pictures { max-height: 160; }
    """

    def __init__(self, buffer: OutputBuffer, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._buffer = buffer
        self._seen: tuple[int, int, int, int, Look] | None = None
        self._rows: list[Row] = []
        self._folded = FoldedOutput()
        self._base: Style | None = None
        """The pane's own style, asked for once: that takes longer than to draw a row."""
        self._follows = True

    @property
    def row_count(self) -> int:
        """How many rows it has, in sight or not."""
        return len(self._rows)

    def show(self, buffer: OutputBuffer) -> None:
        """Show a buffer as it stands now; nothing is drawn where nothing changed."""
        self._buffer = buffer
        self._sync()

    def _sync(self) -> None:
        width = self.scrollable_content_region.width or self.size.width
        look = look_of(self.app)
        height = min(max(self.app.size.height * 3 // 5, LEAST_PICTURE), MOST_PICTURE)
        seen = (id(self._buffer), self._buffer.revision, width, height, look)
        if seen == self._seen or not width:
            return
        self._seen = seen
        self._rows = self._folded.rows(self._buffer, width, height, look)
        self.set_class(bool(self._buffer.exhibits), "-pictures")
        if not all(exhibit.ready for exhibit in self._buffer.exhibits):
            self.run_worker(self._prepare(self._buffer), group="exhibits", exclusive=True, exit_on_error=False)
        size = Size(width, len(self._rows))
        if size != self.virtual_size:
            self.virtual_size = size
            self.refresh(layout=True)
        if self._follows:
            self.call_after_refresh(self._to_end)
        self.refresh()

    async def _prepare(self, buffer: OutputBuffer) -> None:
        """Draw what is shown as soon as it can be drawn."""
        for exhibit in list(buffer.exhibits):
            if not exhibit.ready:
                await exhibit.prepare()
                buffer.changed()
                self.call_later(self._sync)

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

    def notify_style_update(self) -> None:
        """Colours changed: what is shown is drawn again."""
        self._base = None
        super().notify_style_update()
        if self.is_attached:
            self.call_later(self._sync)

    def render_line(self, y: int) -> Strip:
        """Draw one visible row."""
        index = y + self.scroll_offset.y
        width = self.size.width
        base = self._base = self._base or self.rich_style
        if index >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[index]
        if isinstance(row, list):
            return tile_strip(row, width, base)
        text, stream = row
        style = base + style_of(stream or "faint", is_dark(self.app))
        segments = coloured(text, style) if ESCAPE in text else [Segment(text, style)]
        strip = Strip(segments).adjust_cell_length(width, base).apply_offsets(0, index)
        return strip if self.text_selection is None else with_selection(strip, self, index)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text without its colours, and what ends it."""
        rows = ["" if isinstance(row, list) else _plain(row[0]) for row in self._rows]
        return selected_rows(rows, selection), "\n"


def _plain(text: str) -> str:
    return "".join(segment.text for segment in coloured(text, Style.null())) if ESCAPE in text else text


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
