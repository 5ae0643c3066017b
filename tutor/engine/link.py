"""The link to a worker: one process, frames in both directions, nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from tutor.worker.protocol import MARKER, Frame, FrameReader, Message, ProtocolError, encode

READ_SIZE = 1 << 18
MOST_BANNER = 1 << 20
MOST_COMPLAINT = 8192


class Link:
    """A worker process behind any command that connects standard input and output.

    ``received`` is called with each frame, ``lost`` once with a sentence when the process is gone; both on the event
    loop, neither after ``close``.
    """

    def __init__(self, received: Callable[[Frame], None], lost: Callable[[str], None]) -> None:
        self._received = received
        self._lost = lost
        self._process: asyncio.subprocess.Process | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._complaint = bytearray()
        self._closed = False

    async def start(self, command: Sequence[str], environment: dict[str, str], bundle: bytes) -> None:
        """Start the process and send it its source.

        Raises:
            OSError: if the command can't be started.
        """
        self._process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,  # Ctrl+C in the terminal is the tutor's to handle
        )
        self._write(bundle)
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._read_complaints())]

    def send(self, message: Message, body: bytes = b"") -> None:
        """Queue one frame; a process that is gone is reported through ``lost``, not here."""
        self._write(encode(message, body))

    def _write(self, data: bytes) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        if not self._process.stdin.is_closing():
            self._process.stdin.write(data)

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        stream = self._process.stdout
        reader = FrameReader()
        banner: bytearray | None = bytearray()
        problem = ""
        try:
            while data := await stream.read(READ_SIZE):
                if banner is not None:
                    banner += data
                    at = banner.find(MARKER)
                    if at < 0:
                        if len(banner) > MOST_BANNER:
                            problem = "The command printed a great deal, but no worker answered."
                            break
                        continue
                    data, banner = bytes(banner[at + len(MARKER) :]), None
                for frame in reader.feed(data):
                    self._received(frame)
        except ProtocolError as error:
            problem = f"The worker's answer could not be read ({error})."
        await self._report_loss(problem)

    async def _report_loss(self, problem: str) -> None:
        assert self._process is not None
        if self._closed:
            return
        # Popen.kill would reap a process that is dead already, behind the back of asyncio, and its status would be lost.
        try:
            status = await asyncio.wait_for(asyncio.shield(self._process.wait()), 1)
        except asyncio.TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            status = await self._process.wait()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._tasks[1]), 1)
        if not self._closed:
            self._lost(problem or _why(status, self._complaint.decode("utf-8", "replace")))

    async def _read_complaints(self) -> None:
        """Keep the end of what the worker writes to stderr: it says why a start failed."""
        assert self._process is not None
        assert self._process.stderr is not None
        while data := await self._process.stderr.read(READ_SIZE):
            self._complaint += data
            del self._complaint[:-MOST_COMPLAINT]

    async def close(self) -> None:
        """End the process; it ends everything it started when its input closes."""
        self._closed = True
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 3)
        except asyncio.TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        # Without this the transport is closed by the garbage collector, after the event loop is gone.
        transport = getattr(process, "_transport", None)
        if transport is not None:
            transport.close()


def _why(status: int, complaint: str) -> str:
    last = next((line.strip() for line in reversed(complaint.splitlines()) if line.strip()), "")
    if status < 0:
        return f"The worker was killed by signal {-status}."
    return f"The worker ended with status {status}." + (f" It said: {last}" if last else "")
