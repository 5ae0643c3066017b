"""What code has shown, on the screen: rows of coloured tiles as strips, and a widget for one of them alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.strip import Strip
from textual.widget import Widget

from tutor.engine.mosaic import Look, MosaicRow
from tutor.session.exhibits import Exhibit
from tutor.ui.widgets.lines import is_dark


def look_of(app: App[object]) -> Look:
    """What the app's terminal can show, and its ground."""
    services = getattr(app, "services", None)
    return Look(
        dark=is_dark(app),
        unicode=getattr(services, "unicode", True),
        colour=not app.no_color,
        pictures=getattr(app, "pictures", "blocks") != "off",
    )


@lru_cache(maxsize=8192)
def _style(colour: str | None, ground: str | None) -> Style:
    return Style(
        color=Color.parse(colour) if colour else None,
        bgcolor=Color.parse(ground) if ground else None,
    )


def tile_strip(row: Sequence[tuple[str, str | None, str | None]], width: int, base: Style) -> Strip:
    """A row of tiles as a strip of exactly ``width`` cells on a base style."""
    segments = [Segment(text, base + _style(colour, ground)) for text, colour, ground in row]
    return Strip(segments).adjust_cell_length(width, base)


class PictureView(Widget):
    """One shown thing as large as there is room."""

    DEFAULT_CSS = "PictureView { width: 1fr; height: 1fr; }"

    def __init__(self, exhibit: Exhibit) -> None:
        super().__init__()
        self._exhibit = exhibit

    def show(self, exhibit: Exhibit) -> None:
        """Show another one."""
        self._exhibit = exhibit
        self.prepare()
        self.refresh()

    def on_mount(self) -> None:
        """Make it ready."""
        self.prepare()

    def prepare(self) -> None:
        """Draw it once it can be drawn."""
        if not self._exhibit.ready:
            self.run_worker(self._prepare(self._exhibit), group="exhibits", exclusive=True, exit_on_error=False)

    async def _prepare(self, exhibit: Exhibit) -> None:
        await exhibit.prepare()
        self.refresh()

    def _rows(self) -> list[MosaicRow]:
        size = self.content_size
        return self._exhibit.rows(size.width, size.height, look_of(self.app))

    def render_line(self, y: int) -> Strip:
        """One row of it."""
        rows = self._rows()
        return tile_strip(rows[y] if y < len(rows) else [], self.content_size.width, self.rich_style)
