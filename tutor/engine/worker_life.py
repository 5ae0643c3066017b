"""A worker's life, seen from the tutor: it starts, it is surveyed, it may be lost, it ends."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from tutor.engine import launch
from tutor.engine.link import Link
from tutor.engine.process import Session, WorkerGoneError
from tutor.engine.runner import WorkerStatus
from tutor.worker.limits import Limits
from tutor.worker.protocol import Frame, Message

SURVEY_SECONDS = 60.0


class WorkerLife:
    """One worker: its start, its state, its loss, its sessions. Use on one event loop; ``close`` when done."""

    def __init__(
        self,
        python: str | None = None,
        *,
        limits: Limits | None = None,
        preload: Sequence[str] = launch.PRELOAD,
    ) -> None:
        self._python = python
        self._limits = limits or Limits()
        self._preload = list(preload)
        self._status = WorkerStatus()
        self._watchers: list[Callable[[WorkerStatus], None]] = []
        self._link: Link | None = None
        self._ready: asyncio.Future[None] | None = None
        self._layers: list[str] = []
        self._sessions: dict[str, Session] = {}
        self._numbers = itertools.count(1)
        self._survey: asyncio.Task[None] | None = None
        self.hello: Message = {}
        """What the supervisor said of itself, for ``doctor``."""
        self.report: Message = {}
        """What the zygote said when it was ready, for ``doctor``."""
        self.survey: Message = {}
        """What a confined probe found, for ``doctor``."""

    # -- the worker's life -----------------------------------------------------------------------------------------

    @property
    def status(self) -> WorkerStatus:
        """The worker's state now."""
        return self._status

    def watch(self, changed: Callable[[WorkerStatus], None]) -> Callable[[], None]:
        """Call ``changed`` on every new status; the returned function ends that."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed) if changed in self._watchers else None

    def _set(self, **changes: Any) -> None:
        self._status = replace(self._status, **changes)
        for watcher in list(self._watchers):
            watcher(self._status)

    async def start(self) -> None:
        """Start the worker unless it runs; a failure shows in ``status``."""
        if self._status.phase in ("starting", "ready"):
            return
        self._ready = asyncio.get_running_loop().create_future()
        self._set(phase="starting", detail="Importing torch…", level="", level_why=())
        link = Link(self._receive, self._lose)
        try:
            await link.start(launch.command(self._python), launch.environment(), launch.bundle())
        except OSError as error:
            self._lose(f"{self._python or 'Python'} could not be started: {error.strerror}. Check --python.")
            return
        self._link = link
        link.send({"type": "start", "preload": self._preload})

    async def ready(self) -> None:
        """Start the worker if need be and wait until it has imported torch.

        Raises:
            WorkerGoneError: with a sentence, if it can't.
        """
        await self.start()
        if self._ready is not None and self._status.phase == "starting":
            await asyncio.shield(self._ready)
        if self._status.phase != "ready":
            raise WorkerGoneError(self._status.detail)

    async def surveyed(self) -> None:
        """Wait until the sandbox level and the devices are known."""
        await self.ready()
        if self._survey is not None:
            await asyncio.shield(self._survey)

    async def close(self) -> None:
        """End the worker and everything it started."""
        link, self._link = self._link, None
        if self._survey is not None:
            self._survey.cancel()
            await asyncio.gather(self._survey, return_exceptions=True)
        if link is not None:
            await link.close()
        self._forget("The tutor is closing.")
        self._set(phase="off", detail="")

    def _receive(self, frame: Frame) -> None:
        if self._link is None:
            return  # given up already: what still arrives is not news
        message = frame[0]
        kind = message["type"]
        if "session" in message:
            session = self._sessions.get(message["session"])
            if session is not None:
                session.deliver(frame)
                if kind == "closed":
                    del self._sessions[message["session"]]
        elif kind == "hello":
            self.hello = message
            self._layers = message["layers"]
            self._set(python=message["python"], layers=dict.fromkeys(self._layers, True))
        elif kind == "ready":
            self.report = message
            self._set(
                phase="ready",
                detail="",
                torch=message.get("torch", ""),
                torchvision=message.get("torchvision", ""),
            )
            if self._ready is not None and not self._ready.done():
                self._ready.set_result(None)
            self._survey = asyncio.create_task(self._take_survey())
        elif kind == "failed":
            self._fail(_why_no_torch(message["message"], self.hello.get("executable", "")))
        elif kind == "lost":
            self._fail("The worker died (the machine may be out of memory). It starts again with your next run.")

    def _fail(self, why: str) -> None:
        link, self._link = self._link, None
        if link is not None:
            asyncio.ensure_future(link.close())  # noqa: RUF006  # ends by itself; nothing waits for it
        self._lose(why)

    def _lose(self, why: str) -> None:
        self._link = None
        self._forget(why)
        self._set(phase="lost", detail=why)
        if self._ready is not None and not self._ready.done():
            self._ready.set_result(None)

    def _forget(self, why: str) -> None:
        for session in self._sessions.values():
            session.lose(why)
        self._sessions.clear()

    async def _take_survey(self) -> None:
        """Try the forbidden acts in a confined probe and ask for devices: the level that is shown."""
        session = self._open("probe")
        try:
            async with aclosing(session.command({"type": "probe"}, b"", SURVEY_SECONDS)) as frames:
                async for message, _ in frames:
                    if message["type"] == "survey":
                        self.survey = message
        except WorkerGoneError:
            return
        finally:
            session.close()
        found = self.survey
        self._set(
            level=found.get("level", "none"),
            level_why=tuple(found.get("why", ("The probe of the sandbox did not answer.",))),
            device=found.get("device", "CPU"),
        )

    # -- sessions --------------------------------------------------------------------------------------------------

    def _open(
        self,
        role: str,
        *,
        link: str | None = None,
        readable: Sequence[str] = (),
        capabilities: Sequence[str] = (),
    ) -> Session:
        if self._link is None:
            raise WorkerGoneError(self._status.detail or "The worker is not running. Run it again.")
        name = str(next(self._numbers))
        session = Session(name, self._limits, self._send)
        self._sessions[name] = session
        policy = {
            "readable": list(readable),
            "layers": self._layers,
            **dict.fromkeys(capabilities, True),
            "limits": self._limits.as_dict(),
        }
        self._send(
            {
                "type": "open",
                "session": name,
                "role": role,
                "link": link,
                "policy": policy,
                "ledger": link is not None,
            },
            b"",
        )
        return session

    def _send(self, message: Message, body: bytes) -> None:
        if self._link is not None:
            self._link.send(message, body)


def _why_no_torch(message: str, executable: str) -> str:
    if "No module named 'torch'" in message:
        return f"{executable} has no torch. Install it there (pip install torch), or name another Python with --python."
    return f"torch could not be imported: {message}. Run pytorch-tutor doctor."
