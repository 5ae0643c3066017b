"""Looks things up in the learner's frames and objects without running a line of theirs."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from types import FrameType, GetSetDescriptorType, ModuleType
from typing import Any

MOST_ITEMS = 4
"""Tensors of a list that are looked at."""

_MISSING = object()
_PLAIN = (int, float, bool, str, bytes, type(None))


def class_name(value: Any) -> str:
    """The name of a value's class, whatever its metaclass says."""
    name: str = type.__dict__["__name__"].__get__(type(value))
    return name


def ancestors(value: Any) -> tuple[type, ...]:
    """The classes that a value's class derives from, itself first."""
    kinds: tuple[type, ...] = type.__dict__["__mro__"].__get__(type(value))
    return kinds


def home(value: Any) -> str:
    """The module in which a value's class was made, whatever its metaclass says; empty where that is no text."""
    module = type.__dict__["__module__"].__get__(type(value))
    return module if type(module) is str else ""


def is_any(value: Any, *kinds: type) -> bool:
    """Whether its class is one of these; to look it up among them would ask its metaclass."""
    return any(type(value) is kind for kind in kinds)


def is_of(value: Any, *kinds: type) -> bool:
    """What ``isinstance`` tells, by the value's class alone: its ``__class__`` and its metaclass are not asked."""
    derives = type.__subclasscheck__
    return any(derives(kind, type(value)) for kind in kinds)


def _is_of(value: Any, module: str, name: str) -> bool:
    owner = sys.modules.get(module)
    kind = vars(owner).get(name) if owner is not None else None
    return kind is not None and is_of(value, kind)


def is_tensor(value: Any) -> bool:
    """Whether it is a tensor, by its class alone."""
    return _is_of(value, "torch", "Tensor")


def is_module(value: Any) -> bool:
    """Whether it is an ``nn.Module``, by its class alone."""
    return _is_of(value, "torch.nn", "Module")


def attributes(value: Any) -> dict[str, Any]:
    """The attributes that lie in a value itself, the very dict where there is one; none of its code is run."""
    for kind in ancestors(value):
        found = vars_of(kind).get("__dict__")
        if found is not None:
            space = found.__get__(value) if type(found) is GetSetDescriptorType else None
            return space if type(space) is dict else {}
    return {}


def contents(value: Any) -> list[Any] | None:
    """What a list, a tuple or a dict holds, also one of a class that derives from these; None for anything else."""
    if is_of(value, dict):
        return list(dict.values(value))
    if is_of(value, list):
        return list(list.__iter__(value))
    return list(tuple.__iter__(value)) if is_of(value, tuple) else None


def is_array(value: Any) -> bool:
    """Whether it is an array of NumPy, of that very class."""
    owner = sys.modules.get("numpy")
    return owner is not None and type(value) is vars(owner).get("ndarray")


def static(value: Any, name: str) -> tuple[bool, Any]:
    """``(found, value)`` of an attribute that simply lies there: no property, no ``__getattr__`` is run.

    Parameters, buffers and submodules of an ``nn.Module`` count as such.
    """
    found = inspect.getattr_static(value, name, _MISSING)
    if found is _MISSING and is_module(value):
        for space in ("_parameters", "_buffers", "_modules"):
            inner = inspect.getattr_static(value, space, None)
            if type(inner) is dict and name in inner:
                return True, inner[name]
    if found is _MISSING:
        return False, None
    if any("__get__" in vars_of(kind) for kind in ancestors(found)):
        return False, None  # a function, a property, a slot: reading it would run something
    return True, found


def vars_of(kind: type) -> Any:
    """A class's own namespace."""
    return type.__dict__["__dict__"].__get__(kind)


def entries(module: Any, space: str) -> list[tuple[str, Any]]:
    """What an ``nn.Module`` keeps under ``_modules``, ``_parameters`` or ``_buffers``, apart from None."""
    inner = attributes(module).get(space)
    if type(inner) is not dict:
        return []
    return [(name, value) for name, value in list(inner.items()) if type(name) is str and value is not None]


def _is_proxy(space: Any) -> bool:
    """Whether it is what a function's frame has for its names from Python 3.13 on."""
    return type(space).__name__ == "FrameLocalsProxy" and type(space).__module__ == "builtins"


def names_in(space: Any) -> list[str]:
    """The names in a frame's or a module's namespace, where that is an ordinary one."""
    names = list(dict.keys(space)) if is_of(space, dict) else list(space) if _is_proxy(space) else []
    return [name for name in names if type(name) is str]


def variables_in(space: Any, most: int) -> Iterator[tuple[str, Any]]:
    """The first names of a frame's or a module's namespace with what they stand for."""
    if type(space) is dict:
        yield from [(name, value) for name, value in list(space.items())[:most] if type(name) is str]
        return
    for name in names_in(space)[:most]:
        found, value = lookup(space, name)
        if found:
            yield name, value


def lookup(space: Any, name: str) -> tuple[bool, Any]:
    """``(found, value)`` of a name in a frame's namespace, where that is an ordinary one."""
    if is_of(space, dict):
        value = dict.get(space, name, _MISSING)
    elif _is_proxy(space):
        value = space.get(name, _MISSING)
    else:
        return False, None
    return (False, None) if value is _MISSING else (True, value)


def resolve(node: ast.expr, frame: FrameType) -> tuple[bool, Any]:
    """``(found, value)`` of a name, ``a.b`` or ``a[0]`` as far as plain look-ups go."""
    if isinstance(node, ast.Name):
        for space in (frame.f_locals, frame.f_globals):
            known, value = lookup(space, node.id)
            if known:
                return True, value
        return False, None
    if isinstance(node, ast.Attribute):
        known, owner = resolve(node.value, frame)
        if not known:
            return False, None
        if is_tensor(owner):
            return tensor_attribute(owner, node.attr)
        if type(owner) is ModuleType:
            return lookup(object.__getattribute__(owner, "__dict__"), node.attr)
        return static(owner, node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        known, owner = resolve(node.value, frame)
        return item(owner, node.slice.value) if known else (False, None)
    return False, None


def tensor_attribute(tensor: Any, name: str) -> tuple[bool, Any]:
    """The gradient of a leaf; every other attribute of a tensor would be computed."""
    import torch

    if name == "grad" and is_any(tensor, torch.Tensor, torch.nn.Parameter) and tensor.is_leaf:
        return True, tensor.grad
    return False, None


def item(owner: Any, key: Any) -> tuple[bool, Any]:
    """``(found, value)`` of ``owner[key]`` for lists, tuples and dicts themselves."""
    if is_any(owner, list, tuple) and type(key) is int and -len(owner) <= key < len(owner):
        return True, owner[key]
    if type(owner) is dict and is_any(key, str, int) and all(is_any(known, *_PLAIN) for known in owner):
        return (True, owner[key]) if key in owner else (False, None)
    return False, None


def items_of(text: str, value: Any) -> list[tuple[str, Any]]:
    """The value itself, or the first items of a list, tuple or dict, by what they are called."""
    if is_any(value, list, tuple):
        return [(f"{text}[{index}]", part) for index, part in enumerate(value[:MOST_ITEMS])]
    if type(value) is dict:
        keys = [key for key in list(value)[:MOST_ITEMS] if type(key) is str]
        return [(f"{text}[{key!r}]", value[key]) for key in keys]
    return [(text, value)]
