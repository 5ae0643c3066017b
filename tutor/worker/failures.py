"""An exception of learner code as data: without the tutor's frames, and with the limit that caused it named."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from tutor.worker.witness import witness

OWN_FILES = ("<tutor", "<frozen importlib")
"""How the file names of frames start that no learner should read."""

LIMIT_EXIT = 125


@dataclass(frozen=True)
class Failure:
    """What the tutor is told of an exception."""

    name: str
    message: str
    traceback: str
    line: int | None
    source: str
    exit: int
    reason: str
    witness: dict[str, Any] = field(default_factory=dict)
    """The place from inside, see ``tutor.worker.witness``."""

    def as_dict(self) -> dict[str, Any]:
        """For the wire; exit and reason travel with the end of the run."""
        fields = asdict(self)
        del fields["exit"], fields["reason"]
        return fields


def describe(error: BaseException, source: str, texts: Collection[str] = ()) -> Failure:
    """The exception that ended the code called ``source``.

    ``texts`` names all code of the learner's whose lines may be to blame; without it the place is not looked at.
    """
    report = traceback.TracebackException.from_exception(error)
    strip_own_frames(report)
    if isinstance(error, KeyboardInterrupt):
        reason, status = "stopped", 130
    else:
        reason = limit_behind(error)
        status = 1 if reason == "error" else LIMIT_EXIT
    return Failure(
        name=type(error).__name__,
        message=_first_words(error),
        traceback="".join(report.format())[-20_000:],
        line=_line(error, report, source),
        source=source,
        exit=status,
        reason=reason,
        witness=witness(error, texts) if texts and reason != "stopped" else {},
    )


def strip_own_frames(report: traceback.TracebackException) -> None:
    """Take the tutor's frames out of a traceback and of everything chained to it."""
    waiting: list[traceback.TracebackException | None] = [report]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.stack[:] = [frame for frame in current.stack if not frame.filename.startswith(OWN_FILES)]
        waiting += [current.__cause__, current.__context__]


def limit_behind(error: BaseException) -> str:
    """``memory``, ``disk`` or ``processes`` where one of the sandbox's limits raised it, else ``error``."""
    text = str(error)
    if isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and ("can't allocate memory" in text or "not enough memory" in text)
    ):
        return "memory"
    if isinstance(error, RuntimeError) and "can't start new thread" in text:
        return "processes"
    if isinstance(error, OSError):
        if error.errno == errno.EFBIG:  # ENOSPC is no limit of ours: the machine's disk is full
            return "disk"
        if error.errno == errno.ENOMEM:
            return "memory"
        if isinstance(error, BlockingIOError) and error.errno == errno.EAGAIN:
            return "processes"
    return "error"


def _first_words(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return str(error.msg)
    if isinstance(error, KeyError) and error.args:
        return repr(error.args[0])
    try:
        return str(error)[:4000]
    except Exception:
        return ""


def _line(error: BaseException, report: traceback.TracebackException, source: str) -> int | None:
    if isinstance(error, SyntaxError) and error.filename == source:
        return error.lineno
    lines = [frame.lineno for frame in report.stack if frame.filename == source]
    return lines[-1] if lines else None
