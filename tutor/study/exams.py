"""Exams: what was drawn, what was answered, how much time is gone. Every step is on the disk when its call returns."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tutor.study.database import Clock, Database, storable


@dataclass(frozen=True, slots=True)
class ExamTask:
    """One task of an exam."""

    number: int
    """From 1."""
    item: str
    """The id of the challenge or question."""
    content_hash: str
    topic: str
    points: float
    draw: int
    """Seed of the task's own parameters."""
    passed: bool | None = None
    """None until the exam was marked."""
    remark: str = ""
    """What the marking said, in a sentence; empty where nothing was wrong."""


@dataclass(frozen=True, slots=True)
class Exam:
    """One exam, begun or handed in."""

    id: str
    seed: int
    unit: str
    """The unit it is about; empty for the whole course."""
    seconds: float
    """The time one has."""
    started: float
    """Seconds since the epoch."""
    spent: float
    """Seconds of the exam's time that are gone."""
    handed_in: float | None
    """Seconds since the epoch; None while it is open."""
    tasks: tuple[ExamTask, ...]
    answers: Mapping[int, str] = field(default_factory=dict)
    """What was answered, by the task's number."""

    @property
    def points(self) -> float:
        """Points reached; tasks not marked yet have none."""
        return sum(task.points for task in self.tasks if task.passed)

    @property
    def share(self) -> float:
        """Points reached out of all, from 0 to 1."""
        total = sum(task.points for task in self.tasks)
        return self.points / total if total else 0.0

    @property
    def marked(self) -> bool:
        """Whether every task has its verdict."""
        return all(task.passed is not None for task in self.tasks)


class Exams:
    """The learner's exams."""

    def __init__(self, database: Database, clock: Clock = time.time) -> None:
        self._database = database
        self._clock = clock

    def begin(self, seed: int, unit: str, seconds: float, tasks: Sequence[ExamTask]) -> Exam:
        """Start an exam with the tasks that were drawn."""
        exam = uuid.uuid4().hex
        row = (exam, seed, unit, seconds, self._clock())
        self._database.write(
            ("INSERT INTO exam (id, seed, unit, seconds, started, spent) VALUES (?, ?, ?, ?, ?, 0)", row),
            *(
                (
                    "INSERT INTO exam_task VALUES (?, ?, ?, ?, ?, ?, ?, NULL, '')",
                    (exam, task.number, task.item, task.content_hash, task.topic, task.points, task.draw),
                )
                for task in tasks
            ),
        )
        return self.exam(exam)

    def save_answer(self, exam: str, number: int, given: str, spent: float) -> None:
        """Keep the answer to a task, and how much of the time is gone.

        Raises:
            sqlite3.IntegrityError: if the exam has no such task.
        """
        self._database.write(
            ("REPLACE INTO exam_answer VALUES (?, ?, ?, ?)", (exam, number, storable(given), self._clock())),
            _spend(exam, spent),
        )

    def spend(self, exam: str, spent: float) -> None:
        """Keep how much of the time is gone."""
        self._database.write(_spend(exam, spent))

    def hand_in(self, exam: str, spent: float) -> None:
        """No more answers from now on; a second time changes nothing."""
        statement = "UPDATE exam SET handed_in = ? WHERE id = ? AND handed_in IS NULL"
        self._database.write(_spend(exam, spent), (statement, (self._clock(), exam)))

    def give_up(self, exam: str, spent: float) -> None:
        """End it without a result; its answers stay. One that was handed in stays so."""
        statement = "UPDATE exam SET given_up = ? WHERE id = ? AND handed_in IS NULL"
        self._database.write(_spend(exam, spent), (statement, (self._clock(), exam)))

    def mark(self, exam: str, number: int, passed: bool, remark: str = "") -> None:
        """Keep the verdict on one task."""
        statement = "UPDATE exam_task SET passed = ?, remark = ? WHERE exam = ? AND number = ?"
        self._database.write((statement, (int(passed), storable(remark), exam, number)))

    def exam(self, exam: str) -> Exam:
        """One exam with its tasks and answers.

        Raises:
            KeyError: if there is none with that id.
        """
        rows = self._database.read(
            "SELECT seed, unit, seconds, started, spent, handed_in FROM exam WHERE id = ?", (exam,)
        )
        if not rows:
            raise KeyError(exam)
        seed, unit, seconds, started, spent, handed_in = rows[0]
        tasks = self._database.read(
            "SELECT number, item, content_hash, topic, points, draw, passed, remark FROM exam_task "
            "WHERE exam = ? ORDER BY number",
            (exam,),
        )
        answers = self._database.read("SELECT number, given FROM exam_answer WHERE exam = ?", (exam,))
        return Exam(exam, seed, unit, seconds, started, spent, handed_in, _tasks(tasks), dict(answers))

    def open_exam(self) -> Exam | None:
        """The newest exam that is begun, not given up and not fully marked: to be continued, or to be marked."""
        rows = self._database.read(
            "SELECT id FROM exam WHERE given_up IS NULL AND (handed_in IS NULL OR EXISTS "
            "(SELECT 1 FROM exam_task WHERE exam = exam.id AND passed IS NULL)) ORDER BY started DESC LIMIT 1"
        )
        return self.exam(rows[0][0]) if rows else None

    def last_result(self) -> Exam | None:
        """The newest exam that was handed in and marked."""
        rows = self._database.read(
            "SELECT id FROM exam WHERE handed_in IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM exam_task WHERE exam = exam.id AND passed IS NULL) ORDER BY handed_in DESC LIMIT 1"
        )
        return self.exam(rows[0][0]) if rows else None


def _spend(exam: str, spent: float) -> tuple[str, tuple[float, str]]:
    # Two tutors may show one exam: time never runs backwards.
    return "UPDATE exam SET spent = max(spent, ?) WHERE id = ?", (spent, exam)


def _tasks(rows: Sequence[tuple[Any, ...]]) -> tuple[ExamTask, ...]:
    return tuple(
        ExamTask(number, item, content_hash, topic, points, draw, None if passed is None else bool(passed), remark)
        for number, item, content_hash, topic, points, draw, passed, remark in rows
    )
