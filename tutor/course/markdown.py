"""Markdown as tokens whose lines are lines of the file."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from tutor.course.files import FaultLog

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The one dialect that lessons are written in: CommonMark with tables."""
    # Imported here: it costs tens of milliseconds, which a listing of the course must not pay.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def tokens_of(text: str, first_line: int = 1) -> list[Token]:
    """The tokens of ``text`` from line ``first_line`` on; ``token.map`` counts all lines from 0."""
    lines = text.split("\n")
    body = [""] * (first_line - 1) + lines[first_line - 1 :]
    return parser().parse("\n".join(body))


def is_closed(token: Token, lines: list[str]) -> bool:
    """Whether a fence at the left margin has its closing line."""
    start, end = token.map or (0, 0)
    last = lines[end - 1].strip()
    return end - start >= 2 and len(last) >= len(token.markup) and set(last) == {token.markup[0]}


def section_title(log: FaultLog, tokens: list[Token], index: int, use: str) -> str | None:
    """The text of the heading that opens at ``index`` if it is written ``## ``.

    None for anything that starts no section. A heading of level 1 is noted; ``use`` ends that sentence.
    """
    token = tokens[index]
    if token.type != "heading_open" or token.level > 0 or token.tag not in ("h1", "h2"):
        return None
    line = (token.map or (0, 0))[0] + 1
    if token.markup == "-":
        log.add(line, f"A line of dashes makes this text a heading. Put an empty line above it, or {use}.")
        return None
    if token.tag == "h1":
        log.add(line, f"A heading of level 1 has no place here. Write ### for a heading inside a page, or {use}.")
        return None
    return tokens[index + 1].content.strip()


def stripped(lines: list[str], start: int, end: int) -> tuple[str, int]:
    """``lines[start:end]`` without the empty lines around them, and the number of its first line, from 1."""
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "\n".join(lines[start:end]), start + 1


LESSON_LINK = "lesson:"
"""How the address of a link to a lesson begins."""


def links_as_text(markdown: str, to: str = "") -> str:
    """Markdown without links, their words kept: without all of them, or those whose address begins with ``to``."""
    return re.sub(rf"\[([^\]]*)\]\({re.escape(to)}[^)]*\)", r"\1", markdown)
