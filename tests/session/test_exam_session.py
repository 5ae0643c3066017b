from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.study_app import HandClock
from tutor.session.exam_session import SAVE_TIME_EVERY, ExamSession
from tutor.study.exams import ExamTask
from tutor.study.progress import Progress

TASKS = [ExamTask(1, "a/b/c", "h", "t", 50.0, 1), ExamTask(2, "a/b/d", "h", "t", 50.0, 2)]


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    with Progress.open(tmp_path / "progress.db") as opened:
        yield opened


@pytest.fixture
def clock() -> HandClock:
    return HandClock(1000.0)


@pytest.fixture
def session(progress: Progress, clock: HandClock) -> ExamSession:
    return ExamSession(progress.exams, progress.exams.begin(1, "", 600.0, TASKS), clock)


def test_time_goes_by_and_stops_at_its_end(session: ExamSession, clock: HandClock) -> None:
    assert session.remaining == 600.0
    clock.now += 90
    assert (session.spent, session.remaining) == (90.0, 510.0)
    clock.now += 10_000
    assert (session.spent, session.remaining) == (600.0, 0.0)


def test_a_break_does_not_count(session: ExamSession, progress: Progress, clock: HandClock) -> None:
    clock.now += 60
    session.pause()
    clock.now += 86_400
    again = ExamSession(progress.exams, progress.exams.exam(session.exam.id), clock)
    assert again.remaining == 540.0


def test_time_is_written_every_few_seconds(session: ExamSession, progress: Progress, clock: HandClock) -> None:
    clock.now += SAVE_TIME_EVERY - 1
    session.keep_time()
    assert progress.exams.exam(session.exam.id).spent == 0.0
    clock.now += 1
    session.keep_time()
    assert progress.exams.exam(session.exam.id).spent == SAVE_TIME_EVERY


def test_an_answer_is_on_the_disk_when_save_returns(session: ExamSession, progress: Progress, clock: HandClock) -> None:
    clock.now += 3
    session.save(2, "x = 1")
    with Progress.open(progress.database.path) as other:
        found = other.exams.exam(session.exam.id)
    assert (found.answers, found.spent) == ({2: "x = 1"}, 3.0)
    assert session.count == 1
    session.save(2, "  ")
    assert session.count == 0


def test_handing_in_ends_it(session: ExamSession, clock: HandClock) -> None:
    clock.now += 30
    session.hand_in()
    assert session.exam.handed_in is not None
    assert session.exam.spent == 30.0
