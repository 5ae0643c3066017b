"""What a module tree tells, without a call of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from tutor.worker.sentinels.record import Record

MOST_MODULES = 300
MOST_ATTRIBUTES = 60
MODAL = (nn.modules.dropout._DropoutNd, nn.modules.batchnorm._BatchNorm)
"""Layers that behave differently in training and evaluation."""


def scan(model: nn.Module, record: Record) -> None:
    """Note layers that are hidden in plain lists and dicts, and bare tensors, before the first call."""
    for module in list(_modules(model))[:MOST_MODULES]:
        if type(module).__module__.startswith("torch."):
            continue
        attributes = list(vars(module).items())
        for name, value in attributes[:MOST_ATTRIBUTES]:
            if name.startswith("_") and name in nn.Module.__annotations__:
                continue
            if isinstance(value, (list, tuple, dict)):
                _look_into(module, name, value, record)
            elif type(value) is torch.Tensor and value.is_floating_point():
                record.note(
                    "bare tensor",
                    key=(type(module).__name__, name),
                    name=name,
                    owner=type(module).__name__,
                    requires_grad=value.requires_grad and value.is_leaf,
                    size=int(value.numel()),
                )


def _modules(model: nn.Module) -> Iterator[nn.Module]:
    return (module for _, module in _named(model))


def _named(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """Each module with the beginning of its parameters' names; none of the learner's methods is called."""
    seen: set[int] = set()
    waiting = [("", model)]
    while waiting and len(seen) < MOST_MODULES:
        prefix, module = waiting.pop(0)
        if id(module) in seen:
            continue
        seen.add(id(module))
        yield prefix, module
        waiting += [(f"{prefix}{name}.", child) for name, child in module._modules.items() if child is not None]


def parameters_of(model: nn.Module) -> Iterator[tuple[str, nn.Parameter]]:
    """Its parameters by name."""
    for prefix, module in _named(model):
        for name, parameter in module._parameters.items():
            if parameter is not None:
                yield f"{prefix}{name}", parameter


def _look_into(module: nn.Module, name: str, value: Any, record: Record) -> None:
    items = list(value.values() if isinstance(value, dict) else value)[:MOST_ATTRIBUTES]
    registered = {id(child) for child in _modules(module)}
    inside = [item for item in items if isinstance(item, nn.Module) and id(item) not in registered]
    inside = [item for item in inside if any(True for _ in parameters_of(item))]
    own = {id(parameter) for _, parameter in parameters_of(module)}
    bare = [item for item in items if isinstance(item, nn.Parameter) and id(item) not in own]
    if inside or bare:
        record.note(
            "unregistered",
            key=(type(module).__name__, name),
            name=name,
            owner=type(module).__name__,
            container=type(value).__name__,
            layers=len(inside) + len(bare),
        )


def modal_layer(model: nn.Module, *, training: bool) -> str:
    """The class of the first layer in it that behaves differently when evaluated and is in the given mode."""
    for module in _modules(model):
        if isinstance(module, MODAL) and module.training is training and matters(module):
            return type(module).__name__
    return ""


def matters(module: nn.Module) -> bool:
    """Whether the mode makes a difference for this layer."""
    return bool(getattr(module, "p", 1.0)) and getattr(module, "track_running_stats", True)


def names_of(model: nn.Module, tensors: dict[int, Any]) -> list[str]:
    """What those of its parameters are called that are among ``tensors``."""
    return [name for name, parameter in parameters_of(model) if id(parameter) in tensors]
