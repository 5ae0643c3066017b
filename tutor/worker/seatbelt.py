"""The sandbox of macOS: a profile for ``sandbox-exec``.

Untested: it was written from the profile language as Apple's own profiles use it, with no Mac at hand. The
worker is to be started under it (``sandbox-exec -p PROFILE python …``), since a running process can't be put
under a profile without private calls.
"""

from __future__ import annotations

from collections.abc import Iterable

SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/System",
    "/Library/Frameworks",
    "/Library/Developer",
    "/opt/homebrew",
    "/private/etc/localtime",
    "/private/var/db/timezone",
    "/private/var/db/dyld",
    "/dev/null",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
)
"""What every program reads."""


def profile(scratch: str, readable: Iterable[str]) -> str:
    """The profile text: deny by default; read the system and ``readable``; write ``scratch``; no network;
    signal only itself.

    Paths must be real ones (``os.path.realpath``): the profile sees ``/private/tmp``, not ``/tmp``.

    Raises:
        ValueError: if a path is not a full one or holds a character that the language can't quote.
    """
    reads = "\n".join(f"    (subpath {_quoted(path)})" for path in (*SYSTEM, *readable, scratch))
    return f"""(version 1)
(deny default)
(allow process-fork)
(allow process-exec)
(allow signal (target same-sandbox))
(allow sysctl-read)
(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo"))
(allow ipc-posix-sem)
(allow ipc-posix-shm)
(allow file-read-metadata)
(allow file-read*
    (literal "/")
{reads})
(allow file-write*
    (subpath {_quoted(scratch)})
    (literal "/dev/null"))
(allow iokit-open)
"""


def _quoted(path: str) -> str:
    if not path.startswith("/") or any(character in path for character in '"\\\n'):
        raise ValueError(f"{path!r} can't stand in a sandbox profile; use a full path without quotes.")
    return f'"{path}"'
