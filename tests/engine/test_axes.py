from __future__ import annotations

import itertools
import math
import random

import pytest

from tutor.engine.axes import Axis, log_axis, short, step_axis, value_axis
from tutor.engine.series import LARGEST_STEP


def assert_sound(axis: Axis) -> None:
    assert axis.high > axis.low
    assert len(axis.ticks) == len(axis.labels) >= 1
    assert list(axis.ticks) == sorted(set(axis.ticks))
    assert len(set(axis.labels)) == len(axis.labels)
    slack = (axis.high - axis.low) * 1e-6
    assert all(axis.low - slack <= tick <= axis.high + slack for tick in axis.ticks)


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.02, 2.4, ("0", "1", "2")),
        (0.0, 1.0, ("0.0", "0.5", "1.0")),
        (-3.0, 4.0, ("-2", "0", "2", "4")),
        (1.0001, 1.0002, ("1.00010", "1.00015", "1.00020")),
        (0.0, 3e6, ("0", "1e6", "2e6", "3e6")),
        (0.0, 2.5e-8, ("0", "1e-8", "2e-8")),
        (-1e-6, 1.4e-6, ("-1e-6", "0", "1e-6")),
        (0.0, 1.6e-6, ("0", "5e-7", "1e-6", "1.5e-6")),
    ],
)
def test_ticks_are_round_numbers(low: float, high: float, labels: tuple[str, ...]) -> None:
    assert value_axis(low, high, 4).labels == labels


def test_limits_hold_the_data_and_stand_still_while_it_moves_a_little() -> None:
    one, two = value_axis(0.021, 2.31, 4), value_axis(0.02, 2.33, 4)
    assert (one.low, one.high) == (two.low, two.high)
    assert one.low <= 0.021
    assert one.high >= 2.31


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (0.0, 0.0),
        (5.0, 5.0),
        (-1e-320, 1e-320),
        (1e308, 1e308),
        (-1.7e308, 1.7e308),
        (1e15, 1e15 + 1),
        (1e-200, 1e200),
    ],
)
def test_extreme_ranges_give_a_sound_axis(low: float, high: float) -> None:
    for count in range(1, 12):
        axis = value_axis(low, high, count)
        assert_sound(axis)
        assert 0 <= axis.fraction(low) <= axis.fraction(high) <= 1


def test_random_ranges_give_a_sound_axis_of_two_ticks_or_more() -> None:
    rng = random.Random(0)
    for _ in range(2000):
        center = rng.uniform(-1, 1) * 10.0 ** rng.randint(-20, 20)
        reach = abs(center) * 10.0 ** rng.uniform(-8, 4) + 1e-30
        axis = value_axis(center - reach, center + reach, rng.randint(1, 12))
        assert_sound(axis)
        assert len(axis.ticks) >= 2
        assert axis.low <= center - reach * 0.999
        assert axis.high >= center + reach * 0.999


def test_random_logarithmic_ranges_give_a_sound_axis() -> None:
    rng = random.Random(1)
    for _ in range(2000):
        low = 10.0 ** rng.uniform(-30, 30)
        axis = log_axis(low, low * 10.0 ** rng.uniform(0, 12), rng.randint(2, 12))
        assert_sound(axis)
        assert axis.log


def test_a_wide_logarithmic_axis_is_labelled_by_decades() -> None:
    assert log_axis(0.001, 100.0, 8).labels == ("0.001", "0.01", "0.1", "1", "10", "100")


def test_a_logarithmic_fraction() -> None:
    axis = log_axis(0.01, 100.0, 8)
    assert axis.fraction(1.0) == pytest.approx(0.5)


def test_step_labels_never_meet() -> None:
    rng = random.Random(2)
    for _ in range(2000):
        first = rng.choice([0, 1, rng.randint(-(10**6), 10**12)])
        columns = rng.randint(1, 200)
        axis = step_axis(first, first + rng.randint(0, 10 ** rng.randint(0, 13)), columns)
        assert_sound(axis)
        cells = [(tick - axis.low) / (axis.high - axis.low) * (columns - 1) for tick in axis.ticks]
        widest = max(map(len, axis.labels))
        assert all(b - a > widest for a, b in itertools.pairwise(cells))


@pytest.mark.parametrize(
    ("last", "labels"),
    [
        (100, ("0", "20", "40", "60", "80", "100")),
        (3, ("0", "1", "2", "3")),
        (1_000_000, ("0", "200k", "400k", "600k", "800k", "1M")),
    ],
)
def test_steps_are_labelled_by_whole_numbers(last: int, labels: tuple[str, ...]) -> None:
    assert step_axis(0, last, 50).labels == labels


def test_steps_as_large_as_a_series_holds() -> None:
    assert_sound(step_axis(LARGEST_STEP, LARGEST_STEP, 50))
    assert_sound(step_axis(-LARGEST_STEP, LARGEST_STEP, 50))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0.0, "0"),
        (0.31254, "0.3125"),
        (12345.678, "12346"),
        (-2.0, "-2.000"),
        (1.5e-9, "1.50e-9"),
        (-3e40, "-3.00e40"),
        (math.nan, "NaN"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
    ],
)
def test_values_in_few_characters(value: float | None, text: str) -> None:
    assert short(value) == text
