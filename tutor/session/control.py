"""One run at a time, wherever it was started: follows its events, and stops it in two steps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Literal, TypeVar

from tutor.engine.runner import Runner
from tutor.session.crash import write_fault
from tutor.session.records import Clock

TURN_SECONDS = 0.004
"""How long events are taken in at a stretch."""
PAUSE_SECONDS = 0.004
"""How long the screen then has for itself: a key passes through many small steps before it is drawn."""

StopStep = Literal["nothing", "interrupted", "killed"]
Event = TypeVar("Event")


class RunControl:
    """Follows the current run and stops it."""

    def __init__(self, runner: Runner, clock: Clock) -> None:
        self._runner = runner
        self.clock = clock
        self.running = False
        self.started = 0.0
        """Clock time in seconds when the run was asked for."""
        self.stops = 0
        """How often the current run was asked to stop."""

    async def follow(self, events: AsyncIterator[Event], take: Callable[[Event], None]) -> None:
        """Hand every event to ``take`` until the run is over, and let the screen breathe in a flood.

        Raises:
            RuntimeError: if a run is already followed.
        """
        if self.running:
            raise RuntimeError("a run is already followed")
        self.running, self.stops, self.started = True, 0, self.clock()
        turn = self.clock()
        try:
            async for event in events:
                take(event)
                now = self.clock()
                if now - turn > TURN_SECONDS:
                    await asyncio.sleep(PAUSE_SECONDS)
                    turn = self.clock()
        finally:
            self.running = False

    async def stop(self) -> StopStep:
        """Ask the run to stop: the first time it is interrupted, the second time killed."""
        if not self.running:
            return "nothing"
        self.stops += 1
        await self._ask()
        return "interrupted" if self.stops == 1 else "killed"

    async def end(self) -> None:
        """End the run at once, if there is one."""
        if self.running:
            self.stops = 2
            await self._ask()
            await self._ask()

    async def _ask(self) -> None:
        try:
            await self._runner.stop()
        except Exception as error:
            # A worker that is gone can't be asked, and need not be: the run's events end by themselves.
            write_fault(error)

    @property
    def stopping(self) -> bool:
        """Whether the run was asked to stop."""
        return self.running and self.stops > 0
