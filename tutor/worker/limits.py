"""What one run may use: the numbers, and the part of them that the kernel keeps by itself (rlimits).

rlimits are backstops, counted by the kernel without delay. The supervisor's watchdog counts what they can't:
memory and processes of a whole run, disk space, output.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from tutor.worker.paths import gpu_devices

GIBI = 1 << 30
MEBI = 1 << 20

_UNCOUNTED_THREADS = 16
"""Allowance for the user's threads that /proc hides from us: programs that forbid others of the same user to
look in."""
_CPU_GRACE_SECONDS = 2
_OPEN_FILES = 1024
_LOCKED_BYTES = 64 * MEBI


@dataclass(frozen=True)
class Limits:
    """The limits of one run."""

    memory: int = 4 * GIBI
    """Bytes of memory, all processes together (watchdog)."""
    processes: int = 64
    """Processes at one time (watchdog)."""
    threads: int = 256
    """Threads at one time, all processes together (kernel; not kept for root)."""
    disk: int = 512 * MEBI
    """Bytes in the scratch folder (watchdog), and of any single file (kernel)."""
    output: int = MEBI
    """Bytes on stdout, stderr and the event channel, each (supervisor)."""
    cpu_seconds: int = 600
    """Processor time of any single process (kernel)."""
    data: bool | None = None
    """Whether the kernel also bounds the private memory of each process, so that one huge allocation is an
    ordinary error. None: yes, except where there is a GPU, whose driver reserves memory by the terabyte."""

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Limits:
        """The inverse of ``as_dict``; what is missing keeps its default.

        Raises:
            ValueError: for an unknown name or a value that is no count.
        """
        unknown = set(values) - {known.name for known in fields(cls)}
        if unknown:
            raise ValueError(f"There is no limit called {', '.join(sorted(unknown))}.")
        for name, value in values.items():
            if name == "data":
                right = value is None or isinstance(value, bool)
            else:
                right = isinstance(value, int) and not isinstance(value, bool) and value > 0
            if not right:
                raise ValueError(f"The limit {name} is {value!r}; it must be a whole number above zero.")
        return cls(**values)

    def as_dict(self) -> dict[str, Any]:
        """Plain values that JSON can carry."""
        return asdict(self)


def user_threads() -> int:
    """Threads of all processes of this user now, which is what the kernel counts against RLIMIT_NPROC."""
    user, count = os.getuid(), 0
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            # The folder's owner is asked first: reading a status costs ten times as much, and a server has
            # thousands.
            if entry.stat().st_uid == user:
                count += len(os.listdir(f"{entry.path}/task"))
        except OSError:
            continue  # it ended meanwhile
    return count


def data_bytes() -> int:
    """Private writable memory that this process has mapped by now, in bytes (``VmData``)."""
    with open("/proc/self/status", "rb") as status:
        for line in status:
            if line.startswith(b"VmData:"):
                return int(line.split()[1]) * 1024
    return 0


def resource_limits(limits: Limits) -> dict[int, tuple[int, int]]:
    """The rlimits for this process: ``{resource: (soft, hard)}``."""
    chosen: dict[int, tuple[int, int]] = {
        resource.RLIMIT_CORE: (0, 0),
        # Python ends by SIGXCPU at the soft limit, which tells the cause; the hard one kills whoever ignores
        # it.
        resource.RLIMIT_CPU: (limits.cpu_seconds, limits.cpu_seconds + _CPU_GRACE_SECONDS),
        resource.RLIMIT_FSIZE: (limits.disk, limits.disk),
        resource.RLIMIT_NOFILE: (_OPEN_FILES, _OPEN_FILES),
        resource.RLIMIT_MEMLOCK: (_LOCKED_BYTES, _LOCKED_BYTES),
    }
    if not sys.platform.startswith("linux"):
        return chosen  # elsewhere nobody tells how many threads and how much memory there are already
    threads = user_threads() + limits.threads + _UNCOUNTED_THREADS
    chosen[resource.RLIMIT_NPROC] = (threads, threads)
    chosen[resource.RLIMIT_MSGQUEUE] = (0, 0)
    if limits.data or (limits.data is None and not gpu_devices()):
        data = data_bytes() + limits.memory
        chosen[resource.RLIMIT_DATA] = (data, data)
    return chosen


def apply(limits: Limits) -> None:
    """Set the rlimits of this process and all it starts; never raises one that is lower already.

    Raises:
        OSError: if the kernel refuses one.
    """
    for kind, (soft, hard) in resource_limits(limits).items():
        _, highest = resource.getrlimit(kind)
        if highest != resource.RLIM_INFINITY:
            hard = min(hard, highest)
        try:
            resource.setrlimit(kind, (min(soft, hard), hard))
        except ValueError as refused:
            raise OSError(f"The kernel refused resource limit {kind} of {hard}: {refused}.") from refused
