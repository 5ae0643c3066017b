"""Checks that something is refused, and that arguments are left alone."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import torch

from tutor.check import far
from tutor.check.comparing import agrees
from tutor.check.failing import CheckFailed
from tutor.check.grids import named, shown
from tutor.check.matching import copies, name_of


def must_raise(
    error: type[BaseException] | tuple[type[BaseException], ...],
    function: Callable[..., Any],
    *arguments: Any,
    says: str = "",
    feedback: str = "",
) -> None:
    """Fail the check unless the call raises ``error``, with ``says`` in its message (upper and lower case are alike).

    A class that the learner defines is known by its bases. ``feedback`` ends the sentence, which tells what happened
    instead.

    Raises:
        CheckFailed: if it returns, or raises something else.
    """
    wanted = error if isinstance(error, tuple) else (error,)
    names = " or ".join(kind.__name__ for kind in wanted)
    call = f"{name_of(function)}({', '.join(_brief(item) for item in arguments)})"
    end = f" {feedback}" if feedback else ""
    try:
        got = function(*arguments)
    except CheckFailed as failed:
        if not failed.crash:
            raise
        kind, message = str(failed.crash.get("name")), str(failed.crash.get("message"))
        kinds = [str(base) for base in failed.crash.get("bases", [])]
    except wanted as raised:
        kind, message, kinds = type(raised).__name__, str(raised), []
    else:
        raise CheckFailed(
            f"{call} returned {shown(got).splitlines()[0]} instead of raising {names}.{end}",
            {"got": shown(got)} if isinstance(got, torch.Tensor) else {},
        )
    if not _is_one(kind, kinds, wanted):
        raise CheckFailed(f"{call} raised {kind}: {message}. It should raise {names}.{end}")
    if says.lower() not in message.lower():
        raise CheckFailed(f'{call} raised {kind}, as it should, but its message is "{message}".{end}')


def _is_one(kind: str, bases: list[str], wanted: tuple[type[BaseException], ...]) -> bool:
    known = getattr(builtins, kind, None)
    if isinstance(known, type) and issubclass(known, wanted):
        return True
    return any(base.__name__ in (kind, *bases) for base in wanted)


def _brief(item: Any) -> str:
    return f"tensor of shape {tuple(item.shape)}" if isinstance(item, torch.Tensor) else shown(item)


def leaves_alone(function: Callable[..., Any], *arguments: Any, feedback: str = "") -> None:
    """Fail the check if a call changes the tensors or lists that it is given.

    ``feedback`` replaces the sentence and keeps the grids.

    Raises:
        CheckFailed: if an argument holds something else afterwards.
    """
    kept = copies(arguments)
    after = far.reach(function, "after")(function, *arguments)
    for place, (before, now) in enumerate(zip(kept, after, strict=True)):
        if isinstance(before, (torch.Tensor, list, dict)) and not agrees(now, before, rtol=0, atol=0):
            raise CheckFailed(
                feedback or f"`{name_of(function)}` changes what it is given. Work on a new tensor.",
                {
                    "before": named([(f"argument {place + 1}", before)]),
                    "after": named([(f"argument {place + 1}", now)]),
                },
            )
