"""Where the instruments touch torch: a few functions are wrapped, so lightly that nothing else can tell.

A wrapper calls the original with what it was given and looks at the result afterwards. It runs no operation of torch,
draws no random number, and no fault of its own reaches the code it watches.
"""

from __future__ import annotations

import ctypes
import functools
import inspect
import weakref
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional
from torch.optim.optimizer import register_optimizer_step_post_hook

from tutor.worker.curve import read, whole_or_float
from tutor.worker.evaluations import LOSS_FUNCTIONS
from tutor.worker.tape import Candidate, Divided, Phase, Repeated

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
        self._after_step = self._watch_step()
        self._newest: Callable[[], Any] = lambda: None
        """The newest result of an evaluation, weakly held."""

    def attach(self) -> None:
        """Begin to watch."""
        self._wrap(torch.autograd, "backward", self._watch_backward)
        self._wrap(torch.autograd, "grad", self._watch_grad)
        for name in LOSS_FUNCTIONS:
            self._wrap(functional, name, self._watch_loss)
        self._wrap(torch.amp.GradScaler, "scale", self._watch_scale)
        self._wrap(torch.amp.GradScaler, "step", self._watch_scaler_step)
        self._handles.append(register_optimizer_step_post_hook(self._after_step))
        if self._instruments.exact:
            self._instruments.tape.careful = True

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
        tape, process, thorough = self._instruments.tape, self._process, self._thorough_backward(original)
        events, append = tape.events, tape.events.append
        tensor_type, number, single = torch.Tensor, float, torch.float32
        at_address = ctypes.c_float.from_address
        mode_is_on = torch._C._is_torch_function_mode_enabled

        # Names and order are those of torch, checked below: to pack and unpack *args would cost as much as the rest.
        def backward(
            tensors: Any,
            grad_tensors: Any = None,
            retain_graph: Any = None,
            create_graph: Any = False,
            grad_variables: Any = None,
            inputs: Any = None,
        ) -> None:
            if len(events) >= tape.limit:
                process()
            if (
                tape.careful
                or grad_tensors is not None  # None says that there is one element, or torch would refuse
                or inputs is not None
                or type(tensors) is not tensor_type
                or mode_is_on()
                or tensors.dtype is not single
                or not tensors.is_cpu
                or (events and type(events[-1]) is number and not tape.by_hand)
            ):
                thorough(tensors, (grad_tensors, retain_graph, create_graph, grad_variables, inputs), {})
            else:
                original(tensors, None, retain_graph, create_graph, grad_variables, None)
                append(at_address(tensors.data_ptr()).value)

        def any_backward(tensors: Any, *args: Any, **kwargs: Any) -> None:
            if len(events) >= tape.limit:
                process()
            thorough(tensors, args, kwargs)

        known = [*inspect.signature(original).parameters] == [*inspect.signature(backward).parameters]
        return backward if known else any_backward

    def _thorough_backward(self, original: Any) -> Callable[..., None]:
        """The same with all that the few lines above leave out."""
        tape, instruments = self._instruments.tape, self._instruments

        def thorough(tensors: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            if hasattr(tensors, "__next__"):
                tensors = tuple(tensors)  # an iterator can be read only once
            divisor = 0.0
            if tape.careful or (tape.events and type(tape.events[-1]) is float):
                divisor = divisor_of(tensors)  # afterwards the graph no longer tells
            original(tensors, *args, **kwargs)
            try:
                value = read(tensors) if isinstance(tensors, torch.Tensor) else _sum(tensors)
                if value is None:
                    return
                if instruments.ledger is not None:
                    instruments.ledger.lost(value)
                scaled = instruments.scaled
                if scaled is not None and scaled[0]() is tensors:
                    _, value, divisor = scaled
                tape.events.append(Divided(value, divisor) if divisor else value)
            except Exception:
                instruments.recorder.silent = True

        return thorough

    def _process(self) -> None:
        recorder = self._instruments.recorder
        events = len(self._instruments.tape.events)
        try:
            recorder.process()
        except Exception:
            recorder.silent = True
        if self._instruments.exact:
            self._instruments.tape.careful = True
        self._instruments.sentinels.pulse(events)

    def _watch_grad(self, original: Any) -> Callable[..., Any]:
        tape, compiling, process, candidate, look = self._instruments.tape, _compiling, self._process, Candidate, read

        def grad(outputs: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(outputs, *args, **kwargs)
            if not compiling() and not kwargs.get("create_graph"):
                value = look(outputs)
                if value is not None:
                    tape.events.append(candidate(value))
                    if len(tape.events) >= 2 * tape.limit:
                        process()
            return result

        return grad

    def _watch_step(self) -> Callable[..., None]:
        instruments = self._instruments
        tape = instruments.tape
        append = tape.events.append

        def after_step(optimizer: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            if tape.stepped() is optimizer and len(args) == 1 and not kwargs:
                append(tape.lane)
                return
            if instruments.recorder.silent:
                return
            try:
                lane = instruments.recorder.lane_of(optimizer)
                tape.lane, tape.stepped = lane, weakref.ref(optimizer)
                append(Repeated(lane) if len(args) > 1 or kwargs.get("closure") is not None else lane)
            except Exception:
                instruments.recorder.silent = True

        return after_step

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
            after_step(optimizer, (optimizer,), {})
            return result

        return step

    # -- evaluations -----------------------------------------------------------------------------------------------

    def _watch_loss(self, original: Any) -> Callable[..., Any]:
        tape, name = self._instruments.tape, original.__name__
        grad_is_on, compiling, reference = torch.is_grad_enabled, _compiling, weakref.ref
        evaluated, tensor_type = self._evaluated, torch.Tensor

        # All of them begin with these two: to look them up in a tuple and a dict would cost more than the rest.
        def loss(input: Any, target: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(input, target, *args, **kwargs)
            if compiling():
                return result
            if not grad_is_on():
                evaluated(name, input, target, result, kwargs)
            else:
                tape.function = name
                # A new reference costs as much as all the rest; where the batch is the whole data set, one will do.
                if tape.target() is not target and type(target) is tensor_type:
                    tape.target = reference(target)
            return result

        known = [*inspect.signature(original).parameters][:2] == ["input", "target"]
        return loss if known else original

    def _evaluated(self, name: str, prediction: Any, target: Any, result: Any, kwargs: dict[str, Any]) -> None:
        recorder = self._instruments.recorder
        events = self._instruments.tape.events
        if recorder.silent:
            return
        try:
            if self._newest() is result:
                return  # a torch function mode called the function once more
            self._newest = weakref.ref(result)
            phase = events[-1] if events and isinstance(events[-1], Phase) else Phase()
            is_sum = kwargs.get("reduction") == "sum"
            if target is not self._instruments.tape.target():
                recorder.evaluations.evaluated(phase, name, prediction, target, result, is_sum=is_sum)
            if phase.tallies and not (events and events[-1] is phase):
                events.append(phase)
                self._instruments.tape.changed()
        except Exception:
            return  # no tensors, or those of a tracer: the function itself has its own word to say


def divisor_of(tensors: Any) -> float:
    """By which plain number a loss was divided last of all (``loss / 4``, ``loss * 0.25``); 0 if by none."""
    with torch._C.DisableTorchFunction():
        try:
            node = tensors.grad_fn
            kind = node.name()
            if kind not in ("DivBackward0", "MulBackward0"):
                return 0.0
            other = node._saved_other
            number = None if other is None or other.requires_grad or other.ndim else whole_or_float(other)
        except Exception:
            return 0.0
    if not number:
        return 0.0
    return number if kind == "DivBackward0" else 1 / number


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
