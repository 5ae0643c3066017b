from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.study_app import WHICH
from tutor.course.questions import Choice
from tutor.session.question_text import as_markdown, way_to_answer


def test_choices_stand_under_their_letters() -> None:
    assert as_markdown(WHICH) == "Which of these is a tensor?\n\n- **a**  a list\n- **b**  `torch.ones(2)`"


def test_a_typed_question_is_its_text_alone() -> None:
    assert as_markdown(replace(WHICH, answer_type="shape", choices=())) == "Which of these is a tensor?"


@pytest.mark.parametrize(
    ("changes", "way"),
    [
        ({}, "Type a letter, a to b"),
        ({"choices": (Choice("x", right=True), Choice("y", right=True), Choice("z"))}, "Type letters, like a c"),
        ({"answer_type": "shape", "choices": ()}, "Type a shape like (64, 10)"),
        ({"answer_type": "number", "choices": ()}, "Type a number"),
        ({"answer_type": "value", "choices": ()}, "Type a value as Python writes it"),
    ],
)
def test_the_way_to_answer(changes: dict[str, object], way: str) -> None:
    assert way_to_answer(replace(WHICH, **changes)) == way  # type: ignore[arg-type]
