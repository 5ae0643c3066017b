"""What the sentinels put down: a bounded number of small facts."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from tutor.worker.frames import FOREIGN
from tutor.worker.lookup import is_any

MOST_FACTS = 80
MOST_TEXT = 120
MOST_FRAMES = 60

Place = tuple[str, int]
"""File name and line, from 1."""


class Record:
    """Facts by kind and place. One that is noted again is only counted."""

    def __init__(self) -> None:
        self._facts: dict[tuple[str, Place | None, Any], dict[str, Any]] = {}

    def note(self, kind: str, at: Place | None = None, key: Any = None, **values: Any) -> dict[str, Any] | None:
        """One fact; ``key`` tells facts of one kind and place apart. Returns what is kept of it, None if nothing."""
        index = (kind, at, key)
        known = self._facts.get(index)
        if known is not None:
            known["count"] += 1
            return known
        if len(self._facts) >= MOST_FACTS:
            return None
        fact = {"kind": kind, "count": 1, **{name: _plain(value) for name, value in values.items()}}
        if at is not None:
            fact["file"], fact["line"] = at[0][:MOST_TEXT], at[1]
        self._facts[index] = fact
        return fact

    def as_list(self) -> list[dict[str, Any]]:
        """All facts, for the wire."""
        return list(self._facts.values())

    def clear(self) -> None:
        """Forget everything."""
        self._facts.clear()


def _plain(value: Any) -> Any:
    if is_any(value, type(None), bool, int, float):
        return value
    if is_any(value, list, tuple):
        return [_plain(item) for item in value[:12]]
    return value[:MOST_TEXT] if type(value) is str else None


def learner_frame() -> FrameType | None:
    """The innermost frame of the learner's code on this thread."""
    frame: FrameType | None = sys._getframe(1)
    for _ in range(MOST_FRAMES):
        if frame is None:
            return None
        if not frame.f_code.co_filename.startswith(FOREIGN):
            return frame
        frame = frame.f_back
    return None


def where() -> Place | None:
    """The learner's line that is being run."""
    frame = learner_frame()
    return None if frame is None else (frame.f_code.co_filename, frame.f_lineno)
