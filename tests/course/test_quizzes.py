"""The course's own quizzes, and what its README says of questions."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from sample_course import LESSON, SampleCourse

from tutor.course.files import FaultLog
from tutor.course.library import Library
from tutor.course.model import Fault, Lesson
from tutor.course.question_fences import read_prediction, read_question

COURSE = Library.default()
README = COURSE.root / "README.md"
KINDS = {entry.id: entry.kind for unit in COURSE.units() for entry in unit.lessons}


def of_kind(kind: str) -> list[str]:
    return [lesson_id for lesson_id, found in KINDS.items() if found == kind]


@pytest.fixture(params=of_kind("quiz"))
def quiz(request: pytest.FixtureRequest) -> Lesson:
    return COURSE.lesson(request.param)


def test_a_unit_quiz_has_eight_questions_of_four_sorts(quiz):
    assert Counter(question.task for question in quiz.questions) == {
        "predict": 3,
        "spot-the-bug": 2,
        "concept": 2,
        "numeric": 1,
    }


def test_each_question_of_a_quiz_names_a_lesson_of_its_unit_that_teaches(quiz):
    unit = quiz.id.partition("/")[0]
    for question in quiz.questions:
        assert question.lesson.partition("/")[0] == unit
        assert KINDS[question.lesson] != "quiz"


def test_the_recap_names_every_lesson_of_the_unit_before_it(quiz):
    unit = quiz.id.partition("/")[0]
    recap = quiz.path.joinpath("lesson.md").read_text().partition("```result")[2]
    before = COURSE.ids()[: COURSE.ids().index(quiz.id)]
    wanted = {lesson for lesson in before if lesson.startswith(f"{unit}/")}
    assert set(re.findall(r"\(lesson:([a-z0-9/-]+)\)", recap)) >= wanted


def test_numbers_vary_where_they_are_computed(quiz):
    varying = [question for question in quiz.questions if question.vary]
    assert len(varying) >= 4
    for question in varying:
        assert question.drawn(-1).run != question.run


def test_a_right_choice_is_not_given_away_by_its_place(quiz):
    places = [
        [position for position, choice in enumerate(question.choices) if choice.right]
        for question in quiz.questions
        if question.choices
    ]
    assert len({tuple(place) for place in places}) > 1


def test_the_placement_quiz_has_twelve_questions_on_the_foundations():
    (placement,) = of_kind("placement")
    questions = COURSE.lesson(placement).questions
    assert len(questions) == 12
    items = {item for question in questions for item in question.covers}
    assert {f"S{number}" for number in range(78, 89)} <= items


def examples() -> list[tuple[int, str, str]]:
    """Line, kind and text of each question that the README shows."""
    text = README.read_text()
    found = []
    for match in re.finditer(r"```quiz\n(.*?)```\n````", text, re.DOTALL):
        found.append((text.count("\n", 0, match.start()) + 2, "quiz", match[1]))
    for match in re.finditer(r"```yaml\n(name: loss-.*?)```", text, re.DOTALL):
        found.append((text.count("\n", 0, match.start()) + 2, "predict", match[1]))
    return found


def test_the_readme_shows_both_sorts():
    assert [kind for _, kind, _ in examples()] == ["quiz", "predict"]


@pytest.mark.parametrize(("line", "kind", "text"), examples())
def test_what_the_readme_shows_can_be_read(line, kind, text):
    faults: list[Fault] = []
    log = FaultLog(Path("README.md"), faults)
    read = read_question if kind == "quiz" else read_prediction
    assert read(log, "unit/lesson", text, line) is not None
    assert faults == []


def test_the_readmes_choices_can_be_read(tmp_path):
    text = README.read_text()
    choices = re.search(r"```yaml\n(choices:.*?)```", text, re.DOTALL)
    assert choices is not None
    head = "name: sums\nask: What does it do?\nrun: |\n  answer = 1\n  x = 2\nexplain: So.\n"
    course = SampleCourse(tmp_path / "lessons")
    front = LESSON[: LESSON.index("## Make one")]
    course.write("02-more/01-later/lesson.md", f"{front}## One\n\n```quiz\n{head}{choices[1]}```\n")
    question = Library(course.root).lesson("more/later").questions[0]
    assert [choice.right for choice in question.choices] == [False, True]
