"""Curves as a picture in terminal cells. The only module that imports plotext, once something is drawn.

plotext draws the frame, its ticks and labels (kept until they change); the curves go over it in ``raster``.
Legend and notes stand above the picture, where they hide no curve.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log10

from tutor.engine.axes import LARGEST, Axis, log_axis, step_axis, value_axis
from tutor.engine.history import PastRun
from tutor.engine.legend import DARK, LIGHT, Palette, faint, header, nothing_to_draw, summary
from tutor.engine.lines import CurveLine, FloatPoint, can_be_log, entries_of, in_sight, lines_of, why_empty
from tutor.engine.raster import Canvas, Pixel
from tutor.engine.series import Curves, Series
from tutor.engine.spans import Row, clip, fit, parse, to_ansi
from tutor.engine.view import View

MIN_FRAME_WIDTH, MIN_FRAME_HEIGHT = 24, 6
"""Cells below the legend that a picture with axes needs; a smaller one goes without."""
MIN_MARGIN = 5
"""Cells left of the y axis: room for the word "step" below them."""
SMALLEST = 5e-324
"""Above 0, for a mean of tiny values that was rounded to it."""

ASCII_FRAME = str.maketrans("─│┌┐└┘├┤┬┴┼", "-|+++++++++")


def render(
    curves: Curves,
    width: int,
    height: int,
    *,
    title: str = "",
    dark: bool = True,
    unicode: bool = True,
    log: bool = False,
    view: View | None = None,
    earlier: Sequence[PastRun] = (),
) -> list[Row]:
    """The curves as exactly ``height`` rows of exactly ``width`` cells.

    Each row is a list of ``(text, colour)``, the colour ``"#rrggbb"`` or None for the terminal's own. ``log``
    (or ``view.log``) asks for a logarithmic y axis, given if every value shown is above 0. ``earlier`` runs are drawn
    behind. Braille needs ``unicode``; without it the picture is pure ASCII. Never raises, whatever the data and
    however small the size.
    """
    width, height = max(0, width), max(0, height)
    if not width or not height:
        return [[] for _ in range(height)]
    palette = DARK if dark else LIGHT
    view = view or View(log=log)
    if height == 1 or width < 8:
        return _pad([summary(curves, width, palette, unicode)], width, height)
    lines, more = lines_of(curves, view, earlier, palette)
    finite = [line.series for line in lines if line.series.minimum is not None]
    use_log = can_be_log(finite, view)
    scale = "" if not view.log else "log" if use_log else "linear (log needs values above 0)"
    everything = [line.series for line in lines if not line.earlier]
    top = header(entries_of(lines, view.cursor), everything, width, title, palette, unicode, scale, more)
    bounds = _bounds(finite, view)
    if bounds is None:
        return _pad([top, *nothing_to_draw(why_empty(curves, finite), width, height - 1, palette)], width, height)
    layout = _layout(*bounds, width, height - 1, unicode, use_log, palette.axes)
    return [fit(top, width), *_picture(lines, layout, palette, view, dark)]


def step_at(
    curves: Curves, width: int, height: int, column: int, *, view: View, earlier: Sequence[PastRun] = ()
) -> int | None:
    """The step below a cell column (from 0) of the picture that ``render`` makes; None beside the curves."""
    lines, _ = lines_of(curves, view, earlier, DARK)
    finite = [line.series for line in lines if line.series.minimum is not None]
    bounds = _bounds(finite, view)
    if bounds is None or width < MIN_FRAME_WIDTH or height < 2:
        return None
    layout = _layout(*bounds, width, height - 1, True, can_be_log(finite, view), DARK.axes)
    place, axis = column - (width - layout.frame.columns), layout.x_axis
    if not 0 <= place < layout.frame.columns:
        return None
    step = round(axis.low + place / max(1, layout.frame.columns - 1) * (axis.high - axis.low))
    return max(bounds[2], min(bounds[3], step))


def _bounds(finite: Sequence[Series], view: View) -> tuple[float, float, int, int] | None:
    """Lowest and highest value, first and last step in sight; None where there is nothing."""
    if view.span is not None:
        inside = [value for series in finite for _, value in in_sight(series.points(), *view.span) if _is_finite(value)]
        return (min(inside), max(inside), *view.span) if inside else None
    if not finite:
        return None
    low = min(series.minimum for series in finite if series.minimum is not None)
    high = max(series.maximum for series in finite if series.maximum is not None)
    return low, high, min(s.first_step or 0 for s in finite), max(s.final_step or 0 for s in finite)


def _is_finite(value: float) -> bool:
    return value - value == 0


def render_ansi(
    curves: Curves,
    width: int,
    height: int,
    colour: bool,
    *,
    title: str = "",
    dark: bool = True,
    unicode: bool = True,
    log: bool = False,
) -> str:
    """The same picture as text with 24-bit colours (or none), lines joined by newlines."""
    return to_ansi(render(curves, width, height, title=title, dark=dark, unicode=unicode, log=log), colour)


def one_line(curves: Curves, width: int, *, unicode: bool = True) -> str:
    """The curves in at most ``width`` cells, such as ``loss 0.31 ▇▅▃▂▁ step 120``; empty without curves."""
    return "".join(text for text, _ in summary(curves, max(0, width), DARK, unicode)).rstrip()


def _pad(rows: list[Row], width: int, height: int) -> list[Row]:
    rows = rows[:height] + [[] for _ in range(height - len(rows))]
    return [fit(row, width) for row in rows]


@dataclass(frozen=True, slots=True)
class Frame:
    """What plotext draws around the curves; equal frames are drawn once."""

    width: int
    height: int
    columns: int
    """Cells across which the curves are drawn."""
    rows: int
    unicode: bool
    colour: str
    x_ticks: tuple[int, ...] = ()
    """Cell columns from the left; none at all where there are no axes."""
    x_labels: tuple[str, ...] = ()
    y_ticks: tuple[int, ...] = ()
    """Cell rows from the bottom."""
    y_labels: tuple[str, ...] = ()
    """All of the width of the left margin."""


@dataclass(frozen=True, slots=True)
class _Layout:
    frame: Frame
    x_axis: Axis
    y_axis: Axis
    log: bool


def _layout(
    low: float, high: float, first: int, last: int, width: int, height: int, unicode: bool, log: bool, colour: str
) -> _Layout:
    """Axes for these values and steps, and the frame that shows them."""
    if log:
        low, high = max(low, SMALLEST), max(high, SMALLEST)
    has_axes = width >= MIN_FRAME_WIDTH and height >= MIN_FRAME_HEIGHT
    rows = height - 2 if has_axes else height
    y_axis = (log_axis if log else value_axis)(low, high, max(2, min(8, rows * 5 // 12)))
    if not has_axes:
        x_axis = step_axis(first, last, width)
        return _Layout(Frame(width, height, width, rows, unicode, colour), x_axis, y_axis, log)
    margin = max(MIN_MARGIN, *map(len, y_axis.labels))
    if margin > width // 3:
        margin = MIN_MARGIN
    columns = width - margin - 1
    x_axis = step_axis(first, last, columns)
    canvas = Canvas(columns, rows, unicode)
    cell_width, cell_height = canvas.width // columns, canvas.height // rows
    y_cells: dict[int, str] = {}
    for tick, label in zip(y_axis.ticks, y_axis.labels, strict=True):
        row = _pixel(y_axis, tick, canvas.height) // cell_height
        y_cells.setdefault(row, clip(label, margin).rjust(margin) if len(label) <= margin else " " * margin)
    x_cells = [_pixel(x_axis, tick, canvas.width) // cell_width for tick in x_axis.ticks]
    frame = Frame(
        width,
        height,
        columns,
        rows,
        unicode,
        colour,
        tuple(x_cells),
        x_axis.labels,
        tuple(y_cells or (0,)),
        tuple(y_cells.values()) or (" " * margin,),
    )
    return _Layout(frame, x_axis, y_axis, log)


def _pixel(axis: Axis, drawn: float, pixels: int) -> int:
    """The pixel, from 0, where a drawn value lies on an axis of so many pixels."""
    fraction = (drawn - axis.low) / (axis.high - axis.low)
    return max(0, min(pixels - 1, int(fraction * (pixels - 1) + 0.5)))


def _picture(lines: Sequence[CurveLine], layout: _Layout, palette: Palette, view: View, dark: bool) -> list[Row]:
    """Frame and curves: as many rows and cells as the frame has."""
    frame, x_axis, y_axis = layout.frame, layout.x_axis, layout.y_axis
    canvas = Canvas(frame.columns, frame.rows, frame.unicode)
    colours: list[str] = []
    ordered = sorted(lines, key=lambda line: not line.earlier)
    if view.smoothing:
        for line in ordered:
            colours.append(faint(line.colour, dark))
            canvas.draw(pixels(line.series, x_axis, y_axis, canvas, view.span), len(colours), ".")
    for line in ordered:
        colours.append(line.colour)
        drawn = (
            _placed(line.series.smoothed(view.smoothing), line.series, x_axis, y_axis, canvas, view.span)
            if view.smoothing
            else pixels(line.series, x_axis, y_axis, canvas, view.span)
        )
        canvas.draw(drawn, len(colours), line.marker)
    marks = _marks(lines, layout, palette, view, canvas)
    if not frame.x_ticks:
        return [_canvas_row(canvas, number, colours, marks) for number in range(frame.rows)]
    rows = list(frame_rows(frame))
    for number in range(frame.rows):
        rows[number] = [*rows[number], *_canvas_row(canvas, number, colours, marks)]
    return rows


def _marks(
    lines: Sequence[CurveLine], layout: _Layout, palette: Palette, view: View, canvas: Canvas
) -> dict[int, tuple[str, str]]:
    """Glyph and colour of cells that show no curve: the cursor, and where values were NaN or infinite."""
    frame, axis = layout.frame, layout.x_axis
    marks: dict[int, tuple[str, str]] = {}
    if view.cursor is not None and axis.low <= view.cursor <= axis.high:
        column = _pixel(axis, view.cursor, canvas.width) * frame.columns // canvas.width
        for row in range(frame.rows):
            cell = row * frame.columns + column
            if not canvas.owners[cell]:
                marks[cell] = ("│" if frame.unicode else "|", palette.axes)
    for line in lines:
        for step, _ in line.series.nonfinite if not line.earlier else ():
            if axis.low <= step <= axis.high:
                column = _pixel(axis, step, canvas.width) * frame.columns // canvas.width
                marks[column] = ("×" if frame.unicode else "!", palette.warning)
    return marks


def pixels(
    series: Series, x_axis: Axis, y_axis: Axis, canvas: Canvas, span: tuple[int, int] | None = None
) -> list[Pixel]:
    """The series' points on the canvas, decimated to what its pixels can show."""
    points: Sequence[FloatPoint] = series.decimated(canvas.width, (int(x_axis.low), int(x_axis.high)))
    return _placed(points, series, x_axis, y_axis, canvas, span)


def _placed(
    points: Sequence[FloatPoint],
    series: Series,
    x_axis: Axis,
    y_axis: Axis,
    canvas: Canvas,
    span: tuple[int, int] | None,
) -> list[Pixel]:
    """Points on the canvas; of those outside the span only the way to them."""
    if span is not None:
        points = in_sight(points, *span)
    left, across = x_axis.low, (canvas.width - 1) / (x_axis.high - x_axis.low)
    bottom, up = y_axis.low, (canvas.height - 1) / (y_axis.high - y_axis.low)
    if y_axis.log:
        points = [(step, log10(max(value, SMALLEST))) for step, value in points]
    elif max(abs(series.minimum or 0), abs(series.maximum or 0)) > LARGEST:
        points = [(step, max(-LARGEST, min(LARGEST, value))) for step, value in points]
    placed = [(int((step - left) * across + 0.5), int((value - bottom) * up + 0.5)) for step, value in points]
    if span is None:
        return placed
    # Cut at the edges: rounding may lead a dot beyond them.
    right, top = canvas.width - 1, canvas.height - 1
    return [(max(0, min(right, column)), max(0, min(top, row))) for column, row in placed]


def _canvas_row(canvas: Canvas, number: int, colours: Sequence[str], marks: Mapping[int, tuple[str, str]]) -> Row:
    """One row of the curves as spans."""
    start, end = number * canvas.columns, (number + 1) * canvas.columns
    row: Row = []
    begin = start
    for cell in range(start + 1, end + 1):
        if cell == end or canvas.owners[cell] != canvas.owners[begin]:
            owner = canvas.owners[begin]
            row.append(("".join(canvas.glyphs[begin:cell]), colours[owner - 1] if owner else None))
            begin = cell
    here = {cell - start: mark for cell, mark in marks.items() if start <= cell < end}
    return _with_marks(row, here) if here else row


def _with_marks(row: Row, marks: Mapping[int, tuple[str, str]]) -> Row:
    cells = [(character, colour) for text, colour in row for character in text]
    for column, mark in marks.items():
        cells[column] = mark
    return fit(cells, len(cells))


def frame_rows(frame: Frame) -> list[Row]:
    """What plotext draws beside the curves, in as many rows as the frame has, and below them.

    It is drawn in two parts, each kept until it changes: while a run goes on its steps change all the time, and the
    few rows below the curves are drawn in a small part of the time that the whole takes.
    """
    margin = frame.width - frame.columns
    upright = _drawn(replace(frame, x_ticks=(0,), x_labels=("",)))
    level = _drawn(replace(frame, height=4, rows=2, y_ticks=(0,), y_labels=(" " * (margin - 1),)))
    return [*(fit(row, margin) for row in upright[: frame.rows]), *level[2:]]


@lru_cache(maxsize=16)
def _drawn(frame: Frame) -> tuple[Row, ...]:
    rows = parse(draw_with_plotext(frame))
    margin = frame.width - frame.columns
    bottom = "".join(text for text, _ in rows[-1])
    if not bottom[:margin].strip():
        rows[-1] = [("step".rjust(margin - 1) + bottom[margin - 1 :], frame.colour)]
    if not frame.unicode:
        rows = [[(text.translate(ASCII_FRAME), colour) for text, colour in row] for row in rows]
    return tuple(rows)


def draw_with_plotext(frame: Frame, lines: Sequence[tuple[Sequence[Pixel], str, str]] = ()) -> str:
    """The frame, and lines of ``(pixels, marker, colour)``, as plotext draws them: text with SGR colours."""
    import plotext

    density = (2, 4) if frame.unicode else (1, 1)
    right, top = frame.columns * density[0] - 1, frame.rows * density[1] - 1
    colour = _rgb(frame.colour)
    plotext.clear_figure()
    try:
        # Without this plotext cuts the size down to that of the terminal it runs in.
        plotext.limit_size(False, False)
        plotext.plot_size(frame.width, frame.height)
        plotext.theme("clear")
        plotext.ticks_color(colour)
        plotext.xaxes(True, False)
        plotext.yaxes(True, False)
        plotext.xlim(0, right)
        plotext.ylim(0, top)
        # plotext counts cells, and rounds where the curves round down to a dot: these give the cell itself.
        plotext.xticks([tick * right / max(1, frame.columns - 1) for tick in frame.x_ticks], frame.x_labels)
        plotext.yticks([tick * top / max(1, frame.rows - 1) for tick in frame.y_ticks], frame.y_labels)
        # A figure without data has no axes.
        plotext.scatter([0], [0], marker=" ", color=colour)
        for line, marker, name in lines:
            plotext.plot([column for column, _ in line], [row for _, row in line], marker=marker, color=_rgb(name))
        return str(plotext.build())
    finally:
        plotext.clear_figure()


def _rgb(name: str) -> tuple[int, int, int]:
    return int(name[1:3], 16), int(name[3:5], 16), int(name[5:7], 16)
