"""What each line of a piece of code left in its names, noted while the code runs under ``sys.settrace``.

Only frames of that very text are followed. Values are read below everything that a class of the learner's can redefine;
those of a line's last run stay. Tensors are described and not kept.
"""

from __future__ import annotations

import ast
import contextlib
import itertools
import sys
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

from tutor.worker.lookup import class_name, is_any, is_tensor, lookup, static
from tutor.worker.tensor_facts import MOST_NAME, facts, value_facts

if TYPE_CHECKING:
    from tutor.worker.layer_outputs import LayerOutputs

MOST_LINES, MOST_NAMES, MOST_ITEMS = 500, 8, 50
RETURNED, GIVEN = "returns", "gives"
"""What the value of a ``return`` is called, and the output of a layer that the line made."""
_CO_OPTIMIZED = 0x1
_Function = ast.FunctionDef | ast.AsyncFunctionDef

Place = tuple[int, str]
"""The line at which a value is told, and what it is called there."""


@contextlib.contextmanager
def following(source: str, name: str, send: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """Follow the code called ``name`` while the block runs, then send a frame with what its lines left."""
    lines = LineValues(source, name)
    if "torch" in sys.modules:
        from tutor.worker.layer_outputs import LayerOutputs

        lines.layers = LayerOutputs(name, _told)
    before = sys.gettrace()
    sys.settrace(lines.trace)
    try:
        yield
    finally:
        sys.settrace(before)
        if lines.layers is not None:
            lines.layers.close()
        send({"type": "lens", "lines": lines.told()})


class LineValues:
    """Notes values line by line."""

    def __init__(self, source: str, name: str) -> None:
        self._name = name
        self._places = Places()
        with contextlib.suppress(SyntaxError, ValueError, RecursionError):
            self._places.visit(ast.parse(source))
        self._known: dict[Place, dict[str, Any]] = {}
        self.layers: LayerOutputs | None = None

    def trace(self, frame: FrameType, event: str, arg: Any) -> Callable[..., Any] | None:
        """For ``sys.settrace``: follows a frame of the learner's text, and no other."""
        code = frame.f_code
        if code.co_filename != self._name:
            if self.layers is not None:
                self.layers.entered(frame)
            return None
        # Besides the text itself only functions: no lambda, no comprehension, no body of a class.
        if code.co_name != "<module>" and (code.co_name.startswith("<") or not code.co_flags & _CO_OPTIMIZED):
            return None
        arguments = self._places.arguments.get(code.co_firstlineno, [])
        self._note([place for place in arguments if place[1] in _parameters(code)], frame)
        line = 0

        def follow(frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
            nonlocal line
            if event == "exception":
                line = 0  # what the line was to assign was not assigned
                return follow
            self._note(self._places.names.get(line, ()), frame)
            if event == "return" and line in self._places.returns:
                self._put((self._places.returns[line], RETURNED), arg)
            line = frame.f_lineno
            return follow

        return follow

    def _note(self, places: list[Place] | tuple[Place, ...], frame: FrameType) -> None:
        if not places:
            return
        space = frame.f_locals
        for place in places:
            name, _, attribute = place[1].partition(".")
            found, value = lookup(space, name)
            if found and attribute:
                found, value = static(value, attribute)
            if found:
                self._put(place, value)

    def _put(self, place: Place, value: Any) -> None:
        with contextlib.suppress(Exception):
            told = _told(value)
            if told is None:
                self._known.pop(place, None)
            else:
                self._known[place] = told

    def told(self) -> list[dict[str, Any]]:
        """``[{"line": 3, "values": [{"name": "x", "shape": [2], "dtype": "float32", …}]}]``, in the lines' order."""
        by_line: dict[int, list[dict[str, Any]]] = {}
        for line, name in self._places.order():
            told = self._known.get((line, name))
            if told is not None:
                by_line.setdefault(line, []).append({"name": name[:MOST_NAME], **told})
        given = self.layers.told() if self.layers is not None else {}
        for line, outputs in given.items():
            by_line.setdefault(line, []).extend({"name": GIVEN, **output} for output in outputs)
        return [{"line": line, "values": values[:MOST_NAMES]} for line, values in sorted(by_line.items())[:MOST_LINES]]


def _parameters(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _told(value: Any) -> dict[str, Any] | None:
    """A tensor's or an array's shape and dtype, a plain value's text, how many a list has; None for anything else."""
    known = facts("", value)
    if known is not None:
        told: dict[str, Any] = {key: known[key] for key in ("shape", "dtype", "device") if key in known}
        return {**told, "text": _number(value)} if known["shape"] == [] and known.get("device") == "cpu" else told
    if type(value) is float:
        return {"text": f"{value:.6g}"}
    if is_any(value, list, tuple, dict):
        text = value_facts("", value)["text"]
        items = value.values() if type(value) is dict else value
        tensors = all(is_tensor(one) for one in itertools.islice(items, MOST_ITEMS))
        what = "tensor" if tensors else "item"
        return {"text": text or f"{class_name(value)} of {len(value)} {what}{'' if len(value) == 1 else 's'}"}
    text = value_facts("", value)["text"]
    return {"text": text} if text and value is not None else None


def _number(tensor: Any) -> str:
    """The one number of a tensor without axes."""
    import torch

    base: Any = torch._C.TensorBase if hasattr(torch._C, "TensorBase") else torch._C._TensorBase
    with torch._C.DisableTorchFunction():
        number = base.item(tensor)
    return f"{number:.4g}" if type(number) is float else str(number)


class Places(ast.NodeVisitor):
    """Which line of a text assigns which names, where its functions take arguments, and where they return."""

    def __init__(self) -> None:
        self.names: dict[int, list[Place]] = {}
        """By every line over which a statement goes."""
        self.arguments: dict[int, list[Place]] = {}
        """By the first line of a function, that of a decorator included."""
        self.returns: dict[int, int] = {}
        """The line at which each is told."""

    def order(self) -> list[Place]:
        """Every place once, in the order of the text."""
        every = [place for places in (*self.arguments.values(), *self.names.values()) for place in places]
        return list(dict.fromkeys([*every, *((line, RETURNED) for line in self.returns.values())]))

    def visit(self, node: ast.AST) -> None:
        """Read one statement and those within it."""
        if isinstance(node, _Function):
            self._function(node)
        elif isinstance(node, ast.Return) and node.value is not None:
            self.returns.update(dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), node.lineno))
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            if node.value is not None and not _is_literal(node.value):
                self._assigns(node, node.targets if isinstance(node, ast.Assign) else [node.target])
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self._assigns(node, [node.target], node.iter.end_lineno)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            targets = [item.optional_vars for item in node.items if item.optional_vars is not None]
            self._assigns(node, targets, node.items[-1].context_expr.end_lineno)
        self.generic_visit(node)

    def _function(self, node: _Function) -> None:
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        names = [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        self.arguments[first] = [(node.lineno, name) for name in names if name not in ("self", "cls")]

    def _assigns(self, node: ast.stmt, targets: list[ast.expr], last: int | None = None) -> None:
        found: list[Place] = []
        for part in (part for target in targets for part in ast.walk(target)):
            name = _stored(part)
            if name and not name.startswith("_"):
                found.append((getattr(part, "lineno", node.lineno), name))
        for line in range(node.lineno, (last or node.end_lineno or node.lineno) + 1):
            self.names.setdefault(line, []).extend(found)


def _stored(node: ast.AST) -> str:
    """``x`` or ``self.x`` where that is assigned; empty for anything else."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


def _is_literal(node: ast.expr) -> bool:
    """Whether the line says already what the value is."""
    if isinstance(node, ast.UnaryOp):
        return _is_literal(node.operand)
    if isinstance(node, (ast.Tuple, ast.List)):
        return all(map(_is_literal, node.elts))
    return isinstance(node, ast.Constant)
