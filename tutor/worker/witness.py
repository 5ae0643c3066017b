"""What a crash looked like from inside: the failing line, the tensors that it names, the layer that refused them.

Nothing of the learner's runs for this: attributes are looked up without properties, nothing is printed by its own
``repr``, and tensors are read below ``__torch_function__``. What can't be read so is left out.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import itertools
import linecache
from collections.abc import Callable, Collection, Iterator
from types import CodeType, FrameType, ModuleType, TracebackType
from typing import Any, NamedTuple

from tutor.worker.lookup import class_name, entries, is_module, is_of, items_of, lookup, names_in, resolve, static
from tutor.worker.tensor_facts import MOST_NAME, facts, value_facts

Facts = dict[str, Any]

_OWN_FILES = ("<tutor", "<frozen")
_MOST_SOURCE = 200_000
_MOST_TEXT = 300
_MOST_TENSORS = 12
_MOST_VALUES = 8
_MOST_CALLS = 12
_MOST_LAYERS = 40
_MOST_MODULES = 2000
_MOST_PARAMETERS = 4
_MOST_CANDIDATES = 5000

_SETTINGS = (
    "in_features",
    "out_features",
    "in_channels",
    "out_channels",
    "kernel_size",
    "stride",
    "padding",
    "dilation",
    "groups",
    "output_size",
    "num_features",
    "normalized_shape",
    "num_channels",
    "num_groups",
    "num_embeddings",
    "embedding_dim",
    "input_size",
    "hidden_size",
    "num_layers",
    "bidirectional",
    "batch_first",
    "embed_dim",
    "num_heads",
    "start_dim",
    "end_dim",
    "dim",
    "ceil_mode",
)
"""Attributes by which torch's layers say what they take and give."""


class _Place(NamedTuple):
    """One step of a traceback."""

    frame: FrameType
    line: int
    instruction: int


def witness(error: BaseException, texts: Collection[str]) -> Facts:
    """What is known of the place where ``error`` left the code.

    ``texts`` are the file names of the learner's own code. The result is plain data for the wire, bounded in size:
    ``source``, ``line``, ``text`` and ``columns`` (of the failing part, in characters) of the innermost learner frame,
    ``tensors`` and ``values`` that the line names, ``calls`` (functions of libraries between that line and the error,
    outermost first) with the ``inputs`` of the last, ``layer`` and ``layers`` of the model, ``near`` (names that
    resemble one that is missing). It is empty where no learner frame is known, and never raises.
    """
    with contextlib.suppress(Exception):
        return _witness(error, texts)
    return {}


def _witness(error: BaseException, texts: Collection[str]) -> Facts:
    places = list(_places(error.__traceback__))
    unreadable: Any = error if is_of(error, SyntaxError) else None
    if unreadable is not None and unreadable.filename in texts:
        return _unreadable(unreadable)
    own = [index for index, place in enumerate(places) if place.frame.f_code.co_filename in texts]
    if not own:
        return {}
    place, deeper = places[own[-1]], places[own[-1] + 1 :]
    seen: Facts = {"source": place.frame.f_code.co_filename, "line": place.line}
    parts: tuple[Callable[[], Facts], ...] = (
        lambda: _line(place),
        lambda: _calls(deeper),
        lambda: _layers(places, deeper),
        lambda: {"near": _near(error, place.frame)},
    )
    for part in parts:
        with contextlib.suppress(Exception):
            seen.update(part())
    return seen


def _unreadable(error: SyntaxError) -> Facts:
    """The place of text that is no Python."""
    line = error.lineno or 0
    text = (error.text or linecache.getline(error.filename or "", line)).rstrip("\n")
    indent = len(text) - len(text.lstrip())
    seen: Facts = {"source": error.filename, "line": line, "text": text[indent : indent + _MOST_TEXT].rstrip()}
    start, end = (error.offset or 0) - 1 - indent, (error.end_offset or 0) - 1 - indent
    if error.end_lineno != line:
        end = start + 1
    if 0 <= start < end and (start, end) != (0, len(seen["text"])):
        seen["columns"] = [start, end]
    return seen


def _places(trace: TracebackType | None) -> Iterator[_Place]:
    for _ in range(3000):
        if trace is None:
            return
        if not trace.tb_frame.f_code.co_filename.startswith(_OWN_FILES):
            yield _Place(trace.tb_frame, trace.tb_lineno, trace.tb_lasti)
        trace = trace.tb_next


# -- the line --------------------------------------------------------------------------------------------------------


def _line(place: _Place) -> Facts:
    """Text and failing part of the line, and what it names."""
    lines = linecache.getlines(place.frame.f_code.co_filename)
    text = lines[place.line - 1].rstrip() if 0 < place.line <= len(lines) else ""
    indent = len(text) - len(text.lstrip())
    seen: Facts = {"text": text[indent : indent + _MOST_TEXT]}
    source = "".join(lines)
    if len(source) > _MOST_SOURCE:
        return seen
    statement, culprit, whole_line = _nodes(ast.parse(source), place)
    if culprit is not None and not whole_line and culprit.lineno == place.line:
        start, end = _columns(culprit, lines[place.line - 1])
        end = min(end, len(text)) - indent
        if (start - indent, end) != (0, len(text) - indent) and start - indent < _MOST_TEXT:
            seen["columns"] = [start - indent, min(end, _MOST_TEXT)]
    seen.update(_named(culprit, statement, place.frame))
    return seen


def _columns(node: ast.expr | ast.stmt, line: str) -> tuple[int, int]:
    raw = line.encode()
    end = node.end_col_offset if node.end_lineno == node.lineno and node.end_col_offset is not None else len(raw)
    return len(raw[: node.col_offset].decode()), len(raw[:end].decode(errors="ignore"))


def _nodes(tree: ast.Module, place: _Place) -> tuple[ast.stmt | None, ast.expr | ast.stmt | None, bool]:
    """The statement that failed, the part of it that did, and whether that part is all that is known."""
    statement: ast.stmt | None = None
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= place.line <= (node.end_lineno or node.lineno):
            statement = node  # breadth first: the last is the innermost
    position = _position(place.frame.f_code, place.instruction)
    if position is not None and statement is not None:
        for node in _own_parts(statement):
            if (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset) == position and isinstance(
                node, ast.expr
            ):
                return statement, node, False
    return statement, statement, True


def _position(code: CodeType, instruction: int) -> tuple[int, int, int, int] | None:
    """``(line, end line, column, end column)`` of an instruction, where this Python knows them (3.11 and later)."""
    positions: Any = getattr(code, "co_positions", None)
    if positions is None or instruction < 0:
        return None
    found = next(itertools.islice(positions(), instruction // 2, None), None)
    return None if found is None or None in found else found


def _own_parts(node: ast.AST) -> Iterator[Any]:
    """A statement's expressions in the order of the text, without the statements and functions inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.Lambda, ast.excepthandler)):
            continue
        if isinstance(child, ast.expr):
            yield child
        yield from _own_parts(child)


def _named(culprit: ast.AST | None, statement: ast.stmt | None, frame: FrameType) -> Facts:
    """Tensors and small values by the text that names them; those of the failing part come first."""
    found: dict[str, tuple[Any, bool]] = {}
    for node, at_fault in ((culprit, True), (statement, False)):
        if node is None:
            continue
        for text, value in _chains(node, frame):
            found.setdefault(text, (value, at_fault))
            if len(found) >= 200:
                break
    tensors: list[Facts] = []
    values: list[Facts] = []
    for text, (value, at_fault) in found.items():
        described = [fact for name, item in items_of(text, value) if (fact := facts(name, item)) is not None]
        tensors += [{**fact, "at_fault": at_fault} for fact in described]
        if not described and at_fault:
            values.append(value_facts(text, value))
    return {"tensors": tensors[:_MOST_TENSORS], "values": values[:_MOST_VALUES]}


def _chains(node: ast.AST, frame: FrameType) -> Iterator[tuple[str, Any]]:
    """``(text, value)`` of each name, ``a.b.c`` or ``a[0]`` under ``node`` that plain look-ups can follow."""
    parts = [node] if isinstance(node, ast.expr) else list(ast.iter_child_nodes(node))
    for part in parts:
        if isinstance(part, (ast.stmt, ast.Lambda, ast.excepthandler)):
            continue
        if isinstance(part, (ast.Name, ast.Attribute, ast.Subscript)):
            if isinstance(part.ctx, ast.Store) and isinstance(part, ast.Name) and not isinstance(node, ast.AugAssign):
                continue
            known, value = resolve(part, frame)
            if known and type(value) is not ModuleType:
                yield ast.unparse(part)[:MOST_NAME], value
                if not isinstance(part, ast.Subscript):
                    continue
        for child in ast.iter_child_nodes(part):
            if isinstance(child, (ast.expr, ast.keyword, ast.comprehension, ast.withitem)):
                yield from _chains(child, frame)


# -- what was called from it -------------------------------------------------------------------------------------------


def _calls(deeper: list[_Place]) -> Facts:
    """The functions of libraries in which it ended, and what the last of them was given."""
    names = [name for place in deeper if (name := _function_name(place.frame))]
    if len(names) > _MOST_CALLS:
        names = [*names[: _MOST_CALLS // 2], *names[-_MOST_CALLS // 2 :]]
    seen: Facts = {"calls": names, "inputs": []}
    torch_places = [place for place in deeper if (_module_name(place.frame) or "").split(".")[0] == "torch"]
    if torch_places:
        frame = torch_places[-1].frame
        seen["inputs"] = _arguments(frame.f_code, frame)
    return seen


def _module_name(frame: FrameType) -> str | None:
    name = dict.get(frame.f_globals, "__name__")
    return name if type(name) is str else None


def _function_name(frame: FrameType) -> str:
    """``torch.nn.functional.cross_entropy``; nothing for the machinery by which modules are called."""
    module, function = _module_name(frame) or "?", frame.f_code.co_name
    if function in ("_call_impl", "_wrapped_call_impl"):
        return ""
    return f"{module}.{function}"[:100]


def _arguments(code: CodeType, frame: FrameType) -> list[Facts]:
    found: list[Facts] = []
    for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        known, value = lookup(frame.f_locals, name)
        if known:
            found += [fact for text, item in items_of(name, value) if (fact := facts(text, item)) is not None]
    return found[:_MOST_TENSORS]


# -- the layer -------------------------------------------------------------------------------------------------------


def _layers(places: list[_Place], deeper: list[_Place]) -> Facts:
    """The innermost layer of torch that raised, and the leaves of the model around it in order."""
    forwards = [(index, module) for index, place in enumerate(places) if (module := _forward_of(place.frame))]
    if not forwards:
        return {}
    first_index, root = forwards[0]
    first_deeper = len(places) - len(deeper)
    named = dict(_walk(root))
    seen: Facts = {"model": class_name(root)[:MOST_NAME], "model_inputs": _inputs(places, first_index)}
    leaves = [(name, module) for name, module in named.items() if not entries(module, "_modules")]
    seen["layers"] = [_layer(name, module) for name, module in leaves[:_MOST_LAYERS]]
    for index, module in reversed(forwards):
        if index >= first_deeper:
            name = next((name for name, other in named.items() if other is module), "")
            layer = {**_layer(name, module), "inputs": _inputs(places, index)}
            seen["layer"] = {**layer, "parameters": _parameters(module), "is_model": module is root}
            break
    return seen


def _forward_of(frame: FrameType) -> Any:
    """The module whose ``forward`` a frame is, else None."""
    code = frame.f_code
    if code.co_name != "forward" or not code.co_argcount:
        return None
    known, value = lookup(frame.f_locals, code.co_varnames[0])
    return value if known and is_module(value) else None


def _inputs(places: list[_Place], index: int) -> list[Facts]:
    """The tensors a module was called with: its frame may have bound its arguments anew."""
    frame = places[index].frame
    if index and places[index - 1].frame.f_code.co_name == "_call_impl":
        known, given = lookup(places[index - 1].frame.f_locals, "args")
        names = frame.f_code.co_varnames[1 : frame.f_code.co_argcount]
        if known and type(given) is tuple and given:
            pairs = zip((*names, *["input"] * len(given)), given, strict=False)
            return [fact for name, value in pairs if (fact := facts(name, value)) is not None][:_MOST_PARAMETERS]
    return _arguments(frame.f_code, frame)[:_MOST_PARAMETERS]


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    """``(dotted name, module)`` of a model and all that is registered in it, in order of registration."""
    seen: set[int] = set()
    waiting: list[tuple[str, Any]] = [("", root)]
    while waiting and len(seen) < _MOST_MODULES:
        name, module = waiting.pop()
        if id(module) in seen:
            continue
        seen.add(id(module))
        yield name, module
        inner = [(f"{name}.{key}" if name else key, value) for key, value in entries(module, "_modules")]
        waiting += [pair for pair in reversed(inner) if is_module(pair[1])]


def _layer(name: str, module: Any) -> Facts:
    settings = []
    for attribute in _SETTINGS:
        known, value = static(module, attribute)
        if known and (text := value_facts("", value)["text"]):
            settings.append([attribute, text])
    return {"name": name[:MOST_NAME], "kind": class_name(module)[:MOST_NAME], "settings": settings}


def _parameters(module: Any) -> list[Facts]:
    pairs = entries(module, "_parameters")[:_MOST_PARAMETERS]
    return [fact for name, value in pairs if (fact := facts(name, value)) is not None]


# -- what may have been meant ------------------------------------------------------------------------------------------


def _near(error: BaseException, frame: FrameType) -> list[str]:
    """Names that resemble the one that is missing, best first."""
    kind = type(error)
    if kind is NameError or kind is UnboundLocalError:
        missing = error.name  # type: ignore[attr-defined]
        spaces = (frame.f_locals, frame.f_globals, frame.f_builtins)
        known: Iterator[str] = itertools.chain.from_iterable(names_in(space) for space in spaces)
    elif kind is AttributeError:
        missing, owner = error.name, error.obj  # type: ignore[attr-defined]
        known = _attributes(owner)
    else:
        return []
    if type(missing) is not str:
        return []
    names = {name for name in itertools.islice(known, _MOST_CANDIDATES) if not name.startswith("_") and len(name) < 50}
    stem = missing.lower().rstrip("0123456789")
    same = sorted(name for name in names if stem and name.lower().rstrip("0123456789") == stem)
    return list(dict.fromkeys(same + difflib.get_close_matches(missing, sorted(names), 3, 0.7)))[:3]


def _attributes(owner: Any) -> Iterator[str]:
    if owner is None:
        return
    kinds: tuple[type, ...] = type.__dict__["__mro__"].__get__(type(owner))
    for kind in kinds:
        yield from (name for name in list(type.__dict__["__dict__"].__get__(kind)) if type(name) is str)
    if type(owner) is ModuleType:
        yield from names_in(object.__getattribute__(owner, "__dict__"))
    elif is_module(owner):
        for space in ("_modules", "_parameters", "_buffers"):
            yield from (name for name, _ in entries(owner, space))
