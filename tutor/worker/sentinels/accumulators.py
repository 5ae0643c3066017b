"""Running totals and lists that keep the graphs of finished steps alive."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from tutor.worker.frames import FOREIGN
from tutor.worker.lookup import attributes, home, is_any, is_module, variables_in
from tutor.worker.sentinels.graph import carried, is_live_scalar, number_of
from tutor.worker.sentinels.record import Record

FEWEST = 2
MOST_NAMES = 200
MOST_ITEMS = 20


def look(record: Record, done: set[int], current: Any = None) -> None:
    """Look for them in the learner's frames; ``done`` are the numbers of the nodes where a backward pass began."""
    frame: FrameType | None = sys._getframe(1)
    for _ in range(20):
        if frame is None:
            return
        if not frame.f_code.co_filename.startswith(FOREIGN):
            look_in(frame.f_locals, record, done, current)
            if frame.f_code.co_name == "<module>":
                return
        frame = frame.f_back


def look_in(namespace: Any, record: Record, done: set[int], current: Any) -> None:
    """The same in one namespace."""
    for name, value in _held(namespace):
        if value is current:
            continue
        if is_live_scalar(value):
            count = carried(value, done)
            if count >= FEWEST:
                _note(record, name, count)
        elif type(value) is list and len(value) >= FEWEST:
            count = sum(is_live_scalar(item) and number_of(item.grad_fn) in done for item in value[-8:])
            if count >= FEWEST:
                _note(record, name, len(value))


def _held(namespace: Any) -> Iterator[tuple[str, Any]]:
    """Names and values, also of a plain dict's items and of the attributes of ``self`` and of the learner's objects."""
    for name, value in variables_in(namespace, MOST_NAMES):
        if name.startswith("_"):
            continue
        yield name, value
        if type(value) is dict:
            items = list(value.items())[:MOST_ITEMS]
            yield from ((f"{name}[{key!r}]", item) for key, item in items if is_any(key, str, int))
        elif home(value) == "__main__" and not is_module(value):
            inside = list(attributes(value).items())[:MOST_ITEMS]
            yield from ((f"{name}.{key}", item) for key, item in inside if type(key) is str)


def _note(record: Record, name: str, count: int) -> None:
    fact = record.note("graphs kept", key=name, name=name, graphs=count)
    if fact is not None:
        fact["graphs"] = max(fact["graphs"], count)
