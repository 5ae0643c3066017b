"""Files by name in /dev/shm that appear during a session which may make some: they are memory, and outlive it.

Nobody tells who made one. Those that a process of the session was seen to hold are its own and go with it; of the
others that are new it is charged for what no other process of the user holds.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

FOLDER = "/dev/shm"

Inode = int
LEAST_REST = 20
"""How many times as long as a look took the next one is put off: a busy server has thousands of files there."""


@dataclass
class SharedFiles:
    """The named shared memory of one session, from the moment this is made."""

    _before: set[Inode] = field(default_factory=lambda: set(_listed()))
    _own: set[Inode] = field(default_factory=set)
    _used: int = 0
    _next_look: float = 0.0

    def used_bytes(self, members: Iterable[int]) -> int:
        """Bytes in files that were not there before; looks at who holds the ones that are new since the last call."""
        begun = time.monotonic()
        if begun >= self._next_look:
            new = {inode: size for inode, (_, size) in _listed().items() if inode not in self._before}
            if not self._own.issuperset(new):
                self._own |= set(new) & held_by(members)
            self._used = sum(new.values())
            ended = time.monotonic()
            self._next_look = ended + LEAST_REST * (ended - begun)
        return self._used

    def foreign_bytes(self, members: Iterable[int]) -> int:
        """Bytes in those of them that another process of this user holds; looks at each, so ask where it matters."""
        ours = set(members)
        others = (pid for pid in _processes_of_user() if pid not in ours)
        foreign = held_by(others) - self._own - self._before
        return sum(size for inode, (_, size) in _listed().items() if inode in foreign)

    def remove(self) -> None:
        """Unlink what is the session's own."""
        for inode, (path, _) in _listed().items():
            if inode in self._own:
                with contextlib.suppress(OSError):
                    os.unlink(path)


def _listed() -> dict[Inode, tuple[str, int]]:
    """Path and bytes of this user's files there, by inode."""
    found: dict[Inode, tuple[str, int]] = {}
    with contextlib.suppress(OSError), os.scandir(FOLDER) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                if status.st_uid == os.getuid():
                    found[status.st_ino] = entry.path, status.st_blocks * 512
    return found


def held_by(pids: Iterable[int]) -> set[Inode]:
    """The files there that these processes have opened or mapped."""
    return {inode for pid in pids for inode in (*_opened(pid), *_mapped(pid))}


def _opened(pid: int) -> Iterator[Inode]:
    with contextlib.suppress(OSError):
        for name in os.listdir(f"/proc/{pid}/fd"):
            path = f"/proc/{pid}/fd/{name}"
            with contextlib.suppress(OSError):
                if os.readlink(path).startswith(f"{FOLDER}/"):
                    yield os.stat(path).st_ino


def _mapped(pid: int) -> Iterator[Inode]:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/maps", errors="replace") as file:
        for line in file:
            if f" {FOLDER}/" in line:
                yield int(line.split()[4])


def _processes_of_user() -> Iterator[int]:
    user = os.getuid()
    with contextlib.suppress(OSError):
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.stat(f"/proc/{name}").st_uid == user:
                    yield int(name)


def watched() -> SharedFiles | None:
    """A watch from now on; None where the system keeps shared memory elsewhere."""
    return SharedFiles() if sys.platform.startswith("linux") else None
