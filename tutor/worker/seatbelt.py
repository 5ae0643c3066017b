"""The sandbox of macOS: a profile in its own language, put on a fresh child by ``sandbox_init``.

Written from the profile language as Apple's own profiles and the browsers use it, and not tried on a Mac: none was at
hand. Nothing relies on it unseen: the level that is shown comes from a confined probe that tries the forbidden acts.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable

SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/System",
    "/Library/Apple",
    "/Library/Frameworks",
    "/Library/Developer",
    "/Applications/Xcode.app/Contents/Developer",
    "/opt/homebrew",
    "/opt/local",
    "/private/etc/hosts",
    "/private/etc/localtime",
    "/private/etc/passwd",
    "/private/var/db/timezone",
    "/private/var/db/dyld",
    "/private/var/select",
    "/dev/fd",
    "/dev/null",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
)
"""What every program reads."""

_SHARED_MEMORY = "(allow ipc-posix-sem)\n(allow ipc-posix-shm*)\n"
_LOOPBACK = """(allow network-outbound (remote ip "localhost:*"))
(allow network-inbound (local ip "localhost:*"))
(allow network-bind (local ip "localhost:*"))
"""


def profile(
    scratch: str, readable: Iterable[str], *, data: str = "", shared_memory: bool = False, loopback: bool = False
) -> str:
    """The profile text: deny by default; read the system and ``readable``; write ``scratch``; read ``data`` (empty for
    none) and execute nothing in it; no network but, with ``loopback``, this machine itself; signal only one's own.

    Paths must be real ones (``os.path.realpath``): the profile sees ``/private/tmp``, not ``/tmp``.

    Raises:
        ValueError: for a path of which ``can_name`` is false.
    """
    places = dict.fromkeys((*SYSTEM, *readable, scratch))
    reads = "\n".join(f"    (subpath {_quoted(path)})" for path in places)
    text = f"""(version 1)
(deny default)
(allow process-fork)
(allow process-exec)
(allow process-info* (target same-sandbox))
(allow signal (target same-sandbox))
(allow sysctl-read)
(allow system-socket)
(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo"))
(allow ipc-posix-shm* (ipc-posix-name-regex #"^/?__KMP_REGISTERED_LIB_"))
(allow file-read-metadata)
(allow file-read* file-map-executable
    (literal "/")
{reads})
(allow file-write*
    (subpath {_quoted(scratch)})
    (literal "/dev/null"))
(allow iokit-open)
"""
    if shared_memory:
        text += _SHARED_MEMORY
    if loopback:
        text += _LOOPBACK
    if data:
        place = f"(subpath {_quoted(data)})"
        text += f"(allow file-read* {place})\n(deny process-exec file-map-executable {place})\n"
    return text


def apply(text: str) -> None:
    """Put a profile on this process and all it will start, for good.

    Raises:
        OSError: if this system has no such call or refuses the profile.
    """
    try:
        initialise = ctypes.CDLL(None).sandbox_init
    except AttributeError:
        raise OSError("This system has no sandbox_init.") from None
    initialise.argtypes = [ctypes.c_char_p, ctypes.c_uint64, ctypes.POINTER(ctypes.c_char_p)]
    initialise.restype = ctypes.c_int
    refused = ctypes.c_char_p()
    if initialise(text.encode(), 0, ctypes.byref(refused)) != 0:
        why = (refused.value or b"no reason given").decode("utf-8", "replace")
        raise OSError(f"macOS refused the sandbox profile: {why}.")


def can_name(path: str) -> bool:
    """Whether a path can stand in a profile: it must be a full one and hold no character that ends a text there."""
    return path.startswith("/") and not any(character in path for character in '"\\\n')


def _quoted(path: str) -> str:
    if not can_name(path):
        raise ValueError(f"{path!r} can't stand in a sandbox profile; use a full path without quotes.")
    return f'"{path}"'
