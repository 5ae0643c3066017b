"""Calls of modules: the models themselves, and what their layers are given."""

from __future__ import annotations

import weakref
from typing import Any

from torch import nn

from tutor.worker.lookup import attributes, class_name, entries, home, is_of
from tutor.worker.sentinels.glance import is_plain, sampled, shape
from tutor.worker.sentinels.models import is_training, scan
from tutor.worker.sentinels.record import Record, where

MOST_ROOTS = 16
WEIGHTED = (nn.Linear, nn.modules.conv._ConvNd, nn.RNNBase)


class Calls:
    """Follows calls of modules while the sentinels are awake."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.clear()

    def clear(self) -> None:
        """Begin a run."""
        self.depth = 0
        self.roots: list[weakref.ref[nn.Module]] = []
        self._first_layer = False
        self._inputs = 0
        self._root_input: Any = None

    def entered(self, module: nn.Module, args: tuple[Any, ...]) -> None:
        """A module is about to be called; ``depth`` tells how many others are being called around it."""
        given = args[0] if args else None
        if self.depth == 0:
            self._first_layer = True
            self._root_input = given if is_plain(given) else None
            if is_of(module, nn.modules.loss._Loss):
                return
            if not any(known() is module for known in self.roots) and len(self.roots) < MOST_ROOTS:
                self.roots.append(weakref.ref(module))
                scan(module, self._record)
        if is_of(module, *WEIGHTED):
            if self._first_layer:
                self._first_layer = False
                self._look_at_range(given)
            if is_of(module, nn.RNNBase):
                self._look_at_layout(module, given)
        elif is_of(module, nn.modules.batchnorm._BatchNorm):
            self._first_layer = False  # it brings any input into range
            weight = dict(entries(module, "_parameters")).get("weight")
            if is_training(module) and is_plain(weight) and not weight.requires_grad:
                self._record.note("frozen statistics move", where(), layer=class_name(module))

    def left(self, module: nn.Module, result: Any) -> None:
        """The outermost module has returned."""
        if result is None and home(module) == "__main__":
            self._record.note("no output", where(), owner=class_name(module))
        given = self._root_input
        if is_plain(result) and given is not None and given.ndim > 1 and result.ndim:
            samples, rows = int(given.shape[0]), int(result.shape[0])
            if rows != samples > 1:
                self._record.note("rows", where(), samples=samples, rows=rows)
        self._root_input = None

    def _look_at_range(self, given: Any) -> None:
        self._inputs += 1
        if self._inputs > 4 or not is_plain(given) or not given.is_floating_point():
            return
        found = sampled(given)
        if not found:
            return
        sizes = [abs(value) for value in found if value == value]
        if sizes:
            self._record.note("input", where(), largest=max(sizes), mean=sum(sizes) / len(sizes))

    def _look_at_layout(self, module: Any, given: Any) -> None:
        if is_plain(given) and given.ndim == 3:
            self._record.note(
                "recurrent",
                where(),
                key=tuple(shape(given)),
                layer=class_name(module),
                batch_first=attributes(module).get("batch_first") is True,
                shape=shape(given),
                model=shape(self._root_input),
            )
