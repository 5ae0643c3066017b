"""Proves a course: reads all of it, runs every snippet, judges every answer it ships."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from tutor.authoring.answers import answer_faults
from tutor.authoring.report import Report, count, cover, shown
from tutor.authoring.snippets import snippet_faults
from tutor.authoring.style import challenge_faults, lesson_faults
from tutor.course.library import Library, NotInCourse
from tutor.course.model import Challenge, CourseError, Fault, Lesson
from tutor.course.outline import split_number
from tutor.engine.runner import Runner

__all__ = ["Report", "Step", "verify"]


@dataclass(frozen=True, slots=True)
class Step:
    """One run of many: a lesson's snippets, or a challenge's answers."""

    id: str
    number: int
    """From 1."""
    total: int


@dataclass(slots=True)
class _Selection:
    """What is to be proven; broken lessons are in ``faults`` only."""

    lessons: list[Lesson] = field(default_factory=list)
    challenges: list[Challenge] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Job:
    """Independent of every other job, so that jobs may run side by side one day."""

    id: str
    run: Callable[[Runner], Awaitable[list[Fault]]]


def _silent(step: Step) -> None:
    """No one watches."""


async def verify(
    library: Library, runner: Runner, *, only: Sequence[str] = (), progress: Callable[[Step], None] = _silent
) -> Report:
    """Prove the whole course, or the units, lessons and challenges that ``only`` names.

    ``progress`` is called before each step that runs code. The runner is started only if something runs; the
    caller closes it.

    Raises:
        NotInCourse: if ``only`` names something that is not there.
    """
    selection = _select(library, only)
    faults = [*library.faults, *selection.faults]
    for lesson in selection.lessons:
        faults += lesson_faults(lesson, library.ids())
    for challenge in selection.challenges:
        faults += challenge_faults(challenge, library.ids())
    jobs = [
        *(_Job(lesson.id, partial(snippet_faults, lesson)) for lesson in selection.lessons if lesson.snippets),
        *(_Job(challenge.id, partial(answer_faults, challenge)) for challenge in selection.challenges),
    ]
    if jobs:
        await runner.start()
    for number, job in enumerate(sorted(jobs, key=_course_order(library)), start=1):
        progress(Step(job.id, number, len(jobs)))
        faults += await job.run(runner)
    return Report(
        counts=count(selection.lessons, selection.challenges),
        coverage=cover(selection.lessons, selection.challenges),
        faults=shown(faults, library.root),
    )


def _course_order(library: Library) -> Callable[[_Job], tuple[int, int]]:
    """A lesson, then its challenges, as a reader meets them; sorting keeps the order of the latter."""
    position = {lesson_id: index for index, lesson_id in enumerate(library.ids())}

    def key(job: _Job) -> tuple[int, int]:
        if job.id in position:
            return position[job.id], 0
        return position[job.id.rpartition("/")[0]], 1

    return key


def _select(library: Library, only: Sequence[str]) -> _Selection:
    selection = _Selection()
    lessons, challenges = _named(library, only)
    for lesson_id in lessons:
        try:
            lesson = library.lesson(lesson_id)
        except CourseError as error:
            selection.faults += error.faults
        else:
            selection.lessons.append(lesson)
            selection.challenges += lesson.challenges
    for challenge_id in challenges:
        if challenge_id.rpartition("/")[0] in lessons:
            continue
        try:
            selection.challenges.append(library.challenge(challenge_id))
        except CourseError as error:
            selection.faults += error.faults
    return selection


def _named(library: Library, only: Sequence[str]) -> tuple[list[str], list[str]]:
    """The ids of lessons and of single challenges that ``only`` names; all lessons if it is empty."""
    if not only:
        return list(library.ids()), []
    lessons: dict[str, None] = {}
    challenges: dict[str, None] = {}
    for name in only:
        unit = split_number(name.rstrip("/").rpartition("/")[2])[1]
        in_unit = [lesson_id for lesson_id in library.ids() if lesson_id.startswith(f"{unit}/")]
        if in_unit and name not in library.ids():
            lessons.update(dict.fromkeys(in_unit))
            continue
        try:
            lessons[library.find(name)] = None
        except NotInCourse as error:
            try:
                challenges[library.find_challenge(name)] = None
            except NotInCourse:
                raise error from None
    return list(lessons), list(challenges)
