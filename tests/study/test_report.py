from __future__ import annotations

import json

from tests.study.conftest import HandClock
from tests.ui.fakes import FIRST, SECOND, FakeLibrary
from tutor.study.progress import Progress
from tutor.study.report import ProgressReport, progress_report

ADD = "tensors/first/add-them"


def report(study: Progress, hand_clock: HandClock, library: FakeLibrary | None = None) -> ProgressReport:
    return progress_report(library or FakeLibrary(), study, hand_clock.now)  # type: ignore[arg-type]


def test_nothing_done(study: Progress, hand_clock: HandClock) -> None:
    found = report(study, hand_clock)
    (unit,) = found.units
    assert (unit.id, unit.lessons, unit.done, unit.challenges, unit.passed) == ("tensors", 2, 0, 1, 0)
    assert (found.due, found.seconds, found.streak, found.longest_streak, found.exam) == (0, 0, 0, 0, None)


def test_what_was_done(study: Progress, hand_clock: HandClock) -> None:
    study.page_seen(FIRST.id, 0)
    study.page_seen(FIRST.id, 1)
    study.record_attempt(ADD, "c1", "x", True, 1.0)
    study.reading.mark_known(SECOND.id, "quiz")
    study.reading.add_time(FIRST.id, 90.0)
    hand_clock.pass_days(1)
    study.answers.record_answer("tensors/first/q", "h", "1", True, 1.0)
    hand_clock.pass_days(20)
    found = report(study, hand_clock)
    (unit,) = found.units
    assert (unit.done, unit.known, unit.passed, unit.seconds) == (2, 1, 1, 90.0)
    assert unit.due == found.due == 1  # the question stands in no lesson of this course
    assert (found.streak, found.longest_streak) == (0, 2)


def test_a_lesson_that_cannot_be_read_hides_no_other(study: Progress, hand_clock: HandClock) -> None:
    found = report(study, hand_clock, FakeLibrary(broken=(SECOND.id,)))
    assert found.units[0].lessons == 1


def test_as_json(study: Progress, hand_clock: HandClock) -> None:
    study.record_attempt(ADD, "c1", "x", True, 1.0)
    found = report(study, hand_clock).as_dict()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["streak"] == {"days": 1, "longest": 1}
    assert found["units"][0]["passed"] == 1
