"""A question as text, for screens where its answer is typed in one line."""

from __future__ import annotations

from tutor.course.questions import Question
from tutor.study.marking import LETTERS

_WAYS = {
    "shape": "a shape, like (64, 10)",
    "dtype": "a dtype, like float32",
    "number": "a number",
    "value": "a value as Python writes it",
    "text": "a word or two",
}


def as_markdown(question: Question) -> str:
    """What is asked, with the choices under their letters."""
    choices = [f"- **{letter}**  {choice.text}" for letter, choice in zip(LETTERS, question.choices, strict=False)]
    return "\n\n".join(part for part in (question.ask, "\n".join(choices)) if part)


def way_to_answer(question: Question) -> str:
    """What to type, in a few words."""
    if question.answer_type != "choice":
        return f"Type {_WAYS[question.answer_type]}"
    last = LETTERS[len(question.choices) - 1]
    return f"Type letters, like a {last}" if question.several else f"Type a letter, a to {last}"
