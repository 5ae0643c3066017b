"""Which lines a picture of curves has, and their points: chosen, smoothed, cut to what is in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.engine.history import PastRun
from tutor.engine.legend import ASCII_MARKERS, MAX_SHOWN, Entry, Palette
from tutor.engine.series import Curves, Series
from tutor.engine.view import View, candidates, visible

FloatPoint = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CurveLine:
    """A series with its place in the picture."""

    series: Series
    name: str
    colour: str
    marker: str
    run: int | None = None
    """The number of the earlier run that it belongs to; None for a curve of this one."""

    @property
    def earlier(self) -> bool:
        """Whether it belongs to an earlier run."""
        return self.run is not None


def lines_of(curves: Curves, view: View, earlier: Sequence[PastRun], palette: Palette) -> tuple[list[CurveLine], int]:
    """The lines to draw, at most as many as there are colours, and how many curves are left out.

    A curve keeps its colour when others are hidden. Of each earlier run the curve is drawn that has the name of the
    first one in sight; pinned runs come first, then the newest.
    """
    shown = visible(curves, view)[:MAX_SHOWN]
    places = {series.name: number for number, series in enumerate(candidates(curves, view.part))}
    free = list(range(MAX_SHOWN))
    lines: list[CurveLine] = []
    for series in shown:
        wanted = places[series.name]
        colour = wanted if wanted in free else free[0]
        free.remove(colour)
        lines.append(CurveLine(series, series.name, palette.curves[colour], ASCII_MARKERS[colour]))
    if shown:
        runs = runs_with(shown[0].name, earlier)
        waiting = sum(run.number not in view.hidden_runs for run, _ in runs)
        for run, series in runs:
            hidden = run.number in view.hidden_runs
            if len(free) <= (waiting if hidden else 0):
                continue
            colour = free.pop(0)  # also for a hidden one, where there are enough: the others keep theirs
            if not hidden:
                waiting -= 1
                lines.append(CurveLine(series, run.label, palette.curves[colour], ASCII_MARKERS[colour], run.number))
    extras = candidates(curves, "extras") if view.part == "main" else []
    return lines, len(places) + len(extras) - len(shown)


def runs_with(name: str, earlier: Sequence[PastRun]) -> list[tuple[PastRun, Series]]:
    """The earlier runs that have a curve of this name, with that curve; pinned ones first, then the newest."""
    ordered = sorted(earlier, key=lambda run: (not run.pinned, -run.number))
    return [(run, run.curves.series(name)) for run in ordered if name in run.curves.names()]


def entries_of(lines: Sequence[CurveLine], cursor: int | None) -> list[Entry]:
    """The lines as a legend, with the newest values, or those at the cursor."""
    alone = len(lines) == 1
    entries: list[Entry] = []
    for line in lines:
        value = line.series.last_value
        if cursor is not None:
            point = line.series.at(cursor)
            value = point[1] if point is not None else None
        elif alone and value is not None and value - value != 0:
            # A lone curve that became NaN is named as such, with its step, by the note beside it.
            value = None
        entries.append(Entry(line.name, value, line.colour, line.marker))
    return entries


def can_be_log(finite: Sequence[Series], view: View) -> bool:
    """Whether a logarithmic axis is wanted and possible for series that have finite values."""
    return view.log and all(series.minimum is not None and series.minimum > 0 for series in finite)


def why_empty(curves: Curves, finite: Sequence[Series]) -> str:
    """Why there is nothing to draw, in a sentence; ``finite`` are the series that could be."""
    if finite:
        return "No point of a curve is in sight."
    if any(series.minimum is not None for series in curves):
        return "Every curve is hidden."
    return "Every value is NaN or infinite." if len(curves) else "No curve yet."


def in_sight(points: Sequence[FloatPoint], first: float, last: float) -> list[FloatPoint]:
    """The part of a line between two steps; where it crosses them it is cut."""
    cut: list[FloatPoint] = []
    for index, (step, value) in enumerate(points):
        if index:
            before = points[index - 1]
            for edge in (first, last) if step > before[0] else (last, first):
                if min(before[0], step) < edge < max(before[0], step):
                    share = (edge - before[0]) / (step - before[0])
                    cut.append((edge, before[1] * (1 - share) + value * share))
        if first <= step <= last:
            cut.append((step, value))
    return cut
