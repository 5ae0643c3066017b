"""Prose as lines of spans: a small renderer of what markdown-it reads, because a first page must be quick.

Rich's renderer would import pygments and cost more than the page itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count

from tutor.course.keys import USUAL, KeyNames
from tutor.course.prose import Node, tree_of
from tutor.ui.python_tokens import highlight
from tutor.ui.spans import Line, Span, fold_code, indent, line_width, truncate, width_of, wrap

BULLETS = ("•", "◦", "▪")
SMALLEST_COLUMN = 4
MARKED = "link_marked"
"""The role of a link that stands out."""
MARK = "marked"
"""What a link has that stands out."""


@lru_cache(maxsize=128)
def layout(markdown: str, width: int, keys: KeyNames = USUAL, marked_link: int = -1) -> tuple[Line, ...]:
    """Lay out Markdown for a column of ``width`` cells.

    Knows headings, paragraphs, nested lists, quotes, tables, rules, shown-only fences, and in text strong,
    emphasis, code, links and images (by their description). Roles are those of ``tutor.ui.theme``. ``keys`` come into
    the places for them; ``marked_link`` is the number, from 0, of the link that stands out from the others.
    """
    tree = tree_of(markdown)
    if "{key:" in markdown:
        tree = tuple(_filled(node, keys) for node in tree)
    if marked_link >= 0:
        numbers = count()
        tree = tuple(_with_mark(node, marked_link, numbers) for node in tree)
    return tuple(_blocks(tree, max(width, 1), 0, loose=True))


def _filled(node: Node, keys: KeyNames) -> Node:
    """An element with the names of keys in the places for them."""
    return node._replace(
        content=keys.fill(node.content), children=tuple(_filled(child, keys) for child in node.children)
    )


def _with_mark(node: Node, wanted: int, numbers: Iterator[int]) -> Node:
    """An element whose link number ``wanted`` is marked; ``numbers`` counts the links."""
    if node.type == "link" and next(numbers) == wanted:
        return node._replace(attrs={**node.attrs, MARK: True})
    return node._replace(children=tuple(_with_mark(child, wanted, numbers) for child in node.children))


def links(markdown: str) -> list[tuple[str, str]]:
    """The ``(text, address)`` of every link in a text, in order."""
    return [
        ("".join(span.text for span in _inline(node.children, frozenset())), str(node.attrs.get("href", "")))
        for root in tree_of(markdown)
        for node in root.walk()
        if node.type == "link"
    ]


def _blocks(nodes: Sequence[Node], width: int, depth: int, *, loose: bool) -> list[Line]:
    lines: list[Line] = []
    for node in nodes:
        drawn = _block(node, width, depth)
        if lines and drawn and (loose or node.type not in {"paragraph", "bullet_list", "ordered_list"}):
            lines.append(())
        lines.extend(drawn)
    return lines


def _block(node: Node, width: int, depth: int) -> list[Line]:
    if node.type == "paragraph":
        return wrap(_text(node), width)
    if node.type == "heading":
        return wrap([Span(s.text, "heading", s.link) for s in _text(node)], width)
    if node.type in {"bullet_list", "ordered_list"}:
        return _list(node, width, depth)
    if node.type == "blockquote":
        bar = Span("▎ ", "quote_bar")
        inner = _blocks(node.children, max(width - 2, 1), depth, loose=True)
        quoted = [tuple(s._replace(role="quote") if s.role == "text" else s for s in line) for line in inner]
        return indent(quoted, bar, bar)
    if node.type in {"fence", "code_block"}:
        return _fence(node, width)
    if node.type == "table":
        return _table(node, width)
    if node.type == "hr":
        return [(Span("─" * width, "rule"),)]
    return wrap([Span(node.content)], width) if node.content else []


def _text(node: Node) -> list[Span]:
    return [span for child in node.children for span in _inline(child.children, frozenset())]


def _inline(nodes: Sequence[Node], marks: frozenset[str], link: str = "") -> list[Span]:
    spans: list[Span] = []
    for node in nodes:
        if node.type == "code_inline":
            spans.append(Span(node.content, MARKED if MARK in marks else "code", link))
        elif node.type == "softbreak":
            spans.append(Span(" ", _role(marks, link), link))
        elif node.type == "hardbreak":
            spans.append(Span("\n"))
        elif node.type == "link":
            inner = marks | {MARK} if node.attrs.get(MARK) else marks
            spans.extend(_inline(node.children, inner, str(node.attrs.get("href", ""))))
        elif node.type in {"strong", "em"}:
            spans.extend(_inline(node.children, marks | {node.type}, link))
        elif node.children:
            spans.extend(_inline(node.children, marks, link))
        else:
            spans.append(Span(node.content, _role(marks, link), link))
    return spans


def _role(marks: frozenset[str], link: str) -> str:
    if link:
        return MARKED if MARK in marks else "link"
    if marks == {"strong", "em"}:
        return "strong_emphasis"
    if "strong" in marks:
        return "strong"
    return "emphasis" if "em" in marks else "text"


def _list(node: Node, width: int, depth: int) -> list[Line]:
    items = node.children
    loose = (
        any(child.type == "paragraph" and not child.hidden for item in items for child in item.children)
        and len(items) > 1
    )
    start = int(node.attrs.get("start", 1))
    numbered = node.type == "ordered_list"
    widest = len(str(start + len(items) - 1))
    lines: list[Line] = []
    for position, item in enumerate(items):
        mark = f"{start + position:>{widest}}." if numbered else BULLETS[depth % len(BULLETS)]
        first = Span(f" {mark} ", "bullet")
        drawn = _blocks(item.children, max(width - width_of(first.text), 1), depth + 1, loose=loose) or [()]
        if lines and loose:
            lines.append(())
        lines.extend(indent(drawn, first))
    return lines


def _fence(node: Node, width: int) -> list[Line]:
    code = node.content.rstrip("\n")
    language = node.info.split()[0] if node.info.split() else ""
    source = (
        highlight(code) if language in {"python", "py"} else [(Span(text, "code_block"),) for text in code.split("\n")]
    )
    bar = Span("│ ", "fence_bar")
    return [(bar, *piece) for line in source for piece in fold_code(line, max(width - 2, 1))]


def _column_widths(rows: list[list[list[Span]]], width: int) -> list[int]:
    """Natural widths of a table's columns, the widest ones narrowed until the table fits."""
    count = max(len(row) for row in rows)
    widths = [max([line_width(row[i]) for row in rows if i < len(row)] + [1]) for i in range(count)]
    room = width - 3 * (count - 1)
    while sum(widths) > room and max(widths) > SMALLEST_COLUMN:
        widths[widths.index(max(widths))] -= 1
    return widths


def _aligned(line: Line, width: int, align: str) -> Line:
    line = truncate(line, width)
    gap = width - line_width(line)
    left = gap if align == "right" else gap // 2 if align == "center" else 0
    return (Span(" " * left), *line, Span(" " * (gap - left)))


def _table(node: Node, width: int) -> list[Line]:
    rows = [row for part in node.children for row in part.children]
    cells = [[_text(cell) for cell in row.children] for row in rows]
    styles = [str(cell.attrs.get("style", "")) for cell in rows[0].children]
    aligns = [style.rpartition(":")[2] for style in styles]
    widths = _column_widths(cells, width)
    bar = Span(" │ ", "rule")
    lines: list[Line] = []
    for number, row in enumerate(cells):
        if number == 0:
            row = [[s._replace(role="strong") if s.role == "text" else s for s in cell] for cell in row]
        columns = [wrap(cell, widths[i]) for i, cell in enumerate(row)]
        for y in range(max(len(column) for column in columns)):
            line: list[Span] = []
            for i, column in enumerate(columns):
                if i:
                    line.append(bar)
                line.extend(_aligned(column[y] if y < len(column) else (), widths[i], aligns[i]))
            lines.append(truncate(line, width))
        if number == 0:
            lines.append((Span("─┼─".join("─" * w for w in widths)[:width], "rule"),))
    return lines
