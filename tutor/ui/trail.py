"""The way back: places one was led away from, and what stood there."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.session.records import LessonState

LONGEST = 30
MOST_STATES = 4


@dataclass(frozen=True, slots=True)
class Stop:
    """A place in the course."""

    lesson_id: str | None
    page: int
    """The page's index, from 0."""
    row: int
    """How far it was scrolled."""


class Trail:
    """Where one was before each jump, the last one first to come back to."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []
        self._states: dict[str, LessonState] = {}

    def __bool__(self) -> bool:
        return bool(self._stops)

    def leave(self, stop: Stop, state: LessonState | None) -> None:
        """One is led away from here."""
        if self._stops[-1:] != [stop]:
            self._stops = [*self._stops, stop][-LONGEST:]
        self.keep(state)

    def keep(self, state: LessonState | None) -> None:
        """What ran and was answered in a lesson, for when one comes to it again."""
        if state is not None:
            self._states.pop(state.lesson.id, None)
            self._states[state.lesson.id] = state
            for oldest in list(self._states)[:-MOST_STATES]:
                del self._states[oldest]

    def back(self) -> Stop:
        """The place one was last led away from.

        Raises:
            IndexError: if there is none.
        """
        return self._stops.pop()

    def take_state(self, lesson_id: str | None, content_hash: str) -> LessonState | None:
        """What stood in a lesson when it was left, unless its text is another now; it is given once."""
        state = self._states.pop(lesson_id or "", None)
        return state if state is not None and state.lesson.content_hash == content_hash else None
