"""A small synchronous client of the supervisor, for tests that need pytest alone (no torch in the worker)."""

from __future__ import annotations

import os
import select
import subprocess
import time
from pathlib import Path
from typing import Any

from hostile.harness import WORKER, interpreter, ordinary_user

from tutor.worker.bootstrap import BOOTSTRAP, pack
from tutor.worker.limits import Limits
from tutor.worker.protocol import MARKER, FrameReader, encode

PATIENCE = 60.0
LAYERS = ["landlock", "rlimits", "seccomp"]


def sources() -> dict[str, str]:
    modules = {"tutor": WORKER / "__init__.py", "tutor.data": WORKER / "data.py"}
    for room in ("check", "worker"):
        for path in (WORKER / room).glob("*.py"):
            modules[f"tutor.{room}" if path.stem == "__init__" else f"tutor.{room}.{path.stem}"] = path
    return {name: path.read_text(encoding="utf-8") for name, path in modules.items()}


class Supervised:
    """A worker without torch, run as an ordinary user."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o777)
        self.folder = folder
        self.process = subprocess.Popen(
            [interpreter(), "-s", "-B", "-c", BOOTSTRAP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "TMPDIR": str(folder), "HOME": "/nonexistent", "PYTHONUTF8": "1"},
            cwd="/",
            start_new_session=True,
            **ordinary_user(),
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(pack("tutor.worker.supervisor", sources()))
        self._reader = FrameReader()
        self._frames: list[tuple[dict[str, Any], bytes]] = []
        self._banner = b""
        self._count = 0
        self.send({"type": "start", "preload": ["json"]})
        self.hello = self.wait_for("hello")
        self.report = self.wait_for("ready")

    def send(self, message: dict[str, Any], body: bytes = b"") -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(encode(message, body))
        self.process.stdin.flush()

    def next_frame(self) -> tuple[dict[str, Any], bytes]:
        assert self.process.stdout is not None
        until = time.monotonic() + PATIENCE
        while not self._frames:
            readable, _, _ = select.select([self.process.stdout], [], [], max(0.0, until - time.monotonic()))
            assert readable, "the supervisor said nothing for a minute"
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            assert data, "the supervisor hung up"
            if self._banner is not None:
                self._banner += data
                if MARKER not in self._banner:
                    continue
                data = self._banner.split(MARKER, 1)[1]
                self._banner = None  # type: ignore[assignment]
            self._frames += self._reader.feed(data)
        return self._frames.pop(0)

    def wait_for(self, kind: str, **wanted: Any) -> dict[str, Any]:
        while True:
            message, _ = self.next_frame()
            if message["type"] == kind and all(message.get(name) == value for name, value in wanted.items()):
                return message

    def open(self, **policy: Any) -> str:
        self._count += 1
        name = str(self._count)
        limits = policy.pop("limits", Limits())
        values = {"readable": [], "layers": LAYERS, "limits": limits.as_dict(), **policy}
        self.send({"type": "open", "session": name, "role": "learner", "policy": values})
        return name

    def run(self, code: str, *, seconds: float = 30.0, session: str = "", script: bool = False, **policy: Any) -> Run:
        name = session or self.open(**policy)
        self._count += 1
        number = self._count
        message = {"type": "run", "session": name, "run": number, "name": "code.py", "seconds": seconds}
        self.send({**message, "script": script}, code.encode())
        run = Run(name)
        while True:
            frame, body = self.next_frame()
            if frame.get("session") != name:
                continue
            if frame["type"] == "output":
                run.output[frame["stream"]] += body
            elif frame["type"] == "opened":
                run.pid = frame["pid"]
            elif frame["type"] == "finished":
                run.finished = frame
                return run
            else:
                run.events.append(frame)

    def end(self, session: str) -> None:
        self.send({"type": "close", "session": session})
        self.wait_for("closed", session=session)

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Run:
    """What one run did."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.pid = 0
        self.output = {"stdout": b"", "stderr": b""}
        self.events: list[dict[str, Any]] = []
        self.finished: dict[str, Any] = {}

    @property
    def stdout(self) -> str:
        return self.output["stdout"].decode()

    @property
    def reason(self) -> str:
        return str(self.finished["reason"])


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def group_members(leader: int) -> list[int]:
    members = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == leader and fields[0] != "Z":
                members.append(int(name))
    return members


def gone(pid: int) -> bool:
    """Whether a process ends by itself, within a generous wait."""
    until = time.monotonic() + 20
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.01)
    return not alive(pid)
