"""Markdown as plain lines that read well aloud: no boxes, no colour, no marks without words."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tutor.course.keys import KeyNames
from tutor.course.markdown import parser

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

WIDTH = 78
CODE_INDENT = "    "
COMMAND_KEYS = KeyNames(
    {
        "app.help": "question_mark",
        "app.practice": "d",
        "app.quit": "q",
        "challenge.check": "c",
        "challenge.hint": "h",
        "challenge.solution": "s",
        "challenge.traceback": "t",
        "lesson.edit": "e",
        "lesson.map": "m",
        "lesson.restore": "u",
        "lesson.run": "r",
        "lesson.run_now": "r",
        "lesson.stop": "ctrl+c",
        "lesson.traceback": "t",
        "page.back": "b",
        "page.next": "n",
        "page.onward": "n",
    }
)
"""What is typed here where the app has a key."""


def as_lines(markdown: str, width: int = WIDTH) -> list[str]:
    """A text as lines of at most ``width`` characters, code apart, with an empty line between blocks.

    Where it names a key stands the command of the plain tutor.
    """
    from markdown_it.tree import SyntaxTreeNode

    return _blocks(SyntaxTreeNode(parser().parse(COMMAND_KEYS.fill(markdown))).children, width)


def sentence(markdown: str) -> str:
    """A short text on one line."""
    return " ".join(" ".join(as_lines(markdown, 10_000)).split())


def number_in(word: str, most: int) -> int | None:
    """The number from 1 to ``most`` that was typed; None where it is none."""
    word = word.strip()
    return int(word) if word.isdecimal() and len(word) <= 6 and 1 <= int(word) <= most else None


def wrapped(text: str, width: int = WIDTH, first: str = "", rest: str = "") -> list[str]:
    """Plain text in lines; words and code are never broken."""
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def code_lines(code: str, indent: str = CODE_INDENT) -> list[str]:
    """Code as it stands, indented."""
    return [f"{indent}{line}".rstrip() for line in code.rstrip("\n").split("\n")]


def _blocks(nodes: Sequence[SyntaxTreeNode], width: int) -> list[str]:
    lines: list[str] = []
    for node in nodes:
        block = _block(node, width)
        if lines and block:
            lines.append("")
        lines += block
    return lines


def _block(node: SyntaxTreeNode, width: int) -> list[str]:
    if node.type in {"paragraph", "heading"}:
        return [line for part in _text(node).split("\n") for line in wrapped(part, width)]
    if node.type in {"bullet_list", "ordered_list"}:
        return _list(node, width)
    if node.type == "blockquote":
        return ["Note:", *_blocks(node.children, width)]
    if node.type in {"fence", "code_block"}:
        return code_lines(node.content)
    if node.type == "table":
        return _table(node, width)
    return wrapped(node.content, width) if node.content and node.type != "html_block" else []


def _text(node: SyntaxTreeNode) -> str:
    """The words of a block; an address stands behind its link's text."""
    if node.type in {"code_inline", "text"}:
        return node.content
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak":
        return "\n"
    text = "".join(_text(child) for child in node.children)
    address = str(node.attrs.get("href", "")) if node.type == "link" else ""
    if address.startswith("lesson:"):
        return f"{text} (lesson {address.removeprefix('lesson:')})"
    return f"{text} ({address})" if address and address != text else text


def _list(node: SyntaxTreeNode, width: int) -> list[str]:
    start = int(node.attrs.get("start", 1))
    lines: list[str] = []
    for position, item in enumerate(node.children):
        mark = f"{start + position}. " if node.type == "ordered_list" else "- "
        inner = [line for line in _blocks(item.children, width - len(mark)) if line]
        lines += [(mark if not number else " " * len(mark)) + line for number, line in enumerate(inner or [""])]
    return lines


def _table(node: SyntaxTreeNode, width: int) -> list[str]:
    """Each row on a line of its own, each cell behind the name of its column: columns can't be heard."""
    rows = [[_text(cell) for cell in row.children] for part in node.children for row in part.children]
    names, *body = rows
    lines: list[str] = []
    for row in body:
        cells = [f"{name}: {cell}" if name else cell for name, cell in zip(names, row, strict=False) if cell]
        lines += wrapped("; ".join(cells) + ".", width, rest="  ")
    return lines
