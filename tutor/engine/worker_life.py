"""A worker's life, seen from the tutor: it starts, it is surveyed, it may be lost, it rests, it ends."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

from tutor.engine import launch, sentences
from tutor.engine.guard import Guard
from tutor.engine.link import Link
from tutor.engine.patience import Clock, Patience, RealClock
from tutor.engine.process import Session, WorkerGoneError
from tutor.engine.runner import WorkerStatus
from tutor.worker import ending, scratch
from tutor.worker.limits import Limits
from tutor.worker.protocol import Frame, Message

SURVEY_SECONDS = 60.0


class WorkerLife:
    """One worker: its start, its state, its loss, its sessions. Use on one event loop; ``close`` when done.

    ``elsewhere`` is a command that connects standard input and output (``ssh host``), behind which the worker runs;
    ``python`` is then the interpreter over there.
    """

    def __init__(
        self,
        python: str | None = None,
        *,
        elsewhere: str | None = None,
        limits: Limits | None = None,
        preload: Sequence[str] = launch.PRELOAD,
        patience: Patience | None = None,
        clock: Clock | None = None,
        refusal: Callable[[str], str] = lambda level: "",
    ) -> None:
        self._python = python
        self.elsewhere = elsewhere
        """The command behind which the worker runs; None for a worker here."""
        self._patience = patience or Patience()
        self._clock = clock or RealClock()
        self._refusal = refusal
        """Says for a sandbox level why lessons may not run at it; an empty text where they may."""
        self._used = 0.0
        """When the worker was last used, by the clock."""
        self._limits = limits or Limits()
        self._preload = list(preload)
        self._status = WorkerStatus()
        self._watchers: list[Callable[[WorkerStatus], None]] = []
        self._link: Link | None = None
        self._ready: asyncio.Future[None] | None = None
        self._waiting: set[asyncio.Future[None]] = set()
        """One for each run that waits for the start, to end its waiting."""
        self._layers: list[str] = []
        self._spare: Session | None = None
        self._sessions: dict[str, Session] = {}
        self._numbers = itertools.count(1)
        self._survey: asyncio.Task[None] | None = None
        self._watches: list[asyncio.Task[None]] = []
        """What ends with the link: the wait for idleness, the guard of a link to elsewhere."""
        self._endings: set[asyncio.Task[None]] = set()
        """Starts and ends under way, which nobody waits for but ``close``."""
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
        """Start the worker unless it runs; a failure shows in ``status``. Counts as a use: call it while one reads."""
        self._used = self._clock.monotonic()
        if self._status.phase in ("starting", "ready"):
            return
        self._ready = asyncio.get_running_loop().create_future()
        self.hello, self.report, self.survey = {}, {}, {}
        detail = sentences.waiting(self.elsewhere, "") if self.elsewhere is not None else sentences.IMPORTING
        self._set(phase="starting", detail=detail, level="", level_why=())
        # Whoever stops waiting must not leave half a worker behind.
        await asyncio.shield(self._in_background(self._begin()))

    async def _begin(self) -> None:
        """Start the process, ask it to import torch, and watch over it."""
        try:
            plan = (
                launch.here(self._python) if self.elsewhere is None else launch.elsewhere(self.elsewhere, self._python)
            )
        except ValueError as error:
            self._lose(str(error))
            return
        self._link = link = Link(
            plan, self._receive, self._lose, lambda words: self._set(detail=sentences.waiting(plan.name, words))
        )
        try:
            await link.start()
        except OSError as error:
            if self._link is link:
                why = error.strerror or str(error)
                self._lose(sentences.not_startable(plan.command[0], why, launched=bool(plan.name)))
            return
        if self._link is not link:  # closed meanwhile
            await link.close()
            return
        link.send(
            {
                "type": "start",
                "preload": self._preload,
                "inherit": sorted(launch.ALLOWED_ENVIRONMENT),
                "environment": launch.settings(bool(plan.name)),
                "silence": self._patience.silence if plan.name else None,
            }
        )
        self._watches = [asyncio.create_task(self._rest_when_idle())]
        if plan.name:
            self._watches.append(asyncio.create_task(self._guard(link)))

    async def ready(self) -> None:
        """Start the worker if need be and wait until it has imported torch.

        Raises:
            WorkerGoneError: with a sentence, if it can't, or if ``give_up`` was called meanwhile.
        """
        await self.start()
        if self._ready is not None and self._status.phase == "starting":
            given_up = asyncio.get_running_loop().create_future()
            self._waiting.add(given_up)
            try:
                await asyncio.wait({self._ready, given_up}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._waiting.discard(given_up)
            if given_up.done() and not self._ready.done():
                raise WorkerGoneError(sentences.GIVEN_UP)
        if self._status.phase != "ready":
            raise WorkerGoneError(self._status.detail or "The worker was ended before it was ready. Run it again.")

    def give_up(self) -> None:
        """End the waiting of runs for the worker's start; the start itself goes on."""
        for given_up in self._waiting:
            if not given_up.done():
                given_up.set_result(None)

    async def surveyed(self) -> None:
        """Wait until the sandbox level and the devices are known."""
        await self.ready()
        if self._survey is not None:
            await asyncio.shield(self._survey)

    async def _admitted(self) -> None:
        """Wait until a lesson's code may run.

        Raises:
            WorkerGoneError: with a sentence, if there is no worker or the sandbox is weaker than was agreed to.
        """
        await self.surveyed()
        why = self._refusal(self._status.level)
        if why:
            raise WorkerGoneError(why)

    async def close(self) -> None:
        """End the worker and everything it started."""
        self._leave("The tutor is closing.")
        self._set(phase="off", detail="")
        while self._endings:
            await asyncio.gather(*self._endings, return_exceptions=True)

    def _receive(self, frame: Frame) -> None:
        message = frame[0]
        kind = message["type"]
        if "session" in message:
            session = self._sessions.get(message["session"])
            if session is not None:
                session.deliver(frame)
                if kind == "finished":
                    self._used = self._clock.monotonic()
                elif kind == "closed":
                    del self._sessions[message["session"]]
        elif kind == "hello":
            self.hello = message
            self._layers = message["layers"]
            self._set(detail=sentences.IMPORTING, python=message["python"], layers=dict.fromkeys(self._layers, True))
        elif kind == "ready":
            self._used = self._clock.monotonic()
            self.report = message
            self._set(
                phase="ready",
                detail="",
                torch=message.get("torch", ""),
                torchvision=message.get("torchvision", ""),
            )
            self._stop_waiting()
            self._survey = self._in_background(self._take_survey())
        elif kind == "failed":
            executable = self.hello.get("executable", "")
            self._lose(sentences.no_torch(message["message"], executable, self.elsewhere or ""))
        elif kind == "lost":
            self._lose(sentences.WORKER_DIED)

    def _lose(self, why: str) -> None:
        self._leave(why)
        self._set(phase="lost", detail=why)

    def _leave(self, why: str) -> None:
        """Let go of the link, of all that watches it, and of every session; what there is to end ends by itself."""
        link, self._link = self._link, None
        for task in self._watches:
            if task is not asyncio.current_task():
                task.cancel()
        self._watches = []
        groups = [session.pid for session in self._sessions.values() if session.pid]
        for session in self._sessions.values():
            session.lose(why)
        self._sessions.clear()
        self._stop_waiting()
        if link is not None:
            link.mute()
            folder = "" if link.name else self.hello.get("scratch", "")
            self._in_background(self._end(link, folder, groups, self.report.get("pid", 0)))

    async def _end(self, link: Link, folder: str, groups: list[int], zygote: int) -> None:
        """End the link, and here what a worker leaves that was killed: its zygote may have been killed with it."""
        await link.close()
        if link.killed and folder:
            # First what the zygote may still be doing by itself, with all that it knows.
            await asyncio.to_thread(scratch.remove_abandoned, str(Path(folder).parent), zygote)
            ending.end_groups(groups)

    def _stop_waiting(self) -> None:
        if self._ready is not None and not self._ready.done():
            self._ready.set_result(None)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)
        return task

    async def _guard(self, link: Link) -> None:
        self._lose(await Guard(link, self._clock, self._patience, lambda: self._busy).watch())

    @property
    def _busy(self) -> bool:
        return self._status.phase == "starting" or any(session.running for session in self._sessions.values())

    async def _rest_when_idle(self) -> None:
        """End the worker once nobody used it for a while; a process that holds a lesson's state buys more time."""
        while True:
            held = any(session.alive and session is not self._spare for session in self._sessions.values())
            limit = self._patience.held if held else self._patience.idle
            left = self._used + limit - self._clock.monotonic()
            if left <= 0:
                break
            await self._clock.sleep(min(left, self._patience.idle))
            if self._busy:
                self._used = self._clock.monotonic()
        why = sentences.rested(limit, held=held)
        self._leave(why)
        self._set(phase="off", detail=why)

    async def _take_survey(self) -> None:
        """Try the forbidden acts in a confined probe and ask for devices: the level that is shown."""
        try:
            session = self._open("probe")
        except WorkerGoneError:
            return
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
        self._keep_spare()

    # -- sessions --------------------------------------------------------------------------------------------------

    def _open(
        self,
        role: str,
        *,
        link: str | None = None,
        readable: Sequence[str] = (),
        capabilities: Sequence[str] = (),
    ) -> Session:
        """A confined process; an ordinary one is there already.

        Raises:
            WorkerGoneError: if there is no worker.
        """
        if self._link is None:
            raise WorkerGoneError(self._status.detail or "The worker is not running. Run it again.")
        spare = self._spare
        if spare is not None and spare.alive and role == "learner" and not (link or readable or capabilities):
            self._spare = None
            return spare
        return self._fork(role, link, readable, capabilities)

    def _keep_spare(self) -> None:
        """Have one ordinary process forked and confined ahead, so that the next run finds it waiting."""
        if self._link is not None and self._status.phase == "ready" and (self._spare is None or not self._spare.alive):
            self._spare = self._fork("learner", None, (), ())

    def _fork(self, role: str, link: str | None, readable: Sequence[str], capabilities: Sequence[str]) -> Session:
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
            self._used = self._clock.monotonic()
            self._link.send(message, body)
