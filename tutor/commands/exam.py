"""``pytorch-tutor exam``: begin or continue the exam in the app, or tell the last result."""

from __future__ import annotations

import argparse
import contextlib
from typing import TYPE_CHECKING, Any

from tutor.commands.app import open_app
from tutor.commands.common import FAILED, OK, CommandError, open_library, print_json

if TYPE_CHECKING:
    from tutor.study.exams import Exam


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--seed", type=int, metavar="N", help="draw the same exam again (default: a new draw)")
    parser.add_argument("--unit", metavar="ID", help="an exam about one unit")
    parser.add_argument("--plain", action="store_true", help="line by line, for screen readers and pipes")
    parser.add_argument("--json", action="store_true", help="the last result as one JSON object; opens no app")


def main(options: argparse.Namespace) -> int:
    """Open the exam; with ``--json`` the exit status is 0 only if the last one was passed."""
    if options.json:
        return _last_result()
    unit = options.unit or ""
    if unit:
        known = [entry.id for entry in open_library(options.course).units()]
        if unit not in known:
            raise CommandError(f'There is no unit "{unit}". Choose one of {", ".join(known)}.')
    from tutor.session.openings import ExamOpening

    return open_app(options, opening=ExamOpening(options.seed, unit))


def _last_result() -> int:
    from tutor.study.exam_draw import PASS_SHARE
    from tutor.study.progress import Progress

    with contextlib.closing(Progress.open()) as progress:
        exam = progress.exams.last_result()
    if exam is None:
        raise CommandError("No exam was handed in yet. Begin one with: pytorch-tutor exam", FAILED)
    print_json(as_dict(exam))
    return OK if exam.share >= PASS_SHARE else FAILED


def as_dict(exam: Exam) -> dict[str, Any]:
    """The public JSON form of a marked exam."""
    from tutor.study.exam_result import topic_results
    from tutor.study.words import exam_verdict

    return {
        "seed": exam.seed,
        "unit": exam.unit or None,
        "handed_in": exam.handed_in,
        "seconds": round(exam.spent, 1),
        "points": round(exam.points, 1),
        "verdict": exam_verdict(exam),
        "topics": [
            {"topic": topic.title, "points": round(topic.points, 1), "of": round(topic.total, 1)}
            for topic in topic_results(exam)
        ],
        "tasks": [
            {
                "item": task.item,
                "topic": task.topic,
                "points": round(task.points, 1),
                "passed": task.passed,
                "remark": task.remark,
            }
            for task in exam.tasks
        ],
    }
