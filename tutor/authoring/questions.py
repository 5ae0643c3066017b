"""Proves questions and predictions by running what they are about."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from tutor.course.folders import LESSON_FILE
from tutor.course.model import Fault, Lesson
from tutor.course.questions import ANSWER, Prediction, Question
from tutor.course.vary import FIRST_DRAW, LAST_DRAW
from tutor.engine.events import ValueTold
from tutor.engine.runner import Runner
from tutor.grading.answers import Facts, NotUnderstood, known_value, parse, same
from tutor.grading.questions import nearest, right_of, work_out

DRAWS = (FIRST_DRAW, 1, 2, 3, LAST_DRAW)
"""Of a question whose parameters vary, these draws are proven."""


async def question_faults(lesson: Lesson, runner: Runner) -> list[Fault]:
    """Run the code of every question and name what its answers get wrong, with several draws where they vary."""
    faults: list[Fault] = []
    path = lesson.path / LESSON_FILE
    for question in lesson.questions:
        for number in DRAWS if question.vary else DRAWS[:1]:
            drawn = question.drawn(number)
            facts = await work_out(runner, drawn)
            values = {name: of[number] for name, of in question.vary.items() if number in (FIRST_DRAW, LAST_DRAW)}
            found = [Fault(path, line, message + _of_draw(values)) for line, message in judge(drawn, facts)]
            if found:
                faults += found
                break  # other draws would mostly repeat it
    return faults


def _of_draw(values: Mapping[str, str]) -> str:
    return f" ({', '.join(f'{name} = {value}' for name, value in values.items())})" if values else ""


def judge(question: Question, facts: Facts) -> Iterator[tuple[int, str]]:
    """``(line, message)`` for each thing about a question that its run contradicts."""
    if facts.problem:
        yield _line(question, "run"), f"{facts.problem.rstrip('.')}. Correct the code."
        return
    yield from _judge_checks(question, facts)
    if question.answer_type != "choice":
        yield from judge_right(question, facts.values.get(ANSWER), facts, "run")


def judge_right(question: Question, right: ValueTold | None, facts: Facts, key: str) -> Iterator[tuple[int, str]]:
    """``(line, message)`` for a right value that can't be typed, and for known wrong answers that are not wrong.

    ``key`` is what in the fence gives the right value.
    """
    line = _line(question, key)
    if right is None or right.error:
        why = right.error if right else "there is no such value"
        yield line, f"The right answer is not known: {why}. Correct `{key}`."
        return
    try:
        wanted = parse(question.answer_type, right.text, wants_text=right.kind == "str")
    except NotUnderstood:
        what = right.text or f"a {right.kind}"
        yield (
            line,
            f"The right answer is {what}, and that is no {question.answer_type}. Change one of the two.",
        )
        return
    if question.answer_type == "number" and math.isnan(wanted):
        yield line, "The right answer is NaN. Ask for a value or offer choices."
    for wrong in question.wrong:
        given = wrong.answer or wrong.expression
        if wrong.expression and facts.right(wrong.expression) is None:
            told = facts.values.get(wrong.expression)
            yield _line(question, "wrong"), f'"{given}" raises {told.error if told else "an error"}. Correct it.'
            continue
        known = known_value(question, wrong, facts, right)
        if known is None:
            yield _line(question, "wrong"), f'"{given}" can\'t be typed as a {question.answer_type}. Correct it.'
        elif same(question, known[0], wanted):
            yield _line(question, "wrong"), f'The wrong answer "{given}" is right. Take it out.'


def _judge_checks(question: Question, facts: Facts) -> Iterator[tuple[int, str]]:
    line = _line(question, "choices")
    for choice in question.choices:
        told = facts.values.get(choice.check) if choice.check else None
        if told is None:
            continue
        if told.error:
            yield line, f'The check "{choice.check}" raises {told.error}. Correct it.'
        elif told.text not in ("True", "False"):
            yield line, f'The check "{choice.check}" gives {told.text or told.kind}. Make it True or False.'
        elif (told.text == "True") != choice.right:
            said = "right" if choice.right else "wrong"
            yield line, f'"{choice.text}" is marked {said}, but its check gives {told.text}. Correct one of the two.'


def judge_prediction(
    prediction: Prediction, told: Sequence[ValueTold], printed: str, metrics: Mapping[str, Sequence[float]]
) -> Iterator[tuple[int, str]]:
    """``(line, message)`` for each thing about a prediction that the run of its snippet contradicts."""
    question = prediction.question
    facts = Facts({value.expression: value for value in told})
    yield from _judge_checks(question, facts)
    if prediction.sketches:
        yield from _judge_curves(prediction, metrics)
    elif question.answer_type != "choice":
        key = "expression" if prediction.expression else "printed"
        value = facts.values.get(prediction.expression) or right_of(prediction, facts, printed)
        yield from judge_right(question, value, facts, key)


def _judge_curves(prediction: Prediction, metrics: Mapping[str, Sequence[float]]) -> Iterator[tuple[int, str]]:
    line = _line(prediction.question, "curves")
    position = nearest(prediction.sketches, metrics.get(prediction.metric, ()))
    if position is None:
        has = f"it has {', '.join(metrics)}" if metrics else "it has none"
        yield line, f'The run of the snippet has no curve "{prediction.metric}": {has}. Name one by `metric`.'
    elif not prediction.question.choices[position].right:
        name = prediction.sketches[position].name
        yield line, f'The real curve is nearest to "{name}", which is marked wrong. Draw the sketches clearer apart.'


def _line(question: Question, key: str) -> int:
    return question.lines.get(key, question.line)
