"""Reading what practice and exams may ask, without holding up the screen."""

from __future__ import annotations

import asyncio

from tutor.course.library import Library
from tutor.course.model import CourseError
from tutor.study.items import Item, items_of_lesson


async def read_items(library: Library) -> list[Item]:
    """Every challenge and question in course order; between two lessons the screen has its turn."""
    items: list[Item] = []
    for lesson_id in library.ids():
        try:
            items += items_of_lesson(library.lesson(lesson_id))
        except CourseError:
            continue
        finally:
            await asyncio.sleep(0)
    return items
