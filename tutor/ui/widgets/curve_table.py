"""The curves of a chart as a table: which are drawn, and their values at the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.engine.axes import short
from tutor.engine.history import PastRun
from tutor.engine.legend import DARK, LIGHT
from tutor.engine.lines import CurveLine, lines_of
from tutor.engine.series import Curves, Series
from tutor.engine.spans import clean, clip
from tutor.engine.view import View, candidates
from tutor.ui.spans import Line, Span, truncate, width_of
from tutor.ui.widgets.lines import LinesWidget, is_dark

MOST_ROWS = 8
NAME_WIDTH = 24


def table_lines(
    curves: Curves, view: View, earlier: Sequence[PastRun], chosen: str, *, dark: bool, unicode: bool, width: int
) -> list[Line]:
    """A row for each curve, the chosen one marked; then the earlier runs."""
    drawn, _ = lines_of(curves, view, earlier, DARK if dark else LIGHT)
    own = {line.name: line for line in drawn if not line.earlier}
    names = [*(series.name for series in candidates(curves, view.part)), *(line.name for line in drawn)]
    column = min(NAME_WIDTH, max((width_of(clean(name, unicode)) for name in names), default=0))
    rows = [
        _row(series, own.get(series.name), view, series.name == chosen, unicode, column)
        for series in candidates(curves, view.part)
    ]
    rows += [_row(line.series, line, view, False, unicode, column) for line in drawn if line.earlier]
    place = next((n for n, series in enumerate(candidates(curves, view.part)) if series.name == chosen), 0)
    start = max(0, min(place - MOST_ROWS + 2, len(rows) - MOST_ROWS))
    return [truncate(row, width) for row in rows[start : start + MOST_ROWS]]


def _row(series: Series, line: CurveLine | None, view: View, chosen: bool, unicode: bool, column: int) -> Line:
    name = clean(line.name if line is not None else series.name, unicode)
    if width_of(name) > column:
        name = clip(name, column - 1) + ("…" if unicode else "~")
    value = series.last_value
    if view.cursor is not None:
        point = series.at(view.cursor)
        value = point[1] if point is not None else None
    mark = ("▸ " if unicode else "> ") if chosen else "  "
    state = ("━" if unicode else line.marker) if line is not None else ("○" if unicode else "-")
    facts = f"min {short(series.minimum):<9}  max {short(series.maximum):<9}  {series.count} points"
    notes = [note for note, holds in (("hidden", line is None), ("pinned", series.name in view.pinned)) if holds]
    return (
        Span(mark, "accent"),
        Span(f"{state} ", line.colour if line is not None else "faint"),
        Span(name + " " * (column - width_of(name)), "strong" if chosen else "text" if line else "faint"),
        Span(f" {short(value):<10}", "strong" if line is not None else "faint"),
        Span(f" {facts}", "muted"),
        Span(f"  {', '.join(notes)}" if notes else "", "warn"),
    )


class CurveTable(LinesWidget):
    """Shows the table."""

    DEFAULT_CSS = "CurveTable { height: auto; padding: 0 1; }"

    def __init__(self, *, unicode: bool) -> None:
        super().__init__()
        self._unicode = unicode
        self._content: tuple[Curves, View, tuple[PastRun, ...], str] | None = None
        self._shown: tuple[object, ...] = ()

    def show(self, curves: Curves, view: View, earlier: Sequence[PastRun], chosen: str) -> None:
        """Show these curves as they stand now."""
        shown = (id(curves), curves.revision, view, tuple(map(id, earlier)), chosen)
        if shown != self._shown:
            self._shown = shown
            self._content = (curves, view, tuple(earlier), chosen)
            self.content_changed()

    def lines(self, width: int) -> list[Line]:
        """The table."""
        if self._content is None:
            return []
        return table_lines(*self._content, dark=is_dark(self.app), unicode=self._unicode, width=width)

    def notify_style_update(self) -> None:
        """The curves have other colours on another ground."""
        super().notify_style_update()
        self.content_changed()
