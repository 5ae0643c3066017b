"""The live chart: drawn from a run's curves when they changed, and kept after the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Resize
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tutor.ui.spans import Span
from tutor.ui.widgets.lines import is_dark, strip_of

if TYPE_CHECKING:
    from tutor.engine.series import Curves


def chart_title(curves: Curves) -> str:
    """The step the newest point belongs to; the legend beside it has the metrics' last values."""
    steps = [series.last_step for series in map(curves.series, curves.names()) if series.last_step is not None]
    return f"step {max(steps)}" if steps else ""


class ChartPanel(Widget):
    """Shows one set of curves; hidden while there is none."""

    DEFAULT_CSS = """
    ChartPanel { display: none; background: $background; }
    ChartPanel.-shown { display: block; }
    """

    def __init__(self, *, unicode: bool = True, id: str | None = None) -> None:
        super().__init__(id=id)
        self._unicode = unicode
        self._curves: Curves | None = None
        self._drawn: tuple[int, int, Size, bool] | None = None
        self._strips: list[Strip] = []

    @property
    def filled(self) -> bool:
        """Whether there is a curve to see."""
        return self._curves is not None

    @property
    def curves(self) -> Curves | None:
        """The curves it shows."""
        return self._curves

    def show(self, curves: Curves | None) -> None:
        """Show these curves as they stand now; draws only if something changed."""
        self._curves = curves
        self.set_class(curves is not None, "-shown")
        self._draw()

    def _draw(self) -> None:
        size = self.content_size
        if self._curves is None or not size.width or not size.height:
            return
        wanted = (id(self._curves), self._curves.revision, size, is_dark(self.app))
        if wanted == self._drawn:
            return
        from tutor.engine.chart import render

        self._drawn = wanted
        dark, base = is_dark(self.app), self.rich_style
        rows = render(
            self._curves, size.width, size.height, title=chart_title(self._curves), dark=dark, unicode=self._unicode
        )
        self._strips = [
            strip_of(tuple(Span(text, colour or "muted") for text, colour in row), size.width, dark, base)
            for row in rows
        ]
        self.refresh()

    def on_resize(self, _event: Resize) -> None:
        """Draw for the new size."""
        self._draw()

    def notify_style_update(self) -> None:
        """Colours changed: draw again."""
        self._drawn = None
        super().notify_style_update()
        if self.is_attached:
            self._draw()

    def render_line(self, y: int) -> Strip:
        """One row of the last picture."""
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.content_size.width, self.rich_style)
