from __future__ import annotations

import ast

import pytest
from sample_course import CHALLENGE, SampleCourse

from tutor.course.challenge import read_challenge
from tutor.course.milestones import definitions, numbers_of
from tutor.course.model import CourseError
from tutor.course.parse import read_lesson

ID = "basics/first-steps/double"
FOLDER = "01-basics/01-first-steps/double"

MILESTONES = """\
kind: project
milestones:
  - {title: Double, kind: correctness, points: 50, minutes: 1, code: [double], checks: [test_double]}
  - {title: Measure, kind: result, points: 25, minutes: 1, code: [measured], checks: [test_measured]}
  - {title: Tidy up, kind: clean code, points: 10, minutes: 1, code: [measured], checks: [test_tidy]}
  - {title: Answer, kind: analysis, points: 15, minutes: 1, code: [why], checks: [test_why]}
"""
SOLUTION = "def double(x):\n    return x + x\n\nmeasured = double(2)\nwhy = 'twice'\n"
CHECK = "".join(
    f'def test_{name}(learner):\n    """{name} is right"""\n\n\n' for name in ("double", "measured", "tidy", "why")
)


@pytest.fixture
def project(course: SampleCourse) -> SampleCourse:
    course.write(f"{FOLDER}/challenge.md", CHALLENGE.replace("kind: write\n", MILESTONES))
    course.write(f"{FOLDER}/starter.py", "def double(x):\n    pass\n\nwhy = None\n")
    course.write(f"{FOLDER}/solution.py", SOLUTION)
    course.write(f"{FOLDER}/check.py", CHECK)
    course.write(f"{FOLDER}/partial/half.py", '"""Milestones: 1"""\n\ndef double(x):\n    return 2 * x\n')
    return course


def told(course: SampleCourse) -> list[str]:
    with pytest.raises(CourseError) as caught:
        read_challenge(course.double, ID)
    return [fault.message for fault in caught.value.faults]


def test_a_whole_project(project):
    challenge = read_challenge(project.double, ID)
    first = challenge.milestones[0]
    assert [milestone.title for milestone in challenge.milestones] == ["Double", "Measure", "Tidy up", "Answer"]
    assert (first.kind, first.points, first.minutes, first.code) == ("correctness", 50, 1, ("double",))
    assert (first.functions, first.checks) == (("test_double",), ("double is right",))
    assert [(variant.name, variant.reached) for variant in challenge.partial] == [("half", (1,))]


FAULTS = {
    "points of a kind": (
        "points: 50",
        "points: 40",
        "The milestones of kind correctness have 40 points together. Make it 50.",
    ),
    "unknown kind": (
        "kind: result",
        "kind: results",
        "Milestone 2 has the kind 'results'. Make it correctness, result, analysis or clean code.",
    ),
    "missing key": ("minutes: 1, code: [double], ", "minutes: 1, ", "Milestone 1 has no key 'code'. Add it."),
    "unknown key": (
        "title: Double,",
        "title: Double, minute: 1,",
        "Milestone 1 has an unknown key 'minute'. Did you mean \"minutes\"? Rename it or remove it.",
    ),
    "points of text": (
        "points: 50",
        "points: many",
        "Milestone 1 has 'many' points. Make it a whole number from 1 to 100.",
    ),
    "title of a number": ("title: Double,", "title: 2,", "Milestone 1 has the title 2. Put it in quotes."),
    "code is a word": (
        "code: [double]",
        "code: double",
        "Milestone 1 has 'double' for code. Write a list of names.",
    ),
    "unknown check": (
        "checks: [test_why]",
        "checks: [test_wy]",
        'Milestone 4 names test_wy, which check.py lacks. Did you mean "test_why"? Correct the name.',
    ),
    "check in two": (
        "checks: [test_tidy]",
        "checks: [test_tidy, test_why]",
        "test_why belongs to milestones 3 and 4. Name it in one.",
    ),
    "name not in the solution": (
        "code: [why]",
        "code: [because]",
        "Milestone 4 names because, which solution.py doesn't define. Correct one.",
    ),
    "no records": (
        "milestones:\n",
        "milestones: 4\nskilled:\n",
        '"milestones" should be a list of keys with values. Begin each with `- title: …`.',
    ),
}


@pytest.mark.parametrize(("old", "new", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_faults_of_milestones(project, old, new, sentence):
    project.edit(project.double / "challenge.md", old, new)
    assert sentence in told(project)


def test_a_check_that_no_milestone_names(project):
    project.write(f"{FOLDER}/check.py", CHECK + 'def test_more(learner):\n    """More"""\n')
    assert told(project) == ["test_more belongs to no milestone. Name it in one."]


def test_checks_that_are_called_alike(project):
    project.write(f"{FOLDER}/check.py", CHECK.replace("why is right", "tidy is right"))
    assert told(project) == [
        'test_tidy says "tidy is right", and so does another check. Give each its own docstring.',
        'test_why says "tidy is right", and so does another check. Give each its own docstring.',
    ]


def test_code_that_the_starter_has_already(project):
    project.write(f"{FOLDER}/starter.py", 'def double(x):\n    """As it is."""\n    return x + x\n')
    assert told(project) == ["Milestone 1 names double, which the starter has already. Leave it out."]


def test_a_project_needs_milestones_and_partial_answers(project):
    project.write(f"{FOLDER}/challenge.md", CHALLENGE.replace("kind: write", "kind: project"))
    (project.double / "partial/half.py").unlink()
    assert sorted(told(project)) == [
        "A project has milestones. List them: a title, kind, points, minutes, code and checks each.",
        "A project ships answers that have come part of the way. Add files to partial/.",
    ]


def test_only_a_project_has_milestones(project):
    project.edit(project.double / "challenge.md", "kind: project", "kind: write")
    assert told(project) == ["Only a project has milestones. Make it kind: project or remove them."]


def test_a_partial_answer_says_what_it_reaches(project):
    project.write(f"{FOLDER}/partial/half.py", '"""Half of it."""\n')
    assert told(project) == [
        "A partial answer says in its docstring what it reaches. Begin it with `Milestones: 1, 2` or none."
    ]


@pytest.mark.parametrize(
    ("docstring", "numbers"),
    [
        ("Milestones: 1, 2", (1, 2)),
        ("Milestones: none", ()),
        ("Milestones: 3. With a loop.", (3,)),
        ("Milestones:", None),
        ("1, 2", None),
        ("", None),
    ],
)
def test_what_a_docstring_says_it_reaches(docstring, numbers):
    assert numbers_of(docstring) == numbers


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("def f(x): return x", "def f(x):\n    '''Doc.'''\n    # why\n    return x", True),
        ("def f(x): return x", "def f(y): return y", False),
        ("def f(x): pass", "def f(x): return x", False),
        ("class A:\n    x = 1", "class A:\n    x = 2", False),
        ("a = None", "a  =  None  # later", True),
        ("a = None", "a: object = None", False),
        ("a = 1", "a = 1\na += 1", False),
    ],
)
def test_definitions_are_compared_by_their_code(one, other, alike):
    first, second = (definitions(ast.parse(text)) for text in (one, other))
    assert first.keys() == second.keys()
    assert (first == second) is alike


def test_every_name_of_an_assignment_is_defined():
    assert set(definitions(ast.parse("a, (b, *c) = x\nd = e = 1\nimport os"))) == set("abcde")


PAGES = """\
---
title: First steps
goal: Build it.
minutes: 10
kind: project
---

## One

```challenge
double
```

## Two

```challenge
double
```
"""


def test_a_project_may_stand_on_several_pages(project):
    project.lesson("01-basics/01-first-steps", PAGES)
    lesson = read_lesson(project.first, "basics/first-steps")
    assert lesson.kind == "project"
    assert [challenge.id for challenge in lesson.challenges] == [ID]
    assert len(lesson.pages[1].blocks) == 1


def test_but_once_on_a_page(project):
    project.lesson("01-basics/01-first-steps", PAGES.replace("## Two\n", ""))
    with pytest.raises(CourseError, match="is placed twice"):
        read_lesson(project.first, "basics/first-steps")


def test_another_challenge_stands_on_one_page(course):
    course.lesson("01-basics/01-first-steps", PAGES)
    with pytest.raises(CourseError, match="is placed twice"):
        read_lesson(course.first, "basics/first-steps")
