"""Styled text as plain values: a line is a tuple of spans, a span is text with the role it plays.

Wrapping and indenting happen on these values, without a screen; ``tutor.ui.theme`` gives each role its look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len

from tutor.course.keys import PLACEHOLDER

WORD_OR_SPACE = re.compile(r"\n|[^\S\n\u00a0]+|(?:\S|\u00a0)+")


class Span(NamedTuple):
    """A piece of text of one role."""

    text: str
    role: str = "text"
    link: str = ""
    """Where a click leads; empty for text that is no link."""


Line = tuple[Span, ...]


@lru_cache(maxsize=4096)
def width_of(text: str) -> int:
    """Cells that a text takes in a terminal."""
    return len(text) if text.isascii() else cell_len(text)


def line_width(line: Iterable[Span]) -> int:
    """Cells that a line takes."""
    return sum(width_of(span.text) for span in line)


def plain(line: Iterable[Span]) -> str:
    """The text of a line without its roles."""
    return "".join(span.text for span in line)


def cut(text: str, width: int) -> tuple[str, str]:
    """Split a text after at most ``width`` cells (and at least one character)."""
    if text.isascii():
        split = max(width, 1)
        return text[:split], text[split:]
    cells = 0
    for position, character in enumerate(text):
        cells += cell_len(character)
        if cells > width and position:
            return text[:position], text[position:]
    return text, ""


def fold(text: str, width: int) -> list[str]:
    """Cut a text into pieces of at most ``width`` cells, wherever that falls; a short text stays whole."""
    if width_of(text) <= width:
        return [text]
    pieces = []
    while text:
        piece, text = cut(text, width)
        pieces.append(piece)
    return pieces


def fold_spans(spans: Sequence[Span], width: int) -> list[Line]:
    """Like ``fold``, for a line of spans: what code needs, whose spaces matter."""
    if line_width(spans) <= width:
        return [tuple(spans)]
    lines: list[Line] = []
    current: list[Span] = []
    room = width
    for span in spans:
        rest = span.text
        while rest:
            if room <= 0:
                lines.append(tuple(current))
                current, room = [], width
            piece, rest = cut(rest, room)
            current.append(span._replace(text=piece))
            room -= width_of(piece)
    if current:
        lines.append(tuple(current))
    return lines


CONTINUED = Span("↪ ", "faint")


def fold_code(spans: Sequence[Span], width: int) -> list[Line]:
    """A line of code as rows of at most ``width`` cells: broken at a space if there is a good one, and marked."""
    if line_width(spans) <= width:
        return [tuple(spans)]
    text = plain(spans)
    lead = " " * min(len(text) - len(text.lstrip()), max(width // 3, 0))
    prefix = (Span(lead), CONTINUED) if width > len(lead) + 12 else ()
    rows: list[Line] = []
    rest: Line = tuple(spans)
    while rest:
        before = prefix if rows else ()
        room = width - line_width(before)
        first = fold_spans(rest, room)[0]
        head = plain(first)
        if line_width(rest) > room and (space := head.rfind(" ")) > len(head) // 2:
            first = fold_spans(rest, width_of(head[: space + 1]))[0]
        rows.append((*before, *first))
        rest = _after(rest, len(plain(first)))
    return rows


def _after(spans: Sequence[Span], count: int) -> Line:
    """What is left of a line behind its first ``count`` characters."""
    left: list[Span] = []
    for span in spans:
        if count < len(span.text):
            left.append(span._replace(text=span.text[count:]))
        count = max(count - len(span.text), 0)
    return tuple(left)


def truncate(line: Sequence[Span], width: int) -> Line:
    """A line of at most ``width`` cells; what is cut off is marked by an ellipsis."""
    if line_width(line) <= width:
        return tuple(line)
    if width <= 0:
        return ()
    kept: list[Span] = []
    room = width - 1
    for span in line:
        if width_of(span.text) > room:
            piece = cut(span.text, room)[0] if room > 0 else ""
            kept.append(span._replace(text=piece + "…"))
            break
        kept.append(span)
        room -= width_of(span.text)
    return tuple(kept)


def _words(spans: Iterable[Span]) -> list[list[Span]]:
    """Unbreakable groups: a word may run over several spans; a space or a forced break stands alone.

    A no-break space is part of its word, and shown as a space.
    """
    groups: list[list[Span]] = []
    glue = False
    for span in spans:
        for piece in WORD_OR_SPACE.findall(span.text):
            part = span._replace(text=piece.replace("\u00a0", " "))
            if piece.isspace():
                groups.append([part])
                glue = False
            elif glue:
                groups[-1].append(part)
            else:
                groups.append([part])
                glue = True
    return groups


def _merged(spans: Sequence[Span]) -> Line:
    """The same line with neighbours of one role joined."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].role == span.role and joined[-1].link == span.link:
            joined[-1] = span._replace(text=joined[-1].text + span.text)
        else:
            joined.append(span)
    return tuple(joined)


def wrap(spans: Iterable[Span], width: int) -> list[Line]:
    """Wrap text at spaces to lines of at most ``width`` cells; a word longer than a line is cut."""
    width = max(width, 1)
    lines: list[Line] = []
    current: list[Span] = []
    used = 0
    space: Span | None = None
    for word in _words(spans):
        text = word[0].text
        if text == "\n":
            lines.append(_merged(current))
            current, used, space = [], 0, None
            continue
        if text.isspace():
            space = word[0]._replace(text=" ") if current else None
            continue
        length = line_width(word)
        gap = 1 if space is not None else 0
        if current and used + gap + length > width:
            lines.append(_merged(current))
            current, used, space, gap = [], 0, None, 0
        if space is not None:
            current.append(space)
            space = None
        *full, last = fold_spans(word, width)
        for piece in full:
            lines.append(_merged(piece))
        current.extend(last)
        used += gap + line_width(last)
    if current or not lines:
        lines.append(_merged(current))
    return lines


def indent(lines: Sequence[Line], first: Span, rest: Span | None = None) -> list[Line]:
    """Put ``first`` before the first line and ``rest`` (or as many spaces) before the others."""
    if rest is None:
        rest = Span(" " * width_of(first.text))
    return [((first if number == 0 else rest), *line) for number, line in enumerate(lines)]


def with_keys(text: str, keys: Mapping[str, str], role: str = "muted") -> list[Span]:
    """A sentence with places for keys, which stand out from it by their role."""
    parts = PLACEHOLDER.split(text)
    spans = [Span(keys[part], "key") if number % 2 else Span(part, role) for number, part in enumerate(parts)]
    return [span for span in spans if span.text]


def with_code(text: str, role: str) -> list[Span]:
    """A sentence whose code stands between backquotes, as spans; one without its second stays as it is."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return [Span(text, role)]
    return [Span(part, "code" if number % 2 else role) for number, part in enumerate(parts) if part]
