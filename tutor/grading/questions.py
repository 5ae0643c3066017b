"""What runs say about questions and predictions: the right answers, and which sketch is nearest to a curve."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tutor.course.questions import Prediction, Question, Sketch
from tutor.engine.events import ErrorRaised, RunEvent, RunFinished, ValueTold
from tutor.engine.runner import Runner, Source
from tutor.grading.answers import Facts

COLUMNS = 16
"""Parts into which a curve's length is cut to compare it with another."""
CEILING = 3.0
"""Relative values above it, and NaN, count as this high."""

Points = Sequence[tuple[float, float]]


class Gathering:
    """Gathers from the events of a run what it says about a question."""

    def __init__(self) -> None:
        self._values: dict[str, ValueTold] = {}
        self._problem = ""

    def take(self, event: RunEvent) -> None:
        """Take in one event."""
        if isinstance(event, ValueTold):
            self._values[event.expression] = event
        elif isinstance(event, ErrorRaised):
            self._problem = f"The code of this question raises {event.name}: {event.message}"
        elif isinstance(event, RunFinished) and event.reason != "ok" and not self._problem:
            self._problem = event.sentence or "The code of this question was ended."

    @property
    def facts(self) -> Facts:
        """What it said so far."""
        return Facts(dict(self._values), self._problem)


def needs_run(question: Question) -> bool:
    """Whether only a run can tell what is right."""
    return bool(question.run and question.expressions)


def source_of(question: Question) -> Source:
    """What is run to learn the right answer."""
    return Source(question.run, "question", seconds=question.seconds, wanted=question.expressions, of_course=True)


async def work_out(runner: Runner, question: Question) -> Facts:
    """Run a question's code, if it needs that, and learn what its expressions give."""
    if not needs_run(question):
        return Facts()
    gathering = Gathering()
    async for event in runner.run_script(source_of(question)):
        gathering.take(event)
    return gathering.facts


def printed_line(printed: str, number: int) -> ValueTold | None:
    """Line ``number`` of what was printed (from 1, or -1 for the last) as a value; None where there is none."""
    lines = printed.rstrip("\n").split("\n") if printed.strip() else []
    index = number - 1 if number > 0 else len(lines) + number
    if not 0 <= index < len(lines):
        return None
    return ValueTold(f"line {number}", "printed", lines[index].strip())


def right_of(prediction: Prediction, facts: Facts, printed: str) -> ValueTold | None:
    """The right typed answer to a prediction; None where the run did not give it."""
    if prediction.printed is not None:
        return printed_line(printed, prediction.printed)
    return facts.right(prediction.expression)


def relative(values: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """A metric's values as a sketch has them: x from 0 to 1, y relative to the first value, at most ``CEILING``."""
    if len(values) < 2:
        return ()
    first = values[0] if abs(values[0]) > 1e-12 else 1.0
    heights = [value / first if value == value else CEILING for value in values]
    return tuple((index / (len(values) - 1), max(min(y, CEILING), -CEILING)) for index, y in enumerate(heights))


def nearest(sketches: Sequence[Sketch], values: Sequence[float]) -> int | None:
    """Position of the sketch that is nearest to a run's values; None where there are too few of them."""
    if len(values) < 2:
        return None
    real = _columns(relative(values))
    distances = [_distance(_columns(sketch.points), real) for sketch in sketches]
    return min(range(len(distances)), key=distances.__getitem__, default=None)


def _distance(left: Sequence[tuple[float, float]], right: Sequence[tuple[float, float]]) -> float:
    """How far two curves are apart: their heights, and how much they swing."""
    heights = sum(abs(a - b) for (a, _), (b, _) in zip(left, right, strict=True))
    swings = sum(abs(a - b) for (_, a), (_, b) in zip(left, right, strict=True))
    return (heights + swings) / COLUMNS


def _columns(points: Points) -> list[tuple[float, float]]:
    """``(mean, range)`` of a curve in each of ``COLUMNS`` equal parts of its length, drawn as straight lines."""
    columns = []
    for column in range(COLUMNS):
        begin, end = column / COLUMNS, (column + 1) / COLUMNS
        inner = [min(max(y, -CEILING), CEILING) for x, y in points if begin < x < end]
        heights = [_height(points, begin), *inner, _height(points, end)]
        columns.append((sum(heights) / len(heights), max(heights) - min(heights)))
    return columns


def _height(points: Points, x: float) -> float:
    """The curve's height at ``x``, between points on a straight line."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            y = y0 if x1 == x0 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)
            return min(max(y, -CEILING), CEILING)
    return min(max(points[-1][1], -CEILING), CEILING)
