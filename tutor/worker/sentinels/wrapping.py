"""Wrappers put in place of functions of torch, many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any

from tutor.worker.hooks import transparent

Watch = Callable[[Any], Callable[..., Any]]
"""Makes the wrapper of a function."""


def wrapped(places: Iterable[tuple[Any, str, Watch]]) -> list[tuple[Any, str, Any, Any]]:
    """Wrap ``owner.name`` for each; returns ``(owner, name, original, wrapper)`` of what there was to wrap."""
    done: list[tuple[Any, str, Any, Any]] = []
    for owner, name, watch in places:
        original = vars(owner).get(name)
        if isinstance(original, FunctionType):  # another version of torch may have none, or one in C
            wrapper = transparent(watch(original), original)
            setattr(owner, name, wrapper)
            done.append((owner, name, original, wrapper))
    return done
