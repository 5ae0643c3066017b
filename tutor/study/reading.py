"""Lessons themselves: how long they were read, and which are known without reading."""

from __future__ import annotations

import time

from tutor.study.database import Clock, Database

LONGEST_STRETCH = 600.0
"""Seconds that one stretch of reading counts at most: whoever is silent longer than that is away."""


class Reading:
    """Time spent on lessons, and lessons marked as known."""

    def __init__(self, database: Database, clock: Clock = time.time) -> None:
        self._database = database
        self._clock = clock

    def add_time(self, lesson_id: str, seconds: float) -> None:
        """Add a stretch of reading that ends now."""
        if seconds > 0:
            values = (lesson_id, min(seconds, LONGEST_STRETCH), self._clock())
            self._database.write(("INSERT INTO reading VALUES (NULL, ?, ?, ?)", values))

    def time_spent(self) -> dict[str, float]:
        """Seconds of reading by lesson id, for every lesson that has any."""
        return dict(self._database.read("SELECT lesson, sum(seconds) FROM reading GROUP BY lesson"))

    def mark_known(self, lesson_id: str, how: str) -> None:
        """A lesson need not be read: ``how`` says in a few words what showed it. The first time counts."""
        values = (lesson_id, how, self._clock())
        self._database.write(("INSERT OR IGNORE INTO known VALUES (?, ?, ?)", values))

    def known(self) -> dict[str, str]:
        """Known lessons and what showed it."""
        return dict(self._database.read("SELECT lesson, how FROM known ORDER BY at, lesson"))

    def is_known(self, lesson_id: str) -> bool:
        """Whether the lesson was marked as known."""
        return bool(self._database.read("SELECT 1 FROM known WHERE lesson = ?", (lesson_id,)))
