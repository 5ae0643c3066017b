"""Makes a Python on Linux look like one on a Mac, as far as the worker can tell.

Copied to a folder of ``PYTHONPATH`` as ``sitecustomize.py``, with another value of ``SANDBOX``: ``"missing"`` (no
``sandbox_init``), ``"refuses"``, ``"claims"`` (says yes and does nothing) or ``"enforces"`` (holds the files and the
network of the profile by Linux's own means).
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import resource
import select
import signal
import socket
import sys
from typing import Any

SANDBOX: str = "missing"

LINUX_ONLY: dict[Any, str] = {
    os: "waitid waitid_result P_PID P_PIDFD WNOWAIT pidfd_open memfd_create eventfd sched_getaffinity "
    "sched_setaffinity O_PATH O_TMPFILE splice copy_file_range unshare setns getrandom",
    select: "epoll",
    signal: "pidfd_send_signal sigtimedwait sigwaitinfo",
    socket: "AF_NETLINK AF_PACKET AF_VSOCK SO_PEERCRED SOCK_CLOEXEC SOCK_NONBLOCK",
    resource: "prlimit RLIMIT_MSGQUEUE RLIMIT_NICE RLIMIT_RTPRIO RLIMIT_SIGPENDING",
}
HIDDEN = ("/proc", "/dev/shm")
REAL_MACHINE = platform.machine()
RealLibrary = ctypes.CDLL


class MacLibrary(ctypes.CDLL):
    """The C library without Linux's own calls."""

    def __getattr__(self, name: str) -> Any:
        if name in ("prctl", "syscall") or (
            name == "sandbox_init" and SANDBOX not in ("refuses", "claims", "enforces")
        ):
            raise AttributeError(name)
        return sandbox_init if name == "sandbox_init" else super().__getattr__(name)


def sandbox_init(profile: bytes, flags: int, refused: Any) -> int:
    if SANDBOX == "refuses" or flags:
        refused._obj.value = b"profile refused"
        return -1
    if SANDBOX == "enforces":
        global hiding
        hiding = False  # what follows is Linux's
        sys.platform = "linux"
        try:
            enforce(profile.decode())
        finally:
            sys.platform, hiding = "darwin", True
    return 0


def enforce(profile: str) -> None:
    """Hold what the profile says of files and the network."""
    os.O_PATH = 0o10000000  # type: ignore[misc]
    from tutor.worker import landlock, paths, seccomp, syscalls

    platform.machine = lambda: REAL_MACHINE
    syscalls._libc = RealLibrary(None, use_errno=True)
    reads, writes = (
        re.findall(r'\(subpath "([^"]+)"\)', re.search(rf"\(allow {kind}\*(.*?)\)\n\(", profile, re.S)[1])  # type: ignore[index]
        for kind in ("file-read", "file-write")
    )
    rules = [landlock.PathRule(path, landlock.READ) for path in (*reads, *paths.SYSTEM)]
    rules += [landlock.PathRule(path, landlock.WORK) for path in writes]
    rules.append(landlock.PathRule("/dev/null", landlock.DEVICE))
    abi = landlock.abi_version()
    landlock.restrict(rules, abi)
    seccomp.apply(seccomp.policy(landlock_abi=abi))


hiding = True


def hide(event: str, arguments: tuple[Any, ...]) -> None:
    if hiding and event in ("open", "os.listdir", "os.scandir") and str(arguments[0]).startswith(HIDDEN):
        raise FileNotFoundError(2, "No such file or directory", arguments[0])


for module, names in LINUX_ONLY.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
sys.platform = "darwin"
platform.system = lambda: "Darwin"
platform.machine = lambda: "arm64"
ctypes.CDLL = MacLibrary  # type: ignore[misc]
sys.addaudithook(hide)
