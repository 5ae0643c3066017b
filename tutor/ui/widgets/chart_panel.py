"""The live chart: drawn from a run's curves when they changed, and kept after the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.style import Style
from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tutor.ui.spans import Span
from tutor.ui.widgets.lines import is_dark, strip_of

if TYPE_CHECKING:
    from tutor.engine.history import PastRun
    from tutor.engine.series import Curves
    from tutor.engine.spans import Row
    from tutor.engine.view import View


def chart_title(curves: Curves, cursor: int | None = None) -> str:
    """The step that the values in the legend belong to, and its epoch where the code logged one."""
    from tutor.engine.view import epoch_at

    steps = [series.last_step for series in map(curves.series, curves.names()) if series.last_step is not None]
    if not steps:
        return ""
    step = max(steps) if cursor is None else cursor
    epoch = epoch_at(curves, step)
    return f"step {step}" if epoch is None else f"step {step}, epoch {epoch}"


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
        self._view: View | None = None
        self._earlier: tuple[PastRun, ...] = ()
        self._drawn: tuple[object, ...] | None = None
        self._look: tuple[int, bool, Style] | None = None
        self._rows: list[Row] = []
        self._strips: list[Strip] = []

    @property
    def filled(self) -> bool:
        """Whether there is a curve to see."""
        return self._curves is not None

    @property
    def curves(self) -> Curves | None:
        """The curves it shows."""
        return self._curves

    @property
    def _several(self) -> bool:
        """Whether curves have to be told apart: without colours, by characters of their own."""
        return self._curves is not None and len(self._curves.names()) + len(self._earlier) > 1

    def show(self, curves: Curves | None, view: View | None = None, earlier: Sequence[PastRun] = ()) -> None:
        """Show these curves as they stand now; draws only if something changed."""
        self._curves, self._view, self._earlier = curves, view, tuple(earlier)
        self.set_class(curves is not None, "-shown")
        self._draw()

    def _draw(self) -> None:
        size = self.content_size
        if self._curves is None or not size.width or not size.height:
            return
        runs = tuple(map(id, self._earlier))
        wanted = (id(self._curves), self._curves.revision, size, is_dark(self.app), self._view, runs)
        if wanted == self._drawn:
            return
        from tutor.engine.chart import render

        self._drawn = wanted
        dark, base = is_dark(self.app), self.rich_style
        rows = render(
            self._curves,
            size.width,
            size.height,
            title=chart_title(self._curves, self._view.cursor if self._view is not None else None),
            dark=dark,
            unicode=self._unicode and not (self.app.no_color and self._several),
            view=self._view,
            earlier=self._earlier,
        )
        self._show_rows(rows, (size.width, dark, base))

    def _show_rows(self, rows: list[Row], look: tuple[int, bool, Style]) -> None:
        """Draw the rows that differ from the last picture: while the axes stand, that is a few of them."""
        width, dark, base = look
        whole = look != self._look or len(rows) != len(self._rows)
        changed = [y for y, row in enumerate(rows) if whole or row != self._rows[y]]
        if whole:
            self._strips = [Strip([])] * len(rows)
        for y in changed:
            spans = tuple(Span(text, colour or "muted") for text, colour in rows[y])
            self._strips[y] = strip_of(spans, width, dark, base)
        self._rows, self._look = rows, look
        if whole:
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

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
