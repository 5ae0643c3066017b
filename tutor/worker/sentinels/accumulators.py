"""Running totals and lists that keep the graphs of finished steps alive."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from tutor.worker.frames import FOREIGN
from tutor.worker.sentinels.graph import carried, is_live_scalar, number_of
from tutor.worker.sentinels.record import Record

FEWEST = 2
MOST_NAMES = 200


def look(record: Record, done: set[int], current: Any = None) -> None:
    """Look for them in the learner's frames; ``done`` are the numbers of the nodes where a backward pass began."""
    frame: FrameType | None = sys._getframe(1)
    for _ in range(20):
        if frame is None:
            return
        if not frame.f_code.co_filename.startswith(FOREIGN):
            place = (frame.f_code.co_filename, frame.f_lineno)
            look_in(frame.f_locals, record, done, current, place)
            if frame.f_code.co_name == "<module>":
                return
        frame = frame.f_back


def look_in(namespace: dict[str, Any], record: Record, done: set[int], current: Any, place: Any = None) -> None:
    """The same in one namespace."""
    for name, value in list(namespace.items())[:MOST_NAMES]:
        if value is current or name.startswith("_"):
            continue
        if is_live_scalar(value):
            count = carried(value, done)
            if count >= FEWEST:
                _note(record, name, count)
        elif type(value) is list and len(value) >= FEWEST:
            count = sum(is_live_scalar(item) and number_of(item.grad_fn) in done for item in value[-8:])
            if count >= FEWEST:
                _note(record, name, len(value))


def _note(record: Record, name: str, count: int) -> None:
    fact = record.note("graphs kept", key=name, name=name, graphs=count)
    if fact is not None:
        fact["graphs"] = max(fact["graphs"], count)
