"""Metric series in bounded memory: what a run has logged, ready to be drawn.

Pure Python on purpose: the tutor's own process imports neither torch nor numpy. However long a run is, a
series holds a fixed number of buckets; each keeps its first, lowest, highest and last point, so a spike of a
single step is still there after a million steps.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from operator import gt

from tutor.engine.events import MetricsReceived

Point = tuple[int, float]
"""``(step, value)``."""

Mean = tuple[float, float, int]
"""``(mean step, mean value, number of points)``."""

MAX_BUCKETS = 2048
KEPT_BUCKETS = 256
"""Of a run that is over and only compared with."""
MAX_NONFINITE = 256
MAX_SERIES = 32
MAX_PASSES = 4
LARGEST_STEP = 10**15
"""Steps beyond it are kept as it: their exact difference could not be drawn, nor be held by a float."""


def _condense(points: Sequence[Point]) -> tuple[Point, ...]:
    """First, lowest, highest and last of ``points``, in the order they stand there, each once."""
    if len(points) <= 2:
        return tuple(points)
    values = [value for _, value in points]
    picks = {0, values.index(min(values)), values.index(max(values)), len(values) - 1}
    return tuple(points[index] for index in sorted(picks))


def _mean(points: Sequence[Point]) -> Mean:
    """The mean of points, their halves taken apart so that no sum overflows."""
    count = len(points)
    return sum(step for step, _ in points) / count, sum(value / count for _, value in points), count


def _mean_of_both(one: Mean, other: Mean) -> Mean:
    count = one[2] + other[2]
    first, second = one[2] / count, other[2] / count
    return one[0] * first + other[0] * second, one[1] * first + other[1] * second, count


class Series:
    """The points of one metric, in the order they came, in at most ``max_buckets`` buckets.

    Non-finite values are kept apart (``nonfinite``, the first 256; ``nonfinite_count`` counts all): they
    can't be drawn, and where a loss became NaN is what the learner must hear.
    """

    def __init__(self, name: str = "", *, automatic: bool = False, max_buckets: int = MAX_BUCKETS) -> None:
        if max_buckets < 2:
            raise ValueError("a series needs at least 2 buckets")
        self.name = name
        self.automatic = automatic
        """True where the tutor noticed the metric by itself, False where the code called ``log``."""
        self.count = 0
        """All points ever appended, non-finite ones included."""
        self.last_step: int | None = None
        self.last_value: float | None = None
        """The newest value, which may be NaN or infinite."""
        self.first_step: int | None = None
        """The lowest step of all points."""
        self.final_step: int | None = None
        """The highest step of all points."""
        self.minimum: float | None = None
        """The lowest finite value; None while there is none."""
        self.maximum: float | None = None
        self.nonfinite: list[Point] = []
        self.nonfinite_count = 0
        self._max_buckets = max_buckets
        self._stride = 1
        self._buckets: list[tuple[Point, ...]] = []
        self._means: list[Mean] = []
        """Of all the points of each bucket."""
        self._pending: list[Point] = []
        self._passes = 1
        self._previous_step: int | None = None

    def __len__(self) -> int:
        return self.count

    def append(self, steps: Sequence[int], values: Sequence[float]) -> None:
        """Add a batch of points; the two sequences have equal length, which may be 0.

        Raises:
            ValueError: if the lengths differ.
        """
        if len(steps) != len(values):
            raise ValueError(f"{len(steps)} steps and {len(values)} values: there must be one step for each value")
        if not steps:
            return
        self.count += len(steps)
        lowest, highest = min(steps), max(steps)
        if lowest < -LARGEST_STEP or highest > LARGEST_STEP:
            steps = [max(-LARGEST_STEP, min(LARGEST_STEP, step)) for step in steps]
            lowest, highest = min(steps), max(steps)
        self.last_step, self.last_value = steps[-1], values[-1]
        self.first_step = lowest if self.first_step is None else min(self.first_step, lowest)
        self.final_step = highest if self.final_step is None else max(self.final_step, highest)
        if not all(map(math.isfinite, values)):
            steps, values = self._without_nonfinite(steps, values)
        if steps:
            self._append_finite(steps, values)

    def decimated(self, columns: int, span: tuple[int, int] | None = None) -> list[Point]:
        """The finite points, at most four for each of ``columns`` equal parts of the x axis.

        They are the first, lowest, highest and last of a part. ``span`` is the first and last step of the
        axis (by default the series' own). Points stay in the order they came, so a loop that starts again at
        step 0 is drawn as a second pass; where that happens more than three times they are sorted by step.
        Four points for each column of a pass is thus the bound.
        """
        buckets = self._buckets
        if self._pending:
            buckets = [*buckets, _condense(self._pending)]
        if not buckets:
            return []
        if self._passes > MAX_PASSES:
            points = sorted((point for bucket in buckets for point in bucket), key=lambda point: point[0])
            buckets = [(point,) for point in points]
        first, last = span or (self.first_step or 0, self.final_step or 0)
        width = max(1, last - first + 1)
        columns = max(1, columns)
        column_of = [(bucket[0][0] - first) * columns // width for bucket in buckets]
        chosen: list[Point] = []
        start = 0
        for index in range(1, len(buckets) + 1):
            if index == len(buckets) or column_of[index] != column_of[start]:
                if index - start == 1:
                    chosen += buckets[start]
                else:
                    chosen += _condense([point for bucket in buckets[start:index] for point in bucket])
                start = index
        return chosen

    def smoothed(self, weight: float) -> list[tuple[float, float]]:
        """``(step, value)`` of the exponential moving average of all finite points, in the order they came.

        ``weight`` (0 to 1) is what the average keeps of itself at each point; the start is not pulled towards zero
        (Kingma and Ba, 2015, section 3). A bucket of n points counts as n points at their mean.
        """
        means = [*self._means, _mean(self._pending)] if self._pending else self._means
        smooth: list[tuple[float, float]] = []
        average, seen = 0.0, 0.0
        for step, value, count in means:
            kept = weight**count
            average = average * kept + value * (1 - kept)
            seen = seen * kept + (1 - kept)
            smooth.append((step, average / seen if seen else value))
        return smooth

    def at(self, step: int) -> Point | None:
        """The kept point nearest to a step, NaN and infinities among them; of equal ones the one that came last."""
        best: Point | None = None
        kept = (point for bucket in (*self._buckets, self._pending) for point in bucket)
        for point in (*kept, *self.nonfinite):
            if best is None or abs(point[0] - step) <= abs(best[0] - step):
                best = point
        return best

    def points(self) -> list[Point]:
        """All that is kept, in the order it came, then NaN and infinities: every point of up to 2048."""
        return [*(point for bucket in (*self._buckets, self._pending) for point in bucket), *self.nonfinite]

    def thinned(self) -> Series:
        """A copy in at most ``KEPT_BUCKETS`` buckets."""
        copy = Series(self.name, automatic=self.automatic, max_buckets=self._max_buckets)
        for name in (
            "count", "last_step", "last_value", "first_step", "final_step", "minimum", "maximum",
            "nonfinite_count", "_stride", "_passes", "_previous_step",
        ):  # fmt: skip
            setattr(copy, name, getattr(self, name))
        copy.nonfinite, copy._pending = list(self.nonfinite), list(self._pending)
        copy._buckets, copy._means = list(self._buckets), list(self._means)
        if len(copy._pending) > KEPT_BUCKETS:
            copy._buckets.append(_condense(copy._pending))
            copy._means.append(_mean(copy._pending))
            copy._pending = []
        while len(copy._buckets) > KEPT_BUCKETS:
            copy._merge_neighbours()
        return copy

    def _without_nonfinite(
        self, steps: Sequence[int], values: Sequence[float]
    ) -> tuple[Sequence[int], Sequence[float]]:
        """Put NaN and infinities aside and return the rest."""
        finite_steps: list[int] = []
        finite_values: list[float] = []
        for step, value in zip(steps, values, strict=True):
            if math.isfinite(value):
                finite_steps.append(step)
                finite_values.append(value)
                continue
            self.nonfinite_count += 1
            if len(self.nonfinite) < MAX_NONFINITE:
                self.nonfinite.append((step, value))
        return finite_steps, finite_values

    def _append_finite(self, steps: Sequence[int], values: Sequence[float]) -> None:
        lowest, highest = min(values), max(values)
        self.minimum = lowest if self.minimum is None else min(self.minimum, lowest)
        self.maximum = highest if self.maximum is None else max(self.maximum, highest)
        self._passes += sum(map(gt, steps, steps[1:]))
        if self._previous_step is not None and steps[0] < self._previous_step:
            self._passes += 1
        self._previous_step = steps[-1]
        pending = self._pending
        pending.extend(zip(steps, values, strict=True))
        start = 0
        while len(pending) - start >= self._stride:
            part = pending[start : start + self._stride]
            self._buckets.append(_condense(part))
            self._means.append(_mean(part))
            start += self._stride
            if len(self._buckets) >= self._max_buckets:
                self._merge_neighbours()
        del pending[:start]

    def _merge_neighbours(self) -> None:
        """Halve the number of buckets; from now on each takes twice as many points."""
        old = self._buckets
        self._buckets = [_condense(old[i] + old[i + 1]) for i in range(0, len(old) - 1, 2)]
        means = self._means
        self._means = [_mean_of_both(means[i], means[i + 1]) for i in range(0, len(means) - 1, 2)]
        if len(old) % 2:
            self._buckets.append(old[-1])
            self._means.append(means[-1])
        self._stride *= 2


class Curves:
    """The series of one run by name, in the order they first came, and a count of changes.

    At most 32 names are kept, so a loop that logs under ever new names can't fill the memory; ``dropped``
    holds how many batches were left out for that reason.
    """

    def __init__(self) -> None:
        self.revision = 0
        """Grows with every change: whoever draws compares it with the one last drawn."""
        self.dropped = 0
        self._series: dict[str, Series] = {}

    def __len__(self) -> int:
        return len(self._series)

    def __iter__(self) -> Iterator[Series]:
        return iter(self._series.values())

    def add(self, event: MetricsReceived) -> None:
        """Take in a batch of points.

        What the code logs by itself replaces what the tutor noticed, under whatever name: the loss noticed
        before the first ``log`` would be a curve of a few points that never goes on.
        """
        logged = any(not series.automatic for series in self._series.values())
        if event.automatic and logged:
            return
        if not event.automatic and not logged:
            self._series.clear()
        series = self._series.get(event.name)
        if series is None:
            if len(self._series) >= MAX_SERIES:
                self.dropped += 1
                self.revision += 1
                return
            series = self._series[event.name] = Series(event.name, automatic=event.automatic)
        series.append(event.steps, event.values)
        self.revision += 1

    def names(self) -> tuple[str, ...]:
        """Names of the series, in the order they first came."""
        return tuple(self._series)

    def series(self, name: str) -> Series:
        """The series called ``name``.

        Raises:
            KeyError: if there is none.
        """
        return self._series[name]

    def thinned(self) -> Curves:
        """A copy that takes less memory: of a run that is over and only compared with."""
        copy = Curves()
        copy._series = {name: series.thinned() for name, series in self._series.items()}
        copy.dropped, copy.revision = self.dropped, self.revision
        return copy

    def clear(self) -> None:
        """Forget every series; the revision grows."""
        self._series.clear()
        self.dropped = 0
        self.revision += 1
