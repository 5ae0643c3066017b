"""Optimisers and schedules that were given the wrong thing."""

from __future__ import annotations

import ast
import re

from tutor.grading.errors.crash import Crash
from tutor.grading.errors.explanation import Explanation, Rule, catalogued, known, rule, say


def _empty(crash: Crash, match: re.Match[str]) -> Explanation:
    """No parameters: layers in a plain list, no initialiser, parameters used up, or none at all."""
    for node in ast.walk(crash.tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, (ast.List, ast.Dict, ast.ListComp, ast.DictComp)):
            target = node.targets[0]
            plain = (
                isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
            )
            if plain and re.search(r"\bnn\.\w+\(|Linear\(|Conv\dd\(", ast.unparse(node.value)):
                kind = "list" if isinstance(node.value, (ast.List, ast.ListComp)) else "dict"
                container = "nn.ModuleList" if kind == "list" else "nn.ModuleDict"
                return Explanation(
                    f"The model has no parameters: `{ast.unparse(target)}` is a plain {kind}, and the layers in it "
                    "are invisible to parameters().",
                    f"Keep them in an {container}.",
                    "F29",
                )
    return Explanation(
        "The optimiser got no parameters at all: the model has none, or a generator of them was used up before.",
        "Check with len(list(model.parameters())); layers must be set on self in __init__, not in a plain list.",
        "F29",
    )


def _not_iterable(crash: Crash, match: re.Match[str]) -> Explanation | None:
    if not crash.calls("optimizer.__init__"):
        return None
    kind = match[1]
    if kind in ("method", "function", "builtin_function_or_method"):
        return Explanation(
            "The optimiser got the method parameters itself, not what it returns.",
            "Call it: parameters(), with parentheses.",
        )
    found = known("F70")
    name = crash.holder(kind)
    who = f"`{name}` is a model ({kind})" if name else f"A {kind} is a model"
    return Explanation(
        f"{who}, and an optimiser takes the tensors that it should change.",
        "Hand it the model's parameters: model.parameters()." if not name else f"Hand it `{name}.parameters()`.",
        found.id,
    )


def _unexpected(crash: Crash, match: re.Match[str]) -> Explanation | None:
    owner, name = match[1], match[2]
    if name == "verbose" and crash.witness.text.count("LR") + crash.witness.text.count("Plateau"):
        return Explanation(
            f"{owner.partition('.')[0]} no longer takes `verbose`.",
            "Take it out, and print scheduler.get_last_lr() where you want to see the rate.",
            "F49",
        )
    callee = owner.removesuffix(".__init__").removesuffix(".forward")
    return Explanation(
        f"{callee} has no argument called `{name}`.",
        "Check its spelling, and whether it belongs to another call on this line.",
    )


def _no_leaf(crash: Crash, match: re.Match[str]) -> Explanation:
    tensor = next((tensor for tensor in crash.culprits if not tensor.is_leaf), None)
    name = f"`{tensor.name}`" if tensor is not None else "This tensor"
    return Explanation(
        f"{name} is the result of a computation; an optimiser changes leaves, tensors that were made directly.",
        "Scale or move the values first, then switch requires_grad on as the last step.",
    )


RULES: tuple[Rule, ...] = (
    rule(r"optimizer got an empty parameter list", _empty, "ValueError"),
    rule(r"'(\w+)' object is not iterable", _not_iterable, "TypeError"),
    say(
        r"params argument given to the optimizer should be an iterable of Tensors or dicts, but got",
        "An optimiser takes several tensors, and it got one alone.",
        "Put it into a list: [w].",
        "TypeError",
    ),
    rule(r"can't optimize a non-leaf Tensor", _no_leaf, "ValueError"),
    rule(r"([\w.]+)\(\) got an unexpected keyword argument '(\w+)'", _unexpected, "TypeError"),
    catalogued(r"step\(\) missing 1 required positional argument: 'metrics'", "F49", "TypeError"),
    say(
        r"(?P<kind>\w+) is not an Optimizer",
        "A scheduler changes the rate of an optimiser, and got a {kind}.",
        "Hand it the optimiser.",
        "TypeError",
    ),
    say(
        r"dropout probability has to be between 0 and 1, but got (?P<given>\S+)",
        "Dropout takes the share of values to drop, from 0 to 1, and got {given}.",
        "Give a share, such as 0.5.",
        "ValueError",
    ),
    say(
        r"Invalid learning rate: (?P<rate>\S+)",
        "A learning rate is a number from 0 on, and this one is {rate}.",
        "Start with 0.001 for Adam, 0.1 for SGD.",
        "ValueError",
    ),
    say(
        r"loaded state dict (?:has a different number of|contains a) parameter groups?",
        "The saved optimiser belongs to another list of parameters than this one.",
        "Build model and optimiser exactly as they were when it was saved, then load.",
        "ValueError",
    ),
)
