"""The training loop: gradients, steps, totals, schedules, clipping."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tutor.grading.feedback.facts import Facts
from tutor.grading.feedback.findings import Finding
from tutor.grading.feedback.rules.source import Text, dotted, last_name, names_in

BY_EPOCH = ("StepLR", "MultiStepLR", "ExponentialLR", "ReduceLROnPlateau", "CosineAnnealingLR")
CUTS = ("detach", "item", "numpy", "tolist")
"""Methods whose result has no graph."""

COLLAPSED = 0.01
"""Part of the first learning rate below which a schedule has collapsed."""


def never_cleared(text: Text, facts: Facts) -> Iterator[Finding]:
    """F02."""
    uncleared, cleared = facts.count("uncleared"), facts.count("cleared")
    if uncleared and uncleared >= cleared:
        line = facts.first("uncleared").line
        yield Finding("F02", line, {"step": uncleared + 1})
    for fact in facts.all("uncleared by hand"):
        yield Finding("F02", fact.line, {"step": int(fact.number("steps")) + 1})


def no_gradients(text: Text, facts: Facts) -> Iterator[Finding]:
    """F16."""
    fact = facts.first("no gradients")
    if fact.count and (fact.count > 1 or not facts.backward):
        steps = "once" if fact.count == 1 else f"{fact.count} times"
        yield Finding("F16", fact.line, {"optimiser": fact.text("optimiser"), "steps": steps})


def cleared_before_step(text: Text, facts: Facts) -> Iterator[Finding]:
    """F17."""
    fact = facts.first("cleared before step")
    if fact.count:
        yield Finding("F17", fact.line)


def nothing_updated(text: Text, facts: Facts) -> Iterator[Finding]:
    """F18."""
    loop, disjoint, left = facts.first("loop"), facts.first("disjoint"), facts.first("left out")
    if disjoint.count > 1:
        held = int(disjoint.number("held"))
        what = f"the optimiser holds {held} tensors, and the loss depends on none of them"
        yield Finding("F18", disjoint.line, {"backward": facts.backward, "what": what})
    elif facts.backward > 2 and not facts.steps and loop.number("optimisers") and not left.number("moved"):
        line = text.last_backward or None
        yield Finding("F18", line, {"backward": facts.backward, "what": "step() is never called"})


def stale_optimiser(text: Text, facts: Facts) -> Iterator[Finding]:
    """F19."""
    left = facts.first("left out")
    if facts.steps and left.number("parameters") and left.number("stale") and not facts.count("disjoint"):
        names = [name for fact in facts.all("not in an optimiser") for name in fact.texts("names")]
        shown = ", ".join(names[:3]) or f"{int(left.number('parameters'))} tensors"
        verb = "is" if len(names) == 1 else "are"
        yield Finding("F19", None, {"names": shown, "verb": verb})


def graph_lost(text: Text, facts: Facts) -> Iterator[Finding]:
    """F20."""
    for call in text.calls_of("backward"):
        name = dotted(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        if name and _is_cut(text, name, 3):
            yield Finding("F20", call.lineno, certain=False)


def _is_cut(text: Text, name: str, depth: int) -> bool:
    """Whether a variable comes from ``.detach()``, ``.item()`` or ``.numpy()``, by at most so many others."""
    values = list(text.assigned(name))
    if any(isinstance(node, ast.Call) and last_name(node.func) in CUTS for value in values for node in ast.walk(value)):
        return True
    sources = {source for value in values for source in names_in(value)} - {name}
    return depth > 1 and len(values) == 1 and any(_is_cut(text, source, depth - 1) for source in sources)


def weight_replaced(text: Text, facts: Facts) -> Iterator[Finding]:
    """F45."""
    for node in text.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
            name = dotted(node.targets[0])
            parts = {dotted(part) for part in ast.walk(node.value)}
            if name and {name, f"{name}.grad"} <= parts:
                yield Finding("F45", node.lineno, {"name": name}, certain=False)


def state_carried(text: Text, facts: Facts) -> Iterator[Finding]:
    """F60."""
    for node in text.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or not text.in_loop(node):
            continue
        targets = {name for target in node.targets for name in names_in(target)}
        carried = targets & {name for part in node.value.args for name in names_in(part)}
        if carried and not any(names_in(call) & carried for call in text.calls_of("detach", "detach_")):
            yield Finding("F60", node.lineno, certain=False)


def graphs_kept(text: Text, facts: Facts) -> Iterator[Finding]:
    """F21."""
    for fact in facts.all("graphs kept"):
        name = fact.text("name")
        adding = (node for node in text.nodes if isinstance(node, (ast.stmt, ast.Call)) and _adds_to(node, name))
        line = next((node.lineno for node in adding), None)
        yield Finding("F21", line, {"name": name, "count": int(fact.number("graphs"))})


def _adds_to(node: ast.AST, name: str) -> bool:
    name = name.rpartition(".")[2]
    if isinstance(node, ast.AugAssign):
        return name in (last_name(node.target), ast.unparse(node.target))
    if isinstance(node, ast.Call) and last_name(node.func) == "append" and isinstance(node.func, ast.Attribute):
        return name in (last_name(node.func.value), ast.unparse(node.func.value))
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
        return any(last_name(target) == name for target in node.targets)
    return False


def graph_retained(text: Text, facts: Facts) -> Iterator[Finding]:
    """F23."""
    fact = facts.first("retained")
    if fact.count > 1 and (fact.true("alone") or fact.true("grows")):
        yield Finding("F23", fact.line, {"count": fact.count}, certain=fact.true("grows"))


def schedule(text: Text, facts: Facts) -> Iterator[Finding]:
    """F48."""
    for fact in facts.all("schedule"):
        scheduler, epochs = fact.text("scheduler"), int(fact.number("epochs"))
        if fact.true("early") and facts.steps:
            what = "moved before the first optimiser step, so its first value was skipped"
            yield Finding("F48", fact.line, {"what": what, "scheduler": scheduler})
        elif scheduler in BY_EPOCH and 0 < epochs < fact.count / 2:
            shrunk = fact.number("last") < COLLAPSED * fact.number("first")
            swung = scheduler == "CosineAnnealingLR" and fact.number("length") <= epochs
            if shrunk or swung:
                what = f"moved {fact.count} times in {epochs} epochs"
                yield Finding("F48", fact.line, {"what": what, "scheduler": scheduler})


def clipping(text: Text, facts: Facts) -> Iterator[Finding]:
    """F50."""
    fact = facts.first("clipped")
    if fact.count and facts.count("clipped in time") < fact.count:
        yield Finding("F50", fact.line, {"where": fact.text("when")})


RULES = (
    never_cleared,
    no_gradients,
    cleared_before_step,
    nothing_updated,
    stale_optimiser,
    graph_lost,
    weight_replaced,
    state_carried,
    graphs_kept,
    graph_retained,
    schedule,
    clipping,
)
