from dataclasses import replace
from pathlib import Path

from tutor.course.model import Challenge, ChallengePlace, Lesson, Page, Prose
from tutor.study.items import items_of_lesson

PROJECT = Challenge(
    id="unit/build/all-of-it",
    title="All of it",
    kind="project",
    minutes=90,
    task="Build it.",
    hints=(),
    afterwards="",
    starter="",
    solution="",
    check="",
    path=Path("all-of-it"),
    content_hash="p",
)
PLACE = ChallengePlace("all-of-it", 3)
LESSON = Lesson(
    id="unit/build",
    title="Build",
    goal="Build.",
    minutes=90,
    pages=(Page("Brief", 1, (Prose("Read.", 2),)), Page("First", 3, (PLACE,)), Page("Second", 5, (PLACE,))),
    challenges=(PROJECT,),
    path=Path("build"),
)


def test_a_project_on_several_pages_is_one_item_with_its_first_page():
    assert [(item.id, item.page) for item in items_of_lesson(LESSON)] == [(PROJECT.id, 1)]


def test_challenges_keep_the_order_of_the_pages():
    other = replace(PROJECT, id="unit/build/before")
    pages = (Page("Before", 1, (ChallengePlace("before", 1),)), *LESSON.pages)
    items = items_of_lesson(replace(LESSON, pages=pages, challenges=(PROJECT, other)))
    assert [item.id for item in items] == [other.id, PROJECT.id]
