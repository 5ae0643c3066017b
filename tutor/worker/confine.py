"""The one door into confinement: a fresh child calls ``confine`` before it reads a line of learner code."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from tutor.worker import landlock, limits, paths, seatbelt, seccomp
from tutor.worker.limits import Limits
from tutor.worker.syscalls import drop_capabilities, set_no_new_privileges

ALL_LAYERS = frozenset({"rlimits", "landlock", "seccomp"})
"""The layers of Linux."""
KNOWN_LAYERS = ALL_LAYERS | {"seatbelt"}
"""And the one of macOS."""

LOOPBACK_PORTS = (12355, 29500)
"""Ports that PyTorch's documentation and tutorials give to MASTER_PORT; they lie below the range the kernel
hands out."""


@dataclass(frozen=True)
class Policy:
    """What one run may do."""

    scratch: str
    """Full path of the folder it may write; exists already."""
    readable: tuple[str, ...] = ()
    """More files and folders it may read. What ``paths.refusal`` refuses is left out; ask it first to tell
    the user."""
    data: str = ""
    """Full path of the folder of data sets, which it may read and not execute; empty for none. Refused as above."""
    layers: frozenset[str] = ALL_LAYERS
    landlock_abi: int | None = None
    """Use no newer Landlock than this (None: the kernel's)."""
    worker_processes: bool = False
    """Grants ``/dev/shm``, which multiprocessing's locks and queues need."""
    loopback: bool = False
    """TCP for ``torch.distributed``, to ``LOOPBACK_PORTS`` and the ports the kernel hands out by itself (Landlock 4 and
    later; any port before), and the names and addresses of network interfaces. UDP, names of machines and Unix sockets
    by path stay closed. Neither Landlock nor seccomp can read an address, so the same ports of other machines are
    reachable, and other machines can reach what listens."""
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if not os.path.isabs(self.scratch):
            raise ValueError(f"The scratch folder {self.scratch!r} must be given by its full path.")
        unknown = self.layers - KNOWN_LAYERS
        if unknown:
            raise ValueError(f"There is no sandbox layer called {', '.join(sorted(unknown))}.")

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Policy:
        """The inverse of ``as_dict``; what is missing keeps its default.

        Raises:
            ValueError: for unknown names and values that make no sense.
        """
        unknown = set(values) - {known.name for known in fields(cls)}
        if unknown:
            raise ValueError(f"A policy has nothing called {', '.join(sorted(unknown))}.")
        if "scratch" not in values:
            raise ValueError("A policy needs the path of a scratch folder.")
        made = dict(values)
        if "readable" in made:
            made["readable"] = tuple(made["readable"])
        if "layers" in made:
            made["layers"] = frozenset(made["layers"])
        if "limits" in made:
            made["limits"] = Limits.from_dict(made["limits"])
        return cls(**made)

    def as_dict(self) -> dict[str, Any]:
        """Plain values that JSON can carry."""
        return {
            "scratch": self.scratch,
            "readable": list(self.readable),
            "data": self.data,
            "layers": sorted(self.layers),
            "landlock_abi": self.landlock_abi,
            "worker_processes": self.worker_processes,
            "loopback": self.loopback,
            "limits": self.limits.as_dict(),
        }


def usable_abi(cap: int | None) -> int:
    """The Landlock ABI to restrict with: the kernel's, at most ``cap``, at most what we know."""
    known = min(landlock.abi_version(), landlock.NEWEST_ABI)
    return known if cap is None else min(known, cap)


def signals_own_processes(policy: Policy) -> bool:
    """Whether a run so confined may signal processes that it has started, by their ids."""
    if "seccomp" not in policy.layers:
        return True
    return "landlock" in policy.layers and usable_abi(policy.landlock_abi) >= landlock.SCOPES_SIGNALS_FROM


def confine(policy: Policy) -> None:
    """Confine this process and all it will start, for good.

    To be called in a fresh child that leads a process group of its own and has one thread; both layers bind
    the calling thread only, and signals to the own group are allowed.

    Raises:
        OSError: with a sentence, if a layer of ``policy.layers`` can't be applied. The child must then end
        without running anything.
    """
    kernel = policy.layers & {"landlock", "seccomp"}
    if kernel and not sys.platform.startswith("linux"):
        raise OSError(f"{' and '.join(sorted(kernel))} are Linux's; leave these layers out on {sys.platform}.")
    if kernel or "seatbelt" in policy.layers:
        _check_freshness()
    if "rlimits" in policy.layers:
        limits.apply(policy.limits)
    if "seatbelt" in policy.layers:
        seatbelt.apply(_seatbelt_profile(policy))
    if not kernel:
        return
    set_no_new_privileges()
    drop_capabilities()
    abi = _restrict_files(policy) if "landlock" in policy.layers else 0
    if "seccomp" in policy.layers:
        seccomp.apply(seccomp.policy(landlock_abi=abi, loopback=policy.loopback, process=os.getpid()))


def _check_freshness() -> None:
    """What was started before would stay free, and a group shared with others would be open to signals. Threads that
    run already stay free only on Linux, whose layers bind one thread."""
    if os.getpgrp() != os.getpid():
        raise OSError("The sandbox needs a process group of its own; this is the tutor's fault, please report it.")
    if sys.platform.startswith("linux") and len(os.listdir("/proc/self/task")) != 1:
        raise OSError("The sandbox needs a process of one thread; this is the tutor's fault, please report it.")


def _seatbelt_profile(policy: Policy) -> str:
    data = policy.data if policy.data and not paths.refusal(policy.data, paths.homes(policy.scratch)) else ""
    return seatbelt.profile(
        os.path.realpath(policy.scratch),
        filter(seatbelt.can_name, map(os.path.realpath, paths.readable_paths(policy.readable, policy.scratch))),
        data=os.path.realpath(data) if data else "",
        shared_memory=policy.worker_processes,
        loopback=policy.loopback,
    )


def _restrict_files(policy: Policy) -> int:
    """Apply Landlock; returns the ABI it was applied with."""
    if not os.path.isdir(policy.scratch):
        raise OSError(f"The scratch folder {policy.scratch} is not there; start the tutor again to get a new one.")
    abi = usable_abi(policy.landlock_abi)
    rules = paths.rules(policy.scratch, policy.readable, data=policy.data, shared_memory=policy.worker_processes)
    landlock.restrict(rules, abi, loopback_ports() if policy.loopback else ())
    return abi


def loopback_ports() -> tuple[int, ...]:
    """The TCP ports of a loopback run; 0 stands for binding to whichever port the kernel picks."""
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
            first, last = (int(word) for word in file.read().split())
    except (OSError, ValueError):
        first, last = 32768, 60999  # the kernel's default
    return (0, *LOOPBACK_PORTS, *range(first, last + 1))
