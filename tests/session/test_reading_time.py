from __future__ import annotations

import pytest

from tests.ui.fakes import FakeReading
from tests.ui.study_app import HandClock
from tutor.session.reading_time import WRITE_EVERY, ReadingTime


@pytest.fixture
def reading() -> FakeReading:
    return FakeReading()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(50.0)


@pytest.fixture
def timed(reading: FakeReading, clock: HandClock) -> ReadingTime:
    return ReadingTime(reading, clock)  # type: ignore[arg-type]


def test_a_stretch_is_written_when_it_ends(timed: ReadingTime, reading: FakeReading, clock: HandClock) -> None:
    timed.begin("a")
    clock.now += 12
    assert reading.stretches == []
    timed.end()
    timed.end()
    assert reading.stretches == [("a", 12.0)]


def test_another_lesson_ends_the_stretch(timed: ReadingTime, reading: FakeReading, clock: HandClock) -> None:
    timed.begin("a")
    clock.now += 5
    timed.begin("b")
    clock.now += 7
    timed.begin(None)
    assert reading.stretches == [("a", 5.0), ("b", 7.0)]


def test_leafing_writes_only_now_and_then(timed: ReadingTime, reading: FakeReading, clock: HandClock) -> None:
    timed.begin("a")
    for _ in range(3):
        clock.now += WRITE_EVERY / 2
        timed.begin("a")
    assert reading.stretches == [("a", WRITE_EVERY)]
    timed.end()
    assert sum(seconds for _, seconds in reading.stretches) == 1.5 * WRITE_EVERY


def test_passing_by_is_not_reading(timed: ReadingTime, reading: FakeReading, clock: HandClock) -> None:
    timed.begin("a")
    clock.now += 0.4
    timed.begin("b")
    clock.now += 0.9
    timed.end()
    assert reading.stretches == []
