"""What the learner's own frames tell: how things are called there, and from which lines a call came."""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Iterator
from types import FrameType, FunctionType, ModuleType
from typing import Any

import torch

from tutor.worker.lookup import attributes, is_any, is_of, variables_in

FOREIGN = ("<tutor", "<frozen", os.path.dirname(torch.__file__) + os.sep)
"""How the file names of frames start that are not the learner's."""

_MOST_FRAMES = 40
_MOST_NAMES = 2000
_MOST_ITEMS = 64

_DULL = frozenset(map(id, (int, float, bool, str, type(None), type, ModuleType, FunctionType, torch.Tensor)))
"""Classes of most variables, by ``id``: to hash a class would ask its metaclass."""

Path = tuple[tuple[int, int], ...]
"""``(id of the code, line)`` of each of the learner's frames, outermost first."""


def learner_frames() -> list[FrameType]:
    """The frames of the learner's code on this thread's stack, outermost first."""
    frames: list[FrameType] = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and len(frames) < _MOST_FRAMES:
        if not frame.f_code.co_filename.startswith(FOREIGN):
            frames.append(frame)
        frame = frame.f_back
    frames.reverse()
    return frames


def call_path() -> Path:
    """From where in the learner's code this call came."""
    return tuple((id(frame.f_code), frame.f_lineno) for frame in learner_frames())


def first_difference(path: Path, other: Path) -> Path:
    """The line at which ``path`` leaves ``other``; empty if it never does."""
    for own, others in zip(path, other, strict=False):
        if own != others:
            return (own,)
    return path[len(other) : len(other) + 1]


class Optimisers:
    """Optimisers by the names that the learner's code has for them.

    A name is looked for in the outermost frame first, so that a helper's argument ``optimizer`` is known as the
    ``opt_d`` that it was called with. Then come lists and dicts of optimisers and the attributes of ``self``.
    """

    def __init__(self) -> None:
        self._stepped: dict[int, weakref.ref[Any]] = {}
        self._visible: dict[int, tuple[str, weakref.ref[Any]]] = {}

    def stepped(self, optimiser: Any) -> None:
        """It has made a step."""
        known = self._stepped.get(id(optimiser))
        if known is None or known() is not optimiser:
            if len(self._stepped) > 1000:
                self._stepped = {key: ref for key, ref in self._stepped.items() if ref() is not None}
            self._stepped[id(optimiser)] = weakref.ref(optimiser)

    def name(self, optimiser: Any) -> str:
        """What it is called; empty where no variable holds it."""
        found: dict[int, tuple[str, weakref.ref[Any]]] = {}
        for frame in learner_frames():
            for name, value in _bound(frame.f_locals):
                if id(value) not in found:
                    found[id(value)] = (name, weakref.ref(value))
        self._visible = found
        return found[id(optimiser)][0] if id(optimiser) in found else ""

    @property
    def others_wait(self) -> bool:
        """Whether the learner's code holds an optimiser that never stepped: it will have a curve of its own."""
        waiting = ((key, ref()) for key, (_, ref) in self._visible.items())
        return any(
            optimiser is not None and (key not in self._stepped or self._stepped[key]() is not optimiser)
            for key, optimiser in waiting
        )


def _bound(namespace: Any) -> Iterator[tuple[str, Any]]:
    """``(name, optimiser)`` of the optimisers in a namespace, also one level down."""
    for name, value in variables_in(namespace, _MOST_NAMES):
        if id(type(value)) in _DULL:
            continue
        if name == "self":
            inside = attributes(value)
            yield from _bound({key: item for key, item in inside.items() if type(key) is str and key != "self"})
        if _is_optimiser(value):
            yield name, value
        elif is_any(value, list, tuple):
            yield from ((f"{name}[{i}]", item) for i, item in enumerate(value[:_MOST_ITEMS]) if _is_optimiser(item))
        elif type(value) is dict:
            items = list(value.items())[:_MOST_ITEMS]
            yield from ((f"{name}[{key!r}]", item) for key, item in items if type(key) is str and _is_optimiser(item))


def _is_optimiser(value: Any) -> bool:
    return id(type(value)) not in _DULL and is_of(value, torch.optim.Optimizer)
