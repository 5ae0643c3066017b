"""Coloured text in terminal cells, without any terminal library.

A ``Span`` is a piece of text with its colour (``"#rrggbb"``, or None for the terminal's own); a row is a list
of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

Span = tuple[str, "str | None"]
Row = list[Span]

_COLOUR = re.compile(r"\x1b\[([0-9;]*)m")


def clean(text: str, unicode: bool = True) -> str:
    """``text`` as printable characters of one or two cells: a metric's name comes from the learner's code."""
    kept: list[str] = []
    for character in text:
        if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
            continue
        if not character.isprintable() or (not unicode and not character.isascii()):
            character = " " if character.isspace() else "?"
        kept.append(character)
    return "".join(kept)


def cell_width(text: str) -> int:
    """Terminal cells of a text that went through ``clean``."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)


def clip(text: str, width: int) -> str:
    """The longest beginning of ``text`` that fits into ``width`` cells."""
    if text.isascii():
        return text[: max(0, width)]
    used = 0
    for index, character in enumerate(text):
        used += cell_width(character)
        if used > width:
            return text[:index]
    return text


def fit(row: Sequence[Span], width: int) -> Row:
    """``row`` clipped or padded with spaces to exactly ``width`` cells, neighbours of one colour joined."""
    fitted: Row = []
    left = max(0, width)
    for text, colour in row:
        text = clip(text, left)
        if not text:
            continue
        left -= cell_width(text)
        if fitted and fitted[-1][1] == colour:
            fitted[-1] = (fitted[-1][0] + text, colour)
        else:
            fitted.append((text, colour))
    if left:
        fitted.append((" " * left, None))
    return fitted


def row_width(row: Iterable[Span]) -> int:
    """Terminal cells of a row."""
    return sum(cell_width(text) for text, _ in row)


def parse(ansi: str) -> list[Row]:
    """Rows from text with SGR escapes as plotext writes them: ``38;2;r;g;b`` colours and ``0`` for none."""
    rows: list[Row] = []
    for line in ansi.removesuffix("\n").split("\n"):
        row: Row = []
        colour: str | None = None
        pieces = _COLOUR.split(line)
        for index, piece in enumerate(pieces):
            if index % 2:
                colour = _colour(piece, colour)
            elif piece:
                row.append((piece, colour))
        rows.append(row)
    return rows


def _colour(codes: str, current: str | None) -> str | None:
    if codes in ("", "0"):
        return None
    parts = codes.split(";")
    if parts[:2] == ["38", "2"] and len(parts) == 5:
        return "#" + "".join(f"{int(part):02x}" for part in parts[2:])
    return current


def to_ansi(rows: Iterable[Sequence[Span]], colour: bool) -> str:
    """Rows as text for a terminal, lines joined by newlines; 24-bit SGR colours, or none."""
    lines: list[str] = []
    for row in rows:
        line = ""
        for text, name in row:
            if colour and name:
                red, green, blue = (int(name[index : index + 2], 16) for index in (1, 3, 5))
                line += f"\x1b[38;2;{red};{green};{blue}m{text}\x1b[0m"
            else:
                line += text
        lines.append(line)
    return "\n".join(lines)
