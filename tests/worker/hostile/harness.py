"""Runs forbidden acts for real, as an ordinary user, with the sandbox and without it.

``Laboratory`` makes a small world to attack (a home with private files, listening sockets, a process of the same
user) and an interpreter that forks one process for each act. Root is never the attacker: what root may do proves
nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOBODY = 65534
WORKER = Path(__file__).resolve().parents[3] / "tutor"
HERE = Path(__file__).resolve().parent
SECRET = "a private line"


@dataclass(frozen=True)
class Outcome:
    """What became of an act: exactly one of the fields is set."""

    result: Any = None
    error: str = ""
    """Name and text of the exception."""
    errno: int | None = None
    signal: int = 0
    unprepared: str = ""
    """Why the ground for the act could not be laid on this machine."""

    @property
    def succeeded(self) -> bool:
        return not (self.error or self.signal or self.unprepared)


class Unavailable(Exception):
    """This machine can't run hostile acts; the text says why."""


def ordinary_user() -> dict[str, Any]:
    """Arguments of ``subprocess.Popen`` that make its process an ordinary user's."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def interpreter() -> str:
    """A Python that the ordinary user can run."""
    asks = "import sys; sys.exit(sys.version_info < (3, 10))"
    for candidate in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        if Path(candidate).exists():
            try:
                done = subprocess.run([candidate, "-I", "-c", asks], capture_output=True, cwd="/", **ordinary_user())
            except OSError:
                continue
            if done.returncode == 0:
                return candidate
    raise Unavailable("no Python 3.10 or later that an ordinary user can run")


class Laboratory:
    """A world to attack, and a helper process that attacks it. Close it after use."""

    def __init__(self, wrapper: Sequence[str] = (), drop: bool = True) -> None:
        """``wrapper`` is a command that starts the helper; with ``drop=False`` it is that command which drops root."""
        self._sockets: list[socket.socket] = []
        self._base = Path(tempfile.mkdtemp(prefix="hostile-"))
        try:
            self._world = self._make_world()
            self._helper = subprocess.Popen(
                [*wrapper, interpreter(), "-s", "-B", "-m", "hostile.helper"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd="/",
                env={
                    "PYTHONPATH": str(self._base / "source"),
                    "HOME": self._world["home"],
                    "PATH": "/usr/bin:/bin",
                    "PRIVATE": SECRET,
                },
                **(ordinary_user() if drop else {}),
            )
            self._send(self._world)
            self.home: str = self._world["home"]
            self.data: str = self._world["data"]
            self.victim: int = self._receive()["victim"]
        except BaseException:
            self._remove_world()
            raise

    def run(self, act: str, policy: dict[str, Any] | None = None, prepare: str = "", **arguments: Any) -> Outcome:
        """Run one act of ``acts``; ``policy`` (without its scratch) confines it, None leaves it free."""
        self._send({"act": act, "policy": policy, "prepare": prepare, "arguments": arguments})
        answer = self._receive()
        self._empty_queues()
        if "harness" in answer:
            raise AssertionError(answer["harness"])
        if "error" in answer:
            answer["error"] += ": " + answer.pop("text")
        return Outcome(**answer)

    def _empty_queues(self) -> None:
        """A full queue would hold up the next act that sends or connects."""
        for listener in self._sockets:
            with contextlib.suppress(BlockingIOError):
                while True:
                    if listener.type == socket.SOCK_DGRAM:
                        listener.recv(64)
                    else:
                        listener.accept()[0].close()

    def close(self) -> None:
        """End the helper and remove the world."""
        assert self._helper.stdin is not None
        assert self._helper.stdout is not None
        self._helper.stdin.close()
        self._helper.wait()
        self._helper.stdout.close()
        self._remove_world()

    def _send(self, message: dict[str, Any]) -> None:
        assert self._helper.stdin is not None
        self._helper.stdin.write(json.dumps(message) + "\n")
        self._helper.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._helper.stdout is not None
        line = self._helper.stdout.readline()
        if not line:
            raise Unavailable("the helper process ended; its last words stand above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _make_world(self) -> dict[str, Any]:
        base = self._base
        base.chmod(0o755)
        shutil.copytree(WORKER / "worker", base / "source" / "tutor" / "worker", ignore=_keep_sources)
        shutil.copy(WORKER / "__init__.py", base / "source" / "tutor")
        shutil.copytree(HERE, base / "source" / "hostile", ignore=_keep_sources)
        home, other = base / "home", base / "other"
        data = home / ".local/share/pytorch-tutor/datasets"
        for folder in (home / ".ssh", home / "empty", data / "set", base / "scratches", other):
            folder.mkdir(parents=True)
        (data / "set/images").write_text("pictures")
        (data / "set/program").write_text("#!/bin/sh\n")
        (data / "set/program").chmod(0o755)
        for name in (".ssh/id_ed25519", "notes.txt", ".local/share/pytorch-tutor/progress.db"):
            (home / name).write_text(SECRET)
        (other / "readable.txt").write_text(SECRET)
        if os.getuid() == 0:
            for path in (home, *home.rglob("*"), base / "scratches"):
                os.chown(path, NOBODY, NOBODY)
        return {
            "home": str(home),
            "other": str(other),
            "data": str(data),
            "scratches": str(base / "scratches"),
            "secret": SECRET,
            **self._listen(),
            "setuid": self._setuid_program(),
        }

    def _listen(self) -> dict[str, Any]:
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        stream, datagram = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        abstract = socket.socket(socket.AF_UNIX)
        name = f"hostile-{os.getpid()}-{self._base.name}"
        for listener, address in ((stream, "stream"), (datagram, "datagram")):
            path = self._base / address
            listener.bind(str(path))
            path.chmod(0o777)
        abstract.bind(f"\0{name}")
        for listener in (stream, abstract):
            listener.listen(64)
        self._sockets = [tcp, udp, stream, datagram, abstract]
        for opened in self._sockets:
            opened.setblocking(False)
        return {
            "tcp": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
            "stream": str(self._base / "stream"),
            "datagram": str(self._base / "datagram"),
            "abstract": name,
        }

    def _setuid_program(self) -> str:
        """A copy of ``id`` that runs as root; empty where we can't make one."""
        program = shutil.which("id")
        if os.getuid() != 0 or program is None:
            return ""
        copy = self._base / "source" / "setuid-id"
        shutil.copy(program, copy)
        copy.chmod(0o4755)
        return str(copy)

    def _remove_world(self) -> None:
        for listener in self._sockets:
            listener.close()
        shutil.rmtree(self._base, ignore_errors=True)


def _keep_sources(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if ("." in name and not name.endswith(".py")) or name == "__pycache__"}
