"""Plain values in frames that a child wrote. Learner code can write there too, so nothing in them is believed."""

from __future__ import annotations

import re
from typing import Any, get_args

from tutor.engine.shown import Gradient
from tutor.engine.text import strip_controls

LARGEST = 10**18
"""Of a whole number; beyond it lies none that anything here counts."""

_COLOUR = re.compile(r"\x1b\[[0-9;:]*m?")


def within(value: Any, least: int, most: int) -> int | None:
    """A whole number between two bounds; None for anything else."""
    return value if type(value) is int and least <= value <= most else None


def is_count(value: Any) -> bool:
    """Whether it is a whole number from 0 on."""
    return within(value, 0, LARGEST) is not None


def count_of(value: Any, most: int = LARGEST) -> int:
    """A whole number from 0 on, cut down to ``most``; 0 for anything else."""
    return min(value, most) if type(value) is int and value >= 0 else 0


def number_of(value: Any) -> float | None:
    """A number, which may be NaN or infinite; None for anything else."""
    if type(value) is int and abs(value) <= LARGEST:
        return float(value)
    return value if type(value) is float else None


def plain_line(value: Any, most: int) -> str:
    """At most ``most`` characters of text as one line without any escape: it stands in legends, tables and files."""
    return " ".join(plain_text(value, 8 * most).split())[:most]


def plain_text(value: Any, most: int) -> str:
    """The first ``most`` characters of text, those of escapes among them left out; empty for anything else."""
    return _COLOUR.sub("", strip_controls(value[:most])) if type(value) is str else ""


def gradient_of(value: Any) -> Gradient:
    """The state of a gradient; empty for anything else."""
    known: Gradient = value if value in get_args(Gradient) else ""
    return known
