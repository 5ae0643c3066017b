"""Limits that the kernel does not hold for a group of processes: memory, count, disk, wall clock."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field

from tutor.worker import process_table, processes, scratch
from tutor.worker.limits import Limits
from tutor.worker.shared_files import SharedFiles

LINUX = sys.platform.startswith("linux")
WATCH_EVERY = 0.05
"""Seconds between two looks."""

DISK_EVERY = 0.5
TABLE_EVERY = 1.0
"""Seconds between two looks at the table of processes where there is no /proc: asking ``ps`` takes tens of
milliseconds."""


class Allowance:
    """So much at once, and so much more each second."""

    def __init__(self, at_once: float, a_second: float) -> None:
        self._most = self._left = float(at_once)
        self._rate = a_second
        self._then = time.monotonic()

    def spend(self, amount: float) -> bool:
        """Take ``amount``; False once more was taken than was allowed."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._then) * self._rate) - amount
        self._then = now
        return self._left >= 0


@dataclass
class Watchdog:
    """Watches the processes of one session."""

    pid: int
    limits: Limits
    scratch: str
    base_kb: int
    """Anonymous memory that every fork shares with the zygote from its birth, so that it is not charged for it."""
    shared: SharedFiles | None = None
    """Its named shared memory, where it may make some."""
    deadline: float | None = None
    """On the monotonic clock; None while nothing runs."""
    seen: set[int] = field(default_factory=set)
    """Every process that ever belonged to the session, as far as it was seen."""
    _next_disk: float = 0.0
    _next_table: float = 0.0
    _hidden_memory: int = 0

    def broken_limit(self) -> str:
        """The reason for which the session must end now, or an empty string."""
        now = time.monotonic()
        if self.deadline is not None and now > self.deadline:
            return "timeout"
        sizes = self._sizes(now)
        self.seen.update(sizes)
        if len(sizes) > self.limits.processes:
            return "processes"
        used = sum(max(0, size - self.base_kb) for size in sizes.values()) * 1024 + self._hidden_memory
        if self.shared is not None:
            used += self.shared.used_bytes(sizes)
            if used > self.limits.memory:
                used -= self.shared.foreign_bytes(sizes)
        if used > self.limits.memory:
            return "memory"
        if now >= self._next_disk:
            self._next_disk = now + DISK_EVERY
            self._hidden_memory, hidden = processes.hidden_bytes(self.seen)
            size, too_many = scratch.usage(self.scratch)
            if too_many or size + hidden > self.limits.disk:
                return "disk"
        return ""

    def _sizes(self, now: float) -> dict[int, int]:
        """KiB of each process of the session; nothing between two looks at a table."""
        if LINUX:
            return {member: processes.resident_kb(member) for member in processes.members(self.pid)}
        if now < self._next_table:
            return {}
        self._next_table = now + TABLE_EVERY
        return process_table.group(self.pid)
