"""Which files a run needs: what PyTorch reads, the scratch folder, the GPU; and which folders are never given
away whole."""

from __future__ import annotations

import contextlib
import os
import pwd
import sys
from collections.abc import Iterable

from tutor.worker.landlock import DEVICE, READ, WORK, Access, PathRule

SYSTEM = (
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/bin",
    "/sbin",
    "/opt/rocm",
    "/nix/store",
    "/gnu/store",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/passwd",
    "/etc/group",
    "/etc/nsswitch.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/gai.conf",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/mime.types",
    "/etc/alternatives",
    "/etc/OpenCL",
    "/etc/nvidia",
    "/etc/vulkan",
)
"""Programs, libraries and the few settings they read; nothing here is private."""

KERNEL = (
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/version",
    "/proc/filesystems",
    "/proc/loadavg",
    "/proc/uptime",
    "/proc/devices",
    "/proc/modules",
    "/proc/driver",
    "/proc/sys",
    "/sys/devices",
    "/sys/bus/pci",
    "/sys/class",
    "/sys/module/nvidia",
    "/sys/kernel/mm",
    "/sys/fs/cgroup",
)
"""What tells of the processor, the memory and the GPU. ``/proc/self`` is this process's own folder and no one
else's."""

NEVER_WHOLE = frozenset(
    {
        *(
            "/",
            "/boot",
            "/data",
            "/dev",
            "/dev/shm",
            "/etc",
            "/home",
            "/media",
            "/mnt",
            "/opt",
            "/proc",
            "/root",
        ),
        *("/run", "/scratch", "/srv", "/sys", "/tmp", "/var", "/var/tmp", "/Users", "/Volumes", "/private"),
    }
)
"""Folders that hold other people's things beside whatever was meant."""

_GPU_DEVICES = ("nvidia", "nvhost", "nvmap", "dri", "kfd", "dxg")
"""What the names of GPU devices under /dev begin with: NVIDIA, its small boards, AMD, Windows' Linux."""


def homes(scratch: str = "") -> tuple[str, ...]:
    """The user's home, by the user database and by HOME (a run's HOME is its scratch folder, which isn't
    meant)."""
    found = [os.environ.get("HOME", "")]
    with contextlib.suppress(KeyError):  # a container's user that no database knows
        found.append(pwd.getpwuid(os.getuid()).pw_dir)
    own = os.path.realpath(scratch) if scratch else ""
    return tuple(sorted({os.path.realpath(home) for home in found if home} - {own}))


def refusal(path: str, homes: Iterable[str]) -> str:
    """Why ``path`` is not made readable, as a sentence; empty if it may be.

    Refused are the home folder, every folder above it, and folders of the system that hold other people's
    things.
    """
    if not path or not os.path.isabs(path):
        return f"{path or 'An empty path'} is not a full path; give the whole path of a folder."
    real = os.path.realpath(path)
    if real in NEVER_WHOLE:
        return f"{path} is not opened to learner code whole; move what it needs to a folder of its own."
    for home in homes:
        if home == real or os.path.commonpath((real, home)) == real:
            return f"{path} holds your home, which stays private; move what it needs to a folder of its own."
    return ""


def environment() -> tuple[str, ...]:
    """Where this Python, its packages and their libraries lie."""
    found = [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix]
    found += [entry for entry in sys.path if entry]
    for name in ("LD_LIBRARY_PATH", "CUDA_HOME", "CUDA_PATH"):
        found += [entry for entry in os.environ.get(name, "").split(":") if entry]
    return tuple(dict.fromkeys(found))


def readable_paths(extra: Iterable[str], scratch: str) -> tuple[str, ...]:
    """The environment and ``extra``, without what ``refusal`` refuses."""
    private = homes(scratch)
    return tuple(path for path in (*environment(), *extra) if not refusal(path, private))


def gpu_devices() -> tuple[str, ...]:
    """Device files (and folders of them) of GPUs that are here."""
    try:
        names = os.listdir("/dev")
    except OSError:
        return ()
    return tuple(sorted(f"/dev/{name}" for name in names if name.startswith(_GPU_DEVICES)))


def rules(scratch: str, extra: Iterable[str] = (), *, data: str = "", shared_memory: bool = False) -> list[PathRule]:
    """The rules for one run.

    ``scratch`` becomes readable and writable, ``extra`` readable, and so does ``data``, the folder of data sets,
    unless ``refusal`` refuses it; nothing in it can be executed. ``shared_memory`` grants ``/dev/shm``, where
    multiprocessing keeps its semaphores: by name, without listing, but those of the user's other programs too.
    """
    granted = [PathRule(path, READ) for path in (*SYSTEM, *KERNEL, *readable_paths(extra, scratch))]
    if data and not refusal(data, homes(scratch)):
        granted.append(PathRule(data, Access.READ_FILE | Access.READ_DIRECTORY))
    granted += [PathRule(path, DEVICE) for path in ("/dev/null", "/dev/zero", "/dev/full")]
    granted += [PathRule(path, Access.READ_FILE) for path in ("/dev/random", "/dev/urandom")]
    if shared_memory:
        use = Access.READ_FILE | Access.WRITE_FILE | Access.MAKE_FILE | Access.REMOVE_FILE | Access.TRUNCATE
        granted.append(PathRule("/dev/shm", use))
    devices = gpu_devices()
    granted += [PathRule(path, DEVICE | Access.READ_DIRECTORY) for path in devices]
    if devices:
        # The driver names its threads, in files that exist only once the threads do.
        granted.append(PathRule("/proc/self/task", Access.WRITE_FILE | Access.TRUNCATE))
    granted.append(PathRule(scratch, WORK))
    return granted
