"""Watches the learner's code from inside its process, and changes nothing in it.

What it notices, and where: losses of ordinary loops (``losses``), evaluations between training steps
(``evaluations``), ``tutor.log``, ``SummaryWriter`` (``tensorboard``), figures of matplotlib (``figures``), tensors on
request (``grids``), and what a judged script did (``ledger``). ``hooks`` is how it is noticed.

Code that calls ``tutor.log`` draws its own curves instead of the automatic ones. Values on a GPU stay there until a
batch is sent, since each fetch would wait for the device.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import time
import weakref
from collections import Counter
from typing import Any

import torch

import tutor
from tutor.worker import figures, tensorboard
from tutor.worker.channel import Channel
from tutor.worker.curve import Curve, read
from tutor.worker.frames import Optimisers
from tutor.worker.hooks import Hooks, divisor_of
from tutor.worker.imports import AfterImport
from tutor.worker.ledger import Ledger
from tutor.worker.losses import SEND_EVERY, LossRecorder
from tutor.worker.sentinels.watch import Sentinels
from tutor.worker.tape import Phase, Tape

MOST_LOGGED = 40
"""Names that one run may log; the chart keeps fewer."""

NAMES_AT_FULL_SPEED = 8
"""Beyond it batches are sent less often, so that many curves are no flood of frames."""

MOST_SHOWN = {"tensor": 200, "images": 20, "module": 20, "boundary": 20}
SHOWN_BY = {"tensor": "show()", "images": "show_images()", "module": "show(module)", "boundary": "show_boundary()"}
MOST_NAME = 60


class Instruments:
    """Everything that watches one child."""

    def __init__(self, control: socket.socket) -> None:
        self.channel = Channel(control)
        self.optimisers = Optimisers()
        self.tape = Tape()
        self.recorder = LossRecorder(self.channel, self.optimisers, self.tape)
        self.ledger: Ledger | None = None
        self.scaled: tuple[weakref.ref[torch.Tensor], Any, float] | None = None
        """The result of the last ``GradScaler.scale``, the value that went in, and what that was divided by."""
        self.figures = figures.Figures(self.channel)
        self.hooks = Hooks(self)
        self.sentinels = Sentinels(self.channel, self._progress)
        self._logged: dict[str, Curve] = {}
        self._due = 0.0
        self._shown: Counter[str] = Counter()

    def log(self, metrics: dict[str, Any], step: int | None) -> None:
        """The sink of ``tutor.log``."""
        values = {str(name)[:MOST_NAME]: _value(value, str(name)[:MOST_NAME]) for name, value in metrics.items()}
        self.recorder.silent = True
        for name, value in values.items():
            curve = self._logged.get(name)
            if curve is None:
                if len(self._logged) >= MOST_LOGGED:
                    continue
                curve = self._logged[name] = Curve(name, automatic=False)
            curve.add(curve.count if step is None else step, value)
        now = time.monotonic()
        if now > self._due and self.channel.usable:
            self._due = now + SEND_EVERY * max(1.0, len(self._logged) / NAMES_AT_FULL_SPEED)
            self._send_logged()

    def _send_logged(self, *, last: bool = False) -> None:
        for curve in list(self._logged.values()):
            curve.send(self.channel, last=last)

    def show(self, message: dict[str, Any], body: bytes) -> None:
        """The sink of ``tutor.show`` and its neighbours."""
        kind = message["format"]
        self._shown[kind] += 1
        most = MOST_SHOWN[kind]
        if self._shown[kind] <= most:
            self.channel.offer_picture(message, body)
        elif self._shown[kind] == most + 1:
            print(f"{SHOWN_BY[kind]} was called more than {most} times; the rest is not shown.", file=sys.stderr)

    def note_scaled(self, outputs: Any, result: Any) -> None:
        """A loss was scaled for mixed precision: the curve shows what it was."""
        if isinstance(outputs, torch.Tensor) and isinstance(result, torch.Tensor) and outputs is not result:
            self.scaled = (weakref.ref(result), read(outputs), divisor_of(outputs))
            self.tape.careful = True

    def _progress(self) -> tuple[int, int]:
        """How far training is; differs between any two steps."""
        events = self.tape.events
        under_way = bool(events) and type(events[-1]) is Phase  # an evaluation is no progress
        return self.recorder.points, len(events) - under_way

    def end_run(self) -> None:
        """Send what waits and start afresh for the next snippet."""
        self.sentinels.end_run(sys.modules["__main__"].__dict__)
        with contextlib.suppress(Exception):
            self.recorder.end()
            self._send_logged(last=True)
        self.scaled = None
        self.recorder = LossRecorder(self.channel, self.optimisers, self.tape)
        self.tape.careful = self.exact
        self.figures.end_run()
        self._logged.clear()
        self._shown.clear()
        self._due = 0.0

    @property
    def exact(self) -> bool:
        """Whether no loss may take the short way: each is noted for the checks, or was scaled."""
        return self.ledger is not None or self.scaled is not None

    def forked(self) -> None:
        """This is now a process that the learner's code forked: it has no chart."""
        with contextlib.suppress(Exception):
            self.recorder.silent = True
            self.sentinels.forked()
            self.channel.abandon()


def install(control: socket.socket, ledger: bool) -> Instruments:
    """Begin to watch this process; called once in a learner's child, never in the zygote."""
    instruments = Instruments(control)
    tutor._sink = instruments.log
    tutor._show_sink = instruments.show
    if ledger:
        instruments.ledger = Ledger()
        instruments.ledger.attach()
    instruments.hooks.attach()
    instruments.sentinels.attach()
    os.register_at_fork(after_in_child=instruments.forked)
    AfterImport(
        {
            "matplotlib.pyplot": instruments.figures.watch_pyplot,
            "torch.utils.tensorboard": lambda module: tensorboard.watch(module, instruments.log),
        },
        instead={"torch.utils.tensorboard": lambda module: tensorboard.stand_in(module, instruments.log)},
    ).attach()
    _watching.append(instruments)
    return instruments


_watching: list[Instruments] = []


def unwatch() -> None:
    """Take every hook out of torch: the code then runs as if nothing watched it. For comparisons."""
    for instruments in _watching:
        instruments.sentinels.detach()
        instruments.hooks.detach()


def watch() -> None:
    """Put the hooks back that ``unwatch`` took out."""
    unwatch()
    for instruments in _watching:
        instruments.hooks.attach()
        instruments.sentinels.attach()


def _value(value: Any, name: str) -> Any:
    """A logged value as a float, or as a 0-D copy that stays on its device.

    Raises:
        TypeError: with a sentence, if it is no single real number.
    """
    if isinstance(value, torch.Tensor) and not value.is_cpu and value.numel() == 1 and value.is_floating_point():
        copy = read(value)
        if copy is not None:
            return copy
    return tutor.as_number(value, name)
