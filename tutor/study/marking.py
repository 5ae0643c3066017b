"""Judging what was asked in practice or an exam: a challenge by its checks, a question by its right answer."""

from __future__ import annotations

import re
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

from tutor.course.library import Library
from tutor.course.model import Challenge, CourseError
from tutor.course.questions import Question
from tutor.engine.events import ChallengeJudged, ErrorRaised
from tutor.engine.runner import Runner
from tutor.grading.answers import Facts, Graded, NotUnderstood, grade_choices, grade_typed, parse
from tutor.grading.questions import work_out
from tutor.grading.submission import judge
from tutor.study.exams import ExamTask
from tutor.study.progress import Progress
from tutor.study.reviews import AGAIN, UNTIMED

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NO_ANSWER = "No answer."


class NotMarked(RuntimeError):
    """An answer could not be judged now, through no fault of its own; the text says why, with a next step."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The verdict on one answer."""

    passed: bool
    remark: str = ""
    """What was wrong, in a sentence or two; empty where nothing was."""


def question_of(library: Library, item: str, draw: int) -> Question:
    """The question with an item's id, in one draw of its parameters.

    Raises:
        LookupError: if the course has no such question.
        CourseError: if its lesson can't be read.
    """
    for question in library.lesson(item.rpartition("/")[0]).questions:
        if question.id == item:
            return question.drawn(draw)
    raise LookupError(f"There is no question {item}.")


def task_of(library: Library, item: str, draw: int) -> Challenge | Question:
    """The challenge or question with an item's id, in one draw of its parameters.

    Raises:
        LookupError: if the course has neither.
        CourseError: if it can't be read.
    """
    if item in library.challenge_ids(item.rpartition("/")[0]):
        return library.drawn(item, draw)
    return question_of(library, item, draw)


def grade_text(question: Question, text: str, facts: Facts) -> Graded:
    """Grade an answer that was typed in one line; choices are named by their letters, as in ``a c``.

    Raises:
        NotUnderstood: if ``text`` can't be an answer to this question.
    """
    if question.answer_type == "choice":
        return grade_choices(question, chosen_letters(question, text), facts)
    right = facts.right()
    if right is None:
        raise NotUnderstood(facts.problem or "The right answer could not be worked out. Try again.")
    return grade_typed(question, text, right, facts)


def why_no_answer(question: Question, text: str) -> str:
    """Why a text can't be an answer to a question, whatever is right; empty where it can."""
    try:
        if question.answer_type == "choice":
            chosen_letters(question, text)
        else:
            parse(question.answer_type, text, wants_text=True)
    except NotUnderstood as error:
        return str(error)
    return ""


def chosen_letters(question: Question, text: str) -> set[int]:
    """The positions of the choices that ``text`` names.

    Raises:
        NotUnderstood: if it names none, one that is not there, or several where one is asked for.
    """
    last = LETTERS[len(question.choices) - 1]
    words = re.findall(r"[a-z]+", text.lower())
    letters = [letter for word in words if word not in ("and", "und") for letter in word]
    places = {LETTERS.index(letter) for letter in letters}
    count = len(question.choices)
    if not places or max(places) >= count or len(letters) > (count if question.several else 1):
        several = f", or several like `a {last}`" if question.several else ""
        raise NotUnderstood(f"Type a letter from a to {last}{several}.")
    return places


async def mark(runner: Runner, library: Library, item: str, draw: int, given: str) -> Marked:
    """Judge an answer in an exam.

    Raises:
        NotMarked: if the worker is lost or refused, or was stopped: then it is to be tried again.
    """
    if not given.strip():
        return Marked(False, NO_ANSWER)
    try:
        task = task_of(library, item, draw)
    except (LookupError, CourseError):
        return Marked(False, "This task is no longer in the course.")
    if isinstance(task, Challenge):
        return await _mark_challenge(runner, task, given)
    facts = await work_out(runner, task)
    if task.answer_type != "choice" and facts.right() is None:
        raise NotMarked(facts.problem or f"The right answer to {item} could not be worked out.")
    try:
        graded = grade_text(task, given, facts)
    except NotUnderstood as error:
        return Marked(False, str(error))
    return Marked(graded.right, "" if graded.right else graded.message or "Another answer is right.")


def keep_mark(progress: Progress, exam: str, task: ExamTask, marked: Marked, *, answered: bool) -> None:
    """Keep the verdict on an exam's task; what was answered counts as a review, so that what was missed comes back."""
    progress.exams.mark(exam, task.number, marked.passed, marked.remark)
    if answered:
        progress.reviews.record_review(task.item, task.content_hash, 3 if marked.passed else AGAIN, UNTIMED)


async def _mark_challenge(runner: Runner, challenge: Challenge, text: str) -> Marked:
    error: ErrorRaised | None = None
    async with aclosing(cast(Any, judge(runner, challenge, text))) as events:
        async for event in events:
            if isinstance(event, ErrorRaised):
                error = event
            elif isinstance(event, ChallengeJudged) and not event.had_its_say:
                raise NotMarked(" ".join(check.message for check in event.checks if not check.passed))
            elif isinstance(event, ChallengeJudged):
                return _by_verdict(event, error)
    raise NotMarked("The worker gave no verdict.")


def _by_verdict(judged: ChallengeJudged, error: ErrorRaised | None) -> Marked:
    failed = [check for check in judged.checks if not check.passed]
    if failed and all(check.broken for check in failed):
        return Marked(True, "A check of this task is broken, so its points are yours.")
    if error is not None:
        return Marked(False, f"It raised {error.name}: {error.message}")
    remark = (failed[0].message or f"Not true: {failed[0].name}.") if failed else ""
    return Marked(judged.passed, remark)
