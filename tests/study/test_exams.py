from __future__ import annotations

import sqlite3

import pytest

from tests.study.conftest import HandClock
from tutor.study.exam_result import topic_results
from tutor.study.exams import Exam, ExamTask
from tutor.study.progress import Progress

TASKS = [
    ExamTask(1, "tensors/first/add-them", "h1", "tensors", 5.0, 7),
    ExamTask(2, "autograd/loop/complete", "h2", "training", 15.0, 8),
]


def begun(study: Progress) -> Exam:
    return study.exams.begin(11, "", 3600.0, TASKS)


def test_no_exam_yet(study: Progress) -> None:
    assert study.exams.open_exam() is None
    assert study.exams.last_result() is None
    with pytest.raises(KeyError):
        study.exams.exam("none")


def test_an_exam_begun_is_open_with_its_tasks_in_order(study: Progress, hand_clock: HandClock) -> None:
    exam = begun(study)
    assert study.exams.open_exam() == exam
    assert (exam.seed, exam.unit, exam.seconds, exam.started, exam.spent) == (11, "", 3600.0, hand_clock.now, 0.0)
    assert exam.tasks == tuple(TASKS)
    assert exam.handed_in is None
    assert not exam.marked
    assert exam.points == 0.0


def test_answers_and_time_are_kept_and_time_never_runs_back(study: Progress) -> None:
    exam = begun(study)
    study.exams.save_answer(exam.id, 2, "first", 60.0)
    study.exams.save_answer(exam.id, 2, "second", 90.0)
    study.exams.spend(exam.id, 30.0)
    found = study.exams.exam(exam.id)
    assert found.answers == {2: "second"}
    assert found.spent == 90.0


def test_an_answer_to_a_task_that_is_not_there_is_refused(study: Progress) -> None:
    exam = begun(study)
    with pytest.raises(sqlite3.IntegrityError):
        study.exams.save_answer(exam.id, 3, "x", 1.0)
    assert study.exams.exam(exam.id).spent == 0.0


def test_it_is_open_until_its_last_task_is_marked(study: Progress, hand_clock: HandClock) -> None:
    exam = begun(study)
    hand_clock.now += 100
    study.exams.hand_in(exam.id, 100.0)
    assert study.exams.last_result() is None
    study.exams.mark(exam.id, 1, False, "It should have shape (2, 3).")
    assert study.exams.open_exam() is not None
    study.exams.mark(exam.id, 2, True)
    assert study.exams.open_exam() is None
    result = study.exams.last_result()
    assert result is not None
    assert result.handed_in == hand_clock.now
    assert result.points == 15.0
    assert result.share == 0.75
    assert result.tasks[0].remark == "It should have shape (2, 3)."


def test_handing_in_twice_keeps_the_first_time(study: Progress, hand_clock: HandClock) -> None:
    exam = begun(study)
    study.exams.hand_in(exam.id, 10.0)
    first = hand_clock.now
    hand_clock.now += 50
    study.exams.hand_in(exam.id, 60.0)
    assert study.exams.exam(exam.id).handed_in == first


def test_a_result_without_points_is_zero() -> None:
    assert Exam("x", 0, "", 60.0, 0.0, 0.0, None, ()).share == 0.0


@pytest.mark.parametrize(("missed", "weak"), [(2, False), (3, True)])
def test_a_topic_is_weak_below_half_of_its_points(study: Progress, missed: int, weak: bool) -> None:
    tasks = [ExamTask(number, f"u/l{number}/c", "h", "tensors", 5.0, number) for number in range(1, 5)]
    exam = study.exams.begin(7, "", 3600.0, tasks)
    for task in tasks:
        study.exams.mark(exam.id, task.number, task.number > missed)
    (topic,) = topic_results(study.exams.exam(exam.id))
    assert topic.weak is weak
    assert topic.lessons == tuple(f"u/l{number}" for number in range(1, missed + 1))


def test_an_exam_given_up_is_over_without_a_result_and_keeps_its_answers(study: Progress) -> None:
    exam = begun(study)
    study.exams.save_answer(exam.id, 1, "mine", 60.0)
    study.exams.give_up(exam.id, 90.0)
    assert study.exams.open_exam() is None
    assert study.exams.last_result() is None
    assert study.exams.exam(exam.id).answers == {1: "mine"}
    assert begun(study).id != exam.id


def test_what_was_handed_in_can_not_be_given_up(study: Progress) -> None:
    exam = begun(study)
    study.exams.hand_in(exam.id, 100.0)
    study.exams.give_up(exam.id, 100.0)
    found = study.exams.open_exam()
    assert found is not None
    assert found.id == exam.id
