"""Questions and predictions as frozen values: what ```` ```quiz ```` and ```` ```predict ```` fences hold."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Literal

from tutor.course.vary import FIRST_DRAW, Draw, Vary
from tutor.engine.frozen import dataclass

AnswerType = Literal["choice", "shape", "dtype", "number", "value", "text"]
QuestionTask = Literal["predict", "spot-the-bug", "concept", "numeric"]

ANSWER = "answer"
"""The variable of ``run`` that holds the right answer, and the name by which ``explain`` may quote it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from."""

    text: str
    """Markdown."""
    right: bool = False
    why: str = ""
    """What is said to whoever chose it: for a wrong one why it is wrong (Markdown)."""
    check: str = ""
    """An expression that is true exactly if this choice is right, over what ``run`` or the snippet left; may be
    empty."""
    mistake: str = ""
    """The known mistake behind it, ``F01`` and on; may be empty."""
    lesson: str = ""
    """Id of the lesson that clears it up; may be empty."""


@dataclass(frozen=True, slots=True)
class KnownWrong:
    """A wrong answer that people type, and the sentence it gets."""

    answer: str
    """As it would be typed; empty where ``expression`` says it."""
    expression: str
    """Its value over what ``run`` or the snippet left; empty where ``answer`` says it."""
    why: str
    mistake: str = ""
    lesson: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with choices, or with an answer to type whose right value comes from a run."""

    id: str
    """``unit/lesson/name``, stable."""
    ask: str
    """Markdown."""
    answer_type: AnswerType = "choice"
    choices: tuple[Choice, ...] = ()
    run: str = ""
    """Code that is run to know the right answer; a typed answer is what it leaves in the variable ``answer``."""
    tolerance: float | None = None
    """How far a typed number may be off; None for a whole number or the digits of the value itself."""
    wrong: tuple[KnownWrong, ...] = ()
    explain: str = ""
    """Markdown shown after an answer; ``{{answer}}`` in it is the right value."""
    lesson: str = ""
    """Id of the lesson that teaches what it asks."""
    task: QuestionTask | Literal[""] = ""
    skills: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    exam: bool = False
    """Whether an exam may ask it."""
    seconds: float = 20.0
    """Time limit of ``run``."""
    vary: Vary = field(default_factory=dict)
    """Parameters drawn anew in practice and exams; the texts here hold one draw."""
    content_hash: str = ""
    """SHA-256 over what is asked and what is right, hexadecimal; the same for every draw."""
    line: int = 1
    """First line of the fence's content in the file, from 1."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Line of each key in the file, from 1."""
    template: Question | None = field(default=None, compare=False, repr=False)
    """Where parameters vary: the question with their places still open."""

    @property
    def name(self) -> str:
        """The last part of its id."""
        return self.id.rpartition("/")[2]

    @property
    def several(self) -> bool:
        """Whether more than one choice is right, so that all of them have to be chosen."""
        return sum(choice.right for choice in self.choices) > 1

    @property
    def expressions(self) -> tuple[str, ...]:
        """What has to be evaluated after ``run`` (or, in a prediction, after its snippet), each once."""
        quoted = f"{{{{{ANSWER}}}}}" in self.explain
        wanted = [ANSWER] if self.run and (self.answer_type != "choice" or quoted) else []
        wanted += [choice.check for choice in self.choices if choice.check]
        wanted += [wrong.expression for wrong in self.wrong if wrong.expression]
        return tuple(dict.fromkeys(wanted))

    def drawn(self, number: int) -> Question:
        """The question with the parameters of another draw; from the second draw on its choices are shuffled.

        The same number gives the same question each time.
        """
        question = self
        if self.template is not None:
            question = replace(_filled(self.template, Draw(self.vary, number, self.id)), template=self.template)
        if number == FIRST_DRAW:
            return question
        choices = list(question.choices)
        random.Random(f"{self.id} choices {number}").shuffle(choices)
        return replace(question, choices=tuple(choices))


def _filled(question: Question, draw: Draw) -> Question:
    """A template with the values of a draw in their places."""
    return replace(
        question,
        ask=draw.fill(question.ask),
        run=draw.fill(question.run),
        explain=draw.fill(question.explain),
        choices=tuple(
            replace(choice, text=draw.fill(choice.text), why=draw.fill(choice.why), check=draw.fill(choice.check))
            for choice in question.choices
        ),
        wrong=tuple(
            replace(
                wrong,
                answer=draw.fill(wrong.answer),
                expression=draw.fill(wrong.expression),
                why=draw.fill(wrong.why),
            )
            for wrong in question.wrong
        ),
    )


@dataclass(frozen=True, slots=True)
class Sketch:
    """A curve to choose: how a metric might go."""

    name: str
    points: tuple[tuple[float, float], ...]
    """``(x, y)``, x rising from 0 (the run's begin) to 1 (its end), y relative to the first value, which is 1."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question about the snippet that follows, asked before its run."""

    question: Question
    """What is asked; it has no ``run`` of its own: its expressions are evaluated after the snippet."""
    snippet: int
    """Number of the snippet it speaks of."""
    expression: str = ""
    """Whose value after the snippet's run is the right typed answer; empty for choices and printed lines."""
    printed: int | None = None
    """Or the line that the snippet prints: from 1, or -1 for the last; None where it is not about that."""
    sketches: tuple[Sketch, ...] = ()
    """Beside the question's choices, one each, where it asks which curve will come."""
    metric: str = "loss"
    """Of which metric the sketches are."""

    @property
    def id(self) -> str:
        """``unit/lesson/name``, stable."""
        return self.question.id

    @property
    def line(self) -> int:
        """First line of the fence's content in the file, from 1."""
        return self.question.line

    @property
    def expressions(self) -> tuple[str, ...]:
        """What has to be evaluated after its snippet, each once."""
        first = (self.expression,) if self.expression else ()
        return tuple(dict.fromkeys((*first, *self.question.expressions)))


@dataclass(frozen=True, slots=True)
class QuizResult:
    """A ```` ```result ```` fence: the place in a quiz where its result stands."""

    line: int
