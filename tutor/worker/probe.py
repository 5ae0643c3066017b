"""What the sandbox really stops here: each kind of forbidden act is tried, harmlessly, by a confined child.

Version numbers are not believed: a container may refuse a layer, a kernel may have one switched off.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Callable, Mapping

from tutor.worker import bpf, landlock, seatbelt, seccomp
from tutor.worker.limits import Limits
from tutor.worker.limits import apply as apply_limits
from tutor.worker.syscalls import set_no_new_privileges, syscall

_REFUSED = frozenset({errno.EPERM, errno.EACCES, errno.ENOSYS})

ACTS = {
    "read": "read private files",
    "write": "write files outside its own folder",
    "truncate": "empty files outside its own folder",
    "chmod": "change permissions of files",
    "network": "reach the network",
    "unix": "talk to other programs through their sockets",
    "signal": "send signals to other programs",
    "ptrace": "look into other programs",
    "namespaces": "make a system view of its own",
}
"""The acts that are tried, and how a sentence calls them."""

_FILE_ACTS = frozenset({"read", "write", "truncate"})
"""What only Landlock stops; seccomp alone stops the rest."""
_FOR_MACOS = _FILE_ACTS | {"chmod", "network", "unix"}
"""What has to be stopped for the level of macOS."""


MACOS = (
    "On macOS learner code is kept from private files and the network; a process of it that leaves its group outlives "
    "a stop, and memory is looked at once a second only."
)
UNTRIED = "The sandbox of macOS was written without a Mac to try it on; please report what you see."


def attempt_all(scratch: str, private: str) -> dict[str, bool]:
    """Try every act of ``ACTS`` that this system knows in this process and say which were blocked.

    ``private`` is the path of a file of this user that was made for the purpose, outside of ``scratch`` and
    of what is readable; nobody's data is touched. An act that fails for another reason than a refusal counts
    as not blocked.

    Raises:
        OSError: if ``scratch`` can't be written either; a sandbox that refuses everything would look perfect.
    """
    attempts: dict[str, Callable[[], None]] = {
        "read": lambda: _read(private),
        "write": lambda: _write_beside(private),
        "truncate": lambda: os.truncate(private, os.stat(private).st_size),
        "chmod": lambda: os.chmod(private, os.stat(private).st_mode & 0o7777),
        "network": _connect_to_network,
        "unix": lambda: _connect_to_path(private),
        "signal": lambda: os.kill(os.getppid(), 0),
    }
    if sys.platform.startswith("linux"):
        attempts |= {"ptrace": _trace_nobody, "namespaces": lambda: _call("unshare", 0)}
    _write_beside(os.path.join(scratch, "probe"))
    return {name: _is_refused(attempt) for name, attempt in attempts.items()}


def _is_refused(attempt: Callable[[], None]) -> bool:
    try:
        attempt()
    except OSError as error:
        return error.errno in _REFUSED
    return False


def _call(name: str, *arguments: int) -> None:
    syscall(name, *arguments)


def _read(path: str) -> None:
    os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC))


def _write_beside(path: str) -> None:
    beside = f"{path}.{os.getpid()}"
    os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    os.unlink(beside)


def _connect_to_network() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        tcp.setblocking(False)
        tcp.connect(("127.0.0.1", 9))


def _connect_to_path(path: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream:
        stream.connect(path)  # no socket lies there, so an open way ends in ECONNREFUSED


def _trace_nobody() -> None:
    try:
        _call("ptrace", 16, 0)  # PTRACE_ATTACH to process 0, which doesn't exist
    except ProcessLookupError:
        return


def level_of(blocked: Mapping[str, bool], platform: str, abi: int) -> tuple[str, tuple[str, ...]]:
    """The sandbox level and, a sentence each, what is weaker than ``full``, why, and what mends it.

    ``blocked`` is what ``attempt_all`` found, ``platform`` is ``sys.platform`` or ``platform.system()``,
    ``abi`` the Landlock ABI that was used, 0 for none.
    """
    open_acts = [name for name in ACTS if not blocked.get(name, False)]
    if platform.lower() == "darwin":
        still_open = [name for name in open_acts if name in blocked or not blocked]
        if _FOR_MACOS.intersection(open_acts):
            return "none", (_still_open(still_open), UNTRIED)
        return "macOS", (*([_still_open(still_open)] if still_open else []), MACOS, UNTRIED)
    if not open_acts:
        return ("full", ()) if abi >= 6 else ("good", _weaker_below(abi))
    if "read" in open_acts and _FILE_ACTS.issuperset(open_acts):
        return "network only", (
            f"{_still_open(open_acts)} There is no Landlock here: "
            "use Linux 5.13 or later, or enable it at boot (lsm=landlock).",
        )
    return "none", (
        f"{_still_open(open_acts)} Use Linux 5.13 or later with seccomp and Landlock; in a container, allow both.",
    )


def _still_open(acts: list[str]) -> str:
    return f"Learner code can {', '.join(ACTS[name] for name in acts)}."


def _weaker_below(abi: int) -> tuple[str, ...]:
    """What Landlock does not do before ABI 6, the nearest remedy first."""
    sentences = []
    if abi < 6:
        sentences.append("Learner code can't end worker processes it started; Linux 6.12 or later lets it.")
    if abi < 5:
        sentences.append("Commands to device files it may open are not limited; Linux 6.10 or later limits them.")
    if abi < 4:
        sentences.append("Lessons that need TCP on this machine can use every port; Linux 6.7 or later limits them.")
    if abi < 3:
        sentences.append("Learner code can't empty files by name, its own neither; Linux 6.2 or later lets it.")
    if abi < 2:
        sentences.append("Learner code can't move files between folders; Linux 5.19 or later lets it.")
    return tuple(sentences)


Layers = dict[str, tuple[int, Callable[[], None]]]
"""Each layer's bit in the exit status of the child that tries it, and how it is tried."""


def available_layers() -> frozenset[str]:
    """The layers that work here, found by applying each in a forked child that ends at once.

    Raises:
        OSError: if no process can be forked.
    """
    layers = _layers()
    child = os.fork()
    if child == 0:
        os._exit(_try_layers(layers))
    _, status = os.waitpid(child, 0)
    found = os.waitstatus_to_exitcode(status)
    return frozenset(name for name, (bit, _) in layers.items() if found > 0 and found & bit)


def _try_layers(layers: Layers) -> int:
    works = 0
    for bit, apply in layers.values():
        try:
            apply()
        except OSError:
            continue
        works |= bit
    return works


def _try_seccomp() -> None:
    set_no_new_privileges()
    seccomp.apply({"reboot": (bpf.Rule(bpf.answer(errno.EPERM)),)})


def _layers() -> Layers:
    """The layers that there may be on this system."""
    layers: Layers = {"rlimits": (1, lambda: apply_limits(Limits()))}
    if sys.platform.startswith("linux"):
        layers["landlock"] = (2, lambda: landlock.restrict((), landlock.abi_version()))
        layers["seccomp"] = (4, _try_seccomp)
    elif sys.platform == "darwin":
        layers["seatbelt"] = (8, lambda: seatbelt.apply(seatbelt.profile("/private/var/empty", ())))
    return layers
