"""Scratch folders: one for the supervisor, one inside it for each session; nothing is left behind.

A supervisor that is killed can't tidy up. Each holds a lock on its folder, so the next one tells abandoned folders from
live ones and removes them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import time

from tutor.worker import ending

PREFIX = "pytorch-tutor-"
LOCK = "lock"

_locks: list[int] = []


def make_base() -> str:
    """A private folder for this supervisor; abandoned ones of this user are removed on the way."""
    root = tempfile.gettempdir()
    remove_abandoned(root)
    base = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getuid()}-", dir=root)
    # Locked before it gets its name: nobody who looks for abandoned folders meets a lock that is not held yet.
    unnamed = os.path.join(base, f"{LOCK}.new")
    descriptor = os.open(unnamed, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.rename(unnamed, os.path.join(base, LOCK))
    _locks.append(descriptor)
    return base


def make_session(base: str) -> str:
    """A folder for one session."""
    return tempfile.mkdtemp(prefix="run-", dir=base)


def note_process(folder: str, pid: int) -> None:
    """Note beside a session's folder which process it is, for whoever has to tidy up after a supervisor."""
    with contextlib.suppress(OSError), open(f"{folder}.{pid}", "w"):
        pass


def forget_process(folder: str, pid: int) -> None:
    """Undo ``note_process``."""
    with contextlib.suppress(OSError):
        os.unlink(f"{folder}.{pid}")


def noted_processes(base: str) -> list[int]:
    """The processes that were noted in a supervisor's folder."""
    notes = (name.rpartition(".")[2] for name in os.listdir(base) if name.startswith("run-"))
    return [int(note) for note in notes if note.isdigit()]


def make_bait(base: str) -> str:
    """A private file outside every session's folder, for the probe to try to read and to write."""
    path = os.path.join(base, "private")
    with open(path, "w") as file:
        file.write("nothing a session may read")
    return path


def remove(path: str) -> None:
    """Remove a folder and all in it, also where the code took away its own permissions."""

    def make_writable_and_retry(function: object, name: str, _: object) -> None:
        with contextlib.suppress(OSError):
            os.chmod(os.path.dirname(name), 0o700)
            os.chmod(name, 0o700)
            if os.path.isdir(name) and not os.path.islink(name):
                shutil.rmtree(name, ignore_errors=True)
            else:
                os.unlink(name)

    shutil.rmtree(path, onerror=make_writable_and_retry)


def usage(path: str, most_entries: int = 20_000) -> tuple[int, bool]:
    """Bytes on disk under ``path``, and whether there are more than ``most_entries`` entries."""
    total = entries = 0
    waiting = [path]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as scan:
                for entry in scan:
                    entries += 1
                    if entries > most_entries:
                        return total, True
                    with contextlib.suppress(OSError):
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)
        except OSError:
            continue
    return total, False


def remove_abandoned(root: str, zygote: int = 0) -> None:
    """Remove this user's folders below ``root`` whose supervisor is dead, and end what is left of its worker;
    ``zygote`` may still be doing so by itself."""
    try:
        names = os.listdir(root)
    except OSError:
        return
    for name in names:
        if name.startswith(f"{PREFIX}{os.getuid()}-"):
            path = os.path.join(root, name)
            with contextlib.suppress(OSError):
                status = os.lstat(path)
                if stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not _in_use(path):
                    ending.end_marked(path, zygote)
                    ending.remove_shared_memory(filter(ending.is_gone, noted_processes(path)))
                    remove(path)


def _in_use(path: str) -> bool:
    try:
        descriptor = os.open(os.path.join(path, LOCK), os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        # Between mkdtemp and the lock a new supervisor's folder has no lock file yet.
        return os.lstat(path).st_mtime > time.time() - 60
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
