"""What a session's variables are, told between runs without running a line of the learner's code.

Values are looked at below everything that a class of the learner's can redefine (see ``lookup``).
"""

from __future__ import annotations

import contextlib
import types
from collections.abc import Iterator, Mapping
from typing import Any

import torch

from tutor.worker import displays, grids
from tutor.worker.autograd_graph import graph_of
from tutor.worker.lookup import (
    class_name,
    is_any,
    is_array,
    is_module,
    is_of,
    is_tensor,
    tensor_attribute,
)
from tutor.worker.tensor_facts import facts, value_facts

MOST_VARIABLES = 200
MOST_NAME = 60
MOST_LOOKED_AT = 4_000_000
"""Elements of a tensor that its range is taken of; a larger one is sampled evenly."""

_NOT_DATA = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType)


def variables(space: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """The variables of a namespace, tensors and modules before plain values, and how many there are in all.

    Modules, functions, classes and names that begin with an underscore are left out.
    """
    found = [(name, value) for name, value in _entries(space) if not name.startswith("_") and _is_data(value)]
    told = [_told(name, value) for name, value in found[:MOST_VARIABLES]]
    order = {"tensor": 0, "module": 1}
    return sorted(told, key=lambda one: order.get(one["kind"], 2)), len(found)


def _entries(space: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in list(space.items()) if type(name) is str)


def _is_data(value: Any) -> bool:
    return not is_of(value, type, *_NOT_DATA)


def _told(name: str, value: Any) -> dict[str, Any]:
    kind = "tensor" if is_tensor(value) else "module" if is_module(value) else "array" if is_array(value) else "value"
    told: dict[str, Any] = {"name": name[:MOST_NAME], "kind": kind, "class": class_name(value)[:MOST_NAME]}
    with contextlib.suppress(Exception):
        if kind == "tensor":
            told |= _tensor(value)
        elif kind == "module":
            with torch._C.DisableTorchFunction():
                top = displays.module_row(value)
            told |= {"parameters": top["parameters"], "gradient": top["gradient"], "text": top["kind"]}
        elif kind == "array":
            told |= facts(name, value) or {}
            told["kind"] = kind
        else:
            told["text"] = _text(value)
    return told


def _text(value: Any) -> str:
    """A plain value, or how many things are in it."""
    text = str(value_facts("", value)["text"])
    if not text and is_any(value, list, tuple, dict, set, frozenset):
        return f"{len(value)} item" + ("s" if len(value) != 1 else "")
    return text


def _plain(tensor: Any) -> torch.Tensor | None:
    """A tensor of torch's own class with the same elements; None where only the learner's code could tell them."""
    if facts("", tensor) is None:
        return None
    base: Any = torch._C.TensorBase if hasattr(torch._C, "TensorBase") else torch._C._TensorBase
    with torch._C.DisableTorchFunction(), torch.no_grad():
        plain: torch.Tensor = base.detach(tensor)
        return plain if type(plain) is torch.Tensor else plain.as_subclass(torch.Tensor)


def _tensor(tensor: Any) -> dict[str, Any]:
    known = facts("", tensor)
    plain = _plain(tensor)
    if known is None or plain is None:
        return {}
    with torch.no_grad():
        numbers = grids.numbers_of(plain)
        sampled = numbers is not None and numbers.numel() > MOST_LOOKED_AT
        if numbers is not None and sampled:
            flat = numbers.reshape(-1)
            numbers = flat[:: -(-flat.numel() // MOST_LOOKED_AT)]
        shown = {key: known[key] for key in ("shape", "dtype", "device", "requires_grad")}
        return {**shown, **grids.range_of(numbers), "sampled": sampled, "gradient": _gradient(tensor)}


def _gradient(tensor: Any) -> str:
    """``none``, ``zero``, ``nan`` or ``some``; empty where it has none to have."""
    known, gradient = tensor_attribute(tensor, "grad")
    if not known or not tensor.requires_grad:
        return ""
    return displays.state_of([gradient] if gradient is not None else [])


def pictures(space: Mapping[str, Any], name: str) -> list[displays.Display]:
    """One variable in full: a tensor, its gradient and its graph, or a module as a tree; nothing for anything else."""
    known_names = dict(_entries(space))
    value: Any = known_names.get(name)
    if is_module(value):
        with torch._C.DisableTorchFunction():
            return [displays.module_display(value, name)]
    if not is_tensor(value):
        return []
    plain = _plain(value)
    if plain is None:
        return []
    facts_of_it, body = grids.tensor_display(plain, name)
    known = facts("", value) or {}
    shown = [({**facts_of_it, "requires_grad": known.get("requires_grad", False), **_always(plain)}, body)]
    has_gradient, gradient = tensor_attribute(value, "grad")
    if has_gradient and gradient is not None and (plain_gradient := _plain(gradient)) is not None:
        message, body = grids.tensor_display(plain_gradient, f"{name}.grad")
        shown.append(({**message, **_always(plain_gradient)}, body))
    graph = graph_of(value, known_names)
    return shown if graph is None else [*shown, ({"graph": graph}, b"")]


def _always(plain: torch.Tensor) -> dict[str, Any]:
    """The histogram, also of a tensor that is shown whole."""
    return {"histogram": grids.histogram_of(grids.numbers_of(plain))}
