"""The end of everything: whoever dies first, no process, shared memory or scratch folder stays behind."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable

from tutor.worker import processes

PATIENCE = 5.0
"""Seconds after which a process that can't be killed (a driver that hangs) is left to the kernel."""


def end_descendants() -> set[int]:
    """SIGKILL every descendant of this process and collect it, until none is left; returns their process ids.

    Complete only in a process that adopts orphans: a child that dies first hands its own children over to it.
    """
    ended: set[int] = set()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = processes.tree(os.getpid())[1:]
        if not found:
            break
        ended.update(found)
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        _collect()
        time.sleep(0.001)  # the kernel takes a moment to end them
    _collect()
    return ended


def _collect() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def remove_shared_memory(pids: Iterable[int]) -> None:
    """Unlink torch's shared memory files, whose names carry the id of the process that made them."""
    makers = {str(pid) for pid in pids}
    try:
        names = os.listdir("/dev/shm")
    except OSError:
        return
    for name in names:
        parts = name.split("_")
        if parts[0] == "torch" and len(parts) > 1 and parts[1] in makers:
            with contextlib.suppress(OSError):
                os.unlink(f"/dev/shm/{name}")
