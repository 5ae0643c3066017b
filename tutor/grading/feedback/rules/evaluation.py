"""Modes, metrics and comparisons."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tutor.grading.feedback.facts import Facts, counted
from tutor.grading.feedback.findings import Finding
from tutor.grading.feedback.rules.source import Text, dotted, last_name, names_in

EFFECTS = {
    True: "Dropout switched units off at random, and the same input gives another answer each time",
    False: "BatchNorm used the statistics of the batch at hand and changed its running ones",
}


def evaluated_in_training_mode(text: Text, facts: Facts) -> Iterator[Finding]:
    """F24 and F27."""
    loaded = any(text.calls_of("load_state_dict"))
    optimisers = facts.first("loop").number("optimisers")
    for fact in facts.all("training mode without gradients"):
        if not fact.number("steps") and not loaded:
            continue  # a shape is probed before training
        if optimisers > 1 and _in_training_loop(text, fact.line):
            continue  # a generator makes samples for the other network to learn from
        layer = fact.text("layer")
        evaluates = any(text.calls_of("eval"))
        yield Finding("F24" if evaluates else "F27", fact.line, {"layer": layer, "effect": EFFECTS["Drop" in layer]})
    for fact in facts.all("training mode after training"):
        line = _call_after_training(text)
        if line is not None:
            layer = fact.text("layer")
            yield Finding("F24", line, {"layer": layer, "effect": EFFECTS["Drop" in layer]})


def _in_training_loop(text: Text, line: int | None) -> bool:
    """Whether the innermost loop around a line holds a backward pass as well."""
    loops = [node for node in text.nodes if isinstance(node, (ast.For, ast.While))]
    around = [loop for loop in loops if line is not None and loop.lineno <= line <= (loop.end_lineno or 0)]
    inner = max(around, key=lambda loop: loop.lineno, default=None)
    return inner is not None and any(
        isinstance(node, ast.Call) and last_name(node.func) == "backward" for node in ast.walk(inner)
    )


def _call_after_training(text: Text) -> int | None:
    """The line of a model's call that no backward pass follows, outside of the loop that trains."""
    for call in text.calls:
        if dotted(call.func) in text.models and not _in_training_loop(text, call.lineno):
            function = text.function(call)
            if function is None and call.lineno > text.last_backward:
                return call.lineno
            if function is not None and not any(
                isinstance(node, ast.Call) and last_name(node.func) == "backward" for node in ast.walk(function)
            ):
                return call.lineno
    return None


def trained_in_evaluation_mode(text: Text, facts: Facts) -> Iterator[Finding]:
    """F25."""
    fact = facts.first("trained in evaluation mode")
    if fact.count:
        line = next((call.lineno for call in text.calls_of("eval")), fact.line)
        yield Finding("F25", line, {"layer": fact.text("layer")})


def evaluated_with_gradients(text: Text, facts: Facts) -> Iterator[Finding]:
    """F26."""
    for fact in facts.all("evaluated with gradients"):
        lines = text.text.splitlines()
        if fact.line is not None and fact.line <= len(lines) and ".detach()" in lines[fact.line - 1]:
            continue
        yield Finding("F26", fact.line, {"count": counted(fact, "predictions", "calls")})


def mean_of_means(text: Text, facts: Facts) -> Iterator[Finding]:
    """F64."""
    uneven = any(
        fact.number("batch") and fact.number("size") % fact.number("batch") and not fact.true("drop_last")
        for fact in facts.all("loader")
    )
    if not uneven:
        return
    for node in text.nodes:
        total = dotted(node.left) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) else ""
        if total and isinstance(node, ast.BinOp) and _is_length_of_loader(node.right) and _sums_accuracies(text, total):
            yield Finding("F64", node.lineno)


def _is_length_of_loader(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) == "len" and "load" in ast.unparse(node)


def _sums_accuracies(text: Text, total: str) -> bool:
    for node in text.nodes:
        if isinstance(node, ast.AugAssign) and dotted(node.target) == total:
            value = ast.unparse(node.value)
            if "mean()" in value and "==" in value:
                return True
            if any("mean()" in ast.unparse(v) and "==" in ast.unparse(v) for v in text.assigned(dotted(node.value))):
                return True
    return False


def measured_on_training_data(text: Text, facts: Facts) -> Iterator[Finding]:
    """F66."""
    for node in text.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        called = " ".join(dotted(target).lower() for target in node.targets)
        given = " ".join(names_in(node.value)).lower()
        held_out = any(word in called for word in ("test", "val"))
        if held_out and "train" in given and not any(word in given for word in ("test", "val")) and facts.steps:
            arguments = {name.lower() for argument in node.value.args for name in names_in(argument)}
            if any("train" in name for name in arguments):
                yield Finding("F66", node.lineno, certain=False)


def compared_without_seed(text: Text, facts: Facts) -> Iterator[Finding]:
    """F67."""
    if facts.first("loop").number("optimisers") < 2:
        return
    for loop in (node for node in text.nodes if isinstance(node, ast.For)):
        inside = [node for node in ast.walk(loop) if isinstance(node, ast.Call)]
        names = {last_name(call.func) for call in inside}
        if "manual_seed" in names or not isinstance(loop.iter, (ast.List, ast.Tuple, ast.Name, ast.Call)):
            continue
        choices = names_in(loop.target)
        makes = any(last_name(call.func) in ("SGD", "Adam", "AdamW", "RMSprop") for call in inside)
        uses = any(choices & names_in(call) for call in inside)
        builds = any(last_name(call.func) in ("Sequential", "Linear") for call in inside)
        if makes and uses and builds and "range" not in names_in(loop.iter):
            yield Finding("F67", loop.lineno, certain=False)
            return


RULES = (
    evaluated_in_training_mode,
    trained_in_evaluation_mode,
    evaluated_with_gradients,
    mean_of_means,
    measured_on_training_data,
    compared_without_seed,
)
