"""The end of everything: whoever dies first, no process, shared memory or scratch folder stays behind.

Should the supervisor and the zygote be killed at the same moment, nobody is left who knows the learner's processes.
They are found by a mark in their environment: the tutor looks for it when its worker is gone, and the next worker on
the machine when it finds the scratch folder of a dead one.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Collection, Iterable

from tutor.worker import processes

MARK = "PYTORCH_TUTOR_WORKER"
"""The variable that names a worker's scratch folder to all that the zygote forks."""
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


def find_marked(mark: str) -> set[int]:
    """This user's processes that were started, or forked from one that was started, with ``MARK`` set to ``mark``."""
    wanted, user = f"{MARK}={mark}".encode(), os.getuid()
    found: set[int] = set()
    try:
        names = os.listdir("/proc")
    except OSError:
        return found
    for name in filter(str.isdigit, names):
        with contextlib.suppress(OSError):
            if os.stat(f"/proc/{name}").st_uid == user:
                with open(f"/proc/{name}/environ", "rb") as file:
                    if wanted in file.read().split(b"\0"):
                        found.add(int(name))
    return found


def end_marked(mark: str, zygote: int = 0) -> set[int]:
    """SIGKILL what a worker left, and remove its shared memory; returns the process ids.

    ``zygote`` is the one that may be ending everything by itself, which it does better: it is waited for.
    """
    ended: set[int] = set()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and (found := find_marked(mark) - {os.getpid()}):
        if zygote not in found:
            ended |= found
            for pid in found:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
        elif time.monotonic() > until - PATIENCE / 2:
            zygote = 0
        time.sleep(0.005)
    remove_shared_memory(ended)
    return ended


def is_gone(pid: int) -> bool:
    """Whether no process has this id now, but perhaps one that is dead and that nobody has collected."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] in ("Z", "X")
    except (OSError, IndexError):
        return True


def end_groups(leaders: Collection[int]) -> None:
    """SIGKILL the process groups of sessions whose worker is gone, and remove their leaders' shared memory; a group
    that is gone too is left alone."""
    for leader in leaders:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)
    remove_shared_memory(leaders)


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
