"""An exam that is being written: its time and its answers, each on the disk before anyone says that it is saved."""

from __future__ import annotations

from collections.abc import Callable

from tutor.study.exams import Exam, Exams

SAVE_TIME_EVERY = 5.0
"""Seconds of the exam's time that a crash may give back at most."""


class ExamSession:
    """The clock counts while the exam is open on the screen; a crash or a break stops it."""

    def __init__(self, exams: Exams, exam: Exam, clock: Callable[[], float]) -> None:
        self._exams = exams
        self._clock = clock
        self._resumed = clock()
        self._before = exam.spent
        self._kept = exam.spent
        self.exam = exam
        self.answers: dict[int, str] = dict(exam.answers)

    @property
    def spent(self) -> float:
        """Seconds of the exam's time that are gone."""
        return min(self._before + self._clock() - self._resumed, self.exam.seconds)

    @property
    def remaining(self) -> float:
        """Seconds that are left."""
        return self.exam.seconds - self.spent

    def save(self, number: int, text: str) -> None:
        """Keep an answer; it is on the disk when this returns."""
        self._exams.save_answer(self.exam.id, number, text, self.spent)
        self._kept = self.spent
        self.answers[number] = text

    def keep_time(self) -> None:
        """Write down how much time is gone, every few seconds."""
        if self.spent - self._kept >= SAVE_TIME_EVERY:
            self.pause()

    def pause(self) -> None:
        """Write down how much time is gone, now."""
        self._kept = self.spent
        self._exams.spend(self.exam.id, self._kept)

    def hand_in(self) -> None:
        """No more answers."""
        self._exams.hand_in(self.exam.id, self.spent)
        self.exam = self._exams.exam(self.exam.id)

    def give_up(self) -> None:
        """End it without a result; what was answered stays on the disk."""
        self._exams.give_up(self.exam.id, self.spent)

    def answered(self, number: int) -> bool:
        """Whether a task has an answer."""
        return bool(self.answers.get(number, "").strip())

    @property
    def count(self) -> int:
        """How many tasks have an answer."""
        return sum(self.answered(task.number) for task in self.exam.tasks)
