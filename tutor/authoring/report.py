"""What ``verify`` found, for people and for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tutor.authoring.coverage import Coverage
from tutor.course.challenge import KINDS
from tutor.course.model import Challenge, Fault, Lesson
from tutor.course.question_fences import TASKS


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of everything was looked at."""

    units: int = 0
    lessons: int = 0
    pages: int = 0
    snippets: int = 0
    challenges: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    """Challenges by kind."""
    questions: int = 0
    tasks: Mapping[str, int] = field(default_factory=dict)
    """Quiz questions by task; those without one are in no task."""
    predictions: int = 0
    wrong: int = 0
    also_right: int = 0
    partial: int = 0
    minutes: int = 0
    """Sum over the lessons, which hold their challenges."""


@dataclass(frozen=True, slots=True)
class Report:
    """The proof of a course, or what is missing for it."""

    counts: Counts
    coverage: Coverage
    """Source items with the lessons that teach and the tasks that practise them."""
    faults: tuple[Fault, ...]
    """By file and line; paths as they are shown."""
    whole: bool = True
    """Whether the whole course was looked at."""

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        """The object that ``verify --json`` prints."""
        return {
            "counts": {**asdict(self.counts), "kinds": dict(self.counts.kinds), "tasks": dict(self.counts.tasks)},
            "coverage": {item: [*found.taught, *found.practised] for item, found in self.coverage.items()},
            "faults": [
                {"file": str(fault.path), "line": fault.line, "message": fault.message} for fault in self.faults
            ],
        }


def count(lessons: Sequence[Lesson], challenges: Sequence[Challenge]) -> Counts:
    """Count what was looked at."""
    questions = [question for lesson in lessons for question in lesson.questions]
    return Counts(
        units=len({lesson.id.partition("/")[0] for lesson in lessons}),
        lessons=len(lessons),
        pages=sum(len(lesson.pages) for lesson in lessons),
        snippets=sum(len(lesson.snippets) for lesson in lessons),
        challenges=len(challenges),
        kinds={kind: sum(challenge.kind == kind for challenge in challenges) for kind in KINDS},
        questions=len(questions),
        tasks={task: sum(question.task == task for question in questions) for task in TASKS},
        predictions=sum(len(lesson.predictions) for lesson in lessons),
        wrong=sum(len(challenge.wrong) for challenge in challenges),
        also_right=sum(len(challenge.also_right) for challenge in challenges),
        partial=sum(len(challenge.partial) for challenge in challenges),
        minutes=sum(lesson.minutes for lesson in lessons),
    )


def shown(faults: Iterable[Fault], root: Path) -> tuple[Fault, ...]:
    """Each fault once, by file and line; paths are relative to this folder or the course's parent."""
    bases = (Path.cwd(), root.resolve().parent)
    relative = {Fault(_relative(fault.path, bases), fault.line, fault.message) for fault in faults}
    return tuple(sorted(relative, key=lambda fault: (str(fault.path), fault.line, fault.message)))


def _relative(path: Path, bases: Iterable[Path]) -> Path:
    whole = path.resolve()
    for base in bases:
        if whole.is_relative_to(base):
            return whole.relative_to(base)
    return path
