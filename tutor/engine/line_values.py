"""What each line of a snippet left in its names, as the child told it: learner code could have written that too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tutor.engine import sentences
from tutor.engine.told import plain_line

if TYPE_CHECKING:
    from tutor.engine.process import Session
    from tutor.engine.runner import Source

MOST_LINES, MOST_VALUES, MOST_DIMENSIONS, MOST_TEXT = 500, 8, 16, 60
LAST_LINE = 100_000


@dataclass(frozen=True, slots=True)
class LineValues:
    """Notes for lines of code, by their number from 1, such as ``x: (64, 784) float32``."""

    notes: Mapping[int, str] = field(default_factory=dict)
    sentence: str = ""
    """Why there are none, or not all."""


def notes_of(told: Any) -> dict[int, str]:
    """The notes in a frame; what is malformed is left out."""
    notes: dict[int, str] = {}
    for one in told[:MOST_LINES] if isinstance(told, list) else ():
        line, values = (one.get("line"), one.get("values")) if isinstance(one, dict) else (None, None)
        if isinstance(line, int) and 0 < line <= LAST_LINE and isinstance(values, list):
            texts = [_text(value) for value in values[:MOST_VALUES] if isinstance(value, dict)]
            note = ", ".join(text for text in texts if text).replace(", gives ", ", ")
            if note:
                notes[line] = note
    return notes


def _text(value: Mapping[str, Any]) -> str:
    name = plain_line(value.get("name"), MOST_TEXT)
    head = name if name in ("returns", "gives") else f"{name}:"
    shape = value.get("shape")
    if not isinstance(shape, list):
        text = plain_line(value.get("text"), MOST_TEXT)
        return f"{head} {text}" if name and text else ""
    sizes = [str(size) for size in shape[:MOST_DIMENSIONS] if isinstance(size, int) and not isinstance(size, bool)]
    device = plain_line(value.get("device"), MOST_TEXT)
    parts = [f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})", plain_line(value.get("dtype"), MOST_TEXT)]
    number = plain_line(value.get("text"), MOST_TEXT)
    times = value.get("times")
    rest = [device if device != "cpu" else "", f"= {number}" if number else ""]
    rest.append(f"× {times}" if isinstance(times, int) and 1 < times <= LAST_LINE else "")
    return " ".join(part for part in (head, *parts, *rest) if part) if name else ""


async def follow_lines(process: Session, sources: Sequence[Source], limit: float) -> LineValues:
    """Run sources in a fresh process and note what the lines of the last leave; what they print is dropped.

    Each is ended after ``limit`` seconds.

    Raises:
        WorkerGoneError: if the worker goes away meanwhile.
    """
    for source in sources:
        last = source is sources[-1]
        message = {"type": "run", "name": source.name, "threads": source.threads, "lines": last}
        notes: dict[int, str] = {}
        error = reason = ""
        async with aclosing(process.command(message, source.text.encode(), limit)) as frames:
            async for frame, _ in frames:
                if frame["type"] == "lens":
                    notes = notes_of(frame.get("lines"))
                elif frame["type"] == "error":
                    error = plain_line(frame.get("name"), MOST_TEXT)
                elif frame["type"] == "finished":
                    reason = str(frame["reason"])
        if last:
            return LineValues(notes, _sentence(notes, reason))
        if reason in ("stopped", "timeout"):
            return LineValues(sentence=sentences.LINES_TOO_SLOW)
        if reason != "ok" and not (source.expect and error == source.expect):
            return LineValues(sentence=sentences.LINES_BEFORE.format(name=source.name))
    return LineValues()


def _sentence(notes: Mapping[int, str], reason: str) -> str:
    if notes:
        return sentences.LINES_SLOW if reason == "stopped" else ""
    return sentences.LINES_TOO_SLOW if reason in ("stopped", "timeout") else sentences.LINES_NOTHING
