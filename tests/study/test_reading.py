from __future__ import annotations

import pytest

from tests.study.conftest import HandClock
from tutor.study.progress import Progress
from tutor.study.reading import LONGEST_STRETCH


def test_time_adds_up_by_lesson(study: Progress) -> None:
    study.reading.add_time("u/a", 30.0)
    study.reading.add_time("u/b", 5.0)
    study.reading.add_time("u/a", 12.5)
    assert study.reading.time_spent() == {"u/a": 42.5, "u/b": 5.0}


@pytest.mark.parametrize("seconds", [0.0, -3.0])
def test_no_time_is_not_kept(study: Progress, seconds: float) -> None:
    study.reading.add_time("u/a", seconds)
    assert study.reading.time_spent() == {}


def test_a_night_with_the_app_open_is_not_reading(study: Progress) -> None:
    study.reading.add_time("u/a", 8 * 3600.0)
    assert study.reading.time_spent() == {"u/a": LONGEST_STRETCH}


def test_known_lessons_keep_the_first_reason(study: Progress, hand_clock: HandClock) -> None:
    study.reading.mark_known("u/b", "the unit's quiz")
    hand_clock.now += 1
    study.reading.mark_known("u/a", "placement")
    study.reading.mark_known("u/b", "placement")
    assert study.reading.known() == {"u/b": "the unit's quiz", "u/a": "placement"}
    assert study.reading.is_known("u/a")
    assert not study.reading.is_known("u/c")


def test_a_known_lesson_is_known_until_it_is_done(study: Progress) -> None:
    study.page_seen("u/a", 0)
    assert study.lesson_state("u/a", [], 2) == "started"
    study.reading.mark_known("u/a", "placement")
    assert study.lesson_state("u/a", [], 2) == "known"
    study.page_seen("u/a", 1)
    assert study.lesson_state("u/a", [], 2) == "done"
