"""What ``verify`` proves of a project beyond what it proves of any challenge."""

from __future__ import annotations

import pytest
from replaying_runner import ReplayingRunner, raised, ran
from sample_course import CHALLENGE, LESSON, SampleCourse

from tutor.authoring.verify import verify
from tutor.course.library import Library
from tutor.engine.events import ChallengeJudged, CheckResult

FOLDER = "01-basics/01-first-steps/double"
MILESTONES = """\
kind: project
milestones:
  - {title: Double, kind: correctness, points: 50, minutes: 1, code: [double], checks: [test_double]}
  - {title: Measure, kind: result, points: 25, minutes: 1, code: [measured], checks: [test_measured]}
  - {title: Tidy up, kind: clean code, points: 10, minutes: 1, code: [tidy], checks: [test_tidy]}
  - {title: Answer, kind: analysis, points: 15, minutes: 1, code: [why], checks: [test_why]}
"""
NAMES = ("double", "measured", "tidy", "why")
WHOLE = "def double(x):\n    return 2 * x\n\nmeasured = 4\ntidy = True\nwhy = 'twice'\n"
HALF = '"""Milestones: 1, 2"""\n' + "\n".join(WHOLE.splitlines()[:4])


def checked(*failing: str, only: tuple[str, ...] = NAMES) -> ChallengeJudged:
    results = tuple(CheckResult(name, name not in failing, 0.0, f"{name} is off") for name in only)
    return ChallengeJudged("double", not failing, results)


@pytest.fixture
def project(course: SampleCourse) -> SampleCourse:
    course.edit(course.first / "lesson.md", "minutes: 10", "minutes: 10\nkind: project")
    text = CHALLENGE.replace("kind: write\n", MILESTONES).replace("minutes: 3", "minutes: 4", 1)
    course.write(f"{FOLDER}/challenge.md", text)
    checks = "".join(f'def test_{name}(learner):\n    """{name}"""\n\n\n' for name in NAMES)
    files = {
        "starter": "def double(x):\n    pass\n",
        "check": checks,
        "solution": WHOLE,
        "also_right/times_two": WHOLE,
        "partial/half": HALF,
        "wrong/squares": f'"""double is off"""\n{WHOLE}',
        "wrong/adds_two": f'"""why is off"""\n{WHOLE}',
    }
    for name, source in files.items():
        course.write(f"{FOLDER}/{name}.py", source)
    return course


@pytest.fixture
def runner() -> ReplayingRunner:
    runner = ReplayingRunner()
    runner.answers = {
        "starter.py": [*ran(), checked(only=())],
        "solution.py": [*ran(), checked()],
        "times_two.py": [*ran(), checked()],
        "half.py": [*ran(), checked(only=("double", "measured"))],
        "squares.py": [*ran(), checked("double")],
        "adds_two.py": [*ran(), checked("why")],
    }
    return runner


async def told(course: SampleCourse, runner: ReplayingRunner) -> list[tuple[str, str]]:
    report = await verify(Library(course.root), [runner])
    return [(fault.path.name, fault.message) for fault in report.faults]


async def test_a_whole_project_holds(project, runner):
    report = await verify(Library(project.root), [runner])
    assert report.faults == ()
    assert (report.counts.kinds["project"], report.counts.partial) == (1, 1)


async def test_every_answer_is_judged_without_the_checks_of_what_it_has_not_begun(project, runner):
    await verify(Library(project.root), [runner])
    left_out = {source.name: check.partition("\ndel ")[2].strip() for _, source, check in runner.judged}
    assert left_out["starter.py"] == "test_double, test_measured, test_tidy, test_why"
    assert left_out["half.py"] == "test_tidy, test_why"
    assert left_out["solution.py"] == left_out["squares.py"] == ""


async def test_a_partial_answer_that_falls_short(project, runner):
    runner.answers["half.py"] = [*ran(), checked("measured", only=("double", "measured"))]
    assert await told(project, runner) == [
        ("half.py", "It doesn't reach milestone 2 (begun): measured is off. Correct one of the two.")
    ]


async def test_a_partial_answer_that_reaches_more(project, runner):
    project.edit(project.double / "partial/half.py", "Milestones: 1, 2", "Milestones: 1")
    assert await told(project, runner) == [
        ("half.py", "It reaches milestone 2, which its docstring lacks. Correct one of the two.")
    ]


async def test_a_partial_answer_that_raises(project, runner):
    runner.answers["half.py"] = [*raised("NameError", "no x", 2), checked(only=())]
    assert await told(project, runner) == [
        ("half.py", "This partial answer raises NameError: no x. It must run without error.")
    ]


async def test_a_right_answer_that_leaves_a_milestone_out(project, runner):
    project.edit(project.double / "also_right/times_two.py", "why = 'twice'\n", "")
    runner.answers["times_two.py"] = [*ran(), checked(only=NAMES[:3])]
    assert await told(project, runner) == [("times_two.py", 'This right answer leaves "Answer" not started. Build it.')]


async def test_minutes_add_up(project, runner):
    project.edit(project.double / "challenge.md", "minutes: 4", "minutes: 5")
    assert await told(project, runner) == [
        ("challenge.md", "The project has 5 minutes, its milestones take 4. Make both alike.")
    ]


async def test_a_project_stands_in_a_lesson_of_its_kind(project, runner):
    project.lesson("01-basics/01-first-steps", LESSON)
    assert await told(project, runner) == [
        ("lesson.md", "A lesson that places 1 projects: kind project places one, the others none. Correct it.")
    ]
