"""What runs say about questions: values, printed lines, curves."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator

import pytest

from tutor.course.formula import sample
from tutor.course.questions import KnownWrong, Prediction, Question, Sketch
from tutor.engine.events import ErrorRaised, RunEvent, RunFinished, RunStarted, ValueTold
from tutor.engine.runner import Source
from tutor.grading.answers import Facts
from tutor.grading.questions import nearest, printed_line, relative, right_of, work_out

QUESTION = Question("u/l/q", "?", "shape", run="answer = (2, 3)", wrong=(KnownWrong("", "1", "no"),), seconds=7)
TOLD = ValueTold("answer", "tuple", "(2, 3)")


class Runner:
    def __init__(self, *events: RunEvent) -> None:
        self.events = events
        self.sources: list[Source] = []

    async def run_script(self, source: Source) -> AsyncIterator[RunEvent]:
        self.sources.append(source)
        for event in self.events:
            yield event


async def test_the_code_runs_with_everything_that_is_wanted():
    runner = Runner(RunStarted(), TOLD, RunFinished(0, 0.1, "ok"))
    facts = await work_out(runner, QUESTION)
    assert facts.right() == TOLD
    assert facts.problem == ""
    assert runner.sources == [Source("answer = (2, 3)", "question", seconds=7, wanted=("answer", "1"), of_course=True)]


async def test_a_question_without_code_needs_no_run():
    runner = Runner()
    assert await work_out(runner, Question("u/l/q", "?")) == Facts()
    assert runner.sources == []


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (ErrorRaised("NameError", "name 'x' is not defined"), "raises NameError: name 'x' is not defined"),
        (RunFinished(124, 7, "timeout", "It took more than 7 seconds."), "It took more than 7 seconds."),
        (RunFinished(1, 0, "error"), "was ended"),
    ],
)
async def test_a_run_that_fails_is_a_problem(event, problem):
    facts = await work_out(Runner(event, RunFinished(1, 0, "error")), QUESTION)
    assert problem in facts.problem
    assert facts.right() is None


@pytest.mark.parametrize(("number", "text"), [(1, "a"), (2, "b c"), (-1, "b c"), (-2, "a"), (3, None), (-3, None)])
def test_a_printed_line(number, text):
    told = printed_line("a\n  b c \n\n", number)
    assert (told.text if told else None) == text


def test_nothing_printed():
    assert printed_line(" \n", 1) is None


def test_the_right_answer_of_a_prediction():
    asked = Question("u/l/p", "?", "number")
    facts = Facts({"x": ValueTold("x", "int", "4")})
    assert right_of(Prediction(asked, 1, expression="x"), facts, "7\n") == ValueTold("x", "int", "4")
    assert right_of(Prediction(asked, 1, printed=1), facts, "7\n").text == "7"
    assert right_of(Prediction(asked, 1, expression="y"), facts, "") is None


FALLS = Sketch("falls", sample("exp(-5*x)"))
FLAT = Sketch("flat", ((0, 1), (1, 1)))
GROWS = Sketch("grows", sample("1 + 6*x*x"))
SWINGS = Sketch("swings", sample("0.55 + 0.45*cos(40*x)"))
ALL = (FALLS, FLAT, GROWS, SWINGS)


def noisy(values: list[float], size: float) -> list[float]:
    return [value * (1 + size * math.sin(37 * index)) for index, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ([3 * math.exp(-0.04 * step) for step in range(150)], "falls"),
        (noisy([math.exp(-0.04 * step) for step in range(150)], 0.2), "falls"),
        ([2.3] * 50, "flat"),
        (noisy([2.3] * 500, 0.05), "flat"),
        ([1.1**step for step in range(60)], "grows"),
        ([1.0, 10.0, 100.0, math.inf, math.nan, math.nan], "grows"),
        ([0.6 + 0.4 * math.cos(0.9 * step) for step in range(100)], "swings"),
    ],
)
def test_the_nearest_sketch(values, name):
    position = nearest(ALL, values)
    assert position is not None
    assert ALL[position].name == name


def test_a_swinging_curve_is_told_from_one_of_the_same_heights():
    zigzag = [1.0, *(0.2 if index % 2 else 1.0 for index in range(200))]
    level = Sketch("level", ((0, 1), (0.001, 0.6), (1, 0.6)))
    wide = Sketch("wide", tuple((index / 199, 0.9 if index % 2 else 0.1) for index in range(200)))
    assert nearest([level, wide], zigzag) == 1


def test_too_few_values_are_near_to_nothing():
    assert nearest(ALL, [1.0]) is None
    assert nearest((), [1.0, 2.0]) is None
    assert relative([1.0]) == ()


def test_values_relative_to_the_first():
    assert relative([2.0, 1.0, 20.0]) == ((0, 1), (0.5, 0.5), (1, 3))
    assert relative([2.0, math.nan])[1] == (1, 3)
    assert relative([0.0, 0.5])[1] == (1, 0.5)
