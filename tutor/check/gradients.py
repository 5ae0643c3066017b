"""Gradient checks: against autograd of a reference, or against central differences in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from tutor.check import far
from tutor.check.comparing import close
from tutor.check.failing import CheckFailed
from tutor.check.grids import grid
from tutor.check.matching import matches, name_of

Wrt = int | Sequence[int]
"""The places of the arguments whose gradients are asked for."""


def gradient_matches(
    function: Callable[..., Any],
    reference: Callable[..., Any] | None,
    *inputs: Any,
    wrt: Wrt = 0,
    names: Sequence[str] = (),
    lost: str = "",
    unused: str = "",
    **options: Any,
) -> None:
    """Fail the check unless autograd goes through the learner's ``function`` and finds the right gradients.

    ``reference`` is the same function as it should be: its gradients, by autograd, are expected. Without one (None)
    they are those of central differences of the learner's own function in float64, which finds a wrong backward of an
    ``autograd.Function``. ``inputs`` and ``options`` are those of ``matches``. ``wrt`` says for which argument, or for
    which several, gradients are compared; several are called ``names``. Where the function returns more than one
    number, its sum with the weights 1, 2, 3, 1, 2, … goes back (the grid ``from above``). ``lost`` replaces the
    sentence for a result that carries no graph, ``unused`` the one for a gradient that does not reach its argument.

    Raises:
        CheckFailed: if no gradient arrives, or another.
    """
    places = [wrt] if isinstance(wrt, int) else list(wrt)
    alone = isinstance(wrt, int)
    name = name_of(function)
    whose = ["its argument"] if alone else list(names) or [f"argument {place}" for place in places]
    ask = far.reach(function, "gradients")
    measure = far.reach(function, "slopes") if reference is None else None

    def of_learner(*arguments: Any) -> Any:
        exact = _doubled(arguments) if reference is None else arguments
        found = _arrived(ask(function, places, *exact), name, whose, lost=lost, unused=unused)
        return found[0] if alone else found

    def right(*arguments: Any) -> Any:
        found = _expected(reference, places, arguments) if measure is None else measure(function, places, *arguments)
        return found[0] if alone else found

    of_learner.__name__ = name
    right.__signature__ = _signature(reference)  # type: ignore[attr-defined]
    called: dict[str, Any] = {"notes": _arriving(reference)}
    if alone:
        called["what"] = f"The gradient of {name}"
    else:
        called["parts"] = [f"The gradient of {name} for {part}" for part in whose]
    if reference is None:
        called |= {"rtol": 1e-4, "atol": 1e-6}
    matches(of_learner, right, *inputs, **{**called, **options})


def _arriving(reference: Callable[..., Any] | None) -> Callable[..., dict[str, str]] | None:
    """The grid of what goes back from the result, where that is more than the 1 of a single number."""
    if reference is None:
        return None

    def notes(*arguments: Any) -> dict[str, str]:
        result = reference(*arguments)
        return {"from above": grid(far.weights_like(result))} if result.numel() > 1 else {}

    return notes


def _signature(reference: Callable[..., Any] | None) -> Any:
    """For the names of the arguments; where nobody says them, they have numbers."""
    import inspect

    try:
        return inspect.signature(reference) if reference is not None else inspect.Signature()
    except (TypeError, ValueError):
        return inspect.Signature()


def _doubled(arguments: Sequence[Any]) -> list[Any]:
    return [
        item.double() if isinstance(item, torch.Tensor) and item.is_floating_point() else item for item in arguments
    ]


def _arrived(answer: dict[str, Any], name: str, whose: Sequence[str], *, lost: str, unused: str) -> list[torch.Tensor]:
    """The gradients, or the reason why there are none."""
    if "kind" in answer:
        raise CheckFailed(
            f"`{name}` returned {'None' if answer['kind'] == 'None' else 'a ' + answer['kind']}, and autograd can't go "
            "back from that. Return the tensor."
        )
    if "lost" in answer:
        raise CheckFailed(
            lost
            or f"What `{name}` returns has lost its notes: autograd can't go back from it. "
            "Look for `item`, `detach`, `no_grad` or a tensor made afresh."
        )
    found: list[Any] = answer["gradients"]
    for part, gradient in zip(whose, found, strict=True):
        if gradient is None:
            raise CheckFailed(
                unused
                or f"No gradient of `{name}` reaches {part}: what it returns was computed from something else, or from "
                "a copy. Follow the numbers from there to the `return`."
            )
    return found


def _expected(reference: Any, places: Sequence[int], arguments: Sequence[Any]) -> list[torch.Tensor]:
    leaves = [
        item.detach().clone().requires_grad_() if place in places else item for place, item in enumerate(arguments)
    ]
    result = reference(*leaves)
    wanted = [leaves[place] for place in places]
    return list(torch.autograd.grad(result, wanted, far.weights_like(result), materialize_grads=True))


def gradients_of(
    forward: Callable[..., torch.Tensor], wrt: Wrt | None = None, *, upstream: bool = False
) -> Callable[..., Any]:
    """A reference for gradients that the learner works out by hand: those of ``forward``, by autograd.

    It takes the arguments of ``forward`` (with ``upstream`` first the gradient that arrives at its result) and returns
    the gradients of those in ``wrt``, by default of every float tensor: one tensor, or a tuple of several. A result
    of more than one number needs ``upstream``.
    """

    def reference(*arguments: Any) -> Any:
        arriving, given = (arguments[0], arguments[1:]) if upstream else (None, arguments)
        if wrt is None:
            places = [i for i, item in enumerate(given) if isinstance(item, torch.Tensor) and item.is_floating_point()]
        else:
            places = [wrt] if isinstance(wrt, int) else list(wrt)
        leaves = [item.detach().clone().requires_grad_() if i in places else item for i, item in enumerate(given)]
        result = forward(*leaves)
        found = torch.autograd.grad(result, [leaves[place] for place in places], arriving, materialize_grads=True)
        return found[0] if len(found) == 1 else found

    signature = _signature(forward)
    if upstream:
        parameters = list(signature.parameters.values())
        arriving = type(parameters[0])("grad", parameters[0].POSITIONAL_OR_KEYWORD) if parameters else None
        signature = signature.replace(parameters=[arriving, *parameters] if arriving else [])
    reference.__signature__ = signature  # type: ignore[attr-defined]
    return reference


def grads_match(
    got: Any,
    expected: Mapping[str, torch.Tensor | None],
    *,
    remark: str = "",
    rtol: float | None = None,
    atol: float | None = None,
) -> None:
    """Fail the check unless each ``.grad`` is what it should be after the learner's ``backward()``.

    ``got`` is a model (its parameters are asked), or a dict from names to gradients. ``expected`` has None where no
    gradient should be. ``remark`` ends the sentence.

    Raises:
        CheckFailed: naming the first parameter that differs, and where.
    """
    found = got if isinstance(got, Mapping) else far.reach(got, "grads")(got)
    end = f" {remark}" if remark else ""
    for name, right in expected.items():
        if name not in found:
            raise CheckFailed(f"There is no parameter `{name}`; there are {', '.join(found) or 'none'}.{end}")
        mine = found[name]
        if mine is None and right is not None:
            raise CheckFailed(f"`{name}.grad` is None: no `backward()` has reached it.{end}")
        if right is None:
            if mine is not None and mine.any():
                raise CheckFailed(f"`{name}.grad` should be None or 0, and holds a gradient.{end}")
            continue
        try:
            close(mine, right, f"`{name}.grad`", rtol=rtol, atol=atol)
        except CheckFailed as failed:
            raise CheckFailed(f"{failed}{end}", failed.details) from None
