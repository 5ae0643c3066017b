"""A question as text, for screens where its answer is typed in one line."""

from __future__ import annotations

from tutor.course.questions import Question
from tutor.session.asking import HOW
from tutor.study.marking import LETTERS

ANY_VALUE = "a value as Python writes it"


def as_markdown(question: Question) -> str:
    """What is asked, with the choices under their letters."""
    choices = [f"- **{letter}**  {choice.text}" for letter, choice in zip(LETTERS, question.choices, strict=False)]
    return "\n\n".join(part for part in (question.ask, "\n".join(choices)) if part)


def way_to_answer(question: Question) -> str:
    """What to type, in a few words."""
    if question.answer_type != "choice":
        return f"Type {HOW.get(question.answer_type, ANY_VALUE)}"
    last = LETTERS[len(question.choices) - 1]
    return f"Type letters, like a {last}" if question.several else f"Type a letter, a to {last}"
