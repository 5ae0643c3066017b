"""From the YAML of a ```` ```quiz ```` or ```` ```predict ```` fence to a question or a prediction."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any, Literal, cast, get_args

from tutor.course.challenge import content_hash
from tutor.course.files import FaultLog, check_syntax
from tutor.course.folders import can_be_id
from tutor.course.formula import FormulaError, sample
from tutor.course.front_matter import Fields, FrontMatter
from tutor.course.questions import ANSWER, AnswerType, Choice, KnownWrong, Prediction, Question, QuestionTask, Sketch
from tutor.course.vary import FIRST_DRAW, LAST_DRAW, Draw, read_vary
from tutor.course.yaml_lines import Located, load_mapping

TYPES: tuple[str, ...] = tuple(kind for kind in get_args(AnswerType) if kind != "choice")
TASKS: tuple[str, ...] = get_args(QuestionTask)
MOST_CHOICES = 9
"""Each has a digit as its key."""
MOST_POINTS = 200

_MISTAKE = re.compile(r"F[0-9]{2}")


def read_question(log: FaultLog, lesson_id: str, text: str, line: int) -> Question | None:
    """The question in a fence whose content begins in ``line``; what is wrong is noted.

    None where it can't be asked at all.
    """
    loaded = load_mapping(log, text, line, "The question")
    return None if loaded is None else _QuestionReader(log, lesson_id, loaded, line).question()


def read_prediction(log: FaultLog, lesson_id: str, text: str, line: int) -> Prediction | None:
    """The prediction in a fence whose content begins in ``line``; what is wrong is noted.

    Its ``snippet`` is 0 until the snippet that follows is known. None where it can't be asked at all.
    """
    loaded = load_mapping(log, text, line, "The prediction")
    return None if loaded is None else _PredictionReader(log, lesson_id, loaded, line).prediction()


class _Reader:
    """What questions and predictions have in common."""

    def __init__(self, log: FaultLog, lesson_id: str, loaded: Located, line: int, what: str) -> None:
        self.log = log
        self.lesson_id = lesson_id
        self.loaded = loaded
        self.line = line
        self.fields = Fields(log, FrontMatter(loaded, loaded.lines), what, line)

    def base(self) -> Question:
        """Name, text and what belongs to every kind of answer."""
        fields = self.fields
        name = fields.text("name")
        if name and not can_be_id(name):
            fields.fault("name", f'"{name}" can\'t be a name. Write lower-case words with hyphens.')
        return Question(
            id=f"{self.lesson_id}/{name}",
            ask=fields.lines("ask"),
            lesson=fields.text("lesson", ""),
            skills=fields.names("skills"),
            covers=fields.names("covers"),
            tolerance=fields.number("tolerance"),
            line=self.line,
            lines=dict(self.loaded.lines),
        )

    def choices(self) -> tuple[Choice, ...]:
        """The choices; empty where none are given."""
        records = self.fields.records("choices", "text")
        choices = []
        for record in records:
            fields = self.part(record, "choice")
            choice = Choice(
                text=fields.lines("text"),
                right=fields.flag("right"),
                why=fields.lines("why", ""),
                check=fields.text("check", ""),
                mistake=self.mistake(fields),
                lesson=fields.text("lesson", ""),
            )
            fields.finish()
            if not choice.right and not choice.why:
                self.log.add(record.line, "A wrong choice says why it is wrong. Add a line `why: …` to it.")
            choices.append(choice)
        if records:
            self.judge_choices("choices", choices)
        return tuple(choices)

    def judge_choices(self, key: str, choices: list[Choice]) -> None:
        texts = [choice.text for choice in choices]
        repeated = sorted({text for text in texts if texts.count(text) > 1})
        if len(choices) < 2 or all(choice.right for choice in choices):
            self.fields.fault(key, f'"{key}" offers nothing wrong to choose. Add one with a `why`.')
        elif not any(choice.right for choice in choices):
            self.fields.fault(key, f'None of the "{key}" is right. Mark one with `right: true`.')
        if len(choices) > MOST_CHOICES:
            self.fields.fault(key, f'"{key}" has {len(choices)} entries. Keep at most {MOST_CHOICES}.')
        if repeated and repeated[0]:
            self.fields.fault(key, f'"{key}" offers "{repeated[0]}" twice. Change one.')

    def known_wrong(self) -> tuple[KnownWrong, ...]:
        """The wrong answers that people type."""
        known = []
        for record in self.fields.records("wrong", "answer"):
            fields = self.part(record, "wrong answer")
            given, expression = fields.raw("answer"), fields.text("expression", "")
            answer = "" if given is None else str(given)
            known.append(
                KnownWrong(answer, expression, fields.lines("why"), self.mistake(fields), fields.text("lesson", ""))
            )
            fields.finish()
            if bool(answer) == bool(expression):
                self.log.add(record.line, "A wrong answer has either `answer` or `expression`. Write one of the two.")
        return tuple(known)

    def part(self, record: Located, what: str) -> Fields:
        return Fields(self.log, FrontMatter(record, record.lines), what, record.line)

    def mistake(self, fields: Fields) -> str:
        mistake = fields.text("mistake", "")
        if mistake and not _MISTAKE.fullmatch(mistake):
            fields.fault("mistake", f'"{mistake}" is no known mistake. Write F and two digits, as in F07.')
        return mistake

    def answer_type(self, instead: str) -> AnswerType:
        """How the answer is typed; ``choice`` where it is chosen, which ``instead`` names."""
        typed = self.fields.choice("answer_type", TYPES, "")
        if typed and instead:
            self.fields.fault("answer_type", f'A question with "{instead}" has no typed answer. Remove one of the two.')
        elif not typed and not instead and "answer_type" not in self.loaded:
            self.log.add(self.line, "Nothing tells how to answer. Add `choices`, or `answer_type` for a typed answer.")
        return cast(AnswerType, "choice" if instead else typed or "value")

    def judge_typed(self, question: Question) -> None:
        """What only typed answers have."""
        if question.answer_type == "choice":
            for key in ("wrong", "tolerance"):
                if key in self.loaded:
                    self.fields.fault(key, f'"{key}" belongs to a typed answer. Remove it.')
        elif question.tolerance is not None and question.answer_type not in ("number", "value"):
            self.fields.fault("tolerance", f"A {question.answer_type} has no tolerance. Remove it.")

    def judge_expressions(self, expressions: tuple[str, ...]) -> None:
        for expression in expressions:
            try:
                compile(expression, "expression", "eval", dont_inherit=True)
            except (SyntaxError, ValueError) as error:
                problem = error.msg if isinstance(error, SyntaxError) else str(error)
                line = next((line for key, line in self.located() if self.text_at(key) == expression), self.line)
                self.log.add(line, f'"{expression}" is not a Python expression: {problem}. Correct it.')

    def located(self) -> list[tuple[tuple[Located, str], int]]:
        """Every key that may hold an expression, with its line."""
        records = [self.loaded]
        for key in ("choices", "wrong"):
            value = self.loaded.get(key)
            records += [record for record in value if isinstance(record, Located)] if isinstance(value, list) else []
        return [((record, key), line) for record in records for key, line in record.lines.items()]

    @staticmethod
    def text_at(place: tuple[Located, str]) -> str:
        record, key = place
        return " ".join(str(record[key]).split())


class _QuestionReader(_Reader):
    def __init__(self, log: FaultLog, lesson_id: str, loaded: Located, line: int) -> None:
        super().__init__(log, lesson_id, loaded, line, "question")

    def question(self) -> Question:
        fields = self.fields
        base, choices, wrong = self.base(), self.choices(), self.known_wrong()
        vary, problem = read_vary(fields.raw("vary"))
        if problem:
            fields.fault("vary", problem)
        template = replace(
            base,
            answer_type=self.answer_type("choices" if "choices" in self.loaded else ""),
            choices=choices,
            wrong=wrong,
            run=fields.lines("run", ""),
            explain=fields.lines("explain"),
            task=cast('QuestionTask | Literal[""]', fields.choice("task", TASKS, "")),
            exam=fields.flag("exam"),
            seconds=fields.seconds("seconds", 20.0),
            vary=vary,
        )
        fields.finish()
        template = replace(template, content_hash=_hash(template))
        if template.exam and not template.task:
            fields.fault("exam", "An exam question says what kind of task it is. Add `task: predict` or another.")
        self.judge_typed(template)
        question = replace(template, template=template).drawn(FIRST_DRAW) if vary else template
        self.judge_run(question)
        if vary:
            self.judge_vary(template, question)
        return question

    def judge_run(self, question: Question) -> None:
        """The code must compile and, for a typed answer, leave one."""
        key_line = self.loaded.lines.get("run", self.line)
        if not question.run:
            if question.answer_type != "choice" and "run" not in self.loaded:
                self.log.add(self.line, "A typed answer is computed. Add `run: |` with code that assigns `answer`.")
            elif any(choice.check for choice in question.choices):
                self.fields.fault("choices", "A `check` needs something that ran. Add `run: |` with the code.")
            return
        first = key_line + (1 if "\n" in str(self.loaded["run"]) else 0)
        if not check_syntax(self.log, question.run, "The code of this question", first):
            return
        stored = {
            node.id
            for node in ast.walk(ast.parse(question.run))
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        if question.answer_type != "choice" and ANSWER not in stored:
            self.fields.fault("run", f"The code never assigns `{ANSWER}`. Let it hold the right answer at the end.")
        self.judge_expressions(question.expressions)

    def judge_vary(self, template: Question, question: Question) -> None:
        draw = Draw(template.vary, LAST_DRAW)
        if ANSWER in template.vary:
            self.fields.fault("vary", f'"{ANSWER}" in "vary" would hide the right answer. Give it another name.')
        parts = [template.ask, template.run, template.explain]
        parts += [text for choice in template.choices for text in (choice.text, choice.why, choice.check)]
        parts += [text for wrong in template.wrong for text in (wrong.answer, wrong.expression, wrong.why)]
        for part in parts:
            draw.fill(part)
        for name in draw.unused:
            place = f"{{{{{name}}}}}"
            self.fields.fault("vary", f'"{name}" in "vary" stands nowhere. Write {place} where its value belongs.')


class _PredictionReader(_Reader):
    def __init__(self, log: FaultLog, lesson_id: str, loaded: Located, line: int) -> None:
        super().__init__(log, lesson_id, loaded, line, "prediction")

    def prediction(self) -> Prediction:
        fields = self.fields
        base, choices, wrong = self.base(), self.choices(), self.known_wrong()
        drawn = self.curves()
        instead = next((key for key in ("curves", "choices") if key in self.loaded), "")
        question = replace(
            base,
            answer_type=self.answer_type(instead),
            choices=tuple(choice for choice, _ in drawn) or choices,
            wrong=wrong,
            explain=fields.lines("explain", ""),
        )
        expression, printed = fields.text("expression", ""), fields.raw("printed")
        metric = fields.text("metric", "loss")
        fields.finish()
        if "curves" in self.loaded and "choices" in self.loaded:
            fields.fault("curves", 'A prediction has either "curves" or "choices". Keep one of them.')
        if printed is not None and (type(printed) is not int or printed == 0 or abs(printed) > 1000):
            fields.fault(
                "printed", f'"printed" is {printed!r}. Make it the number of a line, from 1, or -1 for the last.'
            )
            printed = None
        if instead and ("expression" in self.loaded or "printed" in self.loaded):
            fields.fault("expression" if expression else "printed", "Only a typed answer is computed. Remove this key.")
        elif not instead and ("expression" in self.loaded) == ("printed" in self.loaded):
            self.log.add(
                self.line, "A typed answer is what an `expression` gives or a line `printed`. Write one of the two."
            )
        self.judge_typed(question)
        sketches = tuple(sketch for _, sketch in drawn)
        question = replace(question, content_hash=_hash(question, expression, str(printed), repr(sketches)))
        prediction = Prediction(question, 0, expression, printed, sketches, metric)
        self.judge_expressions(prediction.expressions)
        return prediction

    def curves(self) -> list[tuple[Choice, Sketch]]:
        """The curves to choose from, each also as a choice."""
        found = []
        for record in self.fields.records("curves", "name"):
            fields = self.part(record, "curve")
            name, right, why = fields.text("name"), fields.flag("right"), fields.lines("why", "")
            points = self.points(fields)
            choice = Choice(name, right, why, mistake=self.mistake(fields), lesson=fields.text("lesson", ""))
            fields.finish()
            if not right and not why:
                self.log.add(record.line, "A wrong curve says why it won't come. Add a line `why: …` to it.")
            found.append((choice, Sketch(name, points)))
        if found:
            self.judge_choices("curves", [choice for choice, _ in found])
            if sum(choice.right for choice, _ in found) > 1:
                self.fields.fault("curves", "Only one curve can come. Mark one of them with `right: true`.")
        return found

    def points(self, fields: Fields) -> tuple[tuple[float, float], ...]:
        given, formula = fields.raw("points"), fields.raw("formula")
        if (given is None) == (formula is None):
            self.log.add(fields.line, "A curve has either `points` or a `formula` in x. Write one of the two.")
        elif formula is not None:
            try:
                return sample(str(formula))
            except FormulaError as error:
                fields.fault("formula", f"{error} Correct it.")
        else:
            points = _points(given)
            if points is not None:
                return points
            fields.fault(
                "points", "The points are pairs with x rising from 0 to 1. Write them like [[0, 1], [1, 0.2]]."
            )
        return ()


def _points(given: Any) -> tuple[tuple[float, float], ...] | None:
    """Pairs of numbers with x rising from 0 to 1; None where they are not that."""
    if not isinstance(given, list) or not 2 <= len(given) <= MOST_POINTS:
        return None
    points = []
    for pair in given:
        if not isinstance(pair, list) or len(pair) != 2 or not all(type(number) in (int, float) for number in pair):
            return None
        points.append((float(pair[0]), float(pair[1])))
    places = [x for x, _ in points]
    if places[0] != 0 or places[-1] != 1 or any(b <= a for a, b in pairwise(places)):
        return None
    return tuple(points)


def _hash(question: Question, *more: str) -> str:
    """Over what is asked and what is right; how it is explained may be mended without a new question."""
    parts = [question.ask, question.answer_type, question.run, str(question.tolerance), str(dict(question.vary)), *more]
    for choice in question.choices:
        parts += [choice.text, str(choice.right)]
    return content_hash(*parts)
