"""Questions about the text of a submission, by its syntax tree."""

from __future__ import annotations

import ast


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a name or a chain of attributes; of a chain that begins elsewhere, what is known of its end."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else node.attr
    return ""


def calls(tree: ast.AST, name: str) -> int:
    """How often a dotted name is called: ``calls(tree, "nn.Linear")``, ``calls(tree, "loss.backward")``.

    A name that starts with a dot matches the last part alone: ``calls(tree, ".backward")``.
    """
    found = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = dotted(node.func)
            found += called == name or (name.startswith(".") and f".{called}".endswith(name))
    return found


def names_used(tree: ast.AST) -> set[str]:
    """Every name, attribute and keyword argument that stands in the code."""
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            used.add(node.arg)
    return used


def has_loop(tree: ast.AST) -> bool:
    """Whether there is a ``for``, a ``while`` or a comprehension."""
    loops = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    return any(isinstance(node, loops) for node in ast.walk(tree))
