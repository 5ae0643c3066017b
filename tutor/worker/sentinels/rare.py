"""Functions that are called rarely, or beside costly ones: the sentinels stand there for the whole run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn import functional
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau
from torch.utils.data import DataLoader

from tutor.worker.sentinels.models import is_training

if TYPE_CHECKING:
    from tutor.worker.sentinels.watch import Sentinels


def rare_wrappers(sentinels: Sentinels) -> list[tuple[Any, str, Callable[[Any], Callable[..., Any]]]]:
    """``(owner, name, what makes the wrapper)`` of each."""
    points = _Points(sentinels)
    return [
        (torch.optim.Optimizer, "__init__", points.at_new_optimiser),
        (nn.Module, "train", points.at_switch),
        (nn.Module, "state_dict", points.at_state),
        (nn.Module, "load_state_dict", points.at_load),
        (torch, "save", points.at_save),
        (DataLoader, "__iter__", points.at_iteration),
        (LRScheduler, "step", points.at_schedule),
        (ReduceLROnPlateau, "step", points.at_schedule),
        (nn.utils, "clip_grad_norm_", points.at_clipping),
        (nn.utils, "clip_grad_value_", points.at_clipping),
        (functional, "dropout", points.at_dropout),
        (functional, "dropout2d", points.at_dropout),
        (functional, "batch_norm", points.at_batch_norm),
    ]


class _Points:
    """Makes the wrappers. These may use enclosing variables and builtins alone; see ``hooks.transparent``."""

    def __init__(self, sentinels: Sentinels) -> None:
        self._sentinels = sentinels
        self._compiling = torch.compiler.is_dynamo_compiling

    def at_new_optimiser(self, original: Any) -> Callable[..., Any]:
        look, note = self._sentinels.look, self._sentinels.new_optimiser

        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            original(self, *args, **kwargs)
            look(note, self)

        return __init__

    def at_switch(self, original: Any) -> Callable[..., Any]:
        look, note, compiling = self._sentinels.look, self._switched, self._compiling
        depth = [0]  # a module switches its children by the same function

        def train(self: Any, *args: Any, **kwargs: Any) -> Any:
            if compiling() or depth[0]:
                return original(self, *args, **kwargs)
            depth[0] += 1
            try:
                result = original(self, *args, **kwargs)
            finally:
                depth[0] -= 1
            look(note, self)
            return result

        return train

    def _switched(self, module: nn.Module) -> None:
        self._sentinels.switched(training=is_training(module))

    def at_state(self, original: Any) -> Callable[..., Any]:
        look, note, compiling = self._sentinels.look, self._sentinels.data.state_taken, self._compiling

        def state_dict(self: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(self, *args, **kwargs)
            if not compiling() and not args and kwargs.get("destination") is None:
                look(note, result)
            return result

        return state_dict

    def at_load(self, original: Any) -> Callable[..., Any]:
        look, note = self._sentinels.look, self._sentinels.data.state_loaded

        def load_state_dict(self: Any, state_dict: Any, *args: Any, **kwargs: Any) -> Any:
            look(note, self, state_dict)
            return original(self, state_dict, *args, **kwargs)

        return load_state_dict

    def at_save(self, original: Any) -> Callable[..., Any]:
        look, note = self._sentinels.look, self._sentinels.data.saved

        def save(obj: Any, *args: Any, **kwargs: Any) -> None:
            look(note, obj)
            original(obj, *args, **kwargs)

        return save

    def at_iteration(self, original: Any) -> Callable[..., Any]:
        look, note = self._sentinels.look, self._sentinels.data.iterated

        def __iter__(self: Any) -> Any:
            look(note, self)
            return original(self)

        return __iter__

    def at_schedule(self, original: Any) -> Callable[..., Any]:
        look, note, frame = self._sentinels.look, self._scheduled, sys._getframe

        def step(self: Any, *args: Any, **kwargs: Any) -> None:
            if frame(1).f_code.co_name not in ("_initial_step", "__init__", "step"):
                look(note, self)
            original(self, *args, **kwargs)

        return step

    def _scheduled(self, schedule: Any) -> None:
        sentinels = self._sentinels
        sentinels.data.scheduled(schedule, steps=sentinels.loops.steps, awake=sentinels.awake)

    def at_clipping(self, original: Any) -> Callable[..., Any]:
        look, watch, note = self._sentinels.look, self._sentinels, self._sentinels.loops.before_clipping

        def clip(*args: Any, **kwargs: Any) -> Any:
            if watch.awake:
                look(note)
            return original(*args, **kwargs)

        return clip

    def at_dropout(self, original: Any) -> Callable[..., Any]:
        compiling, recording = self._compiling, torch.is_grad_enabled
        look, note = self._sentinels.look, self._modal

        def dropout(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
            if training and not compiling() and p:
                look(note, recording())
            return original(input, p, training, inplace)

        return dropout

    def at_batch_norm(self, original: Any) -> Callable[..., Any]:
        compiling, recording = self._compiling, torch.is_grad_enabled
        look, note = self._sentinels.look, self._modal

        def batch_norm(
            input: Any,
            running_mean: Any,
            running_var: Any,
            weight: Any = None,
            bias: Any = None,
            training: bool = False,
            *args: Any,
            **kwargs: Any,
        ) -> Any:
            if training and not compiling() and running_mean is not None:
                look(note, recording())
            return original(input, running_mean, running_var, weight, bias, training, *args, **kwargs)

        return batch_norm

    def _modal(self, recording: bool) -> None:
        self._sentinels.modes.modal_call(recording=recording, steps=self._sentinels.loops.steps)
