"""Challenges whose parameters vary are proven in two draws."""

from __future__ import annotations

import pytest
from replaying_runner import ReplayingRunner, ran, verdict
from sample_course import SampleCourse

from tutor.authoring.verify import verify
from tutor.course.library import Library


@pytest.fixture
def varied(course: SampleCourse) -> SampleCourse:
    course.edit(course.double / "challenge.md", "kind: write", "kind: write\nvary: {number: [3, 7, 20]}")
    for path in course.double.rglob("*.py"):
        path.write_text(path.read_text().replace("double(3)", "double({{number}})"))
    return course


async def test_both_ends_of_the_parameters_are_judged(varied):
    runner = ReplayingRunner()
    runner.answers["squares.py"] = [*ran(), verdict("double(3) is 9: that is the square.")]
    report = await verify(Library(varied.root), [runner])
    checks = [check for _, source, check in runner.judged if source.name == "solution.py"]
    assert len(checks) == 2
    assert "double(3) is 6" in checks[0]
    assert "double(20) is 6" in checks[1]
    # The replayed sentences speak of 3, so the second draw must be found at fault, and said to be it.
    messages = [fault.message for fault in report.faults]
    assert len(messages) == 2
    assert all(message.startswith("With number: 20: No failing check says") for message in messages)


async def test_a_draw_that_is_not_python_is_a_fault(varied):
    varied.edit(varied.double / "challenge.md", "[3, 7, 20]", '[3, "7 +"]')
    report = await verify(Library(varied.root), [ReplayingRunner()])
    assert any(
        fault.message.startswith("With number: 7 +: ") and "not valid Python" in fault.message
        for fault in report.faults
    )
