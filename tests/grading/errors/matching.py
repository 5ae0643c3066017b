"""Texts that a regular expression matches, drawn by chance: for trying what its groups may hold."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterable
from typing import Any

if sys.version_info >= (3, 11):
    from re import _parser as parser  # type: ignore[attr-defined]
else:
    import sre_parse as parser

MOST_REPEATS = 4
CATEGORIES = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_WORD": "0aFz_9",
    "CATEGORY_SPACE": " \n",
    "CATEGORY_NOT_SPACE": "x1[",
}


def matching(pattern: re.Pattern[str], dice: random.Random) -> str:
    """A text in which ``pattern`` is found."""
    return _text(parser.parse(pattern.pattern, pattern.flags), dice)


def _text(parts: Iterable[tuple[Any, Any]], dice: random.Random) -> str:
    return "".join(_part(str(kind), value, dice) for kind, value in parts)


def _part(kind: str, value: Any, dice: random.Random) -> str:
    if kind == "LITERAL":
        return chr(value)
    if kind == "NOT_LITERAL":
        return "n" if value != ord("n") else "m"
    if kind == "ANY":
        return dice.choice("a1 ")
    if kind == "IN":
        return _one_of(value, dice)
    if kind == "BRANCH":
        return _text(dice.choice(value[1]), dice)
    if kind == "SUBPATTERN":
        return _text(value[3], dice)
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, parts = value
        return "".join(_text(parts, dice) for _ in range(dice.randint(least, min(int(most), least + MOST_REPEATS))))
    assert kind == "AT", kind
    return ""


def _one_of(choices: list[tuple[Any, Any]], dice: random.Random) -> str:
    if str(choices[0][0]) == "NEGATE":
        forbidden = {chr(value) for kind, value in choices[1:] if str(kind) == "LITERAL"}
        return dice.choice([letter for letter in "1, 2x" if letter not in forbidden])
    kind, value = dice.choice(choices)
    if str(kind) == "RANGE":
        return chr(dice.randint(*value))
    return chr(value) if str(kind) == "LITERAL" else dice.choice(CATEGORIES[str(value)])
