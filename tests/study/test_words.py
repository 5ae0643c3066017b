from __future__ import annotations

import pytest

from tutor.study.exams import Exam, ExamTask
from tutor.study.words import bar, clock_time, exam_verdict, streak_sentence, time_spent, until


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (45.4, "45 s"), (60, "1 min"), (3540, "59 min"), (3900, "1 h 05 min")]
)
def test_time_spent(seconds: float, text: str) -> None:
    assert time_spent(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(-3, "0:00"), (5.9, "0:05"), (61, "1:01"), (3600, "60:00")])
def test_clock_time(seconds: float, text: str) -> None:
    assert clock_time(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "now"), (10, "in 1 min"), (600, "in 10 min"), (7200, "in 2 h"), (86400 * 3.2, "in 3 days")],
)
def test_until(seconds: float, text: str) -> None:
    assert until(seconds) == text


@pytest.mark.parametrize(("share", "text"), [(0, "░░░░"), (0.01, "█░░░"), (0.5, "██░░"), (0.99, "███░"), (1, "████")])
def test_bars(share: float, text: str) -> None:
    assert bar(share, 4) == text
    assert bar(share, 4, unicode=False) == text.replace("█", "#").replace("░", ".")


@pytest.mark.parametrize(
    ("days", "longest", "part"),
    [
        (0, 0, "No streak yet"),
        (0, 4, "was 4 days."),
        (1, 1, "1 day in a row, your longest yet."),
        (3, 9, "3 days in a row, the longest was 9."),
    ],
)
def test_streaks(days: int, longest: int, part: str) -> None:
    assert part in streak_sentence(days, longest)


@pytest.mark.parametrize(
    ("points", "verdict"), [(49, "not passed"), (50, "passed"), (79.9, "passed"), (80, "passed with distinction")]
)
def test_verdicts(points: float, verdict: str) -> None:
    tasks = (
        ExamTask(1, "a", "h", "t", points, 1, passed=True),
        ExamTask(2, "b", "h", "t", 100 - points, 1, passed=False),
    )
    assert exam_verdict(Exam("x", 1, "", 60.0, 0.0, 0.0, 1.0, tasks)) == verdict
