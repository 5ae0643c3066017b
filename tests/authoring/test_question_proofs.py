"""``verify`` proves questions and predictions by their runs."""

from __future__ import annotations

import pytest
from replaying_runner import ReplayingRunner, ran
from sample_course import SampleCourse

from tutor.authoring.coverage import Covered
from tutor.authoring.report import Report
from tutor.authoring.verify import verify
from tutor.course.library import Library
from tutor.engine.events import MetricsReceived, ValueTold
from tutor.grading.feedback.catalogue import CATALOGUE

LESSON = """\
---
title: Questions
goal: Ask.
minutes: 5
---

## One

```quiz
name: count
ask: How many?
answer_type: number
run: |
  answer = {{n}}
wrong:
  - answer: 5
    why: Too many.
  - expression: answer + 1
    why: One too many.
explain: It is {{answer}}.
vary: {n: [3, 4]}
task: numeric
covers: [S5]
```

```quiz
name: choose
ask: Which?
run: x = 1
choices:
  - text: One
    right: true
    check: x == 1
  - text: Two
    why: No.
    check: x == 2
explain: One.
task: concept
```

```predict
name: what-comes
ask: What will it be?
answer_type: number
expression: y * 2
wrong:
  - answer: 1
    why: Twice that.
```

```predict
name: which-curve
ask: Which curve?
curves:
  - name: falls
    formula: 1 - x
    right: true
  - name: rises
    formula: 1 + 2*x
    why: No.
```

```python run
y = 2
```
"""

TRUE = {"answer": "3", "answer + 1": "4", "x == 1": "True", "x == 2": "False"}


@pytest.fixture
def runner() -> ReplayingRunner:
    replaying = ReplayingRunner()
    replaying.values = dict(TRUE)
    replaying.snippets["1"] = [
        *ran(),
        ValueTold("y * 2", "int", "4"),
        MetricsReceived("loss", (0, 1, 2), (2.0, 1.0, 0.1)),
    ]
    return replaying


async def proven(course: SampleCourse, runner: ReplayingRunner, text: str = LESSON) -> Report:
    course.write("02-more/01-later/lesson.md", text)
    return await verify(Library(course.root), [runner], only=["more/later"])


def line_of(part: str) -> int:
    return LESSON[: LESSON.index(part)].count("\n") + 1


async def faults(course: SampleCourse, runner: ReplayingRunner, text: str = LESSON) -> list[tuple[int, str]]:
    report = await proven(course, runner, text)
    return [(fault.line, fault.message) for fault in report.faults]


async def test_all_that_holds(course, runner):
    report = await proven(course, runner)
    assert report.faults == ()
    assert (report.counts.questions, report.counts.predictions) == (2, 2)
    assert report.counts.tasks == {"predict": 0, "spot-the-bug": 0, "concept": 1, "numeric": 1}
    assert report.coverage == {"S5": Covered((), ("more/later/count",))}


async def test_several_draws_are_proven(course, runner):
    await proven(course, runner)
    texts = {source.text for source in runner.scripts if source.text.startswith("answer")}
    assert texts == {"answer = 3", "answer = 4"}


@pytest.mark.parametrize(
    ("values", "place", "message"),
    [
        ({"answer": None}, "run: |", "The right answer is not known: NameError: name 'answer' is not defined."),
        ({"answer": "[1]"}, "run: |", "The right answer is [1], and that is no number. Change one of the two. (n = 3)"),
        ({"answer": "nan"}, "run: |", "The right answer is NaN."),
        ({"answer": "5"}, "wrong:", 'The wrong answer "5" is right. Take it out. (n = 3)'),
        ({"answer": "4"}, "wrong:", 'The wrong answer "answer + 1" is right.'),
        ({"answer + 1": None}, "wrong:", '"answer + 1" raises NameError'),
        ({"answer + 1": "'a'"}, "wrong:", '"answer + 1" can\'t be typed as a number.'),
        ({"x == 1": "False"}, "run: x = 1\nchoices:", '"One" is marked right, but its check gives False.'),
        ({"x == 2": "True"}, "run: x = 1\nchoices:", '"Two" is marked wrong, but its check gives True.'),
        ({"x == 2": "2"}, "run: x = 1\nchoices:", 'The check "x == 2" gives 2. Make it True or False.'),
        ({"x == 2": None}, "run: x = 1\nchoices:", 'The check "x == 2" raises NameError'),
    ],
)
async def test_what_a_question_gets_wrong(course, runner, values, place, message):
    merged = {**TRUE, **values}
    runner.values = {key: value for key, value in merged.items() if value is not None}
    found = await faults(course, runner)
    line = line_of(place) + place.count("\n")
    assert (line, True) in [(at, said.startswith(message)) for at, said in found], found


@pytest.mark.parametrize(
    ("events", "place", "message"),
    [
        ([ValueTold("y * 2", "int", "1")], "wrong:\n  - answer: 1", 'The wrong answer "1" is right.'),
        ([ValueTold("y * 2", "", "", error="NameError: y")], "expression: y", "The right answer is not known: NameErr"),
        ([], "expression: y", "The right answer is not known: there is no such value."),
        ([MetricsReceived("loss", (0, 1), (1.0, 3.0))], "curves:", 'The real curve is nearest to "rises", which is'),
        ([MetricsReceived("accuracy", (0, 1), (1.0, 3.0))], "curves:", 'has no curve "loss": it has accuracy.'),
        ([], "curves:", 'has no curve "loss": it has none.'),
    ],
)
async def test_what_a_prediction_gets_wrong(course, runner, events, place, message):
    runner.snippets["1"] = [*ran(), *events]
    found = await faults(course, runner)
    assert (line_of(place), True) in [(at, message in said) for at, said in found], found


async def test_links_lessons_and_items_of_questions_must_exist(course, runner):
    text = LESSON.replace("task: numeric", "task: numeric\nlesson: more/latter")
    text = text.replace("why: Twice that.", "why: Twice that.\n    mistake: F99")
    text = text.replace("covers: [S5]", "covers: [S500]").replace("why: Too many.", "why: See [it](lesson:more/none).")
    found = await faults(course, runner, text)
    assert [message for _, message in found] == [
        'The link leads to "more/none", which is no lesson. Did you mean "more/later"? Correct the link.',
        '"more/latter" is no lesson. Did you mean "more/later"? Correct its id.',
        '"S500" is not a source item. Write S and a number from 1 to 123.',
        f'"F99" is no known mistake. They go from F01 to {max(CATALOGUE)}.',
    ]
