"""An exception on the screen: its line with the failing part marked, its tensors, what it means, what to do."""

from __future__ import annotations

import re

from tutor.engine.crash_view import code_line, error_place, tensor_table
from tutor.engine.events import ErrorRaised
from tutor.ui.spans import Line, Span, fold, indent, truncate, with_code, wrap

MAX_MESSAGE_LINES = 12
INDENT = 2

_COLOURS = re.compile(r"\x1b\[[0-9;:]*m")


def error_report(error: ErrorRaised, name: str, width: int, *, expected: bool, traceback: bool, key: str) -> list[Line]:
    """Everything about an exception in code called ``name``.

    An ``expected`` one is what its lesson wants to show, so its message stands in full. ``key`` is the key that shows
    the traceback.
    """
    lines = _head(error, name, width, expected=expected, key=key)
    lines += _place(error, width)
    if error.explanation:
        lines += wrap(with_code(error.explanation, "text"), width)
    if error.next_step:
        step = wrap(with_code(error.next_step, "strong"), max(width - INDENT, 1))
        lines += indent(step, Span("→ ", "accent"))
    if error.traceback:
        lines += _traceback(error, width, shown=traceback, key=key)
    return lines


def _head(error: ErrorRaised, name: str, width: int, *, expected: bool, key: str) -> list[Line]:
    role = "muted" if expected else "fail"
    message = _COLOURS.sub("", error.message).strip()
    kind = Span(error.name, "strong" if expected else "fail_strong")
    place = error_place(error, name)
    where = Span(f" ({place})", "muted")
    if error.explanation and error.traceback and not expected:
        # The explanation says it in plain words: of the message one row, by which one knows it again.
        row = [kind, Span(f": {message.splitlines()[0]}", role)] if message else [kind]
        room = max(width - (len(where.text) if place else 0), 1)
        return [(*truncate(row, room), *([where] if place else []))]
    head = [kind]
    if message:
        head.append(Span(f": {message}", role))
    if place:
        head.append(where)
    lines = wrap(head, width)
    if len(lines) > MAX_MESSAGE_LINES:
        return [*lines[:MAX_MESSAGE_LINES], (Span(f"… the traceback ({key}) has the whole message", "muted"),)]
    return lines


def _place(error: ErrorRaised, width: int) -> list[Line]:
    """The failing line and what it holds."""
    seen = error.witness
    table = tensor_table(seen)
    if not seen.text or (error.explanation is None and not table):
        return []
    code = code_line(seen, max(width - INDENT, 1))
    parts = [
        Span(" " * INDENT),
        Span(code.before, "code_block"),
        Span(code.failed, "culprit"),
        Span(code.after, "code_block"),
    ]
    lines: list[Line] = [tuple(part for part in parts if part.text)]
    for name, text in table:
        row = (Span(" " * INDENT), Span(name, "code"), Span("  "), Span(text, "code_block"))
        lines.append(truncate(row, width))
    return lines


def _traceback(error: ErrorRaised, width: int, *, shown: bool, key: str) -> list[Line]:
    if not shown:
        what = " shows message and traceback" if error.explanation else " shows the traceback"
        return [(Span(key, "key"), Span(what, "muted"))]
    text = _COLOURS.sub("", error.traceback)
    folded = [piece for line in text.rstrip("\n").split("\n") for piece in fold(line, max(width, 1))]
    return [(Span(piece, "muted"),) for piece in folded]
