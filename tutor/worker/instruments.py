"""Watches an ordinary training loop from inside its process, and changes nothing in it.

Every scalar that ``backward()`` starts from is a loss; every ``optimizer.step()`` makes a point of the curve. Where no
optimiser steps (a loop that updates by hand), every backward pass makes one. Code that calls ``tutor.log`` draws its
own curve instead. Values on a GPU stay there until a batch is sent, since each ``.item()`` would wait for the device.
"""

from __future__ import annotations

import functools
import socket
import time
from collections.abc import Callable
from typing import Any

import torch
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

import tutor
from tutor.worker.protocol import encode

SEND_EVERY = 0.04
"""Seconds between two batches: more often than a screen shows them would be waste."""

HAND_LOOP_AFTER = 0.15
"""Seconds without any optimiser step after which backward passes alone make the points."""

MOST_PENDING = 64
MOST_UNSENT = 1 << 20
LEDGER_ORDER = 400
LEDGER_LOSSES = 2000


class Channel:
    """The control channel for metrics: never waits for a slow reader."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._unsent = b""

    def offer(self, message: dict[str, Any]) -> bool:
        """Send if the channel takes it now; False means: keep the points and try later."""
        self._push()
        if len(self._unsent) > MOST_UNSENT:
            return False
        self._unsent += encode(message)
        self._push()
        return True

    def finish(self) -> None:
        """Send what is left, waiting for the reader."""
        if self._unsent:
            self._control.sendall(self._unsent)
            self._unsent = b""

    def _push(self) -> None:
        while self._unsent:
            try:
                sent = self._control.send(self._unsent, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            self._unsent = self._unsent[sent:]


class Batch:
    """Points of one metric that were not sent yet; thinned by half whenever they grow past a bound."""

    def __init__(self, name: str, automatic: bool) -> None:
        self.name = name
        self.automatic = automatic
        self.steps: list[int] = []
        self.values: list[Any] = []

    def add(self, step: int, value: Any) -> None:
        """One point; ``value`` is a float or a 0-D tensor on any device."""
        self.steps.append(step)
        self.values.append(value)
        if len(self.steps) > 8192:
            self.steps = self.steps[::2]
            self.values = self.values[::2]

    def send(self, channel: Channel) -> None:
        """Send and empty, if the channel takes it."""
        if not self.steps:
            return
        values = _numbers(self.values)
        if channel.offer(
            {
                "type": "metrics",
                "name": self.name,
                "steps": self.steps,
                "values": values,
                "automatic": self.automatic,
            }
        ):
            self.steps = []
            self.values = []


def _numbers(values: list[Any]) -> list[float]:
    """Floats of floats and 0-D tensors, with one wait for the device for all of them."""
    tensors = [
        value.reshape(()).double() if value.device.type != "mps" else value.reshape(()).float()
        for value in values
        if isinstance(value, torch.Tensor)
    ]
    if not tensors:
        return values
    fetched = iter(torch.stack(tensors).tolist())
    return [next(fetched) if isinstance(value, torch.Tensor) else value for value in values]


class LossRecorder:
    """Makes the automatic loss curve of one run."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._batch = Batch("loss", automatic=True)
        self._pending: list[Any] = []
        self._first_pending = 0.0
        self._points = 0
        self._by_hand = False
        self._in_step = False
        self._last_sent = time.monotonic()
        self.silent = False
        """Set once the code logs by itself."""

    def backward(self, value: Any) -> None:
        """A backward pass started from a scalar."""
        if self.silent:
            return
        pending = self._pending
        if self._in_step and pending:
            return  # a closure (LBFGS) evaluates many times in one step: its first loss is the step's
        if self._by_hand:
            self._point(value)
            return
        if not pending:
            self._first_pending = time.monotonic()
        pending.append(value)
        if self._points == 0 and len(pending) > 1:
            waited = time.monotonic() - self._first_pending
            if waited > HAND_LOOP_AFTER or len(pending) >= MOST_PENDING:
                self._draw_by_hand()

    def before_step(self) -> None:
        """An optimiser begins a step."""
        self._in_step = True

    def after_step(self) -> None:
        """An optimiser has stepped: what was lost since the last step is one point."""
        self._in_step = False
        self._by_hand = False
        pending = self._pending
        if pending:
            self._point(pending[0] if len(pending) == 1 else sum(pending) / len(pending))
            pending.clear()

    def _draw_by_hand(self) -> None:
        self._by_hand = True
        for value in self._pending:
            self._point(value)
        self._pending.clear()

    def _point(self, value: Any) -> None:
        self._batch.add(self._points, value)
        self._points += 1
        now = time.monotonic()
        # The first point waits: if the loop calls log() after its first step, this curve is not wanted.
        if now - self._last_sent > SEND_EVERY and self._points > 1:
            self._last_sent = now
            self._batch.send(self._channel)

    def end(self) -> None:
        """The run is over: send what waits."""
        if self.silent:
            return
        if self._points == 0 and len(self._pending) > 1:
            self._draw_by_hand()
        if self._points > 1:
            self._batch.send(self._channel)


class Ledger:
    """What a judged script did, for the checks to ask about."""

    def __init__(self) -> None:
        self.counts = {"forward": 0, "backward": 0, "step": 0, "zero_grad": 0}
        self.order: list[str] = []
        self.losses: list[float] = []

    def note(self, act: str) -> None:
        """One act, in order."""
        self.counts[act] += 1
        if len(self.order) < LEDGER_ORDER:
            self.order.append(act)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for the wire."""
        return {**self.counts, "order": self.order, "losses": self.losses}


class Instruments:
    """Everything that watches one child."""

    def __init__(self, control: socket.socket) -> None:
        self.channel = Channel(control)
        self.recorder = LossRecorder(self.channel)
        self.ledger: Ledger | None = None
        self._logged: dict[str, Batch] = {}
        self._log_counts: dict[str, int] = {}
        self._last_logged = 0.0

    def log(self, values: dict[str, float], step: int | None) -> None:
        """The sink of ``tutor.log``."""
        self.recorder.silent = True
        for name, value in values.items():
            count = self._log_counts.get(name, 0)
            self._log_counts[name] = count + 1
            batch = self._logged.setdefault(name, Batch(name, automatic=False))
            batch.add(count if step is None else int(step), value)
        now = time.monotonic()
        if now - self._last_logged > SEND_EVERY:
            self._last_logged = now
            self._send_logged()

    def _send_logged(self) -> None:
        for batch in self._logged.values():
            batch.send(self.channel)

    def end_run(self) -> None:
        """Send what waits and start afresh for the next snippet."""
        self.recorder.end()
        self._send_logged()
        self.recorder = LossRecorder(self.channel)
        self._logged.clear()
        self._log_counts.clear()


def install(control: socket.socket, ledger: bool) -> Instruments:
    """Put the hooks into this process's torch; called once in a learner's child, never in the zygote."""
    instruments = Instruments(control)
    tutor._sink = instruments.log
    if ledger:
        instruments.ledger = Ledger()
        _hook_ledger(instruments.ledger)
    _hook_backward(instruments)
    register_optimizer_step_pre_hook(lambda *_: instruments.recorder.before_step())
    register_optimizer_step_post_hook(lambda *_: instruments.recorder.after_step())
    return instruments


def _hook_backward(instruments: Instruments) -> None:
    # Tensor.backward looks torch.autograd.backward up at each call, so this one place sees both.
    original: Callable[..., None] = torch.autograd.backward
    ledger = instruments.ledger
    tensor_type = torch.Tensor

    @functools.wraps(original)
    def backward(tensors: Any, *args: Any, **kwargs: Any) -> None:
        original(tensors, *args, **kwargs)
        if isinstance(tensors, tensor_type):
            if tensors.numel() != 1:
                return
            value: Any = tensors.item() if tensors.is_cpu else tensors.detach()
        else:
            tensors = list(tensors)
            if not tensors or any(tensor.numel() != 1 for tensor in tensors):
                return
            value = sum(tensor.detach().reshape(()) for tensor in tensors)
        instruments.recorder.backward(value)
        if ledger is not None:
            ledger.note("backward")
            if len(ledger.losses) < LEDGER_LOSSES:
                ledger.losses.append(float(value))

    torch.autograd.backward = backward


def _hook_ledger(ledger: Ledger) -> None:
    for owner in (torch.optim.Optimizer, torch.nn.Module):
        _note_zero_grad(owner, ledger)
    register_optimizer_step_post_hook(lambda *_: ledger.note("step"))
    depth = 0

    def enter(*_: Any) -> None:
        nonlocal depth
        if depth == 0:
            ledger.note("forward")
        depth += 1

    def leave(*_: Any) -> None:
        nonlocal depth
        depth = max(0, depth - 1)

    register_module_forward_pre_hook(enter)
    register_module_forward_hook(leave, always_call=True)


def _note_zero_grad(owner: Any, ledger: Ledger) -> None:
    original = owner.zero_grad

    @functools.wraps(original)
    def zero_grad(self: Any, *args: Any, **kwargs: Any) -> None:
        ledger.note("zero_grad")
        original(self, *args, **kwargs)

    owner.zero_grad = zero_grad
