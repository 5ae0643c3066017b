"""What a module tree tells, without a call of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from tutor.worker.lookup import attributes, class_name, contents, entries, home, is_any, is_module, is_of
from tutor.worker.sentinels.record import Record

MOST_MODULES = 300
MOST_ATTRIBUTES = 60
MODAL = (nn.modules.dropout._DropoutNd, nn.modules.batchnorm._BatchNorm)
"""Layers that behave differently in training and evaluation."""


def scan(model: nn.Module, record: Record) -> None:
    """Note layers that are hidden in plain lists and dicts, and bare tensors, before the first call."""
    for module in list(_modules(model))[:MOST_MODULES]:
        if home(module).startswith("torch."):
            continue
        for name, value in list(attributes(module).items())[:MOST_ATTRIBUTES]:
            if type(name) is not str or (name.startswith("_") and name in nn.Module.__annotations__):
                continue
            items = contents(value)
            if items is not None:
                _look_into(module, name, class_name(value), items[:MOST_ATTRIBUTES], record)
            elif type(value) is torch.Tensor and value.is_floating_point():
                record.note(
                    "bare tensor",
                    key=(class_name(module), name),
                    name=name,
                    owner=class_name(module),
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
        waiting += [(f"{prefix}{name}.", child) for name, child in entries(module, "_modules") if is_module(child)]


def parameters_of(model: nn.Module) -> Iterator[tuple[str, nn.Parameter]]:
    """Its parameters by name."""
    for prefix, module in _named(model):
        for name, parameter in entries(module, "_parameters"):
            yield f"{prefix}{name}", parameter


def _look_into(module: nn.Module, name: str, container: str, items: list[Any], record: Record) -> None:
    registered = {id(child) for child in _modules(module)}
    inside = [item for item in items if is_module(item) and id(item) not in registered]
    inside = [item for item in inside if any(True for _ in parameters_of(item))]
    own = {id(parameter) for _, parameter in parameters_of(module)}
    bare = [item for item in items if is_of(item, nn.Parameter) and id(item) not in own]
    if inside or bare:
        record.note(
            "unregistered",
            key=(class_name(module), name),
            name=name,
            owner=class_name(module),
            container=container,
            layers=len(inside) + len(bare),
        )


def modal_layer(model: nn.Module, *, training: bool) -> str:
    """The class of the first layer in it that behaves differently when evaluated and is in the given mode."""
    for module in _modules(model):
        if is_of(module, *MODAL) and is_training(module) is training and matters(module):
            return class_name(module)
    return ""


def matters(module: nn.Module) -> bool:
    """Whether the mode makes a difference for this layer."""
    settings = attributes(module)
    share = settings.get("p", 1.0)
    off = is_any(share, float, int) and not share
    return not off and settings.get("track_running_stats") is not False


def is_training(module: nn.Module) -> bool:
    """Whether it is in training mode."""
    return attributes(module).get("training") is True


def names_of(model: nn.Module, tensors: dict[int, Any]) -> list[str]:
    """What those of its parameters are called that are among ``tensors``."""
    return [name for name, parameter in parameters_of(model) if id(parameter) in tensors]
