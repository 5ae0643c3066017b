from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tutor.course.model import Challenge, Milestone
from tutor.engine.events import ChallengeJudged, CheckResult, RunEvent, RunFinished, RunStarted
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner
from tutor.grading.milestones import ProjectJudged, begun, by_milestone, check_of_begun, milestones_as_dict, unchecked
from tutor.grading.submission import judge

STARTER = 'def double(x):\n    """x, twice."""\n\n\nwhy = None\n'
HALF = STARTER.replace('"""x, twice."""', "return x + x")
WHOLE = HALF.replace("None", "'twice'")


def milestone(title: str, code: str, *checks: str, points: int = 50) -> Milestone:
    return Milestone(title, "correctness", points, 10, (code,), checks, tuple(f"test_{check}" for check in checks))


PROJECT = Challenge(
    id="unit/lesson/project",
    title="Double",
    kind="project",
    minutes=20,
    task="",
    hints=(),
    afterwards="",
    starter=STARTER,
    solution=WHOLE,
    check="CHECK = 1\n",
    path=Path(),
    milestones=(milestone("Double", "double", "a", "b"), milestone("Answer", "why", "c")),
)


def verdict(**checks: bool) -> ChallengeJudged:
    results = tuple(CheckResult(name, passed, 0.1, "" if passed else "No.") for name, passed in checks.items())
    return ChallengeJudged(PROJECT.id, all(checks.values()), results, 0.2)


def judged(text: str, **checks: bool) -> ProjectJudged:
    return by_milestone(PROJECT, verdict(**checks), begun(PROJECT, text))


def states(result: ProjectJudged) -> list[str]:
    return [one.state for one in result.milestones]


@pytest.mark.parametrize(
    ("text", "which"),
    [
        (STARTER, (False, False)),
        ("", (False, False)),
        (STARTER + "\nprint('tried')\n", (False, False)),
        (HALF, (True, False)),
        (WHOLE, (True, True)),
        (STARTER.replace("None", "3"), (False, True)),
        ("def double(:", (True, True)),
        ("\0", (True, True)),
    ],
)
def test_a_milestone_is_begun_when_its_code_differs_from_the_starters(text, which):
    assert begun(PROJECT, text) == which


def test_checks_of_what_is_not_begun_do_not_run():
    namespace: dict[str, Any] = {f"test_{name}": None for name in "abc"}
    exec(check_of_begun(PROJECT, (True, False)), namespace)
    assert {name for name in namespace if name.startswith("test_")} == {"test_a", "test_b"}
    assert check_of_begun(PROJECT, (True, True)) == PROJECT.check


def test_a_milestone_is_reached_when_all_its_checks_pass():
    result = judged(HALF, a=True, b=True)
    assert states(result) == ["reached", "not started"]
    assert (result.points, result.passed) == (50, False)
    assert result.next is result.milestones[1]


def test_one_check_that_fails_takes_the_points_of_its_milestone_alone():
    result = judged(WHOLE, a=True, b=False, c=True)
    assert states(result) == ["begun", "reached"]
    assert result.points == 50
    assert [check.name for check in result.milestones[0].checks] == ["a", "b"]


def test_it_is_passed_when_all_is_reached():
    result = judged(WHOLE, a=True, b=True, c=True)
    assert result.passed
    assert result.points == 100
    assert result.next is None


def test_what_is_not_begun_can_not_be_reached():
    assert not judged(STARTER).passed
    assert states(judged(STARTER, a=True, b=True, c=True)) == ["not started", "not started"]


def test_code_that_does_not_run_leaves_what_is_begun_unjudged():
    stopped = CheckResult("Your code runs", False, 0.1, "It stopped.")
    result = by_milestone(PROJECT, ChallengeJudged(PROJECT.id, False, (stopped,)), (True, False))
    assert states(result) == ["not judged", "not started"]
    assert result.others == (stopped,)


def test_checks_that_end_early_leave_the_rest_unjudged():
    assert states(judged(WHOLE, a=True)) == ["not judged", "not judged"]


def test_without_a_run_nothing_is_judged():
    assert states(unchecked(PROJECT, STARTER)) == ["not started", "not started"]
    assert states(unchecked(PROJECT, HALF)) == ["not judged", "not started"]
    assert not unchecked(PROJECT, WHOLE).passed


def test_milestones_as_json():
    assert milestones_as_dict(judged(HALF, a=True, b=True)) == [
        {
            "title": "Double",
            "kind": "correctness",
            "state": "reached",
            "points": 50,
            "of": 50,
            "checks": ["a", "b"],
        },
        {
            "title": "Answer",
            "kind": "correctness",
            "state": "not started",
            "points": 0,
            "of": 50,
            "checks": ["c"],
        },
    ]


class Judging:
    """A runner that can only judge."""

    def __init__(self) -> None:
        self.checks: list[str] = []
        self.closed = False

    async def judge(self, challenge: str, source: Source, check: str) -> AsyncIterator[RunEvent | ChallengeJudged]:
        self.checks.append(check)
        try:
            yield RunStarted(source.name)
            yield RunFinished(0, 0.1, "ok")
            yield verdict(a=True, b=True)
        finally:
            self.closed = True


async def test_judging_a_project_ends_in_its_milestones():
    runner: Any = Judging()
    *events, last = [event async for event in judge(runner, PROJECT, HALF)]
    assert [type(event) for event in events] == [RunStarted, RunFinished]
    assert isinstance(last, ProjectJudged)
    assert states(last) == ["reached", "not started"]
    assert runner.checks == [check_of_begun(PROJECT, (True, False))]


async def test_who_leaves_early_ends_the_run():
    runner: Any = Judging()
    events: Any = judge(runner, PROJECT, HALF)
    await anext(events)
    await events.aclose()
    assert runner.closed


REAL_CHECK = '''
from tutor.check import expect

def test_a(learner):
    """a"""
    expect(learner.double(3) == 6, "Not twice.")

def test_b(learner):
    """b"""
    expect(learner.double(4) == 8, "Not twice.")

def test_c(learner):
    """c"""
    expect(learner.why == "twice", "Say why.")
'''


@pytest.mark.torch
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (STARTER, ["not started", "not started"]),
        (HALF, ["reached", "not started"]),
        (HALF.replace("None", "'thrice'"), ["reached", "begun"]),
        (WHOLE, ["reached", "reached"]),
        (WHOLE + "1 / 0\n", ["not judged", "not judged"]),
    ],
)
async def test_a_real_worker_judges_what_is_begun(runner: WorkerRunner, text: str, expected: list[str]) -> None:
    project = replace(PROJECT, check=REAL_CHECK)
    *_, last = [event async for event in judge(runner, project, text)]
    assert isinstance(last, ProjectJudged)
    assert states(last) == expected
