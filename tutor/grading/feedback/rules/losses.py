"""Between the model's output and the loss."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import prod

from tutor.grading.feedback.facts import Fact, Facts
from tutor.grading.feedback.findings import Finding
from tutor.grading.feedback.rules.source import Text, argument, constant, dotted, last_name

DISTANCES = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")


def doubled_softmax(text: Text, facts: Facts) -> Iterator[Finding]:
    """F03, F04, F05."""
    for fact in facts.all("loss"):
        function, nature = fact.text("function"), fact.text("nature")
        if function == "cross_entropy" and nature == "probabilities":
            yield Finding("F03", fact.line)
        elif function == "cross_entropy" and nature == "log_probabilities":
            yield Finding("F04", fact.line)
        elif function == "nll_loss" and nature == "probabilities":
            yield Finding("F05", fact.line, {"loss": f"{fact.number('value'):.2f}"})


def doubled_sigmoid(text: Text, facts: Facts) -> Iterator[Finding]:
    """F15."""
    for fact in facts.all("loss"):
        if fact.text("nature") == "sigmoid":
            what = "The model's output went through a sigmoid, and BCEWithLogitsLoss applies one more."
            yield Finding("F15", fact.line, {"what": what})


def unlike_shapes(text: Text, facts: Facts) -> Iterator[Finding]:
    """F06."""
    for fact in facts.all("loss"):
        table = _table(fact)
        if fact.text("function") in DISTANCES and table:
            values = {"prediction": _tuple(fact.shape("prediction")), "target": _tuple(fact.shape("target"))}
            yield Finding("F06", fact.line, {**values, "table": " × ".join(map(str, table))})


def _table(fact: Fact) -> tuple[int, ...]:
    """The shape to which prediction and target were broadcast, where it is larger than both."""
    one, other = fact.shape("prediction"), fact.shape("target")
    length = max(len(one), len(other))
    padded = [(1,) * (length - len(shape)) + shape for shape in (one, other)]
    table = tuple(max(sizes) for sizes in zip(*padded, strict=True))
    return table if one and other and prod(table) > max(prod(one), prod(other)) else ()


def _tuple(shape: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, shape))}]"


def table_by_hand(text: Text, facts: Facts) -> Iterator[Finding]:
    """F07."""
    fact = facts.first("table")
    if not fact.count:
        return
    table, prediction = fact.shape("table"), fact.shape("prediction")
    other = (table[0],) if len(prediction) == 2 else (table[0], 1)
    line = _difference(text, fact.line)
    yield Finding("F07", line, {"shape": _tuple(table), "left": _tuple(prediction), "right": _tuple(other)})


def _difference(text: Text, before: int | None) -> int | None:
    """The line of the last difference at or before the line of ``backward()``, which is where the fact was seen."""
    lines = [node.lineno for node in text.nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)]
    near = [line for line in lines if before is None or line <= before]
    return max(near, default=before)


def wrong_dimension(text: Text, facts: Facts) -> Iterator[Finding]:
    """F59 and F65: over the batch instead of the classes."""
    seen = facts.first("softmax over the batch")
    if seen.count:
        yield Finding("F59", _softmax_line(text), {"dim": 0})
    for call in text.calls_of("softmax", "log_softmax", "argmax"):
        name = last_name(call.func)
        is_function = dotted(call.func).split(".")[0] in ("F", "torch", "functional", "nn") or isinstance(
            call.func, ast.Name
        )
        operand = call.args[0] if is_function and call.args else getattr(call.func, "value", None)
        dim = argument(call, 1 if is_function else 0, "dim")
        if constant(dim) == 0 and dim is not None and operand is not None and _is_output(text, operand):
            yield Finding("F65" if name == "argmax" else "F59", call.lineno, {"dim": 0}, certain=False)


def _softmax_line(text: Text) -> int | None:
    for call in text.calls_of("softmax", "log_softmax", "Softmax", "LogSoftmax"):
        dims = [argument(call, position, "dim") for position in (0, 1)]
        if any(dim is not None and constant(dim) == 0 for dim in dims):
            return call.lineno
    return None


def _is_output(text: Text, node: ast.AST) -> bool:
    """Whether it is what a model returned for more than one sample."""
    if isinstance(node, ast.Call):
        return dotted(node.func) in text.models and not any(_is_one_sample(value) for value in node.args)
    name = dotted(node)
    return bool(name) and any(isinstance(value, ast.Call) and _is_output(text, value) for value in text.assigned(name))


def _is_one_sample(node: ast.AST) -> bool:
    """``x[0]``, ``sample``: no batch."""
    if isinstance(node, ast.Subscript):
        return isinstance(constant(node.slice), int)
    return last_name(node) in ("sample", "one", "point", "image", "img")


RULES = (doubled_softmax, doubled_sigmoid, unlike_shapes, table_by_hand, wrong_dimension)
