"""Days in a row with something done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from tutor.study.progress import Progress


def active_days(progress: Progress) -> frozenset[date]:
    """The days on which anything was solved, answered or practised."""
    rows = progress.database.read(
        "SELECT at FROM attempt UNION ALL SELECT at FROM answer UNION ALL SELECT at FROM review"
    )
    return days_of(row[0] for row in rows)


def days_of(moments: Iterable[float]) -> frozenset[date]:
    """The days (of this machine's time zone) on which moments, in seconds since the epoch, fall."""
    return frozenset(datetime.fromtimestamp(moment).date() for moment in moments)


def streak(days: frozenset[date], today: date) -> int:
    """How many days in a row end today; a streak that ended yesterday still counts, since today is not over."""
    day = today if today in days else today - timedelta(days=1)
    length = 0
    while day in days:
        length += 1
        day -= timedelta(days=1)
    return length


def longest_streak(days: frozenset[date]) -> int:
    """The most days in a row ever."""
    return max((streak(days, day) for day in days), default=0)
