"""Curves laid out as a picture for a document: strokes and words in points, before anyone draws them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tutor.engine.axes import Axis, log_axis, short, step_axis, value_axis
from tutor.engine.history import PastRun
from tutor.engine.legend import DARK, LIGHT, Palette, faint, nonfinite_note
from tutor.engine.lines import CurveLine, FloatPoint, can_be_log, entries_of, in_sight, lines_of, why_empty
from tutor.engine.series import Curves, Series
from tutor.engine.spans import cell_width, clean, clip
from tutor.engine.view import View

WIDTH, HEIGHT = 900, 520
LEFT, RIGHT, BOTTOM = 80, 24, 52
TITLE_AT, LEGEND_AT, LEGEND_LINE = 30, 56, 22
MOST_COLUMNS = 1800
TITLE_SIZE, TEXT_SIZE = 18, 14
LETTER = 0.54
"""Width of a letter in parts of its size, about: no font is asked, so that every drawing is laid out alike."""
MOST_TITLE, MOST_NAME = 90, 40
"""Characters."""
SAMPLE, CROSS = 26, 4
"""Room for the piece of line before a name in the legend; half of a cross."""
CURVE_WIDTH, EARLIER_WIDTH, RAW_WIDTH, DOT = 2.0, 1.5, 1.2, 7.0
TEXT_ON_DARK, TEXT_ON_LIGHT = "#e6e9ee", "#20262f"
DARK_GROUND, LIGHT_GROUND = "#15171c", "#ffffff"
GRID = 0.86
"""How far the lines of the grid are on their way to the ground."""

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through at least two points ``(x, y)``, from the upper left corner; two equal ones make a dot."""

    points: tuple[FloatPoint, ...]
    colour: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; ``(x, y)`` is its anchor on the base line."""

    x: float
    y: float
    text: str
    colour: str
    anchor: Anchor = "middle"
    size: int = TEXT_SIZE


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture of ``width`` × ``height`` points; each group lies above the one before it."""

    ground: str
    below: tuple[Stroke, ...]
    """Legend, grid, axes, cursor."""
    words: tuple[Words, ...]
    curves: tuple[Stroke, ...] = ()
    above: tuple[Stroke, ...] = ()
    """Crosses where values were NaN or infinite."""
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class _Ink:
    """The colours of a picture."""

    palette: Palette
    text: str
    ground: str
    dark: bool


def plot(
    curves: Curves, title: str, view: View | None = None, earlier: Sequence[PastRun] = (), *, dark: bool = False
) -> Plot:
    """The picture one looks at: the same curves, scale, part and smoothing, with title, legend and axes."""
    view = view or View()
    ink = _Ink(DARK, TEXT_ON_DARK, DARK_GROUND, True) if dark else _Ink(LIGHT, TEXT_ON_LIGHT, LIGHT_GROUND, False)
    lines, more = lines_of(curves, view, earlier, ink.palette)
    finite = [line.series for line in lines if line.series.minimum is not None]
    use_log = can_be_log(finite, view)
    strokes, words = _legend(lines, more, _notes(lines, view, use_log), view, ink)
    words.insert(0, Words(LEFT, TITLE_AT, clip(clean(title), MOST_TITLE), ink.text, "start", TITLE_SIZE))
    top = max((word.y for word in words[1:]), default=TITLE_AT) + 18
    bounds = _bounds(finite, view)
    if bounds is None:
        words.append(Words(WIDTH / 2, (top + HEIGHT) / 2, why_empty(curves, finite), ink.palette.axes))
        return Plot(ink.ground, tuple(strokes), tuple(words))
    low, high, first, last = bounds
    place = _Place(step_axis(first, last, 80), (log_axis if use_log else value_axis)(low, high, 8), top)
    frame, ticks = _axes(place, ink)
    return Plot(
        ink.ground,
        (*strokes, *frame, *_cursor(view, place, ink)),
        (*words, *ticks),
        tuple(_curves(sorted(lines, key=lambda line: not line.earlier), view, place, ink)),
        tuple(_marks(lines, place, ink)),
    )


def _bounds(finite: Sequence[Series], view: View) -> tuple[float, float, int, int] | None:
    """Lowest and highest value, first and last step in sight; None where there is nothing."""
    values = [value for series in finite for _, value in _raw(series, view)]
    if not values:
        return None
    first, last = view.span or (min(s.first_step or 0 for s in finite), max(s.final_step or 0 for s in finite))
    return min(values), max(values), first, last


def _notes(lines: Sequence[CurveLine], view: View, use_log: bool) -> list[tuple[str, bool]]:
    """What else must be known, and whether it is a warning."""
    warning = nonfinite_note([line.series for line in lines if not line.earlier])
    notes = [(warning, True)] if warning else []
    if view.smoothing:
        notes.append((f"moving average {view.smoothing:g}", False))
    if view.log:
        notes.append(("log" if use_log else "linear (log needs values above 0)", False))
    if view.cursor is not None:
        notes.append((f"at step {view.cursor}", False))
    return notes


def _legend(
    lines: Sequence[CurveLine], more: int, notes: Sequence[tuple[str, bool]], view: View, ink: _Ink
) -> tuple[list[Stroke], list[Words]]:
    """Names with their values in as many rows as they take, then a row of notes."""
    items: list[tuple[str, str, str]] = []  # text, its colour, that of the line before it
    for entry in entries_of(lines, view.cursor):
        value = f": {short(entry.value)}" if entry.value is not None else ""
        items.append((f"{clip(clean(entry.name), MOST_NAME)}{value}", ink.text, entry.colour))
    items += [(f"+{more} more", ink.palette.axes, "")] if more else []
    strokes: list[Stroke] = []
    words: list[Words] = []
    x, y = float(LEFT), LEGEND_AT
    for text, colour, line in items:
        width = cell_width(text) * TEXT_SIZE * LETTER + (SAMPLE if line else 0)
        if x > LEFT and x + width > WIDTH - RIGHT:
            x, y = float(LEFT), y + LEGEND_LINE
        if line:
            strokes.append(Stroke(((x, y - 5), (x + SAMPLE - 8, y - 5)), line, 3))
        words.append(Words(x + (SAMPLE if line else 0), y, text, colour, "start"))
        x += width + 22
    x, y = float(LEFT), (y if items else LEGEND_AT - LEGEND_LINE) + LEGEND_LINE
    for text, urgent in notes:
        colour = ink.palette.warning if urgent else ink.palette.axes
        if urgent:
            strokes += _cross(x + CROSS, y - 5, colour)
            x += 3 * CROSS + 2
        words.append(Words(x, y, text, colour, "start"))
        x += cell_width(text) * TEXT_SIZE * LETTER + 22
    return strokes, words


def _cross(x: float, y: float, colour: str) -> list[Stroke]:
    return [Stroke(((x - CROSS, y + rise), (x + CROSS, y - rise)), colour, 2.0) for rise in (CROSS, -CROSS)]


def _raw(series: Series, view: View) -> Sequence[FloatPoint]:
    """The points in sight."""
    points: Sequence[FloatPoint] = series.decimated(MOST_COLUMNS, view.span)
    return in_sight(points, *view.span) if view.span is not None else points


def _smooth(series: Series, view: View) -> Sequence[FloatPoint]:
    """Their moving average."""
    points = series.smoothed(view.smoothing)
    return in_sight(points, *view.span) if view.span is not None else points


@dataclass(frozen=True, slots=True)
class _Place:
    """Where steps and values lie."""

    x_axis: Axis
    y_axis: Axis
    top: float

    @property
    def floor(self) -> float:
        return HEIGHT - BOTTOM

    def x(self, step: float) -> float:
        across = (step - self.x_axis.low) / (self.x_axis.high - self.x_axis.low)
        return LEFT + across * (WIDTH - LEFT - RIGHT)

    def y(self, fraction: float) -> float:
        return self.floor - fraction * (self.floor - self.top)

    def tick(self, drawn: float) -> float:
        """Where a tick of the y axis lies, which is in drawn units."""
        return self.y((drawn - self.y_axis.low) / (self.y_axis.high - self.y_axis.low))

    def line(self, points: Sequence[FloatPoint]) -> tuple[FloatPoint, ...]:
        """Points on the picture; what is beyond the axes is held at their edge."""
        low = 10.0**self.y_axis.low if self.y_axis.log else -math.inf
        return tuple((self.x(step), self.y(self.y_axis.fraction(max(value, low)))) for step, value in points)


def _axes(place: _Place, ink: _Ink) -> tuple[list[Stroke], list[Words]]:
    grey, right = ink.palette.axes, float(WIDTH - RIGHT)
    grid = faint(grey, ink.dark, GRID)
    strokes: list[Stroke] = []
    words: list[Words] = []
    for tick, label in zip(place.y_axis.ticks, place.y_axis.labels, strict=True):
        y = place.tick(tick)
        strokes.append(Stroke(((LEFT, y), (right, y)), grid))
        words.append(Words(LEFT - 10, y + 5, label, grey, "end"))
    strokes.append(Stroke(((LEFT, place.floor), (right, place.floor)), grey))
    for tick, label in zip(place.x_axis.ticks, place.x_axis.labels, strict=True):
        x = place.x(tick)
        strokes.append(Stroke(((x, place.floor), (x, place.floor + 5)), grey))
        words.append(Words(x, place.floor + 21, label, grey))
    words.append(Words((LEFT + right) / 2, HEIGHT - 10, "step", grey))
    return strokes, words


def _cursor(view: View, place: _Place, ink: _Ink) -> Iterator[Stroke]:
    if view.cursor is not None and place.x_axis.low <= view.cursor <= place.x_axis.high:
        x = place.x(view.cursor)
        yield Stroke(((x, place.top), (x, place.floor)), ink.palette.axes)


def _curves(ordered: Sequence[CurveLine], view: View, place: _Place, ink: _Ink) -> Iterator[Stroke]:
    """The lines, those of earlier runs first; behind moving averages the raw curves."""
    if view.smoothing:
        for line in ordered:
            if points := place.line(_raw(line.series, view)):
                yield Stroke(points, faint(line.colour, ink.dark), RAW_WIDTH)
    for line in ordered:
        points = place.line((_smooth if view.smoothing else _raw)(line.series, view))
        if len(points) == 1:
            yield Stroke((points[0], points[0]), line.colour, DOT)
        elif points:
            yield Stroke(points, line.colour, EARLIER_WIDTH if line.earlier else CURVE_WIDTH)


def _marks(lines: Sequence[CurveLine], place: _Place, ink: _Ink) -> Iterator[Stroke]:
    """A cross at the top where a value was NaN or infinite."""
    last = -math.inf
    for step in sorted(step for line in lines if not line.earlier for step, _ in line.series.nonfinite):
        x = place.x(step)
        if place.x_axis.low <= step <= place.x_axis.high and x - last >= 2 * CROSS + 2:
            last = x
            yield from _cross(x, place.top, ink.palette.warning)
