"""Progress in words, for the terminal and the app alike."""

from __future__ import annotations

from tutor.study.exam_draw import DISTINCTION_SHARE, PASS_SHARE
from tutor.study.exams import Exam


def time_spent(seconds: float) -> str:
    """``45 s``, ``12 min``, ``1 h 05 min``."""
    if seconds < 60:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def clock_time(seconds: float) -> str:
    """``4:05``, as a stopwatch shows it."""
    whole = max(int(seconds), 0)
    return f"{whole // 60}:{whole % 60:02d}"


def until(seconds: float) -> str:
    """How far away a moment is: ``now``, ``in 20 min``, ``in 5 h``, ``in 3 days``."""
    if seconds <= 0:
        return "now"
    if seconds < 5400:
        return f"in {max(round(seconds / 60), 1)} min"
    if seconds < 129_600:
        return f"in {round(seconds / 3600)} h"
    return f"in {round(seconds / 86_400)} days"


def bar(share: float, width: int, *, unicode: bool = True) -> str:
    """A bar that is full at 1; anything above 0 shows, and only 1 fills it."""
    cells = min(max(round(share * width), 1 if share > 0 else 0), width if share >= 1 else width - 1)
    full, empty = ("█", "░") if unicode else ("#", ".")
    return full * cells + empty * (width - cells)


def streak_sentence(days: int, longest: int) -> str:
    """The streak and what keeps it."""
    if not days:
        best = f" Your longest streak was {_days(longest)}." if longest else ""
        return f"No streak yet: solve or answer something today to begin one.{best}"
    return f"{_days(days)} in a row" + (f", the longest was {longest}." if longest > days else ", your longest yet.")


def exam_verdict(exam: Exam) -> str:
    """How an exam ended, in a word or two."""
    if exam.share >= DISTINCTION_SHARE:
        return "passed with distinction"
    return "passed" if exam.share >= PASS_SHARE else "not passed"


def open_exam_sentence(exam: Exam) -> str:
    """What waits of an exam that was begun: its time, or its marks."""
    if exam.handed_in is not None:
        return "An exam waits for its marks"
    return f"An exam is open, {clock_time(exam.seconds - exam.spent)} left"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
