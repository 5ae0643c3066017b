from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tutor.course.model import Lesson, Page
from tutor.course.questions import Question, QuizResult
from tutor.grading.quiz import Sitting, score

QUESTIONS = tuple(
    Question(f"u/quiz/q{number}", "?", lesson=lesson)
    for number, lesson in enumerate(["u/a", "u/a", "u/b", "u/c", "u/c", "", "u/d", "u/d"], start=1)
)
QUIZ = Lesson(
    "u/quiz", "Quiz", "See.", 5, (Page("All", 1, (*QUESTIONS, QuizResult(9))),), (), Path("quiz"), kind="quiz"
)


def sitting(right: str, wrong: str = "") -> Sitting:
    return Sitting(0, {**{f"q{n}": True for n in right}, **{f"q{n}": False for n in wrong}})


def test_nothing_answered():
    found = score(QUIZ, Sitting())
    assert (found.right, found.total, found.needed) == (0, 8, 6)
    assert found.open == (1, 2, 3, 4, 5, 6, 7, 8)
    assert not found.finished
    assert not found.passed
    assert (found.weak, found.known) == ((), ())


def test_six_of_eight_pass():
    found = score(QUIZ, sitting("123678", "45"))
    assert found.finished
    assert found.passed
    assert found.weak == ("u/c",)
    assert found.known == ("u/a", "u/b", "u/d")
    assert not score(QUIZ, sitting("12367", "458")).passed


def test_a_lesson_is_known_only_if_all_its_questions_are_right():
    found = score(QUIZ, sitting("178", "2"))
    assert found.known == ("u/d",)
    assert found.weak == ("u/a",)


def test_one_answer_on_foundations_makes_no_lesson_known():
    placement = replace(QUIZ, kind="placement")
    assert score(placement, sitting("12345678")).known == ("u/a", "u/c", "u/d")


def test_the_first_answer_counts():
    kept = Sitting()
    assert kept.answer("q1", False, "(2, 3)")
    assert not kept.answer("q1", True, "(3, 2)")
    assert kept.outcomes == {"q1": False}
    assert kept.answers == {"q1": "(2, 3)"}


def test_a_sitting_survives_as_text():
    kept = Sitting(2, {"q1": True, "q2": False}, {"q1": "3"})
    assert Sitting.from_text(kept.as_text()) == kept


NO_SITTINGS = [None, "", "{", "[]", "{}", "null", "[" * 100_000]
NO_SITTINGS += [
    f'{{"round": {of}, "outcomes": {{}}, "answers": {{}}}}' for of in ('"x"', "Infinity", "NaN", "9" * 5000)
]


@pytest.mark.parametrize("text", NO_SITTINGS, ids=range(len(NO_SITTINGS)))
def test_text_that_is_none_begins_anew(text):
    assert Sitting.from_text(text) == Sitting()
