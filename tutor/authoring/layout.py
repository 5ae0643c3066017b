"""How long a page is on a terminal, without drawing it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from tutor.course.markdown import tokens_of
from tutor.course.model import Page, Prose, Snippet
from tutor.course.questions import Prediction, Question

if TYPE_CHECKING:
    from markdown_it.token import Token

COLUMNS = 78

_NESTING = ("bullet_list_open", "ordered_list_open", "blockquote_open")
_SPACED = (
    "paragraph_open",
    "heading_open",
    "fence",
    "code_block",
    "table_open",
    "html_block",
    "hr",
    *_NESTING,
)


def page_lines(page: Page) -> int:
    """About how many lines of ``COLUMNS`` columns a page fills, with title and gaps."""
    total = 1
    for block in page.blocks:
        if isinstance(block, Prose):
            total += 1 + prose_lines(block.markdown)
        elif isinstance(block, Question | Prediction):
            total += 2 + question_lines(block if isinstance(block, Question) else block.question)
        elif not isinstance(block, Snippet):
            total += 2
        elif not block.hide:
            total += 1 + _code_lines(block.text, COLUMNS)
    return total


def question_lines(question: Question) -> int:
    """About how many lines a question fills before it is answered."""
    choices = sum(prose_lines(choice.text) for choice in question.choices)
    return prose_lines(question.ask) + 1 + (choices or 1)


def prose_lines(markdown: str) -> int:
    """About how many lines a text fills."""
    total = gaps = depth = 0
    in_table = False
    for token in tokens_of(markdown):
        if token.type in _SPACED and not token.hidden and (token.level == 0 or token.type not in _NESTING):
            gaps += 1
        if token.type in _NESTING:
            depth += 1
        elif token.type.replace("_close", "_open") in _NESTING:
            depth -= 1
        elif token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
            total += in_table  # the rule under the head
        elif token.type == "tr_open" or token.type == "hr":
            total += 1
        elif token.type in ("fence", "code_block", "html_block"):
            total += _code_lines(token.content, COLUMNS - 2 * depth)
        elif token.type == "inline" and not in_table:
            total += _text_lines(token, COLUMNS - 2 * depth)
    return total + max(gaps - 1, 0)


def _text_lines(token: Token, columns: int) -> int:
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    text = "".join(breaks.get(child.type, child.content) for child in token.children or [])
    return sum(max(len(textwrap.wrap(line, max(columns, 20))), 1) for line in text.split("\n"))


def _code_lines(text: str, columns: int) -> int:
    lines = text.rstrip("\n").split("\n")
    return sum(max(-(-len(line) // max(columns, 20)), 1) for line in lines)
