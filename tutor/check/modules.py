"""Checks of a model: its parameters, layers, buffers, modes, the shape that it gives, and where gradients arrive."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from tutor.check import far
from tutor.check.comparing import kind_of
from tutor.check.failing import CheckFailed, expect
from tutor.check.matching import name_of

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Parts:
    """What an ``nn.Module`` holds."""

    parameters: dict[str, Shape] = field(default_factory=dict)
    trained: dict[str, bool] = field(default_factory=dict)
    """``requires_grad`` of each parameter."""
    dtypes: dict[str, torch.dtype] = field(default_factory=dict)
    """Of parameters and buffers."""
    buffers: dict[str, Shape] = field(default_factory=dict)
    saved: dict[str, bool] = field(default_factory=dict)
    """Whether each buffer is in the ``state_dict``."""
    layers: Sequence[tuple[str, str]] = ()
    """Name and class of every module in it, in the order of registration."""
    leaves: Sequence[tuple[str, str]] = ()
    """Those that hold no others."""
    modes: dict[str, bool] = field(default_factory=dict)
    """Whether each module is in training mode; the model itself is called ``""``."""
    strays: Sequence[tuple[str, str, str]] = ()
    """``(name, kind, class)`` of what lies on a module without being registered: a bare tensor, or layers in a list."""

    @property
    def count(self) -> int:
        """The number of numbers in all parameters."""
        return sum(math.prod(shape) for shape in self.parameters.values())


def parts(model: Any, called: str = "") -> Parts:
    """What a model holds, asked in one go. ``called`` is what sentences call it.

    Raises:
        CheckFailed: if it is no ``nn.Module``.
    """
    name = called or name_of(model)
    plain = model is None or isinstance(model, (bool, int, float, str, list, tuple, dict, torch.Tensor))
    facts = {} if plain else far.reach(model, "module_facts")(model)
    if "parameters" not in facts:
        seen = kind_of(model)
        expect(model is not None, f"`{name}` is None; it should be a model. Is there a `return`?")
        raise CheckFailed(f"`{name}` is {seen}, which is no module. Does its class inherit from `nn.Module`?")
    return Parts(
        parameters={key: tuple(shape) for key, (shape, _, _) in facts["parameters"].items()},
        trained={key: trained for key, (_, _, trained) in facts["parameters"].items()},
        dtypes={key: value[1] for book in ("parameters", "buffers") for key, value in facts[book].items()},
        buffers={key: tuple(shape) for key, (shape, _, _) in facts["buffers"].items()},
        saved={key: saved for key, (_, _, saved) in facts["buffers"].items()},
        layers=[(key, kind) for key, kind in facts["layers"]],
        leaves=[(key, kind) for key, kind in facts["leaves"]],
        modes=dict(facts["modes"]),
        strays=[(key, kind, held) for key, kind, held in facts["strays"]],
    )


def _listed(shapes: Mapping[str, Shape]) -> str:
    return "\n".join(f"{name} {shape}" for name, shape in shapes.items()) or "(none)"


def has_parameters(model: Any, expected: Mapping[str, Shape] | Sequence[Shape], *, remark: str = "") -> None:
    """Fail the check unless the model's parameters are those expected.

    ``expected`` are shapes by name, or a list of shapes in any order. ``remark`` ends the sentence.

    Raises:
        CheckFailed: naming the first parameter that is missing, has another shape, or is one too many.
    """
    held = parts(model).parameters
    end = f" {remark}" if remark else ""
    if not isinstance(expected, Mapping):
        got, want = sorted(held.values()), sorted(tuple(shape) for shape in expected)
        if got != want:
            raise CheckFailed(
                f"The model has parameters of shapes {got or 'none'}; they should be {want}.{end}",
                {"got": _listed(held), "expected": "\n".join(map(str, want))},
            )
        return
    details = {"got": _listed(held), "expected": _listed(dict(expected))}
    for name, shape in expected.items():
        if name not in held:
            raise CheckFailed(f"The model has no parameter `{name}`.{_stray_end(model, name)}{end}", details)
        if held[name] != tuple(shape):
            raise CheckFailed(f"`{name}` has shape {held[name]}; it should be {tuple(shape)}.{end}", details)
    more = [name for name in held if name not in expected]
    if more:
        raise CheckFailed(f"The model has a parameter `{more[0]}` that it should not have.{end}", details)


def _stray_end(model: Any, name: str) -> str:
    for stray, kind, _ in parts(model).strays:
        if stray == name and kind == "tensor":
            return f" `{name}` is there as a bare tensor: not trained, not moved, not saved."
    return ""


def has_buffers(model: Any, expected: Mapping[str, Shape], *, saved: bool = True, remark: str = "") -> None:
    """Fail the check unless the model has these buffers, of these shapes, and they are in its ``state_dict``.

    Raises:
        CheckFailed: naming the first that is missing, is a parameter or a bare tensor, or has another shape.
    """
    held = parts(model)
    end = f" {remark}" if remark else ""
    for name, shape in expected.items():
        if name in held.parameters:
            raise CheckFailed(f"`{name}` is a parameter, so an optimiser would train it; it should be a buffer.{end}")
        if name not in held.buffers:
            raise CheckFailed(f"The model has no buffer `{name}`.{_stray_end(model, name)}{end}")
        if held.buffers[name] != tuple(shape):
            raise CheckFailed(f"`{name}` has shape {held.buffers[name]}; it should be {tuple(shape)}.{end}")
        if held.saved[name] != saved:
            kept = "is not saved with the model" if saved else "is saved with the model"
            raise CheckFailed(f"The buffer `{name}` {kept}. Look at its `persistent`.{end}")


def has_count(model: Any, count: int | None = None, *, most: int | None = None, remark: str = "") -> None:
    """Fail the check unless the model's parameters hold ``count`` numbers, or at most ``most``.

    Raises:
        CheckFailed: with both numbers, and a grid of the parameters.
    """
    held = parts(model)
    end = f" {remark}" if remark else ""
    details = {"got": _listed(held.parameters)}
    if count is not None and held.count != count:
        raise CheckFailed(f"The model has {held.count:,} parameters; it should have {count:,}.{end}", details)
    if most is not None and held.count > most:
        raise CheckFailed(f"The model has {held.count:,} parameters; at most {most:,} are allowed.{end}", details)


def has_layers(model: Any, kinds: Sequence[str], *, remark: str = "") -> None:
    """Fail the check unless the model's innermost layers are of these classes, in the order of registration.

    Raises:
        CheckFailed: with both rows as grids.
    """
    held = [kind for _, kind in parts(model).leaves]
    if held != list(kinds):
        end = f" {remark}" if remark else ""
        raise CheckFailed(
            f"The layers of the model are {', '.join(held) or 'none'}; they should be {', '.join(kinds)}.{end}",
            {"got": "\n".join(held) or "(none)", "expected": "\n".join(kinds)},
        )


def all_registered(model: Any) -> None:
    """Fail the check if layers lie in a plain list or dict of the model, or a tensor on it is in no book.

    Raises:
        CheckFailed: naming the attribute, and what has to be used instead.
    """
    for name, kind, held in parts(model).strays:
        if kind == "tensor":
            raise CheckFailed(
                f"`self.{name}` is a bare tensor: not trained, not moved, not saved. "
                "Make it a parameter if it is learned, a buffer if not."
            )
        better = "nn.ModuleDict" if kind == "dict" else "nn.ModuleList"
        raise CheckFailed(
            f"`self.{name}` is a plain {kind}; what it holds (a {held} first) is invisible to `parameters()`. "
            f"Use `{better}`."
        )


def in_mode(model: Any, *, training: bool, remark: str = "") -> None:
    """Fail the check unless the model and all modules in it are in that mode.

    Raises:
        CheckFailed: naming the first that is not.
    """
    for name, mode in parts(model).modes.items():
        if mode != training:
            whose = f"`{name}` of the model" if name else "The model"
            now, wanted = ("training", "evaluation") if mode else ("evaluation", "training")
            raise CheckFailed(
                f"{whose} is in {now} mode; it should be in {wanted} mode.{' ' + remark if remark else ''}"
            )


def gives_shape(model: Any, given: Shape, expected: Shape, *, dtype: torch.dtype = torch.float32) -> None:
    """Fail the check unless an input of shape ``given`` comes out with shape ``expected``.

    Integer dtypes get zeros, others random numbers.

    Raises:
        CheckFailed: if something else comes, or the model refuses.
    """
    x = torch.randn(given, dtype=dtype) if dtype.is_floating_point else torch.zeros(given, dtype=dtype)
    result = model(x)
    expect(result is not None, "The model gave back None. What does a function give back without `return`?")
    expect(isinstance(result, torch.Tensor), f"The model gave back {kind_of(result)}; it should be a tensor.")
    expect(
        tuple(result.shape) == tuple(expected),
        f"An input of shape {tuple(given)} comes out with shape {tuple(result.shape)}; it should be {tuple(expected)}. "
        "Print the shape behind each layer.",
    )


def gradients_reach(model: Any, *arguments: Any, remark: str = "", zeros: bool = False) -> None:
    """Fail the check unless one backward pass gives every parameter of the model a finite gradient that is not all 0.

    ``arguments`` are given to the model. ``remark`` ends the sentence; ``zeros`` allows gradients of 0.

    Raises:
        CheckFailed: naming the parameters that get none.
    """
    found = far.reach(model, "without_gradient")(model, *arguments)
    if "kind" in found:
        raise CheckFailed(
            f"The model gave back {'None' if found['kind'] == 'None' else 'a ' + found['kind']}, no tensor."
        )
    if "lost" in found:
        raise CheckFailed(
            "What the model gives has no notes of how it came about, so `backward()` could not start from it. "
            "Does it come from the layers, and does nothing cut it off?"
        )
    missing, not_finite, zero = (list(found[key]) for key in ("missing", "not finite", "zero"))
    end = f" {remark}" if remark else " Does `forward` use it, all the way to the result?"
    if missing:
        raise CheckFailed(f"After `backward()` no gradient reaches {_few(missing)}.{end}")
    if not_finite:
        raise CheckFailed(f"After `backward()` the gradient of {_few(not_finite)} is not finite.{end}")
    if zero and not zeros:
        raise CheckFailed(f"After `backward()` the gradient of {_few(zero)} is 0 everywhere.{end}")


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
