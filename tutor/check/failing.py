"""How a check fails: with the sentence that the learner reads, and grids under it."""

from __future__ import annotations

from typing import Any, NoReturn


class CheckFailed(Exception):  # reads as what it is in a check
    """A check that failed; ``details`` are grids that the tutor shows under the sentence."""

    def __init__(self, message: str, details: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.details = details or {}
        self.crash: dict[str, Any] = {}
        """What is known of the exception in the learner's code that made it fail, if one did."""


def fail(message: str) -> NoReturn:
    """Fail the check with this sentence.

    Raises:
        CheckFailed: always.
    """
    raise CheckFailed(message)


def expect(condition: object, message: str) -> None:
    """Fail the check with ``message`` unless ``condition`` is true.

    Raises:
        CheckFailed: if it is not.
    """
    if not condition:
        raise CheckFailed(message)
