"""Models that are built or called wrongly."""

from __future__ import annotations

import ast
import difflib
import re

from tutor.grading.errors.crash import Crash, product
from tutor.grading.errors.explanation import Explanation, Rule, known, rule, say


def _forward_on_output(crash: Crash, match: re.Match[str]) -> Explanation:
    found = known("F01")
    call = re.search(r"([\w.]+)\(([^()]*)\)\.forward\(", crash.witness.text)
    if call is None:
        return found
    return Explanation(
        f"`{call[1]}({call[2]})` already runs forward for you and gives a tensor, and a tensor has no forward.",
        found.next_step,
        found.id,
    )


def _classes(crash: Crash) -> list[ast.ClassDef]:
    return [node for node in ast.walk(crash.tree) if isinstance(node, ast.ClassDef)]


def _no_initialiser(crash: Crash, match: re.Match[str]) -> Explanation:
    found = known("F31")
    owner = next((value.kind for value in crash.witness.values if value.name == "self"), "")
    if not owner and match.re.groups:
        owner = match[1]
    name = f"`{owner}.__init__`" if owner else "`__init__`"
    return Explanation(
        "nn.Module has to set up its books before it can take a layer or a parameter, and "
        f"{name} has not called its initialiser yet.",
        "Call super().__init__() first thing in __init__.",
        found.id,
    )


def _no_books(crash: Crash, match: re.Match[str]) -> Explanation | None:
    return _no_initialiser(crash, match) if match[2].startswith("_") and match[2] in _BOOKS else None


_BOOKS = {
    "_parameters",
    "_buffers",
    "_modules",
    "_backward_hooks",
    "_forward_hooks",
    "_forward_pre_hooks",
    "_backward_pre_hooks",
    "_non_persistent_buffers_set",
}


def _no_forward(crash: Crash, match: re.Match[str]) -> Explanation:
    """``Module [Net] is missing the required "forward" function``."""
    name = match[1]
    if name in ("ModuleList", "ModuleDict"):
        return Explanation(
            f"An nn.{name} only holds layers: it has no forward of its own.",
            "Call its layers one after another in a loop, or use nn.Sequential, which does that.",
        )
    what = f"`{name}` has no method forward."
    for owner in _classes(crash):
        if owner.name == name:
            nested = [
                inner.name
                for method in owner.body
                if isinstance(method, ast.FunctionDef)
                for inner in ast.walk(method)
                if isinstance(inner, ast.FunctionDef) and inner is not method
            ]
            if "forward" in nested:
                what = f"`{name}.forward` stands inside another method: its indentation is one level too deep."
                break
            methods = [node.name for node in owner.body if isinstance(node, ast.FunctionDef)]
            alike = next((method for method in methods if _alike(method)), "")
            if alike:
                what = f"`{name}` has a method `{alike}` but none called forward."
    return Explanation(what, "Call the method exactly forward, at the level of __init__.", "F32")


def _alike(name: str) -> bool:
    return bool(difflib.get_close_matches(name.lower(), ["forward"], cutoff=0.7))


def _none_from_forward(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """A None that came out of a model whose forward has no ``return``."""
    for owner in _classes(crash):
        for method in owner.body:
            if isinstance(method, ast.FunctionDef) and method.name == "forward":
                returns = [node for node in ast.walk(method) if isinstance(node, ast.Return) and node.value is not None]
                if not returns:
                    return Explanation(
                        f"`{owner.name}.forward` returns nothing, so the model's output is None.",
                        "End forward with a return of its result.",
                        "F32",
                    )
    return None


def _none(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """Some other None."""
    named = next((value.name for value in crash.witness.values if value.kind == "NoneType"), "")
    if not named:
        return None
    made = crash.assigned(named)
    if made is not None and isinstance(made.value, ast.Call) and isinstance(made.value.func, ast.Attribute):
        method = made.value.func.attr
        if method in ("backward", "step", "zero_grad", "sort", "append", "manual_seed_all", "update", "extend"):
            return Explanation(
                f"`{named}` is None: {method}() changes things in place and returns nothing.",
                f"Don't keep what {method}() returns.",
            )
    return Explanation(
        f"`{named}` is None here.", f"Look where `{named}` was last set: a function without a return gives None."
    )


def _sequential(crash: Crash, match: re.Match[str]) -> Explanation | None:
    what = match[1]
    if what in ("list", "tuple", "generator"):
        if crash.calls("container.__init__", "container.append", "add_module", "container.insert"):
            return known("F69")
        return None
    if what.startswith("torch.nn.modules."):
        name = what.rpartition(".")[2]
        return Explanation(
            f"nn.{name} is a class, and nn.Sequential holds layers that were made of one.",
            f"Make the layer: nn.{name}(), with the parentheses.",
        )
    if "function" in what or "." in what:
        name = what.rpartition(".")[2]
        layer = {"relu": "nn.ReLU()", "tanh": "nn.Tanh()", "sigmoid": "nn.Sigmoid()", "flatten": "nn.Flatten()"}.get(
            name
        )
        return Explanation(
            f"{what} is a function, and nn.Sequential holds layers (modules).",
            f"Use the layer instead, {layer}." if layer else "Use the layer of that name from torch.nn instead.",
        )
    return Explanation(
        f"A {what} is no nn.Module, and only modules can be held here.",
        "If it is a class, make an object of it first: nn.ReLU(), with the parentheses.",
    )


_TUPLE = Explanation(
    "This is a tuple of tensors, as recurrent layers return it: the output of every step, and the last state.",
    "Unpack it (`out, state = …`) and use the one you mean.",
)

_BELONGS = {
    "step": "an optimiser or a scheduler",
    "zero_grad": "an optimiser or a model",
    "backward": "the loss",
    "parameters": "a model",
    "train": "a model",
    "state_dict": "a model or an optimiser",
    "get_last_lr": "a scheduler",
}


def _belongs_elsewhere(crash: Crash, match: re.Match[str]) -> Explanation | None:
    kind, name = match[1], match[2]
    if name not in _BELONGS or kind == "NoneType" or name in crash.witness.near:
        return None
    return Explanation(f"A {kind} has no `{name}`: that belongs to {_BELONGS[name]}.", f"Call {name}() on that object.")


def _unpacked_wrongly(crash: Crash, match: re.Match[str]) -> Explanation | None:
    return _TUPLE if re.search(r"\b(LSTM|GRU|RNN)\(", crash.text) else None


def _missing_arguments(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """``Linear.__init__() missing 1 required positional argument: 'out_features'``."""
    owner, method, names = match[1], match[2], match[3]
    listed = names.replace(" and ", ", ").replace("'", "`")
    if method == "__init__":
        return Explanation(
            f"{owner} needs {listed} as well when it is made.",
            f"Give {listed} in the parentheses after {owner}.",
        )
    if method == "forward":
        return Explanation(
            f"The forward of {owner} needs {listed} as well, and the call gives too little.",
            f"Call the model with {listed} too, or take it out of forward's parameters.",
        )
    if method == "step" and "Plateau" in owner:
        return known("F49")
    if names == "'self'":
        return Explanation(
            f"{method}() was called on the class {owner} itself.",
            f"Make an object first: {owner}(…).{method}(…).",
        )
    if method == "step" and "closure" in names:
        return Explanation(
            f"{owner} evaluates the loss several times in one step, so it needs a function that computes it.",
            "Hand step() a closure that clears the gradients, computes the loss, calls backward() and returns it.",
        )
    return None


def _too_many_arguments(crash: Crash, match: re.Match[str]) -> Explanation | None:
    owner, method, takes, given = match[1], match[2], int(match[3]), int(match[4])
    tensors = [tensor for tensor in crash.culprits if product(tensor.shape) > 1]
    if method == "__init__" and (tensors or "torch." in crash.witness.text):
        return Explanation(
            f"{owner} is a class: {owner}(…) makes a model and takes its settings, not data.",
            f"Make the model once, `model = {owner}(…)`, then call `model(x)`.",
        )
    if method in ("__init__", "forward"):
        what = "its initialiser" if method == "__init__" else "its forward"
        return Explanation(
            f"{owner} got {given - 1} arguments, and {what} takes {takes - 1} (self comes by itself).",
            "Take the extra one out, or add a parameter for it.",
        )
    return None


def _object_in_arithmetic(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """``unsupported operand type(s) for +: 'ReLU' and 'int'``."""
    if "tuple" in match.groups() and re.search(r"\b(LSTM|GRU|RNN)\(", crash.text):
        return _TUPLE
    for kind in (match[1], match[2]):
        holder = crash.holder(kind)
        if holder and re.search(rf"\bnn\.{kind}\(|class {kind}\(", crash.text):
            return Explanation(
                f"`{holder}` is a layer ({kind}), not a tensor: it has not been applied to anything here.",
                f"Call it on a tensor: {holder}(x).",
            )
        if re.search(rf"\bnn\.{kind}\(", crash.text) and kind[:1].isupper():
            return Explanation(
                f"nn.{kind}(…) makes a layer; it has not been applied to anything yet.",
                f"Call the layer on the tensor: nn.{kind}()(x), or use the function from torch.nn.functional.",
            )
    return None


def _several_values(crash: Crash, match: re.Match[str]) -> Explanation | None:
    owner = match[1]
    if not crash.culprits:
        return None
    return Explanation(
        f"{owner} is a class: its arguments are settings, and the tensor was taken for one of them.",
        f"Make the layer first, then call it on the tensor: nn.{owner}(…)(x).",
    )


def _not_a_container(crash: Crash, match: re.Match[str]) -> Explanation | None:
    kind = match[1]
    if not re.search(rf"\bnn\.{kind}\(|class {kind}\(", crash.text):
        return None
    return Explanation(
        f"{kind} is a single layer: only nn.Sequential and nn.ModuleList can be indexed.",
        "Use the layer itself, or its attributes (weight, bias, or the names set in __init__).",
    )


def _parameter(crash: Crash, match: re.Match[str]) -> Explanation:
    name = match[1]
    return Explanation(
        f"`{name}` is a parameter of the module, and a bare tensor can't take its place.",
        "Wrap it, nn.Parameter(tensor), or copy the values into the old one inside torch.no_grad().",
    )


def _no_such_attribute(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """A layer that the model does not have, or under another name."""
    owner, name = match[1], match[2]
    if not crash.calls("module.__getattr__"):
        return None
    if crash.witness.near:
        near = crash.witness.near[0]
        return Explanation(
            f"{owner} has no `{name}`; it has `{near}`.", f"Write `{near}`, or make `{name}` in __init__."
        )
    return Explanation(
        f"{owner} has no `{name}`: nothing of that name was set on it.",
        f"Set self.{name} in __init__, after super().__init__().",
    )


RULES: tuple[Rule, ...] = (
    rule(r"'Tensor' object has no attribute 'forward'", _forward_on_output, "AttributeError"),
    rule(r"cannot assign \w+ before Module\.__init__\(\) call", _no_initialiser, "AttributeError"),
    rule(r"'(\w+)' object has no attribute '(\w+)'", _no_books, "AttributeError"),
    rule(r"Module \[(\w+)\] is missing the required \"forward\" function", _no_forward),
    rule(r"NoneType", _none_from_forward, "TypeError", "AttributeError"),
    rule(r"NoneType", _none, "TypeError", "AttributeError"),
    rule(r"(.+?) is not a Module subclass", _sequential, "TypeError"),
    rule(
        r"(\w+)\.(\w+)\(\) missing \d+ required positional arguments?: (.+)",
        _missing_arguments,
        "TypeError",
    ),
    rule(
        r"(\w+)\.(\w+)\(\) takes (?:from \d+ to )?(\d+) positional arguments? but (\d+) (?:was|were) given",
        _too_many_arguments,
        "TypeError",
    ),
    rule(r"unsupported operand type\(s\) for .+?: '(\w+)' and '(\w+)'", _object_in_arithmetic, "TypeError"),
    rule(r"(\w+)\.__init__\(\) got multiple values for argument '(\w+)'", _several_values, "TypeError"),
    rule(r"cannot assign '.*?' as parameter '(\w+)'", _parameter, "TypeError"),
    rule(r"'tuple' object has no attribute '(\w+)'", _unpacked_wrongly, "AttributeError"),
    rule(r"'(\w+)' object has no attribute '(\w+)'", _belongs_elsewhere, "AttributeError"),
    rule(r"'(\w+)' object has no attribute '(\w+)'", _no_such_attribute, "AttributeError"),
    rule(r"'(\w+)' object is not subscriptable", _not_a_container, "TypeError"),
    say(
        r"'torch\.Size' object is not callable",
        "shape is not a function but a tuple of sizes.",
        "Use brackets, shape[0], or size(0).",
        "TypeError",
    ),
    say(
        r"'(?:builtin_function_or_method|method|method_descriptor)' object is not subscriptable",
        "This is a function, and brackets come only after it was called.",
        "Put parentheses before the brackets, size()[0], or use shape[0].",
        "TypeError",
    ),
    say(
        r"'Tensor' object is not callable",
        "This name holds a tensor, and a tensor can't be called.",
        "Use brackets to index it; if it should be a model or a function, look where the name was given to a tensor.",
        "TypeError",
    ),
)
