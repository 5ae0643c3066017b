"""Proves a course: reads all of it, runs every snippet, judges every answer it ships."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from tutor.authoring.answers import answer_faults
from tutor.authoring.coverage import cover, missing
from tutor.authoring.proofs import Proofs
from tutor.authoring.questions import question_faults
from tutor.authoring.report import Report, count, shown
from tutor.authoring.scaffold import unfilled
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
    """Independent of every other job, so that jobs run side by side."""

    id: str
    subject: Lesson | Challenge
    """What it proves."""
    run: Callable[[Runner], Awaitable[list[Fault]]]


def _silent(step: Step) -> None:
    """No one watches."""


async def verify(
    library: Library,
    runners: Sequence[Runner],
    *,
    only: Sequence[str] = (),
    progress: Callable[[Step], None] = _silent,
    proofs: Proofs | None = None,
    changed_only: bool = False,
) -> Report:
    """Prove the whole course, or the units, lessons and challenges that ``only`` names.

    As many steps run at once as there are runners. ``progress`` is called before each step that runs code. Runners
    are started only if something runs; the caller closes them. ``proofs`` remembers what holds; with
    ``changed_only``, what held before and has not changed since is not run again.

    Raises:
        NotInCourse: if ``only`` names something that is not there.
    """
    selection = _select(library, only)
    faults = [*library.faults, *selection.faults]
    for lesson in selection.lessons:
        faults += [*lesson_faults(lesson, library.ids()), *unfilled(lesson.path)]
    for challenge in selection.challenges:
        faults += [*challenge_faults(challenge, library.ids()), *unfilled(challenge.path)]
    jobs = [
        *(
            _Job(lesson.id, lesson, partial(_run_lesson, lesson))
            for lesson in selection.lessons
            if lesson.snippets or lesson.questions
        ),
        *(_Job(challenge.id, challenge, partial(answer_faults, challenge)) for challenge in selection.challenges),
    ]
    known = proofs if changed_only else None
    due = [job for job in jobs if known is None or not known.holds(job.subject)]
    waiting = enumerate(sorted(due, key=_course_order(library)), start=1)

    async def work(runner: Runner, waiting: Iterator[tuple[int, _Job]]) -> list[Fault]:
        found: list[Fault] = []
        for number, job in waiting:
            await runner.start()
            progress(Step(job.id, number, len(due)))
            of_job = await job.run(runner)
            if proofs is not None and not of_job:
                proofs.keep(job.subject)
            found += of_job
        return found

    for of_runner in await asyncio.gather(*(work(runner, waiting) for runner in runners)):
        faults += of_runner
    coverage = cover(selection.lessons, selection.challenges)
    if not only:
        faults += missing(library.info, coverage)
    return Report(
        counts=count(selection.lessons, selection.challenges),
        coverage=coverage,
        faults=shown(faults, library.root),
        whole=not only,
    )


async def _run_lesson(lesson: Lesson, runner: Runner) -> list[Fault]:
    """What runs of a lesson itself: its snippets, then its questions."""
    return [*await snippet_faults(lesson, runner), *await question_faults(lesson, runner)]


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
