"""Models: what is registered, what forward makes and returns."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tutor.grading.feedback.facts import Fact, Facts, counted
from tutor.grading.feedback.findings import Finding
from tutor.grading.feedback.rules.source import WEIGHTED, Text, dotted, last_name, method

RANDOM = ("randn", "rand", "normal", "randn_like", "rand_like", "xavier_uniform_", "kaiming_uniform_")


def hidden_layers(text: Text, facts: Facts) -> Iterator[Finding]:
    """F29."""
    left_out = facts.first("left out").number("parameters")
    for fact in facts.all("unregistered"):
        if facts.steps and not left_out:
            continue  # somebody trains them: they were handed to an optimiser one by one
        if _scope(text, fact) is None:
            continue  # it comes from elsewhere
        name = fact.text("name")
        values = {"name": f"self.{name}", "kind": fact.text("container"), "count": counted(fact, "layers")}
        yield Finding("F29", _assignment(text, name), values)


def _scope(text: Text, fact: Fact) -> ast.ClassDef | None:
    """The class of the module that a fact is about, where the text defines it."""
    return next((scope for scope in text.classes if scope.name == fact.text("owner")), None)


def _assignment(text: Text, name: str) -> int | None:
    for node in text.nodes:
        if isinstance(node, ast.Assign) and any(dotted(target) == f"self.{name}" for target in node.targets):
            return node.lineno
    return None


def layer_in_forward(text: Text, facts: Facts) -> Iterator[Finding]:
    """F30."""
    for scope in text.module_classes:
        forward = method(scope, "forward")
        for node in ast.walk(forward) if forward is not None else ():
            if isinstance(node, ast.Call) and last_name(node.func) in WEIGHTED and not _is_kept(text, node):
                yield Finding("F30", node.lineno, {"layer": last_name(node.func)}, certain=facts.backward > 0)


def _is_kept(text: Text, call: ast.Call) -> bool:
    """Whether the layer is stored on the module, as one that is made at the first call."""
    for parent in text.around(call):
        if isinstance(parent, ast.Assign):
            return any(dotted(target).startswith("self.") for target in parent.targets)
        if isinstance(parent, ast.FunctionDef):
            return False
    return False


def no_output(text: Text, facts: Facts) -> Iterator[Finding]:
    """F32."""
    for fact in facts.all("no output"):
        owner = fact.text("owner")
        scope = _scope(text, fact)
        forward = method(scope, "forward") if scope is not None else None
        line = forward.lineno if forward is not None else fact.line
        yield Finding("F32", line, {"what": f"The forward of {owner} returned None."})


def bare_tensor(text: Text, facts: Facts) -> Iterator[Finding]:
    """F33."""
    for fact in facts.all("bare tensor"):
        name = fact.text("name")
        scope = _scope(text, fact)
        if scope is None:
            continue
        if fact.true("requires_grad"):
            if facts.steps and not facts.first("left out").number("tensors"):
                continue  # an optimiser holds it
        elif not _is_made_at_random(scope, name) or not _is_used(scope, name):
            continue
        yield Finding("F33", _assignment(text, name), {"name": f"self.{name}"})


def _is_made_at_random(scope: ast.ClassDef, name: str) -> bool:
    values = [
        node.value
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign) and any(dotted(target) == f"self.{name}" for target in node.targets)
    ]
    made = [any(isinstance(n, ast.Call) and last_name(n.func) in RANDOM for n in ast.walk(value)) for value in values]
    return bool(made) and all(made)


def _is_used(scope: ast.ClassDef, name: str) -> bool:
    forward = method(scope, "forward")
    return forward is not None and any(
        dotted(node) == f"self.{name}" for node in ast.walk(forward) if isinstance(node, ast.Attribute)
    )


def frozen_statistics(text: Text, facts: Facts) -> Iterator[Finding]:
    """F63."""
    fact = facts.first("frozen statistics move")
    if fact.count and facts.steps:
        yield Finding("F63", fact.line, {"layer": fact.text("layer")})


def forward_of_output(text: Text, facts: Facts) -> Iterator[Finding]:
    """F01."""
    for call in text.calls_of("forward"):
        made = call.func.value if isinstance(call.func, ast.Attribute) else None
        if not call.args and isinstance(made, ast.Call) and last_name(made.func) != "super":
            yield Finding("F01", call.lineno, certain=False)


def no_super(text: Text, facts: Facts) -> Iterator[Finding]:
    """F31."""
    for scope in text.module_classes:
        made = method(scope, "__init__")
        if made is None:
            continue
        calls = [node for node in ast.walk(made) if isinstance(node, ast.Call)]
        begun = any(last_name(call.func) == "__init__" for call in calls)
        if not begun and any(last_name(call.func) in WEIGHTED for call in calls):
            yield Finding("F31", made.lineno, certain=False)


RULES = (
    hidden_layers,
    layer_in_forward,
    no_output,
    bare_tensor,
    frozen_statistics,
    forward_of_output,
    no_super,
)
