"""Shapes, devices and ranges of tensors."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tutor.grading.feedback.facts import Facts
from tutor.grading.feedback.findings import Finding
from tutor.grading.feedback.rules.source import Text, argument, constant, dotted, last_name, method

LARGE = 20
LARGE_ON_AVERAGE = 2
CREATORS = (
    "tensor",
    "randn",
    "rand",
    "zeros",
    "ones",
    "full",
    "arange",
    "linspace",
    "from_numpy",
    "randint",
    "as_tensor",
)


def batch_flattened(text: Text, facts: Facts) -> Iterator[Finding]:
    """F39."""
    fact = facts.first("rows")
    for scope in text.module_classes:
        forward = method(scope, "forward")
        for node in ast.walk(forward) if forward is not None else ():
            if isinstance(node, ast.Call) and _flattens_all(node):
                values = {"samples": int(fact.number("samples")), "rows": int(fact.number("rows"))}
                yield Finding("F39", node.lineno, values if fact.count else {}, certain=fact.count > 0)


def _flattens_all(call: ast.Call) -> bool:
    name = last_name(call.func)
    if name == "flatten":
        start = argument(call, 1 if dotted(call.func) == "torch.flatten" else 0, "start_dim")
        return start is None or constant(start) == 0
    first = constant(call.args[0]) if call.args else None
    return name in ("view", "reshape") and first == -1 and len(call.args) <= 2


def axes_swapped_by_reshape(text: Text, facts: Facts) -> Iterator[Finding]:
    """F42."""
    for call in text.calls_of("reshape", "view"):
        if not isinstance(call.func, ast.Attribute):
            continue
        sizes = call.args[0].elts if len(call.args) == 1 and isinstance(call.args[0], ast.Tuple) else call.args
        name = dotted(call.func.value)
        if len(sizes) > 1 and (_reorders(text, name, sizes) or _permutes_shape(name, sizes)):
            values = {"call": f"{call.func.attr}()"}
            yield Finding("F42", call.lineno, values, certain=False)


def _permutes_shape(name: str, sizes: list[ast.expr]) -> bool:
    """``x.reshape(x.shape[0], x.shape[2], x.shape[1])``."""
    places = [_place(name, size) for size in sizes]
    known = [place for place in places if place is not None]
    return len(known) == len(sizes) and known != sorted(known) and len(set(known)) == len(known)


def _place(name: str, node: ast.expr) -> int | None:
    if isinstance(node, ast.Subscript) and dotted(node.value) == f"{name}.shape":
        value = constant(node.slice)
    elif isinstance(node, ast.Call) and dotted(node.func) == f"{name}.size" and node.args:
        value = constant(node.args[0])
    else:
        return None
    return value if isinstance(value, int) and value >= 0 else None


def _reorders(text: Text, name: str, sizes: list[ast.expr]) -> bool:
    """Whether the sizes are those that the tensor is known to have, in another order."""
    wanted = [constant(size) if constant(size) is not None else dotted(size) for size in sizes]
    for node in text.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], (ast.Name, ast.Tuple)):
            continue
        target = node.targets[0]
        if isinstance(target, ast.Tuple) and dotted(node.value) == f"{name}.shape":
            given: list[object] = [dotted(part) for part in target.elts]
        elif dotted(target) == name:
            given = _sizes(node.value)
        else:
            continue
        whole = [size for size in wanted if size not in (-1, "")]
        if len(given) == len(wanted) and _other_order(given, wanted, whole):
            return True
    return False


def _other_order(given: list[object], wanted: list[object], whole: list[object]) -> bool:
    if sorted(map(str, given)) == sorted(map(str, wanted)):
        return [str(size) for size in given] != [str(size) for size in wanted]
    if len(whole) == len(wanted) - 1 and wanted[0] == -1:  # -1 stands for the first
        rest = [str(size) for size in given[1:]]
        return sorted(rest) == sorted(map(str, whole)) and rest != [str(size) for size in whole]
    return False


def _sizes(value: ast.expr) -> list[object]:
    """The sizes with which a tensor is made, where they are written out."""
    if isinstance(value, ast.BinOp):
        return _sizes(value.left) or _sizes(value.right)
    if not isinstance(value, ast.Call):
        return []
    name = last_name(value.func)
    if name in ("rand", "randn", "zeros", "ones", "empty"):
        elements = value.args[0].elts if value.args and isinstance(value.args[0], ast.Tuple) else value.args
    elif name in ("randint", "reshape", "view") and value.args:
        last = value.args[-1]
        elements = last.elts if isinstance(last, ast.Tuple) else value.args if name != "randint" else []
    else:
        return _sizes(value.func.value) if isinstance(value.func, ast.Attribute) else []
    found = [constant(element) if constant(element) is not None else dotted(element) for element in elements]
    return [] if any(size in ("", None) for size in found) else list(found)


def moved_and_dropped(text: Text, facts: Facts) -> Iterator[Finding]:
    """F34."""
    for node in text.nodes:
        call = node.value if isinstance(node, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        name = dotted(call.func.value)
        if call.func.attr in ("to", "cuda", "cpu", "float", "long", "double") and _is_tensor(text, name):
            yield Finding("F34", call.lineno, {"name": name}, certain=False)


def _is_tensor(text: Text, name: str) -> bool:
    if not name or name in text.models:
        return False
    for node in text.nodes:
        if isinstance(node, ast.For) and any(dotted(part) == name for part in ast.walk(node.target)):
            return True
    return any(_makes_tensor(value) for value in text.assigned(name))


def _makes_tensor(value: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Call) and dotted(node.func).startswith("torch.") and last_name(node.func) in CREATORS
        for node in ast.walk(value)
    )


def inputs_too_large(text: Text, facts: Facts) -> Iterator[Finding]:
    """F54."""
    fact = max(facts.all("input"), key=lambda fact: fact.number("largest"), default=None)
    if fact is not None and fact.number("largest") > LARGE and fact.number("mean") > LARGE_ON_AVERAGE and facts.steps:
        yield Finding("F54", fact.line, {"largest": f"{fact.number('largest'):.3g}"})


def time_and_batch_swapped(text: Text, facts: Facts) -> Iterator[Finding]:
    """F58."""
    samples = {fact.shape("target")[0] for fact in facts.all("loss") if fact.shape("target")}
    for fact in facts.all("recurrent"):
        shape = fact.shape("shape")
        time, batch = (1, 0) if fact.true("batch_first") else (0, 1)
        if len(shape) == 3 and shape[time] in samples and shape[batch] not in {1, *samples}:
            values = {
                "layer": fact.text("layer"),
                "samples": shape[time],
                "shape": f"[{', '.join(map(str, shape))}]",
                "dimension": time,
            }
            yield Finding("F58", fact.line, values)


RULES = (
    batch_flattened,
    axes_swapped_by_reshape,
    moved_and_dropped,
    inputs_too_large,
    time_and_batch_swapped,
)
