"""Where exams are drawn, continued and marked, for both tutors alike."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tutor.session.exam_session import ExamSession
from tutor.session.services import Services
from tutor.session.study_items import read_items
from tutor.study.exam_draw import DISTINCTION_SHARE, PASS_SHARE, Drawn, draw_exam
from tutor.study.exams import Exam
from tutor.study.marking import keep_mark, mark

ANOTHER_SEED = 1 << 30
GIVE_UP = "Give up this exam? It counts for nothing then. Your answers stay in the progress file, unmarked."


@dataclass(frozen=True, slots=True)
class TaskTitle:
    """What a task is called, and how long it should take."""

    title: str
    minutes: int


class ExamDesk:
    """One learner's exams. ``seed`` and ``unit`` say which one is wanted; None and empty for any."""

    def __init__(self, services: Services, seed: int | None = None, unit: str = "") -> None:
        self._services = services
        self._wanted = seed
        self.unit = unit
        self.seed = 0
        """The seed of the exam that was drawn."""
        self.titles: dict[str, TaskTitle] = {}
        """By the id of the item, once ``look`` has read the course."""

    async def look(self) -> Exam | Drawn:
        """The exam that is open or waits for its marks, else a new draw.

        Raises:
            EmptyBank: if there is nothing to draw from; the text is a sentence.
        """
        library, exams = self._services.library, self._services.progress.exams
        items = await read_items(library)
        self.titles = {item.id: TaskTitle(item.title, item.minutes) for item in items}
        found = exams.open_exam()
        if found is not None:
            return found
        self.seed = random.randrange(ANOTHER_SEED) if self._wanted is None else self._wanted
        title = next((unit.title for unit in library.units() if unit.id == self.unit), "")
        return draw_exam(items, library.info.exam, self.seed, self.unit, title)

    def another(self) -> None:
        """The next draw is a new one."""
        self._wanted = None

    def is_another(self, exam: Exam) -> bool:
        """Whether an open exam is not the one that was asked for."""
        return self._wanted not in (None, exam.seed) or self.unit not in ("", exam.unit)

    def title(self, item: str) -> str:
        """What a task is called; its id where the course has it no more."""
        found = self.titles.get(item)
        return found.title if found is not None else item

    def begin(self, drawn: Drawn) -> ExamSession:
        """The clock starts."""
        exams = self._services.progress.exams
        return self.resume(exams.begin(self.seed, self.unit, drawn.seconds, drawn.tasks))

    def resume(self, exam: Exam) -> ExamSession:
        """An open exam goes on."""
        return ExamSession(self._services.progress.exams, exam, self._services.control.clock)

    async def mark(self, exam: Exam, tell: Callable[[str], None]) -> Exam:
        """Mark what is not marked yet, one task after the other; ``tell`` gets a sentence before each.

        Raises:
            NotMarked: if a task can't be marked now; those before it keep their marks.
        """
        progress = self._services.progress
        for task in exam.tasks:
            if task.passed is None:
                tell(f"Marking task {task.number} of {len(exam.tasks)} …")
                given = exam.answers.get(task.number, "")
                verdict = await mark(self._services.runner, self._services.library, task.item, task.draw, given)
                keep_mark(progress, exam.id, task, verdict, answered=bool(given.strip()))
        return progress.exams.exam(exam.id)


def rules(drawn: Drawn, unit: str = "") -> list[str]:
    """What one is about to begin, a sentence each, with places for keys."""
    about = f" about the unit {unit}" if unit else ""
    count = len(drawn.tasks)
    return [
        f"{count} {'task' if count == 1 else 'tasks'}{about} in {round(drawn.seconds / 60)} minutes, 100 points.",
        "That is as long as the tasks are meant to take together.",
        f"{PASS_SHARE * 100:.0f} points pass, {DISTINCTION_SHARE * 100:.0f} are a distinction.",
        "No hints, and feedback only after handing in. You can run your code.",
        "Answers are saved as you type. Leave whenever you like: the clock stops, and the exam waits for you.",
        *drawn.notes,
    ]
