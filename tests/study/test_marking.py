from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.study.conftest import HandClock
from tests.ui.fakes import FakeRunner, failing
from tests.ui.study_app import ADD, FAILED, PASSED, RUN, WHICH, course
from tutor.course.questions import Choice, Question
from tutor.engine.events import ChallengeJudged, CheckResult, RunFinished, RunStarted, ValueTold
from tutor.grading.answers import Facts, NotUnderstood
from tutor.study.exams import ExamTask
from tutor.study.marking import (
    NO_ANSWER,
    Marked,
    NotMarked,
    chosen_letters,
    grade_text,
    keep_mark,
    mark,
    task_of,
    why_no_answer,
)
from tutor.study.progress import Progress

SEVERAL = replace(
    WHICH, choices=(Choice("one", right=True), Choice("two"), Choice("three", right=True), Choice("four"))
)
SHAPE = Question("tensors/second/shape", "Which shape?", "shape", run="answer = (2, 3)", explain="")


async def marked(runner: FakeRunner, item: str, given: str) -> Marked:
    return await mark(runner, course(), item, 1, given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "places"), [("a", {0}), ("C", {2}), ("a c", {0, 2}), ("a,c", {0, 2}), ("ac", {0, 2}), ("b and d.", {1, 3})]
)
def test_choices_are_named_by_letters(text: str, places: set[int]) -> None:
    assert chosen_letters(SEVERAL, text) == places


@pytest.mark.parametrize("text", ["", "1", "e", "?", "abcdabcd", "zebra"])
def test_letters_that_are_not_there_are_asked_for_again(text: str) -> None:
    with pytest.raises(NotUnderstood, match="Type a letter from a to d, or several like"):
        chosen_letters(SEVERAL, text)


@pytest.mark.parametrize("text", ["a b", "ab", "aa"])
def test_one_letter_is_enough_where_one_is_right(text: str) -> None:
    with pytest.raises(NotUnderstood, match=r"Type a letter from a to b\.$"):
        chosen_letters(WHICH, text)


@pytest.mark.parametrize(
    ("question", "text", "why"),
    [
        (WHICH, "a", ""),
        (WHICH, "c", "Type a letter from a to b."),
        (SHAPE, "(2, 3)", ""),
        (SHAPE, "(9, 9)", ""),
        (SHAPE, "error", ""),
        (SHAPE, "two by three", "Type a shape like"),
    ],
)
def test_the_form_of_an_answer_is_judged_without_a_run(question: Question, text: str, why: str) -> None:
    assert why_no_answer(question, text).startswith(why)
    assert bool(why_no_answer(question, text)) == bool(why)


def test_choices_are_graded() -> None:
    assert grade_text(SEVERAL, "a c", Facts()).right
    assert not grade_text(SEVERAL, "a", Facts()).right
    assert grade_text(WHICH, "a", Facts()).message == "A list has no shape."


def test_typed_answers_are_graded_by_the_value_of_a_run() -> None:
    facts = Facts({"answer": ValueTold("answer", "tuple", "(2, 3)")})
    assert grade_text(SHAPE, "2, 3", facts).right
    assert not grade_text(SHAPE, "(3, 2)", facts).right
    with pytest.raises(NotUnderstood, match="could not be worked out"):
        grade_text(SHAPE, "(2, 3)", Facts())


async def test_a_challenge_is_marked_by_its_checks() -> None:
    runner = FakeRunner(script=list(RUN), judgement=PASSED)
    assert await marked(runner, ADD.id, "code") == Marked(True)
    assert [source.text for source in runner.checked] == ["code"]
    runner.judgement = FAILED
    assert await marked(runner, ADD.id, "code") == Marked(False, "Got 1 where 3 belongs.")


async def test_a_challenge_that_raises_says_so() -> None:
    not_run = ChallengeJudged(ADD.id, False, (CheckResult("Your code runs", False, 0.1, "It did not."),))
    found = await marked(FakeRunner(script=failing(), judgement=not_run), ADD.id, "code")
    assert not found.passed
    assert found.remark.startswith("It raised RuntimeError: mat1 and mat2")


async def test_a_limit_that_ended_it_is_its_own_fault() -> None:
    too_long = ChallengeJudged(ADD.id, False, (CheckResult("Your code runs", False, 30.0, "More than 30 seconds."),))
    script = [RunStarted("x"), RunFinished(124, 30.0, "timeout", "It took more than 30 seconds.")]
    runner = FakeRunner(script=script, judgement=too_long)
    assert await marked(runner, ADD.id, "code") == Marked(False, "More than 30 seconds.")


@pytest.mark.parametrize(
    "ended",
    [
        RunFinished(1, 0.0, "error", "The worker is gone. Run pytorch-tutor doctor."),
        RunFinished(130, 2.0, "stopped", "You stopped it."),
    ],
)
async def test_what_could_not_run_is_not_held_against_the_answer(ended: RunFinished) -> None:
    unheard = ChallengeJudged(
        ADD.id, False, (CheckResult("Your code runs", False, 0.0, ended.sentence),), had_its_say=False
    )
    runner = FakeRunner(script=[RunStarted("x"), ended], judgement=unheard)
    with pytest.raises(NotMarked, match=re.escape(ended.sentence)):
        await marked(runner, ADD.id, "code")


async def test_a_broken_check_gives_its_points() -> None:
    broken = ChallengeJudged(ADD.id, False, (CheckResult("add sums", False, 0.1, "NameError", broken=True),))
    found = await marked(FakeRunner(script=list(RUN), judgement=broken), ADD.id, "code")
    assert found == Marked(True, "A check of this task is broken, so its points are yours.")


async def test_no_verdict_at_all_is_tried_again() -> None:
    with pytest.raises(NotMarked):
        await marked(FakeRunner(script=list(RUN)), ADD.id, "code")


async def test_questions_are_marked_too() -> None:
    assert await marked(FakeRunner(), WHICH.id, "nonsense 7") == Marked(False, "Type a letter from a to b.")
    task = task_of(course(), WHICH.id, 1)  # type: ignore[arg-type]
    assert isinstance(task, Question)
    right = "ab"[[choice.right for choice in task.choices].index(True)]
    assert await marked(FakeRunner(), WHICH.id, right) == Marked(True)
    wrong = "ab"[[choice.right for choice in task.choices].index(False)]
    assert await marked(FakeRunner(), WHICH.id, wrong) == Marked(False, "A list has no shape.")


@pytest.mark.parametrize("given", ["", "  \n"])
async def test_no_answer_runs_nothing(given: str) -> None:
    runner = FakeRunner()
    assert await marked(runner, ADD.id, given) == Marked(False, NO_ANSWER)
    assert runner.checked == []


@pytest.mark.parametrize("item", ["tensors/first/gone", "tensors/gone/add-them"])
async def test_a_task_that_left_the_course_says_so(item: str) -> None:
    assert (await marked(FakeRunner(), item, "x")).remark == "This task is no longer in the course."


def test_what_an_exam_showed_comes_back_in_practice(study: Progress, hand_clock: HandClock) -> None:
    tasks = [ExamTask(number, f"u/l/{number}", "h", "t", 30.0, 1) for number in (1, 2, 3)]
    exam = study.exams.begin(1, "", 60.0, tasks)
    study.exams.hand_in(exam.id, 60.0)
    keep_mark(study, exam.id, tasks[0], Marked(True), answered=True)
    keep_mark(study, exam.id, tasks[1], Marked(False, "No."), answered=True)
    keep_mark(study, exam.id, tasks[2], Marked(False, NO_ANSWER), answered=False)
    assert study.reviews.latest_grades() == {"u/l/1": 3, "u/l/2": 1}
    assert study.exams.last_result() is not None
