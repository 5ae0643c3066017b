"""Colours for Python by one regular expression: fast enough for every keystroke, no import to wait for."""

from __future__ import annotations

import builtins
import keyword
import re
from functools import lru_cache

from tutor.ui.spans import Line, Span

KEYWORDS = frozenset(keyword.kwlist)
BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))

TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<string>(?:\b[rbfuRBFU]{1,2})?(?:
          \"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z)
        | '''(?:\\.|[^\\])*?(?:'''|\Z)
        | "(?:\\.|[^"\\\n])*(?:"|(?=\n)|\Z)
        | '(?:\\.|[^'\\\n])*(?:'|(?=\n)|\Z)))
    | (?P<decorator>(?m:^)[ \t]*@[\w.]+)
    | (?P<number>\b(?:0[xXoObB][\da-fA-F_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?\d+)?j?)|\.\d+(?:[eE][+-]?\d+)?)
    | (?P<name>[^\W\d]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)


def _role_of_name(name: str, before: str, text: str, start: int, end: int) -> str:
    if name in KEYWORDS:
        return "keyword"
    if before in {"def", "class"}:
        return "definition"
    attribute = start > 0 and text[start - 1] == "."
    if not attribute and name in BUILTINS:
        return "builtin"
    if text[end : end + 1] == "(":
        return "call"
    return "name"


def _spans(text: str) -> list[Span]:
    spans: list[Span] = []
    position = 0
    before = ""
    for match in TOKEN.finditer(text):
        if match.start() > position:
            spans.append(Span(text[position : match.start()], "punctuation"))
        kind = match.lastgroup or "name"
        token = match.group()
        role = _role_of_name(token, before, text, match.start(), match.end()) if kind == "name" else kind
        spans.append(Span(token, role))
        before = token if kind == "name" else ""
        position = match.end()
    if position < len(text):
        spans.append(Span(text[position:], "punctuation"))
    return spans


@lru_cache(maxsize=64)
def highlight(text: str) -> tuple[Line, ...]:
    """Python source as one line of spans for each line of text.

    Roles: ``comment``, ``string``, ``decorator``, ``number``, ``keyword``, ``builtin``, ``definition``,
    ``call``, ``name``, ``punctuation``. Broken code is no error: what is not recognised is ``punctuation``.
    """
    lines: list[list[Span]] = [[]]
    for span in _spans(text):
        first, *others = span.text.split("\n")
        if first:
            lines[-1].append(span._replace(text=first))
        for piece in others:
            lines.append([])
            if piece:
                lines[-1].append(span._replace(text=piece))
    return tuple(tuple(line) for line in lines)
