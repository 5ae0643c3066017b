"""Questions about the text of a submission, by its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tutor.check.failing import CheckFailed


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


class _Imports:
    """What a submission calls the things that it imports."""

    def __init__(self, tree: ast.AST) -> None:
        self.origins: dict[str, str] = {}
        """Local name to where it comes from: ``F`` to ``torch.nn.functional``, ``ce`` to ``torch.….cross_entropy``."""
        self.everything = False
        """Whether some module's names were all imported by ``*``."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.origins[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    self.everything |= alias.name == "*"
                    self.origins[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        self.own = {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def _library(node: ast.AST, wanted: Collection[str], imports: _Imports) -> str:
    """The name by which a node uses something of a library, as a function, a class or a method."""
    if isinstance(node, ast.Attribute) and node.attr in wanted:
        return "" if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls") else dotted(node)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        origin = imports.origins.get(node.id, "")
        if origin.rpartition(".")[2] in wanted and "." in origin:
            return node.id
        if imports.everything and node.id in wanted and node.id not in imports.own:
            return node.id
    if isinstance(node, ast.ImportFrom):
        return next((alias.name for alias in node.names if alias.name in wanted), "")
    return ""


def _called(node: ast.AST, wanted: Collection[str]) -> str:
    if not isinstance(node, ast.Call):
        return ""
    name = dotted(node.func)
    return name if any(name == one or (one.startswith(".") and f".{name}".endswith(one)) for one in wanted) else ""


def _context(node: ast.AST, wanted: Collection[str]) -> str:
    """The context manager of a ``with``, or the decorator, whose last name is among those wanted."""
    managers: list[ast.expr] = []
    if isinstance(node, (ast.With, ast.AsyncWith)):
        managers = [item.context_expr for item in node.items]
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        managers = node.decorator_list
    for manager in managers:
        name = dotted(manager.func if isinstance(manager, ast.Call) else manager)
        if name.rpartition(".")[2] in wanted:
            return name
    return ""


def _in_place(node: ast.AST) -> str:
    """An operation that changes a tensor where it lies: ``x.add_(…)``, ``x += …``, ``x[0] = …``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func.attr
        return f".{name}" if name.endswith("_") and not name.endswith("__") and name != "requires_grad_" else ""
    if isinstance(node, ast.AugAssign):
        return ast.unparse(node)
    if isinstance(node, ast.Assign) and any(isinstance(target, ast.Subscript) for target in node.targets):
        return ast.unparse(node)
    return ""


_LOOPS = {
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.While: "while",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
}


@dataclass(frozen=True)
class Found:
    """A construct in a submission."""

    text: str
    """What it is called there."""
    line: int
    function: str
    """The function or class in which it was looked for, or where it stands; empty at the top."""
    code: str
    """Its line, as Python writes it."""


def find(
    tree: ast.AST,
    *,
    loops: bool = False,
    calls: Collection[str] = (),
    names: Collection[str] = (),
    attributes: Collection[str] = (),
    library: Collection[str] = (),
    contexts: Collection[str] = (),
    in_place: bool = False,
    inside: str = "",
) -> list[Found]:
    """Where any of these constructs stands in a submission, in the order of the lines.

    ``loops``: ``for``, ``while`` and comprehensions. ``calls``: dotted names, with a dot in front the last part alone
    (``".backward"``). ``names``: names, attributes and keyword arguments anywhere. ``attributes``: ``"data"`` finds
    ``x.data``. ``library``: functions, classes and methods that are not the learner's own, under whatever name they are
    imported. ``contexts``: the last name of what stands behind ``with``, or of a decorator. ``in_place``: ``x.add_()``,
    ``x += y``, ``x[0] = y``. ``inside`` names the only function or class that is looked at, ``"*"`` stands for all.
    """
    imports = _Imports(tree)
    found: list[Found] = []

    def look(node: ast.AST, statement: ast.AST, function: str, counts: bool) -> None:
        own = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        statement = node if isinstance(node, ast.stmt) else statement
        if counts:
            text = (
                (_LOOPS.get(type(node), "") if loops else "")
                or _called(node, calls)
                or (_name(node) if _name(node) in names else "")
                or (node.attr if isinstance(node, ast.Attribute) and node.attr in attributes else "")
                or _library(node, library, imports)
                or _context(node, contexts)
                or (_in_place(node) if in_place else "")
            )
            if text:
                code = ast.unparse(statement).splitlines()[0]
                found.append(Found(text, getattr(node, "lineno", getattr(statement, "lineno", 0)), function, code))
        if own:
            function = node.name  # type: ignore[attr-defined]
            counts = counts or inside in (function, "*")
        for child in ast.iter_child_nodes(node):
            look(child, statement, function, counts)

    look(tree, tree, "", not inside)
    return sorted(found, key=lambda one: one.line)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.arg or "" if isinstance(node, ast.keyword) else ""


def forbid(tree: ast.AST, feedback: str, **constructs: Any) -> None:
    """Fail the check if any of the ``constructs`` (those of ``find``) stands in the submission, with its line.

    In ``feedback`` ``{found}`` becomes what stands there, ``{line}`` its line, ``{function}`` the function around it.

    Raises:
        CheckFailed: at the first place.
    """
    for one in find(tree, **constructs):
        sentence = feedback.replace("{found}", one.text).replace("{function}", one.function)
        if "{line}" not in feedback:
            sentence = f"Line {{line}}: {sentence}"
        raise CheckFailed(sentence.replace("{line}", str(one.line)), {"your code": f"{one.line}  {one.code}"})


def require(tree: ast.AST, feedback: str, **constructs: Any) -> None:
    """Fail the check with ``feedback`` unless at least one of the ``constructs`` (those of ``find``) is there.

    Raises:
        CheckFailed: if none is.
    """
    if not find(tree, **constructs):
        raise CheckFailed(feedback)
