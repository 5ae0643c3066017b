"""What Linux tells and lets us set about processes: /proc readings and prctl."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import threading
from collections.abc import Iterable, Iterator

from tutor.worker.syscalls import prctl

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent's thread ends, however that ends."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def outlive_parent() -> None:
    """Undo ``die_with_parent``, for a process that ends things in order once its parent is gone."""
    prctl(_PR_SET_PDEATHSIG, 0)


def end_forks_with_parent() -> None:
    """Have what Python's main thread forks from now on, and what that forks, killed when its parent ends, whoever else
    is there to end it.

    The kernel watches the thread that forked, so forks of other threads, which may end long before their process, get
    nothing. Nor do programs that are started by ``subprocess``.
    """
    forking = [False, 0]

    def remember() -> None:
        forking[:] = threading.get_ident() == threading.main_thread().ident, os.getpid()

    def follow() -> None:
        by_main_thread, parent = forking
        if by_main_thread:
            die_with_parent()
            if os.getppid() != parent:  # it ended before this was asked for
                os.kill(os.getpid(), signal.SIGKILL)

    os.register_at_fork(before=remember, after_in_child=follow)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent dies, so that none escapes to init."""
    prctl(_PR_SET_CHILD_SUBREAPER, 1)


def set_dumpable(dumpable: bool) -> None:
    """Whether other processes of this user may read this one's memory and environment under /proc."""
    prctl(_PR_SET_DUMPABLE, int(dumpable))


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
    """Anonymous, shared and swapped memory of a process in KiB (pages of files don't count); 0 if it is gone."""
    total = 0
    try:
        with open(f"/proc/{pid}/status") as file:
            for line in file:
                if line.startswith(("RssAnon:", "RssShmem:", "VmSwap:")):
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


def session_of(pid: int) -> tuple[int, int]:
    """Parent and session of a process; zeros if it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return int(fields[1]), int(fields[3])
    except (OSError, ValueError, IndexError):
        return 0, 0


def members(leader: int) -> list[int]:
    """Every process of the session that ``leader`` leads.

    Its descendants, and those whose own parent died: they are children of the zygote now, but can't leave the session,
    since the sandbox denies ``setsid``.
    """
    found = tree(leader)
    parent, _ = session_of(leader)
    for orphan in children_of(parent) if parent > 1 else ():
        if orphan != leader and session_of(orphan)[1] == leader:
            found += tree(orphan)
    return found


def hidden_bytes(pids: Iterable[int]) -> tuple[int, int]:
    """Bytes in files that have no name but an open descriptor: in memory (memfd, or unlinked in /dev/shm), and on disk
    (unlinked elsewhere)."""
    sizes: dict[tuple[int, int], tuple[bool, int]] = {}
    for pid in pids:
        for path in _descriptors(pid):
            with contextlib.suppress(OSError):
                status = os.stat(path)
                if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                    in_memory = os.readlink(path).startswith(("/memfd:", "/dev/shm/"))
                    sizes[status.st_dev, status.st_ino] = in_memory, status.st_blocks * 512
    memory = sum(size for in_memory, size in sizes.values() if in_memory)
    return memory, sum(size for _, size in sizes.values()) - memory


def _descriptors(pid: int) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for name in os.listdir(f"/proc/{pid}/fd"):
            yield f"/proc/{pid}/fd/{name}"


ENDING_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGKILL})


def signal_member(leader: int, pid: object, number: object) -> bool:
    """Send an ending signal to a process of the session that ``leader`` leads; whether it was sent.

    ``pid`` and ``number`` come from the session itself and are not believed: whatever is no member of the session, or
    no ending signal, gets nothing. The leader is the supervisor's to end.
    """
    if type(pid) is not int or type(number) is not int or number not in ENDING_SIGNALS or pid < 2 or pid == leader:
        return False
    try:
        process = os.pidfd_open(pid)
    except (AttributeError, OSError, OverflowError):
        return False
    try:
        # First the descriptor, then the look: should the id be reused in between, the descriptor is that of the dead.
        if session_of(pid)[1] != leader:
            return False
        signal.pidfd_send_signal(process, number)
    except OSError:
        return False
    finally:
        os.close(process)
    return True
