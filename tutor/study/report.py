"""How far one has come: for each unit, for each skill, and in days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tutor.course.library import Library
from tutor.course.model import CourseError, Lesson
from tutor.study.exams import Exam
from tutor.study.items import Item, items_of_lesson
from tutor.study.practice import due_ids
from tutor.study.progress import Progress
from tutor.study.skills import SkillLevel, skill_levels
from tutor.study.streak import active_days, longest_streak, streak
from tutor.study.testing_out import mark_tested_out


@dataclass(frozen=True, slots=True)
class UnitReport:
    """One unit."""

    id: str
    title: str
    lessons: int
    done: int
    """Lessons read to the end with every challenge passed, or known."""
    known: int
    """Those of them that a quiz or a test showed to be known."""
    challenges: int
    passed: int
    questions: int
    right: int
    seconds: float
    """Time spent on its lessons."""
    due: int
    """Items to be practised now."""


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """Everything the progress page shows."""

    units: tuple[UnitReport, ...]
    skills: tuple[SkillLevel, ...]
    due: int
    seconds: float
    streak: int
    """Days in a row with something done, until today."""
    longest_streak: int
    exam: Exam | None
    """The last exam that was marked."""
    open_exam: Exam | None = None
    """The one that is begun and can be gone on with."""

    def as_dict(self) -> dict[str, Any]:
        """The public JSON form."""
        exam = self.exam
        return {
            "units": [{**asdict(unit), "seconds": round(unit.seconds, 1)} for unit in self.units],
            "skills": [{**asdict(skill), "level": round(skill.level, 4)} for skill in self.skills],
            "due": self.due,
            "seconds": round(self.seconds, 1),
            "streak": {"days": self.streak, "longest": self.longest_streak},
            "exam": None if exam is None else {"points": round(exam.points, 1), "share": round(exam.share, 4)},
        }


def progress_report(library: Library, progress: Progress, now: float) -> ProgressReport:
    """The report as of ``now``, in seconds since the epoch."""
    time_spent = progress.reading.time_spent()
    units, items = [], []
    for unit in library.units():
        lessons = []
        for entry in unit.lessons:
            try:
                lessons.append(library.lesson(entry.id))
            except CourseError:
                continue
        mark_tested_out(lessons, progress)
        found = [item for lesson in lessons for item in items_of_lesson(lesson)]
        items += found
        seconds = sum(time_spent.get(entry.id, 0.0) for entry in unit.lessons)
        units.append(_unit(unit.id, unit.title, lessons, found, progress, seconds))
    days, today = active_days(progress), datetime.fromtimestamp(now).date()
    return ProgressReport(
        units=tuple(units),
        skills=tuple(skill_levels(items, progress)),
        due=sum(unit.due for unit in units),
        seconds=sum(unit.seconds for unit in units),
        streak=streak(days, today),
        longest_streak=longest_streak(days),
        exam=progress.exams.last_result(),
        open_exam=progress.exams.open_exam(),
    )


def _unit(
    unit: str,
    title: str,
    lessons: Sequence[Lesson],
    items: Sequence[Item],
    progress: Progress,
    seconds: float,
) -> UnitReport:
    states = [
        progress.lesson_state(
            lesson.id, [(challenge.id, challenge.content_hash) for challenge in lesson.challenges], len(lesson.pages)
        )
        for lesson in lessons
    ]
    challenges = [item for item in items if item.kind == "challenge"]
    questions = [item for item in items if item.kind == "question"]
    solved = {"passed", "changed"}
    right = {"right", "changed"}
    return UnitReport(
        id=unit,
        title=title,
        lessons=len(lessons),
        done=sum(state in ("done", "known") for state in states),
        known=states.count("known"),
        challenges=len(challenges),
        passed=sum(progress.challenge_state(item.id, item.content_hash) in solved for item in challenges),
        questions=len(questions),
        right=sum(progress.answers.answer_state(item.id, item.content_hash) in right for item in questions),
        seconds=seconds,
        due=len(due_ids(progress, items)),
    )
