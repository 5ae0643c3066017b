"""The sentinels themselves: when they wake and sleep, and which functions of torch they stand at."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from tutor.worker.channel import Channel
from tutor.worker.lookup import class_name, is_module, is_of, variables_in
from tutor.worker.sentinels import accumulators, losses
from tutor.worker.sentinels.calls import Calls
from tutor.worker.sentinels.data import DataAndStates
from tutor.worker.sentinels.graph import leaves, number_of, table_of_differences
from tutor.worker.sentinels.models import names_of, scan
from tutor.worker.sentinels.modes import Modes
from tutor.worker.sentinels.optimisers import Loops
from tutor.worker.sentinels.rare import rare_wrappers
from tutor.worker.sentinels.record import Record, where
from tutor.worker.sentinels.wrapping import wrapped

FIRST_PASSES = 6
"""Backward passes at which the sentinels look when a run begins, and when a new optimiser is made."""

LATER_PASSES = 2
FIRST_PULSE = 16
EVENTS_A_PULSE = 64
"""Events of a fast loop that count as one pulse; in a slow one every few do."""

TOTALS_AT = (0, 3)
"""Backward passes before sleep at which running totals are looked for: that takes longer than the rest."""

MOST_WAKES = 40
MOST_CALLS = 600
"""Calls of modules after which they sleep however few backward passes there were."""

MOST_FAULTS = 20
MOST_NAMES = 400


class Sentinels:
    """Gathers the facts of one run after the other."""

    def __init__(self, channel: Channel, progress: Callable[[], Any]) -> None:
        """``progress`` gives something that differs between any two training steps."""
        self.awake = False
        self.record = Record()
        self.loops = Loops(self.record)
        self.calls = Calls(self.record)
        self.modes = Modes(self.record, progress)
        self.data = DataAndStates(self.record, progress)
        self.done: set[int] = set()
        """Numbers of the graph nodes at which a backward pass began."""
        self._channel = channel
        self._main = threading.main_thread().ident
        self._rare: list[tuple[Any, str, Any, Any]] = []
        self._close: list[tuple[Any, str, Any, Any]] = []
        self._handles: list[Any] = []
        self._faults = 0
        self._off = False
        self._begin()

    def _begin(self) -> None:
        self._passes = 0
        """Backward passes until sleep."""
        self._seen_calls = 0
        self._wakes = 0
        self._evaluations = 0
        self._evaluated = 0
        self._retained: list[int] = []
        self._nodes: list[int] = []
        self._pulses, self._next_pulse = 0, FIRST_PULSE

    # -- in place and away -----------------------------------------------------------------------------------------

    def attach(self) -> None:
        """Begin to watch."""
        self._off = False
        evaluated = [(functional, name, self._at_loss) for name in losses.FUNCTIONS]
        self._rare = wrapped([*rare_wrappers(self), *evaluated])
        self.wake(FIRST_PASSES)

    def detach(self) -> None:
        """Take everything away."""
        self.sleep()
        _put_back(self._rare)

    def forked(self) -> None:
        """This is now a process that the learner's code forked: nothing is looked at here."""
        self._off = True

    def wake(self, passes: int) -> None:
        """Look closely at the next backward passes."""
        if self._off or self._wakes >= MOST_WAKES:
            return
        self._passes = max(self._passes, passes)
        self._seen_calls = 0
        if self.awake:
            return
        self._wakes += 1
        self.awake = True
        for held in self.loops.held.values():
            held.dirty, held.cleared_unused, held.backward = False, False, 0
        self.loops.last = ""
        self.calls.depth = 0
        self._close = wrapped(self._close_wrappers())
        self._handles = [
            register_optimizer_step_pre_hook(self._before_step),
            register_optimizer_step_post_hook(self._after_step),
        ]

    def sleep(self) -> None:
        """Get out of the way; not to be called from within a step's hooks."""
        self.awake = False
        _put_back(self._close)
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def pulse(self, events: int) -> None:
        """Time passes while a loop trains, with so many events since the last call: look again, ever more rarely."""
        self._pulses += max(1, events // EVENTS_A_PULSE)
        if self._pulses >= self._next_pulse:
            self._next_pulse *= 4
            self.wake(LATER_PASSES)

    def look(self, at: Callable[..., Any], *args: Any) -> Any:
        """Look at something without a trace: no mode of torch hears of it, no fault of ours gets out."""
        if self._off or threading.get_ident() != self._main:
            return None
        try:
            with torch._C.DisableTorchFunction():
                return at(*args)
        except Exception:
            self._faults += 1
            if self._faults > MOST_FAULTS:
                self._off = True
            return None

    # -- what is looked at -----------------------------------------------------------------------------------------

    def new_optimiser(self, optimiser: Any) -> None:
        """An optimiser was made."""
        self.loops.known(optimiser)
        self.wake(FIRST_PASSES)

    def switched(self, *, training: bool) -> None:
        """A model was switched to training or evaluation mode."""
        self.modes.switched(training=training)
        if not training:
            self._evaluations += 1
            if self._evaluations & (self._evaluations - 1) == 0:
                self.wake(LATER_PASSES)

    def _before_backward(self, tensors: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._passes -= 1
        self.loops.before_backward()
        self.modes.before_backward()
        self.data.before_backward()
        if type(tensors) is not torch.Tensor or tensors.grad_fn is None:
            return
        place = where()
        found, nodes, over_batch = leaves(tensors)
        if over_batch and over_batch[1] > 1:
            self.record.note("softmax over the batch", place, shape=over_batch)
        self.loops.reached(found)
        if self._passes in TOTALS_AT:
            accumulators.look(self.record, self.done, tensors)
        if len(self.done) < 1000:
            self.done.add(number_of(tensors.grad_fn))
        retain = kwargs.get("retain_graph", args[1] if len(args) > 1 else None)
        if retain is True and kwargs.get("create_graph", args[2] if len(args) > 2 else False) is False:
            self._nodes.append(nodes)
            self._retained.append(self.loops.steps)
            grows = len(self._nodes) > 2 and self._nodes[-1] > self._nodes[-2] > self._nodes[-3]
            alone = len(set(self._retained)) == len(self._retained)
            fact = self.record.note("retained", place)
            if fact is not None:
                fact["grows"], fact["alone"] = grows or fact.get("grows", False), alone
        elif self._retained:
            self._retained.append(self.loops.steps)
        table = table_of_differences(tensors)
        if table is not None:
            self.record.note("table", place, table=table[0], prediction=table[1])

    def _before_step(self, optimiser: Any, args: Any, kwargs: Any) -> None:
        def at() -> None:
            self.loops.before_step(optimiser, args, kwargs)
            held = {id(parameter) for group in optimiser.param_groups for parameter in group["params"]}
            self.modes.before_step(self.calls.roots, held)

        self.look(at)

    def _after_step(self, optimiser: Any, args: Any, kwargs: Any) -> None:
        self.look(self.loops.after_step, optimiser)

    # -- the functions they stand at while awake -------------------------------------------------------------------

    def _close_wrappers(self) -> list[tuple[Any, str, Callable[[Any], Callable[..., Any]]]]:
        return [
            (torch.autograd, "backward", self._at_backward),
            (torch.optim.Optimizer, "zero_grad", self._at_clearing),
            (nn.Module, "zero_grad", self._at_clearing),
            (nn.Module, "__call__", self._at_call),
        ]

    def _at_backward(self, original: Any) -> Callable[..., Any]:
        watch, look, compiling = self, self.look, torch.compiler.is_dynamo_compiling

        def backward(tensors: Any, *args: Any, **kwargs: Any) -> None:
            if compiling() or not watch.awake:
                original(tensors, *args, **kwargs)
                return
            if watch.tired():
                look(watch.modes.before_backward)
                watch.sleep()
            else:
                look(watch._before_backward, tensors, args, kwargs)
            original(tensors, *args, **kwargs)

        return backward

    def tired(self) -> bool:
        """Whether there was enough to see for now."""
        return self._passes <= 0 or self._seen_calls > MOST_CALLS

    def _at_clearing(self, original: Any) -> Callable[..., Any]:
        watch, look, compiling, loops = self, self.look, torch.compiler.is_dynamo_compiling, self.loops

        def zero_grad(self: Any, *args: Any, **kwargs: Any) -> None:
            if compiling() or not watch.awake:
                original(self, *args, **kwargs)
                return
            unused = look(loops.before_clearing) or []
            original(self, *args, **kwargs)
            look(loops.after_clearing, unused)

        return zero_grad

    def _at_call(self, original: Any) -> Callable[..., Any]:
        watch, look, compiling, calls = self, self.look, torch.compiler.is_dynamo_compiling, self.calls
        left = self._left

        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            if compiling() or not watch.awake:
                return original(self, *args, **kwargs)
            watch._seen_calls += 1
            if not calls.depth and watch.tired():
                watch.sleep()
                return original(self, *args, **kwargs)
            look(calls.entered, self, args)
            calls.depth += 1
            try:
                result = original(self, *args, **kwargs)
            finally:
                calls.depth = max(0, calls.depth - 1)
            if not calls.depth:
                look(left, self, result)
            return result

        return call

    def _left(self, module: nn.Module, result: Any) -> None:
        self.calls.left(module, result)
        if not is_of(module, nn.modules.loss._Loss) and torch._C._get_tracing_state() is None:
            self.modes.called(module, result, recording=torch.is_grad_enabled())

    def _at_loss(self, original: Any) -> Callable[..., Any]:
        watch, look, compiling, record = self, self.look, torch.compiler.is_dynamo_compiling, self.record
        name, at, recording = original.__name__, losses.look, torch.is_grad_enabled

        def loss(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            if not compiling() and (watch.awake or not recording()):
                if not watch.awake:  # an evaluation, of which the first few are looked at
                    watch._evaluated += 1
                    if watch._evaluated & (watch._evaluated - 1):
                        return result
                look(at, record, name, args, kwargs, result)
            return result

        return loss

    # -- the end ---------------------------------------------------------------------------------------------------

    def end_run(self, namespace: dict[str, Any]) -> None:
        """Send what was seen, and begin anew for the next run."""
        self.look(self._sum_up, namespace)
        facts = self.record.as_list()
        if facts and not self._off:
            with contextlib.suppress(Exception):
                self._channel.offer({"type": "observations", "facts": facts}, wait=True)
        for part in (self.record, self.loops, self.calls, self.modes, self.data):
            part.clear()
        self.done.clear()
        self._begin()
        if self._rare:
            self.wake(FIRST_PASSES)

    def _sum_up(self, namespace: dict[str, Any]) -> None:
        self.loops.end()
        self.modes.end(self.calls.roots, trained=self.loops.steps > 0)
        self.data.end(namespace)
        models = [value for _, value in variables_in(namespace, MOST_NAMES) if is_module(value)]
        models += [root for reference in self.calls.roots if (root := reference()) is not None]
        unheld = self.loops.unheld()
        for model in {id(model): model for model in models[:16]}.values():
            scan(model, self.record)
            if self.loops.steps and (names := names_of(model, unheld)):
                self.record.note("not in an optimiser", key=id(model), names=names, owner=class_name(model))
        accumulators.look_in(namespace, self.record, self.done, None)


def _put_back(wrappers: list[tuple[Any, str, Any, Any]]) -> None:
    for owner, name, original, wrapper in wrappers:
        if vars(owner).get(name) is wrapper:
            setattr(owner, name, original)
    wrappers.clear()
