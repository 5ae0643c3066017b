from __future__ import annotations

import math
import random

import pytest

from tutor.engine.events import MetricsReceived
from tutor.engine.series import LARGEST_STEP, MAX_NONFINITE, MAX_SERIES, Curves, Point, Series

NAN, INF = math.nan, math.inf


def filled(values: list[float], *, max_buckets: int = 64, batch: int = 7) -> Series:
    series = Series("loss", max_buckets=max_buckets)
    for start in range(0, len(values), batch):
        part = values[start : start + batch]
        series.append(range(start, start + len(part)), part)
    return series


def test_a_short_series_keeps_every_point() -> None:
    series = filled([3.0, 1.0, 2.0])
    assert series.decimated(100) == [(0, 3.0), (1, 1.0), (2, 2.0)]


def test_it_knows_count_last_and_extremes() -> None:
    series = filled([3.0, 1.0, 2.0])
    assert (series.count, len(series)) == (3, 3)
    assert (series.last_step, series.last_value) == (2, 2.0)
    assert (series.minimum, series.maximum) == (1.0, 3.0)
    assert (series.first_step, series.final_step) == (0, 2)


def test_an_empty_series_and_an_empty_batch() -> None:
    series = Series("loss")
    series.append((), ())
    assert series.count == 0
    assert series.last_step is None
    assert series.minimum is None
    assert series.decimated(10) == []


def test_steps_and_values_must_match() -> None:
    with pytest.raises(ValueError, match="2 steps and 1 values"):
        Series("loss").append((1, 2), (0.5,))


def test_too_few_buckets_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        Series("loss", max_buckets=1)


def test_memory_is_bounded_however_the_points_come() -> None:
    series = Series("loss", max_buckets=32)
    for step in range(5000):
        series.append((step,), (math.sin(step),))
    assert series.count == 5000
    assert len(series.decimated(10**6)) <= 4 * 32 + 4


def test_a_spike_survives_merging_and_decimation_wherever_it_stands() -> None:
    rng = random.Random(0)
    for _ in range(20):
        values = [rng.random() for _ in range(3000)]
        up, down = rng.sample(range(3000), 2)
        values[up], values[down] = 50.0, -50.0
        points = filled(values, max_buckets=16, batch=rng.randint(1, 400)).decimated(10)
        assert (up, 50.0) in points
        assert (down, -50.0) in points


def test_lowest_and_highest_of_every_column_are_kept() -> None:
    rng = random.Random(1)
    values = [rng.random() for _ in range(1000)]
    points = filled(values, max_buckets=2048).decimated(25)
    for column in range(25):
        mine = values[column * 40 : column * 40 + 40]
        kept = [value for step, value in points if step // 40 == column]
        assert (min(kept), max(kept)) == (min(mine), max(mine))
        assert len(kept) <= 4


def test_points_keep_their_order_and_the_ends() -> None:
    rng = random.Random(2)
    points = filled([rng.random() for _ in range(777)], max_buckets=16).decimated(9)
    steps = [step for step, _ in points]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, 776)


def test_every_kept_point_was_really_there() -> None:
    rng = random.Random(3)
    values = [rng.gauss(0, 1) for _ in range(2500)]
    for step, value in filled(values, max_buckets=32).decimated(40):
        assert values[step] == value


def test_nonfinite_values_are_kept_apart_with_their_steps() -> None:
    series = Series("loss")
    series.append((0, 1, 2, 3), (1.0, NAN, 2.0, INF))
    assert series.decimated(10) == [(0, 1.0), (2, 2.0)]
    assert [step for step, _ in series.nonfinite] == [1, 3]
    assert series.nonfinite_count == 2
    assert series.count == 4
    assert series.last_value == INF
    assert series.maximum == 2.0


def test_nonfinite_values_alone() -> None:
    series = Series("loss")
    series.append(range(1000), [NAN] * 1000)
    assert series.minimum is None
    assert series.nonfinite_count == 1000
    assert len(series.nonfinite) == MAX_NONFINITE
    assert series.decimated(5) == []


def test_a_loop_that_starts_again_is_a_second_pass() -> None:
    series = Series("loss")
    series.append((0, 1, 2), (3.0, 2.0, 1.0))
    series.append((0, 1, 2), (6.0, 5.0, 4.0))
    assert series.decimated(100) == [(0, 3.0), (1, 2.0), (2, 1.0), (0, 6.0), (1, 5.0), (2, 4.0)]


def test_after_four_passes_the_points_are_sorted() -> None:
    series = Series("loss")
    for again in range(4):
        series.append((0, 1), (float(again), 9.0))
    assert [step for step, _ in series.decimated(100)] == [0, 1] * 4
    series.append((0, 1), (4.0, 9.0))
    steps = [step for step, _ in series.decimated(100)]
    assert steps == sorted(steps)


def test_a_bucket_without_a_neighbour_is_kept() -> None:
    series = filled([float(value) for value in range(1000)], max_buckets=33, batch=1000)
    assert series.points()[-1] == (999, 999.0)
    assert sum(count for _, _, count in series._means) + len(series._pending) == 1000


def test_steps_in_any_order_are_sorted_and_stay_bounded() -> None:
    rng = random.Random(4)
    steps = rng.sample(range(2000), 2000)
    series = Series("loss")
    for step in steps:
        series.append((step,), (float(step),))
    points = series.decimated(20)
    assert [step for step, _ in points] == sorted(step for step, _ in points)
    assert len(points) <= 80


def test_the_axis_may_be_wider_than_the_series() -> None:
    series = filled([float(value) for value in range(100)])
    points: list[Point] = series.decimated(10, (0, 999))
    assert points == [(0, 0.0), (99, 99.0)]


def test_absurd_steps_are_kept_at_the_edge() -> None:
    series = Series("loss")
    series.append((-(10**400), 0, 10**400), (1.0, 2.0, 3.0))
    assert series.decimated(3) == [(-LARGEST_STEP, 1.0), (0, 2.0), (LARGEST_STEP, 3.0)]


def metrics(name: str, values: tuple[float, ...], automatic: bool = True) -> MetricsReceived:
    return MetricsReceived(name, tuple(range(len(values))), values, automatic)


def test_curves_come_in_the_order_of_their_first_points() -> None:
    curves = Curves()
    for name in ("loss", "accuracy", "loss"):
        curves.add(metrics(name, (1.0,)))
    assert curves.names() == ("loss", "accuracy")
    assert [series.name for series in curves] == ["loss", "accuracy"]
    assert curves.series("loss").count == 2
    assert len(curves) == 2


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Curves().series("loss")


def test_the_revision_grows_with_every_change() -> None:
    curves = Curves()
    seen = [curves.revision]
    curves.add(metrics("loss", (1.0,)))
    seen.append(curves.revision)
    curves.add(metrics("loss", (0.5,)))
    seen.append(curves.revision)
    curves.clear()
    seen.append(curves.revision)
    assert seen == sorted(set(seen))
    assert curves.names() == ()


@pytest.mark.parametrize("name", ["loss", "train_loss"])
def test_what_the_code_logs_replaces_what_was_noticed(name: str) -> None:
    curves = Curves()
    curves.add(metrics("loss", (1.0, 2.0, 3.0)))
    curves.add(metrics(name, (9.0,), automatic=False))
    curves.add(metrics("loss", (4.0,)))
    curves.add(metrics("accuracy", (0.5,), automatic=False))
    assert curves.names() == (name, "accuracy")
    assert curves.series(name).decimated(5) == [(0, 9.0)]


def test_ever_new_names_do_not_fill_the_memory() -> None:
    curves = Curves()
    for number in range(MAX_SERIES + 10):
        curves.add(metrics(f"weight {number}", (1.0,)))
    assert len(curves) == MAX_SERIES
    assert curves.dropped == 10
