"""Counts the time a lesson is on the screen."""

from __future__ import annotations

from collections.abc import Callable

from tutor.study.reading import Reading

SHORTEST_STRETCH = 1.0
"""Seconds below which a lesson was only passed by."""
WRITE_EVERY = 30.0
"""Seconds of one lesson before they are written while it goes on: leafing must not wait for the disk."""


class ReadingTime:
    """Stretches of reading, each written when it ends."""

    def __init__(self, reading: Reading, clock: Callable[[], float]) -> None:
        self._reading = reading
        self._clock = clock
        self._lesson: str | None = None
        self._since = 0.0

    def begin(self, lesson: str | None) -> None:
        """A page of a lesson is on the screen now; the stretch before ends, unless it is a short one of the same."""
        if lesson is not None and lesson == self._lesson and self._clock() - self._since < WRITE_EVERY:
            return
        self.end()
        self._lesson, self._since = lesson, self._clock()

    def end(self) -> None:
        """Nothing is read now; what was read is written down."""
        seconds = self._clock() - self._since
        if self._lesson is not None and seconds >= SHORTEST_STRETCH:
            self._reading.add_time(self._lesson, seconds)
        self._lesson = None
