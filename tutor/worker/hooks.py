"""Where the instruments touch torch: a few functions are wrapped, so lightly that nothing else can tell.

A wrapper calls the original with what it was given and looks at the result afterwards. It runs no operation of torch,
draws no random number, and no fault of its own reaches the code it watches.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional
from torch.optim.optimizer import register_optimizer_step_post_hook

from tutor.worker.curve import read
from tutor.worker.evaluations import LOSS_FUNCTIONS

if TYPE_CHECKING:
    from tutor.worker.instruments import Instruments

_UNSEEN = "<tutor.worker importlib _bootstrap>"
"""File name of the wrappers' code. ``warnings`` skips frames whose file holds these two words when it looks for the
line to blame, so that torch's warnings still name the learner's."""


_compiling = torch.compiler.is_dynamo_compiling
"""True where torch.compile reads a wrapper instead of running it: there the wrapper is the original alone."""


def transparent(wrapper: Callable[..., Any], original: Callable[..., Any]) -> Callable[..., Any]:
    """``wrapper`` as what ``original`` looks like from outside.

    It has the original's name, signature, source and globals: ``torch.jit.script`` compiles it as the original. Its
    own globals are gone, so it may use nothing but arguments, enclosing variables and builtins.
    """
    made = FunctionType(
        wrapper.__code__.replace(co_filename=_UNSEEN),
        original.__globals__,
        original.__name__,
        wrapper.__defaults__,
        wrapper.__closure__,
    )
    return functools.update_wrapper(made, original)


class Hooks:
    """Everything that was wrapped, to be put in place and taken away."""

    def __init__(self, instruments: Instruments) -> None:
        self._instruments = instruments
        self._wrapped: list[tuple[Any, str, Any, Any]] = []
        self._handles: list[Any] = []

    def attach(self) -> None:
        """Begin to watch."""
        self._wrap(torch.autograd, "backward", self._watch_backward)
        self._wrap(torch.autograd, "grad", self._watch_grad)
        for name in LOSS_FUNCTIONS:
            self._wrap(functional, name, self._watch_loss)
        self._wrap(torch.amp.GradScaler, "scale", self._watch_scale)
        self._wrap(torch.amp.GradScaler, "step", self._watch_scaler_step)
        self._handles.append(register_optimizer_step_post_hook(self._after_step))

    def detach(self) -> None:
        """Put everything back as it was, but for what the learner's code has replaced meanwhile."""
        for owner, name, original, wrapper in self._wrapped:
            if vars(owner).get(name) is wrapper:
                setattr(owner, name, original)
        for handle in self._handles:
            handle.remove()
        self._wrapped.clear()
        self._handles.clear()

    def _wrap(self, owner: Any, name: str, watch: Callable[[Any], Callable[..., Any]]) -> None:
        original = vars(owner).get(name)
        if isinstance(original, FunctionType):  # another version of torch may have none, or one in C
            wrapper = transparent(watch(original), original)
            setattr(owner, name, wrapper)
            self._wrapped.append((owner, name, original, wrapper))

    # -- losses ----------------------------------------------------------------------------------------------------

    def _watch_backward(self, original: Any) -> Callable[..., Any]:
        # Tensor.backward looks torch.autograd.backward up at each call, so this one place sees both.
        instruments = self._instruments
        note = self._note_backward
        find_divisor = divisor_of
        compiling = _compiling

        def backward(tensors: Any, *args: Any, **kwargs: Any) -> None:
            if hasattr(tensors, "__next__"):
                tensors = tuple(tensors)  # an iterator can be read only once
            recorder = instruments.recorder
            # Afterwards the graph no longer tells.
            divisor = find_divisor(tensors) if (recorder.pending or recorder.scaled) and not compiling() else 0.0
            original(tensors, *args, **kwargs)
            if not compiling():
                note(tensors, divisor)

        return backward

    def _note_backward(self, tensors: Any, divisor: float) -> None:
        instruments = self._instruments
        recorder = instruments.recorder
        ledger = instruments.ledger
        if recorder.silent and ledger is None:
            return
        try:
            value = read(tensors) if isinstance(tensors, torch.Tensor) else _sum(tensors)
            if value is None:
                return
            if ledger is not None:
                ledger.lost(value)
            if not recorder.silent:
                scaled = instruments.scaled
                if scaled is not None and scaled[0]() is tensors:
                    _, value, divisor = scaled
                recorder.divisor = divisor
                recorder.backward(value)
        except Exception:
            recorder.silent = True

    def _watch_grad(self, original: Any) -> Callable[..., Any]:
        instruments = self._instruments
        compiling = _compiling

        def grad(outputs: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(outputs, *args, **kwargs)
            if not kwargs.get("create_graph") and not compiling():
                note(outputs)
            return result

        def note(outputs: Any) -> None:
            try:
                if not instruments.recorder.silent:
                    instruments.recorder.candidate = read(outputs)
            except Exception:
                instruments.recorder.candidate = None

        return grad

    def _after_step(self, optimizer: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        recorder = self._instruments.recorder
        if recorder.silent:
            return
        try:
            recorder.stepped(optimizer, args, kwargs)
        except Exception:
            recorder.silent = True

    # -- mixed precision -------------------------------------------------------------------------------------------

    def _watch_scale(self, original: Any) -> Callable[..., Any]:
        note = self._instruments.note_scaled
        compiling = _compiling

        def scale(self: Any, outputs: Any) -> Any:
            result = original(self, outputs)
            if not compiling():
                note(outputs, result)
            return result

        return scale

    def _watch_scaler_step(self, original: Any) -> Callable[..., Any]:
        after_step = self._after_step

        def step(self: Any, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(self, optimizer, *args, **kwargs)
            # A step that the scaler skips (its gradients overflowed) is one of the loop's all the same; after one
            # that it made nothing is pending.
            after_step(optimizer, (), {})
            return result

        return step

    # -- evaluations -----------------------------------------------------------------------------------------------

    def _watch_loss(self, original: Any) -> Callable[..., Any]:
        instruments = self._instruments
        name = original.__name__
        grad_is_on = torch.is_grad_enabled
        compiling = _compiling

        def loss(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            if not compiling():
                note(args, kwargs, result)
            return result

        def note(args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> None:
            recorder = instruments.recorder
            if recorder.silent:
                return
            try:
                target = args[1] if len(args) > 1 else kwargs["target"]
                if grad_is_on():
                    recorder.evaluations.trained(name, target)
                    return
                prediction = args[0] if args else kwargs["input"]
                is_sum = kwargs.get("reduction") == "sum"
                recorder.evaluations.evaluated(name, prediction, target, result, is_sum=is_sum)
            except Exception:
                return  # no tensors, or those of a tracer: the function itself has its own word to say

        return loss


def divisor_of(tensors: Any) -> float:
    """By which plain number a loss was divided last of all (``loss / 4``, ``loss * 0.25``); 0 if by none."""
    try:
        node = tensors.grad_fn
        kind = node.name()
        if kind not in ("DivBackward0", "MulBackward0"):
            return 0.0
        other = node._saved_other
        if other is None or other.requires_grad or other.ndim or not other.is_cpu:
            return 0.0
        number = float(other.item())
        return number if kind == "DivBackward0" else 1 / number
    except Exception:
        return 0.0


def _sum(tensors: Any) -> Any:
    """The sum of several scalars; None where one of them is none."""
    if isinstance(tensors, torch.autograd.graph.GradientEdge):
        return None
    values = [read(tensor) for tensor in tensors]
    if not values or any(value is None for value in values):
        return None
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total
