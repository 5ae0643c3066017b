"""The curves of a chart as a table: which are drawn, and their values at the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.engine.axes import short
from tutor.engine.history import PastRun
from tutor.engine.legend import DARK, LIGHT
from tutor.engine.lines import CurveLine, lines_of, runs_with
from tutor.engine.series import Curves, Series
from tutor.engine.spans import clean, clip
from tutor.engine.view import View, candidates, visible
from tutor.ui.spans import Line, Span, truncate, width_of
from tutor.ui.widgets.lines import LinesWidget, is_dark

MOST_ROWS = 8
NAME_WIDTH = 24

Chosen = str | int
"""A curve of this run by its name, or an earlier run by its number."""


def choices(curves: Curves, view: View, earlier: Sequence[PastRun]) -> list[Chosen]:
    """What can be chosen in the table, from top to bottom: curves of this run, then earlier runs."""
    shown = visible(curves, view)
    runs = runs_with(shown[0].name, earlier) if shown else []
    return [*(series.name for series in candidates(curves, view.part)), *(run.number for run, _ in runs)]


def table_lines(
    curves: Curves, view: View, earlier: Sequence[PastRun], chosen: Chosen, *, dark: bool, unicode: bool, width: int
) -> list[Line]:
    """A row for each curve, then for each earlier run; the chosen one is marked."""
    drawn, _ = lines_of(curves, view, earlier, DARK if dark else LIGHT)
    lines: dict[Chosen, CurveLine] = {line.name if line.run is None else line.run: line for line in drawn}
    own = {series.name: series for series in candidates(curves, view.part)}
    shown = visible(curves, view)
    past = {run.number: (run, series) for run, series in (runs_with(shown[0].name, earlier) if shown else [])}
    rows: list[_Row] = []
    for what in choices(curves, view, earlier):
        if isinstance(what, str):
            rows.append(_Row(what, own[what], lines.get(what), what == chosen, what in view.pinned))
        else:
            run, series = past[what]
            rows.append(_Row(run.label, series, lines.get(what), what == chosen, run.pinned))
    column = min(NAME_WIDTH, max((width_of(clean(row.name, unicode)) for row in rows), default=0))
    place = next((number for number, row in enumerate(rows) if row.chosen), 0)
    start = max(0, min(place - MOST_ROWS + 2, len(rows) - MOST_ROWS))
    return [truncate(row.line(view, unicode, column), width) for row in rows[start : start + MOST_ROWS]]


@dataclass(frozen=True)
class _Row:
    name: str
    series: Series
    drawn: CurveLine | None
    """None where it is hidden."""
    chosen: bool
    pinned: bool

    def line(self, view: View, unicode: bool, column: int) -> Line:
        name = clean(self.name, unicode)
        if width_of(name) > column:
            name = clip(name, column - 1) + ("…" if unicode else "~")
        value = self.series.last_value
        if view.cursor is not None:
            point = self.series.at(view.cursor)
            value = point[1] if point is not None else None
        line = self.drawn
        mark = ("▸ " if unicode else "> ") if self.chosen else "  "
        state = ("━" if unicode else line.marker) if line is not None else ("○" if unicode else "-")
        facts = f"min {short(self.series.minimum):<9}  max {short(self.series.maximum):<9}  {self.series.count} points"
        notes = [note for note, holds in (("hidden", line is None), ("pinned", self.pinned)) if holds]
        return (
            Span(mark, "accent"),
            Span(f"{state} ", line.colour if line is not None else "faint"),
            Span(name + " " * (column - width_of(name)), "strong" if self.chosen else "text" if line else "faint"),
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
        self._content: tuple[Curves, View, tuple[PastRun, ...], Chosen] | None = None
        self._shown: tuple[object, ...] = ()

    def show(self, curves: Curves, view: View, earlier: Sequence[PastRun], chosen: Chosen) -> None:
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
