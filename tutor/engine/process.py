"""One session of the worker, seen from the tutor: open, run, stop, close; frames in, events out."""

from __future__ import annotations

import asyncio
import struct
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from typing import Any

from tutor.engine.events import (
    CheckResult,
    ErrorRaised,
    MetricsReceived,
    Reason,
    RunEvent,
    RunFinished,
    Stream,
    ValueTold,
)
from tutor.engine.observed import observations_of
from tutor.engine.pictures import MOST_PICTURES, picture_of
from tutor.engine.places import Places
from tutor.engine.sentences import REASONS, sentence
from tutor.engine.text import OutputDecoder, strip_controls
from tutor.engine.told import plain_line
from tutor.engine.witness import witness_of
from tutor.worker.limits import Limits
from tutor.worker.protocol import Frame, Message

LEFT = "The code ended its own process (os._exit, or a library that does so). Take that call out and run it again."
MOST_TEXT = 20_000
MOST_NAME = 60


class WorkerGoneError(Exception):
    """The worker ended while it was needed; the message is for the learner."""


class Session:
    """A confined process of the worker. Its frames arrive through ``deliver``; runs are awaited one at a time."""

    def __init__(self, name: str, limits: Limits, send: Callable[[Message, bytes], None]) -> None:
        self.name = name
        self.limits = limits
        self.alive = True
        self.pid = 0
        """Of the process, which leads a group of its own; 0 before it is forked."""
        self._send = send
        self._frames: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._lost = ""
        self._runs = 0
        self._seconds = 0.0
        self.running = False

    def deliver(self, frame: Frame) -> None:
        """A frame of this session has arrived."""
        if frame[0]["type"] == "closed":
            self.alive = False
        elif frame[0]["type"] == "opened":
            self.pid = frame[0]["pid"]
        self._frames.put_nowait(frame)

    def lose(self, why: str) -> None:
        """The worker is gone."""
        self.alive = False
        self._lost = why
        self._frames.put_nowait(None)

    def interrupt(self) -> None:
        """Ask the code to stop and keep its state."""
        self._send({"type": "interrupt", "session": self.name}, b"")

    def kill(self, reason: str = "stopped") -> None:
        """End the process now."""
        self._send({"type": "kill", "session": self.name, "reason": reason}, b"")

    def close(self) -> None:
        """End the process without a word."""
        if self.alive:
            self.alive = False
            self._send({"type": "close", "session": self.name}, b"")

    async def command(self, message: Message, body: bytes, seconds: float) -> AsyncGenerator[Frame, None]:
        """Send one command and yield its frames; the last is ``finished``.

        Raises:
            WorkerGoneError: if the worker, or the process before it could begin, is gone.
        """
        self._runs += 1
        number = self._runs
        self._seconds = seconds
        self.running = True
        self._send({**message, "session": self.name, "run": number, "seconds": seconds}, body)
        try:
            while True:
                frame = await self._frames.get()
                if frame is None:
                    raise WorkerGoneError(self._lost)
                kind = frame[0]["type"]
                if kind == "closed":
                    raise WorkerGoneError("The process ended before it could run the code. Run it again.")
                if frame[0].get("run") == number:
                    yield frame
                    if kind == "finished":
                        return
        finally:
            self.running = False

    async def run(self, message: Message, body: bytes, seconds: float) -> AsyncGenerator[RunEvent, None]:
        """Run a piece of code and yield what it does; ``RunFinished`` comes last."""
        decoders = {"stdout": OutputDecoder(), "stderr": OutputDecoder()}
        pictures: Counter[str] = Counter()
        places = Places()
        async for frame, data in self.command(message, body, seconds):
            if frame["type"] == "output":
                stream: Stream = "stderr" if frame.get("stream") == "stderr" else "stdout"
                for text in places.text(stream, decoders[stream].feed(data)):
                    yield text
            elif frame["type"] == "finished":
                for stream in ("stdout", "stderr"):
                    for text in places.text(stream, decoders[stream].feed(b"", final=True)):
                        yield text
                for text in places.rest():
                    yield text
                yield self.finished(frame)
            elif frame["type"] == "image":
                kind = str(frame.get("format"))[:10]
                pictures[kind] += 1
                if pictures[kind] <= MOST_PICTURES.get(kind, 0) and (picture := picture_of(frame, data)) is not None:
                    yield picture
                for text in places.picture():
                    yield text
            elif (event := event_of(frame, data)) is not None:
                yield event

    def finished(self, frame: Message) -> RunFinished:
        """The end of a run, with its sentence."""
        reason: Reason = frame["reason"] if frame.get("reason") in REASONS else "error"
        return RunFinished(
            exit=frame["exit"],
            seconds=frame["seconds"],
            reason=reason,
            sentence=sentence(
                reason,
                seconds_limit=self._seconds,
                memory=self.limits.memory,
                output=self.limits.output,
                processes=self.limits.processes,
                number=frame.get("signal", 0),
            )
            if not frame.get("left")
            else LEFT,
        )


def event_of(frame: Message, body: bytes = b"") -> RunEvent | None:
    """The event in a frame that a child wrote; None where it is malformed (learner code can write there too)."""
    if frame["type"] == "metrics":
        return _metrics(frame, body)
    if frame["type"] == "error":
        line = frame.get("line")
        return ErrorRaised(
            name=_text(frame.get("name"), MOST_NAME),
            message=_text(frame.get("message")),
            traceback=_text(frame.get("traceback")),
            line=line if isinstance(line, int) else None,
            source=_text(frame.get("source"), 200),
            witness=witness_of(frame.get("witness")),
        )
    if frame["type"] == "observations":
        return observations_of(frame)
    if frame["type"] == "value":
        shape = frame.get("shape")
        return ValueTold(
            expression=_text(frame.get("expression")),
            kind=_text(frame.get("kind"), MOST_NAME),
            text=_text(frame.get("text")),
            shape=tuple(size for size in shape if isinstance(size, int)) if isinstance(shape, list) else None,
            dtype=_text(frame.get("dtype"), MOST_NAME),
            error=_text(frame.get("error")),
        )
    return None


def crash_of(frame: Message) -> ErrorRaised | None:
    """The exception of learner code that made a check fail, in the frame that the checks' process wrote."""
    crash = frame.get("crash")
    if not isinstance(crash, dict) or not crash.get("name"):
        return None
    event = event_of({**crash, "type": "error"})
    return event if isinstance(event, ErrorRaised) else None


def check_of(frame: Message) -> CheckResult:
    """The result in a frame that the checks' process wrote."""
    details = frame.get("details")
    return CheckResult(
        name=_text(frame.get("name")),
        passed=frame.get("passed") is True,
        seconds=float(frame.get("seconds", 0.0)),
        message=_text(frame.get("message")),
        details={str(key): _text(value) for key, value in details.items()} if isinstance(details, dict) else {},
        broken=frame.get("fault") is True,
    )


def _metrics(frame: Message, body: bytes) -> MetricsReceived | None:
    """``count`` steps as 64-bit integers, then as many values as 64-bit floats, little-endian."""
    count = frame.get("count")
    if not isinstance(count, int) or count < 1 or len(body) != 16 * count:
        return None
    return MetricsReceived(
        name=plain_line(frame.get("name"), MOST_NAME) or "metric",
        steps=struct.unpack_from(f"<{count}q", body),
        values=struct.unpack_from(f"<{count}d", body, 8 * count),
        automatic=frame.get("automatic") is True,
    )


def _text(value: Any, most: int = MOST_TEXT) -> str:
    return strip_controls(value[:most]) if isinstance(value, str) else ""
