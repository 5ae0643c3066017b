"""Curves as files: CSV for a spreadsheet or pandas, SVG for a document."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

from tutor.engine.axes import Axis, log_axis, short, step_axis, value_axis
from tutor.engine.history import PastRun
from tutor.engine.legend import LIGHT
from tutor.engine.lines import CurveLine, FloatPoint, in_sight, lines_of
from tutor.engine.series import Curves
from tutor.engine.spans import clean
from tutor.engine.view import View

WIDTH, HEIGHT = 900, 520
LEFT, RIGHT, TOP, BOTTOM = 80, 24, 56, 48
MOST_COLUMNS = 4000


def curves_as_csv(curves: Curves, label: str, earlier: Sequence[PastRun] = ()) -> bytes:
    """``run,metric,step,value``, a line for each point kept (every point of up to 2048 of a metric), as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("run", "metric", "step", "value"))
    for name, run in ((label, curves), *((past.label, past.curves) for past in earlier)):
        for series in run:
            for step, value in sorted(series.points(), key=lambda point: point[0]):
                writer.writerow((name, series.name, step, repr(value)))
    return text.getvalue().encode()


def curves_as_svg(curves: Curves, title: str, view: View, earlier: Sequence[PastRun] = ()) -> bytes:
    """The picture one looks at, on white, as an SVG file."""
    lines, _ = lines_of(curves, view, earlier, LIGHT)
    drawn = [(line, _points(line, view)) for line in lines]
    values = [value for _, points in drawn for _, value in points]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="14"><rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, 22, title, anchor="start", colour="#20262f"),
    ]
    if values:
        use_log = view.log and min(values) > 0
        steps = [step for _, points in drawn for step, _ in points]
        x_axis = step_axis(math.floor(min(steps)), math.ceil(max(steps)), 80)
        y_axis = (log_axis if use_log else value_axis)(min(values), max(values), 8)
        parts += _axes(x_axis, y_axis)
        for line, points in drawn:
            parts.append(_polyline(points, line.colour, x_axis, y_axis))
    parts += _legend(lines)
    return ("\n".join(parts) + "\n</svg>\n").encode()


def _points(line: CurveLine, view: View) -> list[FloatPoint]:
    series = line.series
    points: Sequence[FloatPoint] = series.smoothed(view.smoothing) if view.smoothing else series.decimated(MOST_COLUMNS)
    return in_sight(points, *view.span) if view.span is not None else list(points)


def _place(x_axis: Axis, y_axis: Axis, step: float, value: float) -> tuple[float, float]:
    across = (step - x_axis.low) / (x_axis.high - x_axis.low)
    return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - y_axis.fraction(value) * (HEIGHT - TOP - BOTTOM)


def _polyline(points: Sequence[FloatPoint], colour: str, x_axis: Axis, y_axis: Axis) -> str:
    places = (_place(x_axis, y_axis, step, value) for step, value in points)
    listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline fill="none" stroke="{colour}" stroke-width="1.8" stroke-linejoin="round" points="{listed}"/>'


def _axes(x_axis: Axis, y_axis: Axis) -> list[str]:
    grey, floor = LIGHT.axes, HEIGHT - BOTTOM
    parts = [f'<path d="M{LEFT} {TOP}V{floor}H{WIDTH - RIGHT}" fill="none" stroke="{grey}"/>']
    for tick, label in zip(x_axis.ticks, x_axis.labels, strict=True):
        x = LEFT + (tick - x_axis.low) / (x_axis.high - x_axis.low) * (WIDTH - LEFT - RIGHT)
        parts.append(_text(x, floor + 20, label))
    for tick, label in zip(y_axis.ticks, y_axis.labels, strict=True):
        y = floor - (tick - y_axis.low) / (y_axis.high - y_axis.low) * (floor - TOP)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{grey}" stroke-opacity="0.2"/>')
        parts.append(_text(LEFT - 8, y + 5, label, anchor="end"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "step"))
    return parts


def _legend(lines: Sequence[CurveLine]) -> list[str]:
    parts: list[str] = []
    x = float(LEFT)
    for line in lines:
        label = f"{clean(line.name)} {short(line.series.last_value)}"
        parts.append(f'<path d="M{x:.0f} 40h18" stroke="{line.colour}" stroke-width="3"/>')
        parts.append(_text(x + 24, 45, label, anchor="start", colour="#20262f"))
        x += 48 + 7.5 * len(label)
    return parts


def _text(x: float, y: float, text: str, *, anchor: str = "middle", colour: str = LIGHT.axes) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(clean(text))}</text>'
