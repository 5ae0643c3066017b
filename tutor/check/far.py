"""What the helpers run in the learner's process, beside the learner's own objects.

They return plain values and tensors. What the learner's code raises in them is told like any exception of that code;
a check that is given an object of its own process calls them here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn


def reach(subject: Any, name: str) -> Callable[..., Any]:
    """The function of this module called ``name``, in the process where ``subject`` lives: a handle, or an object here.

    A handle goes to it as an argument like any other.
    """
    helper = getattr(type(subject), "_helper", None)
    found: Callable[..., Any] = globals()[name] if helper is None else helper(subject, name)
    return found


# -- functions ---------------------------------------------------------------------------------------------------------


def after(function: Callable[..., Any], *arguments: Any) -> list[Any]:
    """The arguments after a call, as the function left them."""
    function(*arguments)
    return list(arguments)


def sow(seed: int) -> None:
    """Let the random numbers of torch and of Python begin at ``seed``."""
    torch.manual_seed(seed)
    random.seed(seed)


def seeded(seed: int, function: Callable[..., Any], *arguments: Any) -> Any:
    """What the function returns once the random numbers begin at ``seed``."""
    sow(seed)
    return function(*arguments)


def gradients(function: Callable[..., Any], places: list[int], *arguments: Any) -> dict[str, Any]:
    """The gradients that ``arguments[place]`` get from the weighted sum of what the function returns.

    ``{"kind": …}`` says what came instead of a tensor of floats, ``{"lost": True}`` that it carries no graph;
    ``{"gradients": [tensor or None]}`` has None for an argument that took no part.
    """
    leaves = [_leaf(item) if place in places else item for place, item in enumerate(arguments)]
    result = function(*leaves)
    if not isinstance(result, torch.Tensor) or not (result.is_floating_point() or result.is_complex()):
        return {"kind": "None" if result is None else type(result).__name__}
    if not result.requires_grad:
        return {"lost": True}
    wanted = [leaves[place] for place in places]
    found = torch.autograd.grad(result, wanted, weights_like(result), allow_unused=True)
    return {"gradients": list(found)}


def slopes(function: Callable[..., Any], places: list[int], *arguments: Any) -> list[Any]:
    """The same gradients by central differences, from float64 calls of the function without autograd."""
    exact = [item.detach().double() if _is_float(item) else item for item in arguments]
    found = []
    for place in places:
        gradient = torch.zeros_like(exact[place])
        for cell in range(gradient.numel()):
            values = []
            for nudge in (_NUDGE, -_NUDGE):
                moved = exact[place].clone()
                moved.view(-1)[cell] += nudge
                with torch.no_grad():
                    result = function(*exact[:place], moved, *exact[place + 1 :])
                values.append((result * weights_like(result)).sum())
            gradient.view(-1)[cell] = (values[0] - values[1]) / (2 * _NUDGE)
        found.append(gradient)
    return found


_NUDGE = 1e-6


def weights_like(result: torch.Tensor) -> torch.Tensor:
    """What arrives from above in a gradient check: 1, 2, 3, 1, 2, 3, …, so that no element hides behind another."""
    return (1 + torch.arange(result.numel()) % 3).reshape(result.shape).to(result)


def _is_float(item: Any) -> bool:
    return isinstance(item, torch.Tensor) and item.is_floating_point()


def _leaf(item: torch.Tensor) -> torch.Tensor:
    return item.detach().clone().requires_grad_()


# -- modules -----------------------------------------------------------------------------------------------------------


def module_facts(model: Any) -> dict[str, Any]:
    """What an ``nn.Module`` holds; any other object gives ``{"class": its name}`` alone.

    ``parameters`` and ``buffers`` by name, ``layers`` and ``leaves`` as pairs of name and class in the order of
    registration, ``modes`` by name, and under ``strays`` what lies on it without being registered.
    """
    if not isinstance(model, nn.Module):
        return {"class": type(model).__name__}
    saved = set(model.state_dict(keep_vars=True))
    modules = list(model.named_modules())
    return {
        "class": type(model).__name__,
        "parameters": {
            name: [list(value.shape), value.dtype, value.requires_grad] for name, value in model.named_parameters()
        },
        "buffers": {name: [list(value.shape), value.dtype, name in saved] for name, value in model.named_buffers()},
        "layers": [[name, type(module).__name__] for name, module in modules if name],
        "leaves": [[name, type(module).__name__] for name, module in modules if not list(module.children())],
        "modes": {name: module.training for name, module in modules},
        "strays": [stray for name, module in modules for stray in _strays(name, module)],
    }


def _strays(prefix: str, module: nn.Module) -> Iterator[list[Any]]:
    """``[name, kind, class]`` of what lies on a module without being registered."""
    known = {id(value) for value in (*module.parameters(), *module.modules())}
    for name, value in vars(module).items():
        if name.startswith("_"):
            continue
        dotted = f"{prefix}.{name}" if prefix else name
        if isinstance(value, torch.Tensor) and id(value) not in known:
            yield [dotted, "tensor", type(value).__name__]
        if isinstance(value, (list, tuple, dict)):
            items = list(value.values()) if isinstance(value, dict) else list(value)
            inside = [item for item in items if isinstance(item, (nn.Module, nn.Parameter)) and id(item) not in known]
            if inside:
                yield [dotted, type(value).__name__, type(inside[0]).__name__]


def grads(model: nn.Module) -> dict[str, Any]:
    """``.grad`` of each parameter by name; None where it has none."""
    return {name: value.grad for name, value in model.named_parameters()}


def without_gradient(model: nn.Module, *arguments: Any) -> dict[str, Any]:
    """Which parameters get no gradient, or only zeros, or a number that is not finite, from one backward pass.

    The pass starts from the sum of the squares of what the model returns; gradients that were there are put back.
    ``{"kind": …}`` says what it returned instead of a tensor, ``{"lost": True}`` that it carries no graph.
    """
    kept = {name: value.grad for name, value in model.named_parameters()}
    for value in model.parameters():
        value.grad = None
    try:
        result = model(*arguments)
        if not isinstance(result, torch.Tensor):
            return {"kind": "None" if result is None else type(result).__name__}
        if not result.requires_grad:
            return {"lost": True}
        torch.autograd.backward(result.square().sum())
        found: dict[str, Any] = {"missing": [], "zero": [], "not finite": []}
        for name, value in model.named_parameters():
            if value.grad is None:
                found["missing"].append(name)
            elif not value.grad.isfinite().all():
                found["not finite"].append(name)
            elif not value.grad.any():
                found["zero"].append(name)
        return found
    finally:
        for name, value in model.named_parameters():
            value.grad = kept.get(name)


def evaluated(model: nn.Module, *batches: Any) -> list[Any]:
    """What the model returns for each batch, in evaluation mode and without notes; its modes are put back."""
    with _evaluating(model), torch.no_grad():
        return [model(batch) for batch in batches]


@contextmanager
def _evaluating(model: Any) -> Iterator[None]:
    modules = list(model.modules()) if isinstance(model, nn.Module) else []
    modes = [module.training for module in modules]
    for module in modules:
        module.training = False
    try:
        yield
    finally:
        for module, mode in zip(modules, modes, strict=True):
            module.training = mode


def fit(model: nn.Module, X: torch.Tensor, y: torch.Tensor, steps: int, lr: float) -> list[float]:
    """The losses of ``steps`` steps of SGD on all of ``X``: cross-entropy for integer ``y``, else the squared error."""
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    criterion = nn.functional.mse_loss if y.is_floating_point() else nn.functional.cross_entropy
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = criterion(model(X), y)
        torch.autograd.backward(loss)
        optimizer.step()
        losses.append(loss.item())
    return losses
