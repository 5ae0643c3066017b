"""Graphs that are missing, used up, or overwritten."""

from __future__ import annotations

import ast
import re

from tutor.engine.witness import TensorSeen
from tutor.grading.errors.crash import Crash, product, shape_text
from tutor.grading.errors.explanation import Explanation, Rule, catalogued, known, rule, say

_CUTTING = {"item", "detach", "numpy", "tolist", "cpu().numpy"}
_UNRECORDED = {"no_grad", "inference_mode", "set_grad_enabled"}


def _attributes(node: ast.AST) -> set[str]:
    """Names of methods and functions that an expression calls."""
    called = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
    return {function.attr for function in called if isinstance(function, ast.Attribute)} | {
        function.id for function in called if isinstance(function, ast.Name)
    }


def _unrecorded(crash: Crash, node: ast.AST) -> str:
    """``no_grad`` or its like, where a statement stands under it in the text; else empty."""
    for block in ast.walk(crash.tree):
        if isinstance(block, ast.With) and any(inner is node for inner in ast.walk(block)):
            for item in block.items:
                if found := _attributes(item.context_expr) & _UNRECORDED:
                    return found.pop()
    return ""


def _target(crash: Crash) -> TensorSeen | None:
    """The tensor on which ``backward`` was called."""
    return next((tensor for tensor in crash.culprits), None)


def _no_graph(crash: Crash, match: re.Match[str]) -> Explanation:
    """``element 0 of tensors does not require grad and does not have a grad_fn``."""
    tensor = _target(crash)
    name = f"`{tensor.name}`" if tensor is not None else "The loss"
    made = crash.assigned(tensor.name) if tensor is not None else None
    if made is not None:
        manager = _unrecorded(crash, made)
        if manager:
            return Explanation(
                f"{name} was computed under {manager}(), where nothing is recorded, so there is nothing to "
                "differentiate.",
                "Leave the training step outside of it, and keep it for evaluation.",
                "F28",
            )
        called = _attributes(made.value)
        cut = next((cutter for cutter in ("item", "detach", "numpy", "tolist") if cutter in called), "")
        if cut or called & {"tensor", "Tensor"} or ast.unparse(made.value).endswith(".data"):
            how = f".{cut}()" if cut else "torch.tensor(…)" if called & {"tensor", "Tensor"} else ".data"
            return Explanation(
                f"{name} comes from {how}, which cuts it from its graph: backward() finds no way to the weights.",
                "Call backward() on the tensor itself, and take the number for the log from a copy.",
                "F20",
            )
        if called & {"argmax", "max_indices", "round", "sign"}:
            chosen = (called & {"argmax", "round", "sign"}).pop()
            return Explanation(
                f"{name} comes through {chosen}(), which has no useful slope, so no gradient passes it.",
                "Compute the loss from the raw scores.",
            )
    return Explanation(
        f"{name} has no graph: nothing that it was computed from requires a gradient, or recording was off.",
        "Check requires_grad of the weights that went into it, and look for .detach(), .item() or no_grad() on the "
        "way.",
    )


def _number_backward(crash: Crash, match: re.Match[str]) -> Explanation:
    kind = match[1]
    value = next((v for v in crash.witness.values if v.kind == kind), None)
    name = f"`{value.name}`" if value is not None else "This"
    made = crash.assigned(value.name) if value is not None else None
    how = ""
    if made is not None:
        cut = next((cutter for cutter in ("item", "tolist", "float") if cutter in _attributes(made.value)), "")
        how = f" made by {'.' if cut != 'float' else ''}{cut}()" if cut else ""
    return Explanation(
        f"{name} is a plain {kind}{how}: it has no graph, so there is nothing to differentiate.",
        "Call backward() on the loss tensor, and take .item() only of the copy that you log.",
        "F20",
    )


def _not_scalar(crash: Crash, match: re.Match[str]) -> Explanation:
    tensor = _target(crash)
    name = f"`{tensor.name}` has shape {shape_text(tensor.shape)}" if tensor is not None else "This tensor is no scalar"
    count = f", {product(tensor.shape)} numbers" if tensor is not None else ""
    return Explanation(
        f"{name}{count}; backward() starts from a single number.",
        "Reduce it first, with mean() or sum().",
    )


def _twice(crash: Crash, match: re.Match[str]) -> Explanation:
    found = known("F22")
    tensor = _target(crash)
    recurrent = any(layer.kind in ("LSTM", "GRU", "RNN") for layer in crash.witness.layers)
    if recurrent or re.search(r"\b(hidden|state|h|hx|h0)\b", crash.text):
        return Explanation(
            found.sentence,
            "Compute the forward pass anew each time; a hidden state that is carried over has to be detached first.",
            found.id,
        )
    name = f"`{tensor.name}`" if tensor is not None else "this loss"
    return Explanation(
        f"The graph behind {name} was already used by an earlier backward(), and is freed after it.",
        "Compute the forward pass anew before each backward().",
        found.id,
    )


def _leaf(crash: Crash, match: re.Match[str]) -> Explanation:
    leaf = next((t for t in crash.culprits if t.is_leaf and t.requires_grad), None)
    name = f"`{leaf.name}`" if leaf is not None else "This tensor"
    return Explanation(
        f"{name} is a leaf that requires a gradient: autograd records it, so it may not be changed in place.",
        "Update weights inside torch.no_grad(); for anything else make a new tensor.",
        "F44",
    )


_MADE_BY = re.compile(r"\[torch\.\S*?(\w+)Tensor \[([\d, ]*)\]\].*?output (\d+) of (\w+)")


def _overwritten(crash: Crash, match: re.Match[str]) -> Explanation:
    detail = _MADE_BY.search(crash.error.message)
    if detail is None:
        return known("F44")
    shape = shape_text(int(size) for size in detail[2].split(",") if size.strip())
    maker = re.sub(r"Backward\d*$", "", detail[4])
    maker = re.sub(r"(?<!^)(?=[A-Z])", "_", maker).lower()
    changed = _changed_in_place(crash)
    who = f" {changed}" if changed else ""
    return Explanation(
        f"The result of {maker} (shape {shape}) was changed in place{who} after it was computed, and backward() needs "
        "the old values.",
        "Make a new tensor there instead of changing the old one.",
        "F44",
    )


def _changed_in_place(crash: Crash) -> str:
    """``in line 5`` where just one statement of the text before the failing line works in place."""
    line = crash.witness.line
    places = []
    for node in crash.statements(line):
        augmented = isinstance(node, ast.AugAssign)
        indexed = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)
        method = (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Attribute)
            and re.fullmatch(r"[a-z]\w*[a-z]_", node.value.func.attr)
            and not node.value.func.attr.startswith(("zero_grad", "requires_grad"))
        )
        if augmented or indexed or method:
            places.append(node.lineno)
    return f"in line {places[0]}" if len(places) == 1 else ""


def _no_gradient(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """Something is done with a ``.grad`` that is None."""
    named = next((v.name for v in crash.witness.values if v.kind == "NoneType" and v.name.endswith(".grad")), "")
    found = re.search(r"([\w.\[\]]+)\.grad\b", crash.witness.text)
    if not named and found is None:
        return None
    owner = named.removesuffix(".grad") if named else found[1] if found else ""
    tensor = next((t for t in crash.witness.tensors if t.name == owner), None)
    if tensor is not None and not tensor.is_leaf:
        return Explanation(
            f"`{owner}.grad` is None: `{owner}` is no leaf but the result of a computation, as after "
            f"`{owner} = {owner} - …`, and only leaves keep their gradient.",
            "Change the weight in place inside torch.no_grad(), so that it stays the same leaf.",
            "F45",
        )
    if tensor is not None and not tensor.requires_grad:
        return Explanation(
            f"`{owner}.grad` is None: `{owner}` does not require a gradient, so none is computed for it.",
            "Create it with requires_grad=True, or as an nn.Parameter.",
        )
    return Explanation(
        f"`{owner}.grad` is None: no backward() has reached it yet.",
        "Call backward() on the loss before you use gradients, and check that the loss depends on it.",
        None if "backward(" in crash.text else "F16",
    )


def _to_numpy(crash: Crash, match: re.Match[str]) -> Explanation:
    tensor = next((t for t in crash.culprits if t.requires_grad), None)
    name = f"`{tensor.name}`" if tensor is not None else "This tensor"
    return Explanation(
        f"{name} belongs to a graph, and NumPy knows none of it.",
        "Detach it first: .detach().numpy(), or .detach().tolist() for plain numbers.",
    )


RULES: tuple[Rule, ...] = (
    rule(r"does not require grad and does not have a grad_fn", _no_graph),
    rule(r"'(float|int)' object has no attribute 'backward'", _number_backward, "AttributeError"),
    rule(r"grad can be implicitly created only for scalar outputs", _not_scalar),
    rule(r"Trying to backward through the graph a second time", _twice),
    rule(r"a (?:view of a )?leaf Variable that requires grad.*in-place operation", _leaf),
    rule(r"modified by an inplace operation", _overwritten),
    rule(r"NoneType", _no_gradient, "TypeError", "AttributeError"),
    say(
        r"Inference tensors cannot be saved for backward",
        "A tensor that was made under inference_mode() stands here in a computation that autograd records, and "
        "autograd may not keep such a tensor.",
        "Make it under no_grad() instead, or outside of both if gradients are to flow through it.",
        id="F28",
    ),
    catalogued(r"Inplace update to inference tensor outside", "F28"),
    rule(r"Can't call numpy\(\) on Tensor that requires grad", _to_numpy),
    say(
        r"Only Tensors created explicitly by the user \(graph leaves\) support the deepcopy protocol",
        "This tensor is the result of a computation, and a copy of it would need its whole graph.",
        "Copy its values: .detach().clone().",
    ),
    say(
        r"differentiated Tensor.* appears to not have been used in the graph",
        "The result does not depend on the tensor that you ask a gradient for.",
        "Check that this very tensor, not a copy, went into the computation.",
    ),
    say(
        r"you can only change requires_grad flags of leaf variables",
        "requires_grad can be switched on a leaf alone, and this tensor was computed from others.",
        "Use .detach() to get a tensor that is cut from the graph.",
    ),
)
