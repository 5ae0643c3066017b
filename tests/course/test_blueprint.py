"""The exam's topics in ``course.toml``."""

from __future__ import annotations

import pytest

from tutor.course.library import Library
from tutor.course.model import CourseError, ExamTopic

TABLE = '\n[[exam]]\ntopic = "All of it"\nweight = 40\nlessons = ["basics", "more/later"]\n'


def add(course, text):
    path = course.root / "course.toml"
    path.write_text(path.read_text() + text)


def test_without_a_blueprint_every_unit_weighs_the_same(course):
    assert Library(course.root).info.exam == (
        ExamTopic("The basics", 1.0, ("basics",)),
        ExamTopic("More of it", 1.0, ("more",)),
    )


def test_topics_in_order(course):
    add(course, TABLE)
    add(course, TABLE.replace("All of it", "Some").replace("40", "2.5"))
    assert Library(course.root).info.exam == (
        ExamTopic("All of it", 40.0, ("basics", "more/later")),
        ExamTopic("Some", 2.5, ("basics", "more/later")),
    )


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('topic = "All of it"', 'topic = ""', "has no title"),
        ("weight = 40", "weight = 0", "is 0. Make it a number above 0."),
        ("weight = 40", "weight = inf", "is inf. Make it a number above 0."),
        ("weight = 40", "weight = nan", "is nan. Make it a number above 0."),
        ("weight = 40", "weight = true", "is True. Make it a number above 0."),
        ('["basics", "more/later"]', "[]", "lists no lessons"),
        ('["basics", "more/later"]', '["basic"]', 'there is no unit "basic"'),
        ("lessons =", "lesson =", 'Did you mean "lessons"?'),
        ("[[exam]]", "[exam]", "not a list"),
    ],
)
def test_faults(course, old, new, part):
    add(course, TABLE.replace(old, new))
    with pytest.raises(CourseError) as caught:
        Library(course.root)
    assert any(part in fault.message and fault.line == 12 for fault in caught.value.faults), caught.value.faults


def test_two_topics_of_one_name_would_share_their_tasks(course):
    add(course, TABLE + TABLE.replace("40", "2.5"))
    with pytest.raises(CourseError, match='Two exam topics are called "All of it"'):
        Library(course.root)
