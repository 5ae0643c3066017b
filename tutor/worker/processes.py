"""What Linux tells and lets us set about processes: /proc readings and prctl."""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    if _libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl({option}, {value}): {os.strerror(code)}")


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent's thread ends, however that ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent dies, so that none escapes to init."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def set_dumpable(dumpable: bool) -> None:
    """Whether other processes of this user may read this one's memory and environment under /proc."""
    _prctl(_PR_SET_DUMPABLE, int(dumpable))


def children_of(pid: int) -> list[int]:
    """Process ids of the direct children, zombies included; empty if the process is gone."""
    children: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                children += [int(word) for word in file.read().split()]
    except (OSError, ValueError):
        pass
    return children


def resident_kb(pid: int) -> int:
    """Anonymous and shared memory of a process in KiB (pages of files don't count); 0 if it is gone."""
    total = 0
    try:
        with open(f"/proc/{pid}/status") as file:
            for line in file:
                if line.startswith(("RssAnon:", "RssShmem:")):
                    total += int(line.split()[1])
    except (OSError, ValueError):
        return 0
    return total


def tree(pid: int, most: int = 4096) -> list[int]:
    """A process and its descendants (at most ``most``)."""
    found: list[int] = []
    waiting = [pid]
    while waiting and len(found) < most:
        current = waiting.pop()
        found.append(current)
        waiting += children_of(current)
    return found
