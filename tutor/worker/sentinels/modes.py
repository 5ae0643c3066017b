"""Training and evaluation mode, and where gradients are recorded."""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Callable
from types import FrameType
from typing import Any

import torch
from torch import nn

from tutor.worker.lookup import class_name, is_module, lookup
from tutor.worker.sentinels.glance import is_plain
from tutor.worker.sentinels.models import is_training, modal_layer, parameters_of
from tutor.worker.sentinels.record import Record, where

MOST_LOOKS = 6
LIBRARY = os.path.dirname(torch.__file__) + os.sep


class Modes:
    """Follows the modes of models."""

    def __init__(self, record: Record, progress: Callable[[], Any]) -> None:
        self._record = record
        self._progress = progress
        """Something that differs between any two training steps."""
        self.clear()

    def clear(self) -> None:
        """Begin a run."""
        self.mark: Any = None
        """How far training was when a layer was last called in training mode with gradients on."""
        self._looks = 0
        self.evaluations = 0
        """Outermost calls in evaluation mode that recorded a graph which nothing has used yet."""
        self._evaluated_at: Any = None

    def modal_call(self, *, recording: bool, steps: int) -> None:
        """Dropout or batch normalisation was called in training mode, after so many steps."""
        if recording:
            self.mark = self._progress()
            return
        self._looks += 1
        if self._looks > MOST_LOOKS:
            return
        root, layer = _models_on_stack()
        if root is None or not is_training(root):
            return  # the model evaluates, and this layer is in training mode on purpose
        fact = self._record.note("training mode without gradients", where(), layer=layer)
        if fact is not None:
            fact["steps"] = steps

    def called(self, root: nn.Module, result: Any, *, recording: bool) -> None:
        """The outermost module was called, while the sentinels are awake."""
        if recording and not is_training(root) and is_plain(result) and result.requires_grad:
            self.evaluations += 1
            self._evaluated_at = self._evaluated_at or where()

    def before_backward(self) -> None:
        """A graph is used."""
        self.evaluations, self._evaluated_at = 0, None

    def switched(self, *, training: bool) -> None:
        """A model changes its mode."""
        if training:
            self.close()

    def close(self) -> None:
        """No more of what was evaluated will be used."""
        if self.evaluations:
            self._record.note("evaluated with gradients", self._evaluated_at, calls=self.evaluations)
        self.evaluations, self._evaluated_at = 0, None

    def before_step(self, roots: list[weakref.ref[nn.Module]], held: set[int]) -> None:
        """An optimiser is about to step: is the model it trains in evaluation mode?"""
        for reference in roots[-4:]:
            root = reference()
            if root is None or is_training(root):
                continue
            layer = modal_layer(root, training=False)
            if layer and any(id(parameter) in held for _, parameter in parameters_of(root)):
                self._record.note("trained in evaluation mode", where(), layer=layer)

    def end(self, roots: list[weakref.ref[nn.Module]], *, trained: bool) -> None:
        """The run is over."""
        self.close()
        if trained and self.mark is not None and self.mark == self._progress():
            for reference in roots:
                root = reference()
                layer = modal_layer(root, training=True) if root is not None and is_training(root) else ""
                if layer:
                    self._record.note("training mode after training", layer=layer)
                    return


def _models_on_stack() -> tuple[nn.Module | None, str]:
    """The outermost module whose code is being run, and the class of the innermost."""
    root: nn.Module | None = None
    layer = caller = ""
    frame: FrameType | None = sys._getframe(1)
    for _ in range(80):
        if frame is None:
            break
        owner = lookup(frame.f_locals, "self")[1] if "self" in frame.f_code.co_varnames else None
        if is_module(owner):
            if frame.f_code.co_name == "__init__":
                return None, ""  # a model that is being made probes a shape
            root, caller = owner, ""
            layer = layer or class_name(owner)
        elif not caller:
            caller = frame.f_code.co_filename
        frame = frame.f_back
    if caller.startswith(LIBRARY):
        return None, ""  # a function of torch calls it, as one that updates batch normalisation
    return root, layer or "Dropout"
