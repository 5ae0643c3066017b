"""Questions and predictions of a lesson as they stand on the screen: what was chosen, typed and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tutor.course.model import Lesson
from tutor.course.questions import ANSWER, Prediction, Question
from tutor.engine.events import ValueTold
from tutor.grading.answers import Facts, Graded, NotUnderstood, grade_choices, grade_typed, parse, right_choices
from tutor.grading.questions import nearest, right_of
from tutor.grading.quiz import Score, Sitting, score

Draft = Callable[[str], str | None]
HOW = {"shape": "a shape like (64, 10)", "dtype": "a dtype like float32", "number": "a number", "text": "a word or two"}
"""What to type for each kind of answer that has a form of its own."""


@dataclass
class Asked:
    """One question and its latest answer."""

    question: Question
    prediction: Prediction | None = None
    """Where it is asked before a snippet's run."""
    in_quiz: bool = False
    """Whether its first answer counts."""
    cursor: int = 0
    chosen: set[int] = field(default_factory=set)
    text: str = ""
    """What stands in the field of a typed answer."""
    graded: Graded | None = None
    right: ValueTold | None = None
    """The right value of a typed answer, once it is known."""
    facts: Facts = field(default_factory=Facts)
    tries: int = 0
    revealed: bool = False
    """Whether the learner asked for the right answer."""
    remark: str = ""
    """A sentence about an answer that could not be graded."""
    busy: bool = False
    """Whether the right answer is being worked out."""
    said: str = ""
    """The answer that was given last, as it is kept."""
    made: bool = False
    """Whether a prediction was made."""
    skipped: bool = False
    real: tuple[float, ...] = ()
    """The values of the real curve, once a run has drawn it."""
    since: float = 0.0
    """Clock time in seconds when it was first worked on; 0 before that."""

    @property
    def typed(self) -> bool:
        """Whether the answer is typed and not chosen."""
        return self.question.answer_type != "choice"

    @property
    def counts_once(self) -> bool:
        """Whether the first answer is the only one."""
        return self.in_quiz or self.prediction is not None

    @property
    def over(self) -> bool:
        """Whether there is nothing left to answer: it was right, or the right answer was shown."""
        return self.revealed or (self.graded is not None and (self.graded.right or self.counts_once))

    @property
    def said_already(self) -> bool:
        """Whether what is chosen now was judged wrong just before."""
        return not self.typed and self.graded is not None and bool(self.chosen) and self.answer_text() == self.said

    @property
    def right_positions(self) -> frozenset[int]:
        """Positions of the right choices; of curves the one that came."""
        if self.prediction is not None and self.prediction.sketches and self.real:
            position = nearest(self.prediction.sketches, self.real)
            return frozenset() if position is None else frozenset({position})
        return right_choices(self.question, self.facts)

    def problem(self) -> str:
        """Why what stands there can't be taken as an answer; empty where it can."""
        if not self.typed:
            return "" if self.chosen else "Choose one by its number, then press {key:question.answer}."
        try:
            parse(self.question.answer_type, self.text, wants_text=True)
        except NotUnderstood as error:
            return str(error)
        return ""

    def choose(self, position: int) -> None:
        """Choose one; where several are right, add it or take it away."""
        self.cursor, self.remark = position, ""
        if self.question.several:
            self.chosen ^= {position}
        else:
            self.chosen = {position}

    def grade(self, facts: Facts, right: ValueTold | None = None) -> None:
        """Grade what was given by what a run has said; ``right`` is the right value of a typed answer."""
        self.facts, self.right, self.remark = facts, right or facts.right(), ""
        if not self.typed:
            self.graded = grade_choices(self.question, self.chosen, facts)
        elif self.right is None or not self._comparable(self.right):
            self.remark = "The run did not give such a value, so there is nothing to compare with."
            return
        else:
            try:
                self.graded = grade_typed(self.question, self.text, self.right, facts)
            except NotUnderstood as error:
                self.remark = str(error)
                return
        self.tries += 1
        self.said = self.answer_text()

    def _comparable(self, right: ValueTold) -> bool:
        """Whether a value is of the kind that is asked for; changed code may leave something else."""
        try:
            parse(self.question.answer_type, right.text, wants_text=right.kind == "str")
        except NotUnderstood:
            return False
        return True

    def answer_text(self) -> str:
        """What was given, as text to be kept and shown."""
        if self.typed:
            return self.text.strip()
        return " | ".join(self.question.choices[position].text for position in sorted(self.chosen))

    def judge(self, told: Mapping[str, ValueTold], printed: str, values: Sequence[float]) -> None:
        """Compare a prediction with what the run of its snippet brought."""
        assert self.prediction is not None
        facts = Facts(dict(told))
        if not self.prediction.sketches:
            self.grade(facts, right_of(self.prediction, facts, printed) if self.typed else None)
            return
        self.real = tuple(values)
        position = nearest(self.prediction.sketches, values)
        if position is None:
            self.remark = "The run drew no curve to compare with."
            return
        chosen = next(iter(self.chosen))
        choice = self.question.choices[chosen]
        right = chosen == position
        self.graded = Graded(right, "" if right else choice.why, choice.mistake, choice.lesson or self.question.lesson)
        self.tries += 1
        self.said = self.answer_text()


class AskedLesson:
    """All questions and predictions of a lesson, by id; of a quiz also the sitting."""

    def __init__(self, lesson: Lesson, draft: Draft) -> None:
        self.lesson = lesson
        self.sitting = Sitting.from_text(draft(self.sitting_key)) if lesson.is_quiz else Sitting()
        self._asked: dict[str, Asked] = {}
        self._draw(draft)

    def _draw(self, draft: Draft) -> None:
        number = self.sitting.round
        for question in self.lesson.questions:
            self._asked[question.id] = Asked(question.drawn(number), in_quiz=self.lesson.is_quiz)
        for prediction in self.lesson.predictions:
            self._asked[prediction.id] = Asked(prediction.question, prediction)
        for asked in self._asked.values():
            asked.text = draft(self.draft_key(asked)) or ""
            if asked.in_quiz:
                self._recall(asked)

    def _recall(self, asked: Asked) -> None:
        """What an earlier visit to the quiz has answered stays answered."""
        name = asked.question.name
        if name in self.sitting.outcomes:
            asked.graded = Graded(self.sitting.outcomes[name], lesson=asked.question.lesson)
            if name in self.sitting.answers:
                asked.right = ValueTold(ANSWER, "printed", self.sitting.answers[name])

    def __getitem__(self, question_id: str) -> Asked:
        return self._asked[question_id]

    @property
    def sitting_key(self) -> str:
        """Where the sitting is kept among the drafts."""
        return f"{self.lesson.id}#quiz"

    @staticmethod
    def draft_key(asked: Asked) -> str:
        """Where the text of a typed answer is kept among the drafts."""
        return f"{asked.question.id}#answer"

    @property
    def score(self) -> Score:
        """How the sitting stands."""
        return score(self.lesson, self.sitting)

    def begin_again(self) -> None:
        """A new round of the quiz: other numbers, nothing answered."""
        self.sitting = Sitting(self.sitting.round + 1)
        self._draw(lambda key: None)

    def predictions(self, snippet: int) -> list[Asked]:
        """The predictions about a snippet."""
        return [
            asked
            for asked in self._asked.values()
            if asked.prediction is not None and asked.prediction.snippet == snippet
        ]
