"""Loaders, statistics, and what is saved or kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tutor.grading.feedback.facts import Facts
from tutor.grading.feedback.findings import Finding
from tutor.grading.feedback.rules.source import Text, dotted, last_name, names_in

MOSTLY = 0.8


def same_randomness(text: Text, facts: Facts) -> Iterator[Finding]:
    """F51."""
    for fact in facts.all("loader"):
        if fact.number("workers") and fact.true("own_generator") and not fact.true("seeded"):
            yield Finding("F51", fact.line)


def in_order(text: Text, facts: Facts) -> Iterator[Finding]:
    """F52."""
    for fact in facts.all("loader"):
        sorted_by_class = fact.number("classes") > 1 and fact.number("single") >= MOSTLY
        if fact.true("trained") and fact.true("in order") and sorted_by_class:
            yield Finding("F52", _loader_line(text) or fact.line, {"share": f"{fact.number('single'):.0%}"})


def _loader_line(text: Text) -> int | None:
    return next((call.lineno for call in text.calls_of("DataLoader")), None)


def leaked_statistics(text: Text, facts: Facts) -> Iterator[Finding]:
    """F53."""
    for node in text.nodes:
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        for call in (child for child in ast.walk(node.value) if isinstance(child, ast.Call)):
            name = dotted(call.func.value) if isinstance(call.func, ast.Attribute) else ""
            if name and last_name(call.func) in ("mean", "std") and _is_whole(text, name, node.lineno):
                yield Finding("F53", node.lineno, certain=False)
                return


def _is_whole(text: Text, name: str, line: int) -> bool:
    """Whether a tensor is split into training and test data after this line, or is the test data itself."""
    if "test" in name.lower() and _normalises(text, name):
        return True
    for node in text.nodes:
        if isinstance(node, ast.Assign) and node.lineno >= line and name in names_in(node.value):
            names = " ".join(dotted(part).lower() for target in node.targets for part in ast.walk(target))
            if isinstance(node.value, (ast.Tuple, ast.Subscript, ast.Call)) and "train" in names:
                return _normalises(text, name)
            if isinstance(node.value, ast.Subscript) and "test" in names:
                return _normalises(text, name)
    return False


def _normalises(text: Text, name: str) -> bool:
    """Whether it is divided by a deviation, or has a mean taken from it."""
    return any(_changes(node) and name in _names(node.left) for node in text.nodes if isinstance(node, ast.BinOp))


def _changes(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Sub, ast.Div))


def _names(node: ast.expr) -> set[str]:
    """What an expression names, but for what is taken away or divided within it, which is looked at by itself."""
    names: set[str] = set()
    waiting: list[ast.AST] = [node]
    while waiting:
        part = waiting.pop()
        if not _changes(part):
            names.add(dotted(part))
            waiting += ast.iter_child_nodes(part)
    return names


def whole_module_saved(text: Text, facts: Facts) -> Iterator[Finding]:
    """F55."""
    fact = facts.first("module saved")
    if fact.count:
        what = "torch.save got the whole model: it breaks when its code changes, and safe loading refuses it."
        yield Finding("F55", fact.line, {"what": what})


def live_state(text: Text, facts: Facts) -> Iterator[Finding]:
    """F56."""
    for fact in facts.all("live state loaded"):
        yield Finding("F56", fact.line, {"name": _name_at(text, fact.line)})
    for fact in facts.all("live state kept"):
        name = fact.text("name")
        if name and _is_used_later(text, name) and not _is_saved(text, name):
            yield Finding("F56", fact.line, {"name": name})


def _name_at(text: Text, line: int | None) -> str:
    for node in text.nodes:
        if isinstance(node, ast.Assign) and node.lineno == line:
            return dotted(node.targets[0]) or "What you kept"
    return "What you kept"


def _is_used_later(text: Text, name: str) -> bool:
    uses = [node for node in text.nodes if isinstance(node, ast.Name) and node.id == name]
    stored_in_loop = any(isinstance(node.ctx, ast.Store) and text.in_loop(node) for node in uses)
    return stored_in_loop or any(isinstance(node.ctx, ast.Load) and node.lineno > text.last_backward for node in uses)


def _is_saved(text: Text, name: str) -> bool:
    return any(dotted(call.func) == "torch.save" and name in names_in(call) for call in text.calls)


RULES = (same_randomness, in_order, leaked_statistics, whole_module_saved, live_state)
