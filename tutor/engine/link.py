"""The link to a worker: one process, frames in both directions, nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import PIPE, Process, SubprocessStreamProtocol
from collections.abc import Callable

from tutor.engine.launch import Launch
from tutor.engine.sentences import is_queued, last_line, link_ended, refused, several_workers
from tutor.worker.bootstrap import LISTENS, REFUSES
from tutor.worker.protocol import MARKER, Frame, FrameReader, Message, ProtocolError, encode

READ_SIZE = 1 << 18
MOST_BANNER = 1 << 20
MOST_COMPLAINT = 8192
END_SECONDS = 3.0
"""How long a worker may take to end everything once its input closed, and how long after a request to end."""
CALM_SECONDS = 0.005
"""How long to wait in a flood before reading on: a thousand lines a second are then some hundred readings."""
FLOOD_READINGS = 4
"""Readings, each within ``CALM_SECONDS`` of the one before, that are no flood yet."""
GRACE_SECONDS = 1.0
"""How long after the first sign of the end the others are waited for: the exit, the last words."""


class Link:
    """A worker process behind any command that connects standard input and output.

    ``received`` is called with each frame, ``lost`` once with a sentence when the process is gone, ``said`` with each
    line that a command to elsewhere prints before the worker answers; all on the event loop, none after ``mute``.
    """

    def __init__(
        self,
        launch: Launch,
        received: Callable[[Frame], None],
        lost: Callable[[str], None],
        said: Callable[[str], None],
    ) -> None:
        self.name = launch.name
        self.connected = False
        """Whether the worker has answered."""
        self.bytes_received = 0
        self.last_words = ""
        """The last line that the command printed before the worker answered, or on stderr since."""
        self._launch = launch
        self._received = received
        self._lost = lost
        self._said = said
        self._process: Process | None = None
        self._exited = asyncio.Event()
        self._reading: asyncio.Task[str] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._banner = bytearray()
        self._skipped = 0
        self._complaint = bytearray()
        self._held: bytearray | None = bytearray(launch.bundle) if launch.opening else None
        """What waits until an interpreter listens; None once one does."""
        self._closed = False

    @property
    def queued(self) -> bool:
        """Whether a scheduler lets the command wait, by its own words."""
        return is_queued(self.last_words)

    @property
    def killed(self) -> bool:
        """Whether the process was ended by a signal, so that it could not tidy up."""
        return self._process is not None and (self._process.returncode or 0) < 0

    async def start(self) -> None:
        """Start the process and send it its source.

        Raises:
            OSError: if the command can't be started.
        """
        loop = asyncio.get_running_loop()
        transport, protocol = await loop.subprocess_exec(
            lambda: _Protocol(self._exited, loop),
            *self._launch.command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._launch.environment,
            start_new_session=True,  # Ctrl+C in the terminal is the tutor's to handle
        )
        self._process = Process(transport, protocol, loop)
        self._write(self._launch.opening or self._launch.bundle)
        self._reading = asyncio.create_task(self._read())
        hearing = asyncio.create_task(self._read_complaints())
        self._tasks = [hearing, asyncio.create_task(self._watch(self._reading, hearing))]

    def send(self, message: Message, body: bytes = b"") -> None:
        """Queue one frame; a process that is gone is reported through ``lost``, not here."""
        data = encode(message, body)
        if self._held is not None:
            self._held += data
        else:
            self._write(data)

    def _write(self, data: bytes) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        if not self._process.stdin.is_closing():
            self._process.stdin.write(data)

    # -- what comes back -------------------------------------------------------------------------------------------

    async def _read(self) -> str:
        """Hand the frames over until nothing more comes; returns the sentence of what was wrong with them."""
        assert self._process is not None
        assert self._process.stdout is not None
        stream = self._process.stdout
        reader = FrameReader()
        recent = b""
        gauge = FloodGauge(asyncio.get_running_loop().time)
        try:
            while data := await stream.read(READ_SIZE):
                self.bytes_received += len(data)
                if not self.connected:
                    data = self._skip_banner(data)
                recent = recent[-len(MARKER) :] + data
                for frame in reader.feed(data):
                    if not self._closed:
                        self._received(frame)
                if gauge.is_flood():
                    await asyncio.sleep(CALM_SECONDS)
        except ProtocolError as error:
            if MARKER in recent:
                return several_workers(self.name)
            return f"The worker's answer could not be read ({error}). It starts again with your next run."
        except _RefusedError as error:
            return str(error)
        return ""

    def _skip_banner(self, data: bytes) -> bytes:
        """Skip what is printed before the worker speaks; returns the first bytes of its frames."""
        self._banner += data
        self._skipped += len(data)
        if MARKER in self._banner:
            _, _, rest = bytes(self._banner).partition(MARKER)
            self.connected, self.last_words = True, ""
            self._banner.clear()
            return rest
        if self._held is not None and LISTENS in self._banner:
            held, self._held = self._held, None
            self._write(bytes(held))
            del self._banner[: self._banner.index(LISTENS) + len(LISTENS)]
        _, refuses, rest = bytes(self._banner).partition(REFUSES)
        if refuses and b"\n" in rest:
            raise _RefusedError(refused(self.name, last_line(rest.partition(b"\n")[0].decode("utf-8", "replace"))))
        if self._skipped > MOST_BANNER:
            raise _RefusedError("The command printed a great deal, but no worker answered. Check --launch.")
        self._hear(self._banner)
        del self._banner[:-MOST_COMPLAINT]
        return b""

    async def _read_complaints(self) -> None:
        """Keep the end of what is written to stderr: it says why a start failed, or a link broke."""
        assert self._process is not None
        assert self._process.stderr is not None
        while data := await self._process.stderr.read(READ_SIZE):
            self._complaint += data
            del self._complaint[:-MOST_COMPLAINT]
            self._hear(self._complaint)

    def _hear(self, text: bytearray) -> None:
        words = last_line(text[-MOST_COMPLAINT:].decode("utf-8", "replace"))
        if words and words != self.last_words:
            self.last_words = words
            if self._launch.opening and not self.connected and not self._closed:
                self._said(words)

    # -- the end ---------------------------------------------------------------------------------------------------

    async def _watch(self, reading: asyncio.Task[str], hearing: asyncio.Task[None]) -> None:
        """Report the loss: the command ended, or what it says. Whichever comes first, the other follows as a rule."""
        assert self._process is not None
        assert self._process.stdin is not None
        exiting = asyncio.ensure_future(self._exited.wait())
        await asyncio.wait({reading, exiting}, return_when=asyncio.FIRST_COMPLETED)
        self._process.stdin.close()
        await asyncio.wait({reading, exiting}, timeout=GRACE_SECONDS)
        # What does not end by itself: a command that says nothing any more, or a worker that outlived its command.
        self._signal(signal.SIGKILL if reading.done() else signal.SIGTERM)
        await asyncio.wait({reading, hearing, exiting}, timeout=GRACE_SECONDS)
        exiting.cancel()
        if self._closed:
            return
        status = self._process.returncode or 0
        problem = reading.result() if reading.done() else ""
        self._lost(problem or link_ended(self.name, status, self.last_words, connected=self.connected))

    def _signal(self, number: int) -> None:
        """Send a signal to the command and to what it started beside itself, if any of it is left."""
        assert self._process is not None
        if not (self._exited.is_set() and self._reading is not None and self._reading.done()):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    def mute(self) -> None:
        """Call nobody back any more."""
        self._closed = True

    async def close(self) -> None:
        """End the process; it ends everything it started when its input closes."""
        self.mute()
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        assert self._reading is not None
        process.stdin.close()
        if self._held is not None:
            self._signal(signal.SIGTERM)  # nothing runs over there yet, and a queue does not look at its input
        exiting = asyncio.ensure_future(self._exited.wait())
        for number in (signal.SIGTERM, signal.SIGKILL, 0):
            _, unfinished = await asyncio.wait({self._reading, exiting}, timeout=END_SECONDS)
            if not unfinished:
                break
            self._signal(number)
        tasks = (*self._tasks, self._reading, exiting)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # Without this the transport is closed by the garbage collector, after the event loop is gone.
        transport = getattr(process, "_transport", None)
        if transport is not None:
            transport.close()


class _Protocol(SubprocessStreamProtocol):
    """Tells of the process's exit at once. ``Process.wait`` waits for the end of every pipe as well in some versions of
    Python, and a pipe may be held open by what the process left behind."""

    def __init__(self, exited: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(limit=READ_SIZE, loop=loop)
        self._exited = exited

    def process_exited(self) -> None:
        """The process is gone."""
        super().process_exited()
        self._exited.set()


class FloodGauge:
    """Tells a flood of small pieces from the few that an answer is made of."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = clock()
        self._quick = 0

    def is_flood(self) -> bool:
        """Whether what was just read came close behind the pieces before; counts it."""
        now = self._clock()
        self._quick = self._quick + 1 if now - self._last < 2 * CALM_SECONDS else 0
        self._last = now
        return self._quick > FLOOD_READINGS


class _RefusedError(Exception):
    """No worker can start there; the text is the sentence."""
