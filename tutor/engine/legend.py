"""The words around a picture: legend, notes, and the whole of it in one line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.engine.axes import short, value_axis
from tutor.engine.series import Curves, Series
from tutor.engine.spans import Row, cell_width, clean, clip, row_width

MAX_SHOWN = 6
"""Curves in one picture: as many as there are colours that everyone can tell apart."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a picture as ``#rrggbb``."""

    curves: tuple[str, ...]
    axes: str
    warning: str


# Okabe and Ito's colours, told apart with every kind of colour blindness; those too pale for a light
# ground are darkened until they can be told apart again.
DARK = Palette(("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00"), "#8b949e", "#ff8a5b")
LIGHT = Palette(("#007bc5", "#ce6408", "#0c6e4d", "#a35485", "#70510d", "#333333"), "#57606a", "#b33a00")

_GROUND = ((21, 23, 28), (251, 250, 249))
FAINTNESS = 0.62

ASCII_MARKERS = "*o+x#@"
SPARKS = "▁▂▃▄▅▆▇█"
ASCII_SPARKS = "_.-=*#"


def faint(colour: str, dark: bool, faintness: float = FAINTNESS) -> str:
    """A colour most of the way to the ground, for what stands behind a curve."""
    ground = _GROUND[0 if dark else 1]
    channels = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(c + (g - c) * faintness):02x}" for c, g in zip(channels, ground, strict=True))


def summary(curves: Curves, width: int, palette: Palette, unicode: bool) -> Row:
    """One row of at most ``width`` cells: as much as fits of each name, value and shape, and of the step."""
    shown = list(curves)[:MAX_SHOWN]
    if not shown:
        return []
    values = [(f"{clean(series.name, unicode)} {short(series.last_value)}".strip()) for series in shown]
    step = f" step {max(series.last_step or 0 for series in shown)}"
    for count in range(len(shown), 0, -1):
        used = sum(cell_width(text) + 2 for text in values[:count]) - 2
        room = (width - used - len(step)) // count - 1
        if room >= 4 or (room >= -1 and count == 1):
            row: Row = []
            for index, text in enumerate(values[:count]):
                sparks = _sparks(shown[index], min(20, room), unicode) if room >= 4 else ""
                colour = _colour_of(shown[index], index, palette)
                row.append((f"{'  ' if index else ''}{text}{' ' if sparks else ''}{sparks}", colour))
            return [*row, (step, palette.axes)]
    colour = _colour_of(shown[0], 0, palette)
    for text in (values[0], short(shown[0].last_value)):
        if cell_width(text) <= width:
            return [(text, colour)]
    return []


def _colour_of(series: Series, index: int, palette: Palette) -> str:
    diverged = series.last_value is not None and not math.isfinite(series.last_value)
    return palette.warning if diverged else palette.curves[index % len(palette.curves)]


def _sparks(series: Series, width: int, unicode: bool) -> str:
    """A series in at most ``width`` block characters: the highest value of each part decides."""
    points = series.decimated(width)
    if not points or series.minimum is None or series.maximum is None:
        return ""
    axis = value_axis(series.minimum, series.maximum, 4)
    first, last = points[0][0], max(step for step, _ in points)
    columns: dict[int, float] = {}
    for step, value in points:
        column = max(0, step - first) * (width - 1) // max(1, last - first)
        columns[column] = max(columns.get(column, -math.inf), value)
    glyphs = SPARKS if unicode else ASCII_SPARKS
    return "".join(glyphs[round(axis.fraction(value) * (len(glyphs) - 1))] for _, value in sorted(columns.items()))


@dataclass(frozen=True, slots=True)
class Entry:
    """A curve in the legend."""

    name: str
    value: float | None
    colour: str
    marker: str
    """Its glyph where there are no lines of braille."""


def header(
    entries: Sequence[Entry],
    everything: Sequence[Series],
    width: int,
    title: str,
    palette: Palette,
    unicode: bool,
    note: str,
    more: int = 0,
) -> Row:
    """Title, legend with values, and what the learner must know, as much of it as fits.

    ``everything`` is searched for NaN; ``more`` is how many curves are not drawn.
    """
    warning = clean(nonfinite_note(everything), unicode)
    tail: Row = [(f"  {warning}", palette.warning)] if warning else []
    tail += [(f"  {note}", palette.axes)] if note else []
    head: Row = [(clean(title, unicode) + "  ", None)] if title else []
    for with_title, with_values in ((True, True), (False, True), (False, False)):
        legend = _legend(entries, more, palette, unicode, with_values)
        row = [*(head if with_title else []), *legend, *tail]
        if row_width(row) <= width:
            return row
    # Not even the names fit: what went wrong comes first, then as many names as there is room for.
    urgent: Row = [(f"{clip(warning, width)}  ", palette.warning)] if warning else []
    for count in range(len(entries), 0, -1):
        legend = _legend(entries[:count], more + len(entries) - count, palette, unicode, False)
        if row_width([*urgent, *legend]) <= width:
            return [*urgent, *legend]
    return [*urgent, *_legend(entries[:1], 0, palette, unicode, False)]


def _legend(entries: Sequence[Entry], more: int, palette: Palette, unicode: bool, values: bool) -> Row:
    row: Row = []
    for index, entry in enumerate(entries):
        marker = "━" if unicode else entry.marker
        value = f" {short(entry.value)}" if values and entry.value is not None else ""
        gap = "  " if index else ""
        row.append((f"{gap}{marker} {clip(clean(entry.name, unicode), 24)}", entry.colour))
        row.append((value, None))
    if more:
        row.append((f"  +{more} more", palette.axes))
    return row


def nonfinite_note(everything: Sequence[Series]) -> str:
    """``NaN at step 12``: the first such value of all series, with the name where there are several."""
    broken = [series for series in everything if series.nonfinite]
    if not broken:
        return ""
    series = min(broken, key=lambda series: series.nonfinite[0][0])
    step, value = series.nonfinite[0]
    name = f"{series.name} " if len(everything) > 1 else ""
    others = sum(series.nonfinite_count for series in broken) - 1
    return f"{name}{short(value)} at step {step}" + (f" (+{others})" if others else "")


def nothing_to_draw(text: str, width: int, height: int, palette: Palette) -> list[Row]:
    """A sentence in the middle of an empty picture."""
    if cell_width(text) > width:
        return []
    indent = " " * ((width - len(text)) // 2)
    return [[] for _ in range((height - 1) // 2)] + [[(indent + text, palette.axes)]]
