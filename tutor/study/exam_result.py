"""What an exam's result says: points by topic, and where to read again."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.study.exams import Exam

WEAK_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class TopicResult:
    """Points in one topic."""

    title: str
    points: float
    total: float
    lessons: tuple[str, ...]
    """Lessons of the tasks that were missed, in the order of the exam."""

    @property
    def weak(self) -> bool:
        """Whether it should be read again."""
        return self.points < WEAK_SHARE * self.total


def answer_given(exam: Exam, number: int) -> str:
    """A missed task's answer, where it is one line: code is too long to be shown beside its mark."""
    task, given = exam.tasks[number - 1], exam.answers.get(number, "").strip()
    return "" if task.passed or "\n" in given else given


def topic_results(exam: Exam) -> list[TopicResult]:
    """Each topic of the exam, in its order."""
    results = []
    for title in dict.fromkeys(task.topic for task in exam.tasks):
        tasks = [task for task in exam.tasks if task.topic == title]
        missed = dict.fromkeys(task.item.rpartition("/")[0] for task in tasks if not task.passed)
        points = sum(task.points for task in tasks if task.passed)
        results.append(TopicResult(title, points, sum(task.points for task in tasks), tuple(missed)))
    return results
