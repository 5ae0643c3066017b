"""Curves drawn small: sketches to choose from, and the real curve over the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.course.questions import Sketch
from tutor.engine.raster import Canvas, Pixel
from tutor.grading.questions import CEILING, relative
from tutor.ui.spans import Line, Span, line_width, wrap

ROWS = 5
WIDEST = 26
GAP = 2
LARGE_ROWS = 6
LARGE_COLUMNS = 64
SKETCH, REAL = 1, 2

Points = Sequence[tuple[float, float]]


def choices_lines(
    sketches: Sequence[Sketch], width: int, roles: Sequence[str], labels: Sequence[Line], *, unicode: bool
) -> list[Line]:
    """All sketches side by side, in as many rows of them as the width needs, each in its role over label and name."""
    per_row = min(len(sketches), max(width // (16 + GAP), 1))
    columns = min((width - GAP * (per_row - 1)) // per_row, WIDEST)
    top = _top(*(sketch.points for sketch in sketches))
    lines: list[Line] = []
    for start in range(0, len(sketches), per_row):
        cells = []
        for index in range(start, min(start + per_row, len(sketches))):
            canvas = Canvas(columns - 1, ROWS, unicode)
            canvas.draw(_pixels(sketches[index].points, canvas, top), SKETCH)
            drawn: list[Line] = [(Span("│", "rule"), Span("".join(row), roles[index])) for row in _rows(canvas)]
            cells.append(
                [
                    *drawn,
                    (Span("└" + "─" * (columns - 1), "rule"),),
                    *_named(labels[index], sketches[index].name, columns),
                ]
            )
        lines += _beside(cells, columns)
    return lines


def comparison_lines(
    sketch: Sketch | None, values: Sequence[float], metric: str, width: int, *, unicode: bool
) -> list[Line]:
    """The real curve drawn over the sketch that was chosen (None for none), with a legend below."""
    real = relative(values)
    columns = min(width, LARGE_COLUMNS)
    canvas = Canvas(columns - 1, LARGE_ROWS, unicode)
    points = sketch.points if sketch is not None else ()
    top = _top(points, real)
    if points:
        canvas.draw(_pixels(points, canvas, top), SKETCH, ".")
    if real:
        canvas.draw(_pixels(real, canvas, top), REAL)
    lines: list[Line] = []
    for row in range(canvas.rows):
        spans = [Span("│", "rule")]
        for column in range(canvas.columns):
            cell = row * canvas.columns + column
            role = {SKETCH: "warn", REAL: "accent"}.get(canvas.owners[cell], "text")
            spans.append(Span(canvas.glyphs[cell], role))
        lines.append(_joined(spans))
    lines.append((Span("└" + "─" * (columns - 1), "rule"),))
    legend = [Span("── ", "accent"), Span(f"the real {metric}", "text")]
    if points:
        legend += [
            Span(" · ", "muted"),
            Span("·· ", "warn"),
            Span(f"your sketch: {sketch.name}" if sketch else "", "text"),
        ]
    return [*lines, *wrap(legend, width)]


def _named(label: Line, name: str, columns: int) -> list[Line]:
    rows = wrap([Span(name)], columns - line_width(label))
    return [(*(label if number == 0 else (Span(" " * line_width(label)),)), *row) for number, row in enumerate(rows)]


def _top(*curves: Points) -> float:
    """The height of the picture's upper edge."""
    return max([1.05, *(min(y, CEILING) for points in curves for _, y in points)])


def _pixels(points: Points, canvas: Canvas, top: float) -> list[Pixel]:
    return [
        (
            round(x * (canvas.width - 1)),
            round(min(max(y / top, 0.0), 1.0) * (canvas.height - 1)),
        )
        for x, y in points
    ]


def _rows(canvas: Canvas) -> list[list[str]]:
    return [canvas.glyphs[row * canvas.columns : (row + 1) * canvas.columns] for row in range(canvas.rows)]


def _joined(spans: Sequence[Span]) -> Line:
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].role == span.role:
            joined[-1] = Span(joined[-1].text + span.text, span.role)
        else:
            joined.append(span)
    return tuple(joined)


def _beside(cells: Sequence[Sequence[Line]], columns: int) -> list[Line]:
    lines: list[Line] = []
    for row in range(max(len(cell) for cell in cells)):
        line: list[Span] = []
        for cell in cells:
            part = cell[row] if row < len(cell) else ()
            line += [*part, Span(" " * (columns - line_width(part) + GAP))]
        lines.append(tuple(line))
    return lines
