"""Parameters that practice and exams draw anew."""

from __future__ import annotations

import pytest
from sample_course import SampleCourse

from tutor.course.challenge import read_challenge
from tutor.course.library import Library
from tutor.course.model import CourseError
from tutor.course.vary import FIRST_DRAW, LAST_DRAW, Draw, read_vary

ID = "basics/first-steps/double"
VARY = {"rows": ("3", "5", "8"), "act": ("relu", "tanh")}


def varied(course: SampleCourse) -> None:
    course.edit(course.double / "challenge.md", "kind: write", "kind: write\nvary: {number: [3, 7, 20]}")
    course.edit(course.double / "challenge.md", "Write `double(x)`.", "Write `double(x)` for {{number}}.")
    for path in course.double.rglob("*.py"):
        path.write_text(path.read_text().replace("double(3)", "double({{number}})"))


def test_yaml_values_become_texts():
    assert read_vary({"n": [1, 2.5], "s": ["(2, 3)", "x"]}) == ({"n": ("1", "2.5"), "s": ("(2, 3)", "x")}, "")
    assert read_vary(None) == ({}, "")


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ([1, 2], "should name parameters"),
        ({}, "should name parameters"),
        ({"two words": [1, 2]}, "Make it a word"),
        ({3: [1, 2]}, "Make it a word"),
        ({"n": [1]}, "two different values"),
        ({"n": [1, 1, 2]}, "two different values"),
        ({"n": 5}, "two different values"),
        ({"n": [[1], [2]]}, "two different values"),
        ({"n": ["a\nb", "c"]}, "two different values"),
    ],
)
def test_what_is_wrong_is_said(value, part):
    vary, fault = read_vary(value)
    assert vary == {}
    assert part in fault


def test_the_first_and_the_last_draw_are_the_ends_of_the_lists():
    assert Draw(VARY, FIRST_DRAW).values == {"rows": "3", "act": "relu"}
    assert Draw(VARY, LAST_DRAW).values == {"rows": "8", "act": "tanh"}


def test_a_draw_is_the_same_each_time_and_others_differ():
    draws = [Draw(VARY, number, "id").values for number in range(1, 40)]
    assert draws == [Draw(VARY, number, "id").values for number in range(1, 40)]
    assert {draw["rows"] for draw in draws} == {"3", "5", "8"}
    assert draws != [Draw(VARY, number, "another").values for number in range(1, 40)]


def test_only_declared_names_are_replaced():
    draw = Draw(VARY)
    assert draw.fill('f"{{x}} {rows} {{rows}} {{ rows }} {{{{rows}}}}"') == 'f"{{x}} {rows} 3 3 {{3}}"'
    assert draw.unused == ("act",)
    assert Draw({}).fill("{{rows}}") == "{{rows}}"


def test_a_challenge_is_read_with_the_values_of_its_draw(course):
    varied(course)
    first, last = read_challenge(course.double, ID), read_challenge(course.double, ID, LAST_DRAW)
    assert first.task == "Write `double(x)` for 3."
    assert last.task == "Write `double(x)` for 20."
    assert "double(20) is 6" in last.check
    assert last.wrong[0].feedback == "double(20) is 5."
    assert dict(first.vary) == {"number": ("3", "7", "20")}


def test_every_draw_counts_as_the_same_challenge(course):
    varied(course)
    library = Library(course.root)
    first = library.challenge(ID)
    assert library.drawn(ID, 0) is first
    draws = [library.drawn(ID, number) for number in range(1, 12)]
    assert {draw.content_hash for draw in draws} == {first.content_hash}
    assert {draw.task for draw in draws} == {f"Write `double(x)` for {number}." for number in (3, 7, 20)}


def test_a_challenge_without_parameters_is_its_own_draw(course):
    library = Library(course.root)
    assert library.drawn(ID, 5) is library.challenge(ID)


def test_a_parameter_that_stands_nowhere_is_a_fault(course):
    course.edit(course.double / "challenge.md", "kind: write", "kind: write\nvary: {number: [3, 7]}")
    with pytest.raises(CourseError) as caught:
        read_challenge(course.double, ID)
    (fault,) = caught.value.faults
    assert (fault.line, fault.message) == (
        5,
        '"number" in "vary" stands nowhere. Write {{number}} where its value belongs.',
    )


def test_the_syntax_is_that_of_the_draw(course):
    course.edit(course.double / "challenge.md", "kind: write", 'kind: write\nvary: {code: ["pass", "1 +"]}')
    (course.double / "starter.py").write_text("def double(x):\n    {{code}}\n")
    assert read_challenge(course.double, ID).starter == "def double(x):\n    pass\n"
    with pytest.raises(CourseError) as caught:
        read_challenge(course.double, ID, LAST_DRAW)
    assert "not valid Python" in caught.value.faults[0].message


def test_exam_is_a_flag(course):
    assert read_challenge(course.double, ID).exam is False
    course.edit(course.double / "challenge.md", "kind: write", "kind: write\nexam: true")
    assert read_challenge(course.double, ID).exam is True
    course.edit(course.double / "challenge.md", "exam: true", "exam: often")
    with pytest.raises(CourseError) as caught:
        read_challenge(course.double, ID)
    assert [fault.message for fault in caught.value.faults] == ["\"exam\" is 'often'. Make it true or false."]
