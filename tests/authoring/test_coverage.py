from __future__ import annotations

import pytest
from replaying_runner import ReplayingRunner
from sample_course import SampleCourse

from tutor.authoring.verify import verify
from tutor.course.library import Library
from tutor.course.model import CourseError

FIRST = "basics/first-steps"


def owes(course: SampleCourse, text: str) -> None:
    path = course.root / "course.toml"
    path.write_text(f"{path.read_text()}\n[coverage]\n{text}\n")


async def faults(course: SampleCourse, *only: str) -> list[str]:
    report = await verify(Library(course.root), [ReplayingRunner()], only=only)
    return [fault.message for fault in report.faults]


async def test_what_a_course_owes_and_gives_is_no_fault(course):
    owes(course, 'practised = ["S2"]\ntaught = ["S1"]')
    assert await faults(course) == []


async def test_what_nothing_teaches_or_practises_is_named(course):
    owes(course, 'practised = ["S1-S2"]\ntaught = ["S50"]')
    assert await faults(course) == [
        "No challenge and no question practises S1. Name it under `covers` of one that does.",
        "No lesson teaches S50. Name it under `teaches` of the one that does.",
    ]


async def test_a_part_of_a_course_owes_nothing(course):
    owes(course, 'taught = ["S50"]')
    assert await faults(course, FIRST) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('taught = ["7"]', '"7" is no source item.'),
        ('taught = ["S1-S99999999"]', '"S1-S99999999" is no source item.'),
        ('taught = ["S9-S7"]', '"S9-S7" ends before it begins.'),
        ('taught = "S7"', "are not a list"),
        ('tought = ["S7"]', 'Did you mean "taught"?'),
        ('taught = ["S7"]\npractised = ["S6-S8"]', "S7 is listed as practised and as taught."),
    ],
)
def test_a_table_that_cannot_be_read_is_told(course, text, sentence):
    owes(course, text)
    with pytest.raises(CourseError) as raised:
        Library(course.root)
    assert any(sentence in fault.message for fault in raised.value.faults)
    lines = (course.root / "course.toml").read_text().split("\n")
    assert lines[raised.value.faults[0].line - 1] == "[coverage]"
