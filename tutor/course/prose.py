"""Markdown as a small tree of plain values, which can be kept: a first page must not wait for the parser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

MOST_KEPT = 64
"""Texts whose trees are remembered: a lesson's pages."""


class Node(NamedTuple):
    """One element, as markdown-it's ``SyntaxTreeNode`` describes it."""

    type: str
    content: str = ""
    info: str = ""
    """What stands behind the opening of a fence."""
    attrs: Mapping[str, Any] = {}
    hidden: bool = False
    """Whether it is a paragraph of a tight list."""
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Itself and everything in it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


Tree = tuple[Node, ...]
_trees: dict[str, Tree] = {}


def tree_of(markdown: str) -> Tree:
    """The elements of a text; those of the last texts are remembered."""
    tree = _trees.pop(markdown, None)
    if tree is None:
        tree = _parse(markdown)
    know({markdown: tree})
    return tree


def know(trees: Mapping[str, Tree]) -> None:
    """Remember trees of texts that were parsed earlier."""
    _trees.update(trees)
    for oldest in list(_trees)[:-MOST_KEPT]:
        _trees.pop(oldest, None)


def known() -> dict[str, Tree]:
    """The trees that are remembered, the oldest first."""
    return dict(_trees)


def _parse(markdown: str) -> Tree:
    from markdown_it.tree import SyntaxTreeNode

    from tutor.course.markdown import parser

    return tuple(map(_plain, SyntaxTreeNode(parser().parse(markdown)).children))


def _plain(node: SyntaxTreeNode) -> Node:
    return Node(node.type, node.content, node.info, node.attrs, node.hidden, tuple(map(_plain, node.children)))
