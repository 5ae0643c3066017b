"""What counts as a try, in a lesson and in practice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.study_app import ADD
from tutor.course.model import Milestone
from tutor.engine.events import ChallengeJudged
from tutor.session.tries import TRIES_BEFORE_SOLUTION, LessonTries, PracticeTries
from tutor.study.progress import Progress

FAILED = ChallengeJudged(ADD.id, False, ())
PASSED = ChallengeJudged(ADD.id, True, ())


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    with Progress.open(tmp_path / "progress.db") as opened:
        yield opened


def test_different_texts_open_the_solution_in_a_lesson(progress: Progress) -> None:
    tries = LessonTries(progress, ADD)
    for number, text in enumerate((ADD.starter, "x = 1", "x=1", "x = 2")):
        assert tries.left == TRIES_BEFORE_SOLUTION - (0, 0, 1, 1)[number]
        tries.keep(FAILED, text)
    assert tries.left == 1
    tries.keep(PASSED, "x = 3")
    assert tries.left == 0


def test_three_tries_or_a_pass_open_it_in_practice(progress: Progress) -> None:
    tries = PracticeTries(progress, ADD, 2)
    for left in (3, 2, 1):
        assert (tries.left, tries.passed) == (left, False)
        tries.keep(FAILED, "x = 1")
    assert (tries.left, tries.count) == (0, 3)
    tries.keep(PASSED, "x = 2")
    tries.keep(FAILED, "x = 3")
    assert (tries.passed, tries.count) == (True, 4)


def test_a_pass_at_once_opens_it_in_practice(progress: Progress) -> None:
    tries = PracticeTries(progress, ADD, 2)
    tries.keep(PASSED, "x = 1")
    assert (tries.left, tries.passed, tries.count) == (0, True, 1)


def test_a_project_takes_three_tries_for_each_milestone_and_no_less_than_none(progress: Progress) -> None:
    milestones = tuple(Milestone(title, "result", 50, 10, (), (), ()) for title in ("One", "Two"))
    tries = LessonTries(progress, replace(ADD, kind="project", milestones=milestones))
    for number in range(2 * TRIES_BEFORE_SOLUTION + 1):
        assert tries.left == max(2 * TRIES_BEFORE_SOLUTION - number, 0)
        tries.keep(FAILED, f"x = {number}")
    assert tries.left == 0


def test_what_nobody_looked_at_is_no_try(progress: Progress) -> None:
    unheard = replace(FAILED, had_its_say=False)
    practice = PracticeTries(progress, ADD, 2)
    for text in ("x = 1", "x = 2", "x = 3"):
        LessonTries(progress, ADD).keep(unheard, text)
        practice.keep(unheard, text)
    assert LessonTries(progress, ADD).left == practice.left == TRIES_BEFORE_SOLUTION
    assert progress.attempts(ADD.id) == 0
