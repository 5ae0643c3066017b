"""Exceptions of learner code in plain words: what the operation wanted, what it got, one next action."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from tutor.engine.events import ErrorRaised
from tutor.grading.errors import (
    autograd,
    data,
    devices,
    dtypes,
    files,
    indices,
    layers,
    limits,
    losses,
    modules,
    names,
    shapes,
    syntax,
    training,
)
from tutor.grading.errors.crash import Crash
from tutor.grading.errors.explanation import Explanation
from tutor.grading.feedback.findings import Finding

__all__ = ["Explanation", "explain", "explained", "finding"]

RULES = (
    *limits.RULES,
    *files.RULES,
    *devices.RULES,
    *losses.RULES,
    *layers.RULES,
    *shapes.RULES,
    *indices.RULES,
    *dtypes.RULES,
    *autograd.RULES,
    *training.RULES,
    *modules.RULES,
    *data.RULES,
    *names.RULES,
    *syntax.RULES,
)
"""In order: the first that fits and has something to say is taken."""

_OWN = ("raise ", "raise(", "assert ", "assert(")


def explain(error: ErrorRaised, text: str) -> Explanation | None:
    """What to tell of an exception; None where nothing is known beyond its message.

    ``text`` is the code that was run. An exception that the code raises by itself speaks for itself.
    """
    if error.witness.text.startswith(_OWN) and not error.witness.calls:
        return None
    crash = Crash(error, text)
    # The message and all that was witnessed come from learner code: what a rule stumbles over is not explained.
    with suppress(Exception):
        return next((found for rule in RULES if (found := rule.explain(crash)) is not None), None)
    return None


def explained(error: ErrorRaised, text: str) -> ErrorRaised:
    """The same event with its explanation, next step and id, where they are known."""
    found = explain(error, text)
    if found is None or error.explanation is not None:
        return error
    return replace(error, explanation=found.sentence, next_step=found.next_step, id=found.id)


def finding(error: ErrorRaised, text: str) -> Finding | None:
    """The known mistake behind an exception, for the choice of feedback; None where the catalogue has none."""
    found = explain(error, text)
    if found is None or found.id is None:
        return None
    return Finding(found.id, error.line, message=f"{found.sentence} {found.next_step}")
