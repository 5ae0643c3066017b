"""Pieces of sentences about faults."""

from __future__ import annotations

from tutor.engine.events import ErrorRaised

MOST = 300
"""Characters of what is quoted."""


def short(text: str) -> str:
    """A text on one line of bounded length, without its full stop."""
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= MOST else f"{line[: MOST - 1]}…"


def sentence(text: str) -> str:
    """The same as a sentence of its own; ``no message.`` where there is none."""
    line = short(text) or "no message"
    return line if line.endswith(("…", "!", "?")) else f"{line}."


def named(error: ErrorRaised) -> str:
    """The exception as Python prints it: its name, and its message if it has one."""
    return f"{error.name}: {error.message}" if error.message else error.name
