"""Watches over a link to elsewhere: it must connect in time, and it must not fall silent."""

from __future__ import annotations

from collections.abc import Callable

from tutor.engine.link import Link
from tutor.engine.patience import Clock, Patience
from tutor.engine.sentences import never_answered, no_longer_answers

KEPT_ALIVE_EVERY = 3
"""Pings while nothing is awaited, one in as many answer times: routers forget a connection that is quiet for minutes,
and the far end has to hear that there still is a tutor."""


class Guard:
    """The watch over one link.

    A command that died is noticed by its end. This is for the rest: a command that never gets through, and a link
    that is open at this end alone, because the machine slept or the network between changed.
    """

    def __init__(self, link: Link, clock: Clock, patience: Patience, awaited: Callable[[], bool]) -> None:
        self._link = link
        self._clock = clock
        self._patience = patience
        self._awaited = awaited
        """Whether somebody waits for what comes over the link."""

    async def watch(self) -> str:
        """Wait until the link has to be given up; returns the sentence that says why."""
        while True:
            await self._clock.sleep(self._patience.connect)
            if self._link.connected:
                break
            if not self._link.queued:
                return never_answered(self._link.name, self._patience.connect, self._link.last_words)
        await self._silence()
        return no_longer_answers(self._link.name, self._patience.answer)

    async def _silence(self) -> None:
        """Return once a ping, or rather the answer to it, is overdue; any byte that arrives counts as one."""
        limit = self._patience.answer
        step = limit / 4
        asked: float | None = None
        seen, heard = self._link.bytes_received, self._clock.monotonic()
        looked = heard
        while True:
            await self._clock.sleep(step)
            now = self._clock.monotonic()
            stood_still = now - looked > 2 * step + 1  # this process itself slept: answers may lie there unread
            looked = now
            if self._link.bytes_received != seen:
                seen, heard, asked = self._link.bytes_received, now, None
            if asked is not None and not stood_still:
                if now - asked >= limit:
                    return
            elif stood_still or self._awaited() or now - heard >= KEPT_ALIVE_EVERY * limit:
                self._link.send({"type": "ping"})
                asked = now
