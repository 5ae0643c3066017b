"""Where one is and what there is, line by line: progress, the map, search."""

from __future__ import annotations

import asyncio
import re

from tutor.course.model import CourseError, Lesson, LessonEntry
from tutor.course.search import Found, Index
from tutor.plain.text import wrapped
from tutor.session.services import Services
from tutor.session.study_items import read_items
from tutor.study.report import ProgressReport, UnitReport, progress_report
from tutor.study.testing_out import mark_tested_out
from tutor.study.words import exam_verdict, open_exam_sentence, streak_sentence, time_spent

MOST_FOUND = 12
_STATES = {"new": "", "started": ", begun", "done": ", done", "known": ", known"}


def number_of(entry: LessonEntry) -> str:
    """A lesson's number as one types it, ``2.5``; its id where its folders have none."""
    unit, lesson = (re.match(r"[0-9]+", name) for name in (entry.path.parent.name, entry.path.name))
    return f"{int(unit[0])}.{int(lesson[0])}" if unit and lesson else entry.id


async def map_lines(services: Services) -> list[str]:
    """Every lesson with its number and what became of it."""
    lines: list[str] = []
    for unit in services.library.units():
        lessons = {entry.id: _read(services, entry.id) for entry in unit.lessons}
        mark_tested_out([lesson for lesson in lessons.values() if lesson is not None], services.progress)
        lines += ["", f"{unit.title}:"]
        for entry in unit.lessons:
            lesson = lessons[entry.id]
            state = ", can't be read" if lesson is None else _STATES[services.lesson_state(lesson)]
            lines.append(f"{number_of(entry)}: {entry.title}, {entry.minutes} minutes{state}")
        await asyncio.sleep(0)
    return lines


def _read(services: Services, lesson_id: str) -> Lesson | None:
    try:
        return services.library.lesson(lesson_id)
    except CourseError:
        return None


async def find(services: Services, words: str) -> list[Found]:
    """The pages that have all of the words, the best first."""
    lessons = []
    for lesson_id in services.library.ids():
        lesson = _read(services, lesson_id)
        if lesson is not None:
            lessons.append(lesson)
        await asyncio.sleep(0)
    return Index(lessons).find(words, most=MOST_FOUND)


def found_lines(found: list[Found]) -> list[str]:
    """What was found, by number."""
    lines: list[str] = []
    for number, page in enumerate(found, start=1):
        lines += wrapped(f"{number}. {page.title}, page {page.page + 1}: {page.page_title}", rest="   ")
        if page.excerpt:
            lines += wrapped(page.excerpt, first="   ", rest="   ")
    return lines


async def progress_lines(services: Services) -> list[str]:
    """Units, skills, then what counts in days."""
    await read_items(services.library)
    progress = services.progress
    report = progress_report(services.library, progress, progress.now())
    lines = [line for unit in report.units for line in wrapped(_unit(unit), rest="  ")]
    for skill in report.skills:
        if skill.tried:
            lines.append(f"Skill {skill.skill}: {skill.level:.0%}, of {skill.tried} tried, {skill.total} in all.")
    return [*lines, *_days(report)]


def _unit(unit: UnitReport) -> str:
    parts = [f"{unit.done} of {unit.lessons} lessons done", f"{unit.passed} of {unit.challenges} challenges solved"]
    if unit.questions:
        parts.append(f"{unit.right} of {unit.questions} questions answered")
    if unit.seconds:
        parts.append(time_spent(unit.seconds))
    if unit.due:
        parts.append(f"{unit.due} due")
    return f"{unit.title}: {', '.join(parts)}."


def _days(report: ProgressReport) -> list[str]:
    lines = [f"Time on lessons: {time_spent(report.seconds)}."]
    lines += wrapped(f"Streak: {streak_sentence(report.streak, report.longest_streak)}")
    if report.exam is not None:
        lines.append(f"Last exam: {report.exam.points:.0f} points, {exam_verdict(report.exam)}.")
    if report.open_exam is not None:
        lines.append(f"{open_exam_sentence(report.open_exam)}: x goes on with it.")
    if report.due:
        lines.append(f"{report.due} due now: d practises.")
    return lines
