"""The plain tutor in this terminal or pipe: its signals, its worker, its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from tutor.engine.runner import Runner, WorkerStatus
from tutor.plain.console import Console, StreamConsole
from tutor.plain.reader import PlainReader
from tutor.session.characters import speaks_unicode
from tutor.session.control import RunControl
from tutor.session.drafts import Drafts
from tutor.session.services import Services

if TYPE_CHECKING:
    from tutor.course.library import Library
    from tutor.session.openings import Opening
    from tutor.study.consent import Consent
    from tutor.study.progress import Progress


def run_plain(
    library: Library,
    progress: Progress,
    runner: Runner,
    start: str | None = None,
    consent: Consent | None = None,
    opening: Opening | None = None,
) -> int:
    """Read until the learner leaves; returns the exit status. Ends the worker, whichever way it is left."""
    unicode = speaks_unicode(os.environ, sys.stdout.encoding or "")
    if not unicode and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    services = Services(library, progress, runner, Drafts(progress), RunControl(runner, time.monotonic), unicode)
    console = StreamConsole(sys.stdin.fileno(), sys.stdout, unicode=unicode)
    return asyncio.run(_session(services, console, start, consent, opening))


async def _session(
    services: Services, console: Console, start: str | None, consent: Consent | None, opening: Opening | None
) -> int:
    loop, runner = asyncio.get_running_loop(), services.runner
    status = 0

    def interrupt() -> None:
        if services.control.running:
            stopping.add(loop.create_task(_stop(services, console)))
        else:
            console.say("", "Nothing is running. q leaves.")

    def leave(number: int) -> None:
        nonlocal status
        status = 128 + number
        reading.cancel()

    stopping: set[asyncio.Task[None]] = set()
    loop.add_signal_handler(signal.SIGINT, interrupt)
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, leave, number)
    end_watch = runner.watch(_Teller(console, services).changed)
    # The worker starts while one reads the first page.
    starting = loop.create_task(_start(runner, console))
    reading = loop.create_task(_read(services, console, start, consent, opening))
    try:
        await reading
    except asyncio.CancelledError:
        if not status:
            raise
    finally:
        end_watch()
        starting.cancel()
        services.drafts.flush()
        await runner.close()
        await asyncio.gather(starting, *stopping, return_exceptions=True)
    return status


async def _read(
    services: Services, console: Console, start: str | None, consent: Consent | None, opening: Opening | None
) -> None:
    if services.progress.notice:
        console.say(services.progress.notice)
    services.progress.database.on_notice = console.say
    reader = PlainReader(services, console, consent=consent)
    await reader.read(start, opening)


async def _start(runner: Runner, console: Console) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        try:
            await runner.start()
        except Exception as error:
            console.say(f"The worker did not start: {error}. pytorch-tutor doctor says what is wrong.")


async def _stop(services: Services, console: Console) -> None:
    if await services.control.stop() == "interrupted":
        console.say("", "Stopping. Ctrl+C again ends it at once.")


class _Teller:
    """Says what the worker does where one waits for it: while a run is asked for."""

    def __init__(self, console: Console, services: Services) -> None:
        self._console = console
        self._services = services
        self._said = ""

    def changed(self, status: WorkerStatus) -> None:
        """The worker has a new status."""
        waits = self._services.control.running and status.phase in {"starting", "lost"}
        if waits and status.detail and status.detail != self._said:
            self._said = status.detail
            self._console.say(status.detail)
