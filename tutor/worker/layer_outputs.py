"""What layers gave, by the line of the learner's that made them: noted by a forward hook while code is followed."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable
from types import FrameType
from typing import Any

import torch
from torch.nn.modules.module import register_module_forward_hook

from tutor.worker.lookup import entries, is_module, lookup

_INIT = torch.nn.Module.__init__.__code__
_MOST_LAYERS = 1000
_MOST_STEPS = 20


class LayerOutputs:
    """Knows the line on which each layer was made, and what the layer gave the last time, as ``tell`` describes it.

    Only layers that a line of the text makes itself count, and only those that have no parts.
    """

    def __init__(self, name: str, tell: Callable[[Any], dict[str, Any] | None]) -> None:
        self._name = name
        self._tell = tell
        self._made: dict[int, tuple[weakref.ref[Any], int]] = {}
        """By identity: the layer, and its line."""
        self._given: dict[int, dict[int, dict[str, Any]]] = {}
        """By line and identity."""
        self._hook = register_module_forward_hook(self._gave)

    def close(self) -> None:
        """Take the hook away."""
        self._hook.remove()

    def entered(self, frame: FrameType) -> None:
        """A frame begins: if it makes a module, note the line that asked for it."""
        if frame.f_code is not _INIT or not self._has_room():
            return
        _, module = lookup(frame.f_locals, "self")
        if not is_module(module):
            return
        caller = frame.f_back
        for _ in range(_MOST_STEPS):  # past the __init__ of its own classes
            if caller is None or lookup(caller.f_locals, "self")[1] is not module:
                break
            caller = caller.f_back
        if caller is not None and caller.f_code.co_filename == self._name:
            self._made[id(module)] = (weakref.ref(module), caller.f_lineno)

    def _has_room(self) -> bool:
        if len(self._made) >= _MOST_LAYERS:
            self._made = {number: made for number, made in self._made.items() if made[0]() is not None}
        return len(self._made) < _MOST_LAYERS

    def _gave(self, module: Any, _inputs: Any, output: Any) -> None:
        with contextlib.suppress(Exception):
            reference, line = self._made.get(id(module), (None, 0))
            if reference is None or reference() is not module or torch.compiler.is_compiling():
                return
            told = None if entries(module, "_modules") else self._tell(output)
            if told is not None:
                given = self._given.setdefault(line, {})
                given[id(module)] = told
                while len(given) > _MOST_LAYERS:
                    del given[next(iter(given))]

    def told(self) -> dict[int, list[dict[str, Any]]]:
        """What the layers of each line gave; equal neighbours stand once, with ``times``.

        Layers that are gone don't count; where all of a line's are gone, the last one does.
        """
        found: dict[int, list[dict[str, Any]]] = {}
        for line, given in self._given.items():
            alive = [told for number, told in given.items() if self._is_alive(number, line)]
            rows = found[line] = []
            for told in alive or list(given.values())[-1:]:
                if rows and {**rows[-1], "times": 1} == {**told, "times": 1}:
                    rows[-1]["times"] += 1
                else:
                    rows.append({**told, "times": 1})
        return found

    def _is_alive(self, number: int, line: int) -> bool:
        made = self._made.get(number)
        return made is not None and made[1] == line and made[0]() is not None
