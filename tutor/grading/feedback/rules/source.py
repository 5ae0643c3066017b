"""The learner's text as a tree, with the questions that several rules ask of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

# fmt: off
WEIGHTED = (
    "Linear", "Bilinear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "BatchNorm1d",
    "BatchNorm2d", "LayerNorm", "Embedding", "LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "MultiheadAttention",
    "LazyLinear",
)
# fmt: on
"""Layers with weights."""

OF_MODELS = ("parameters", "eval", "train", "state_dict", "named_parameters")
"""Methods by whose use a name is known to be a model's."""


class Text:
    """One text and what ran before it in the same namespace."""

    def __init__(self, text: str, before: str = "") -> None:
        self.text = text
        self.tree = _parsed(text)
        self.before = _parsed(before)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the text."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """What encloses a node, innermost first."""
        while (parent := self._parents.get(node)) is not None:
            yield parent
            node = parent

    def in_loop(self, node: ast.AST) -> bool:
        """Whether a node is inside a loop of the same function."""
        for parent in self.around(node):
            if isinstance(parent, (ast.For, ast.While)):
                return True
            if isinstance(parent, (ast.FunctionDef, ast.Lambda)):
                return False
        return False

    def function(self, node: ast.AST) -> ast.FunctionDef | None:
        """The function around a node."""
        return next((parent for parent in self.around(node) if isinstance(parent, ast.FunctionDef)), None)

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """Every call, in order."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    def calls_of(self, *names: str) -> Iterator[ast.Call]:
        """The calls of functions or methods whose last name is one of these."""
        return (call for call in self.calls if last_name(call.func) in names)

    @cached_property
    def models(self) -> frozenset[str]:
        """Names that the text, or what ran before it, uses as models."""
        found = set()
        for tree in (self.tree, self.before):
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in OF_MODELS:
                    found.add(dotted(node.func.value))
        return frozenset(found - {""})

    @cached_property
    def last_backward(self) -> int:
        """The line of the last ``backward()``; 0 where there is none."""
        return max((call.lineno for call in self.calls_of("backward")), default=0)

    @cached_property
    def classes(self) -> tuple[ast.ClassDef, ...]:
        """Every class."""
        return tuple(node for node in self.nodes if isinstance(node, ast.ClassDef))

    @cached_property
    def module_classes(self) -> tuple[ast.ClassDef, ...]:
        """The classes that derive from ``nn.Module``, by the look of it."""
        return tuple(scope for scope in self.classes if any(last_name(base) == "Module" for base in scope.bases))

    def assigned(self, name: str) -> Iterator[ast.expr]:
        """The values that a variable is given."""
        for node in self.nodes:
            if isinstance(node, ast.Assign) and any(dotted(target) == name for target in node.targets):
                yield node.value


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module(body=[], type_ignores=[])


def dotted(node: ast.AST) -> str:
    """``a.b.c`` for a name or an attribute of one; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""


def last_name(node: ast.AST) -> str:
    """The last part of a name: ``Linear`` of ``nn.Linear``; also of ``f(x).view``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def method(scope: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """A method of a class."""
    return next((item for item in scope.body if isinstance(item, ast.FunctionDef) and item.name == name), None)


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """An argument by position or keyword."""
    if len(call.args) > position:
        return call.args[position]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def constant(node: ast.AST | None) -> object:
    """The value of a literal, also of ``-1``; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        return -value if isinstance(value, (int, float)) else None
    return node.value if isinstance(node, ast.Constant) else None


def names_in(node: ast.AST) -> set[str]:
    """Every plain name in it."""
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
