"""How long the tutor waits, for what, and by which clock."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """What time it is, and waiting; tests bring one that jumps."""

    def monotonic(self) -> float:
        """Seconds since some fixed moment."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class RealClock:
    """The machine's own clock."""

    def monotonic(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Patience:
    """Waits in seconds."""

    idle: float = 20 * 60.0
    """Without a run, and without a process that holds a lesson's state: the worker goes away."""
    held: float = 2 * 60 * 60.0
    """The same where a lesson's process holds state. Losing it costs time, no work: the snippets run again."""
    connect: float = 60.0
    """For a ``--launch`` command until the worker behind it answers; a scheduler's queue is waited for without end."""
    answer: float = 20.0
    """For the first byte on a link to elsewhere after asking for one."""
    silence: float = 30 * 60.0
    """What a worker elsewhere waits for a word of the tutor before it takes it for gone. A link that broke without a
    word to the far end (a machine asleep, a cable) must not hold a GPU for ever."""
