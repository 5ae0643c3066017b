"""Parameters that are drawn anew each time: ``vary: {rows: [3, 5, 8]}`` replaces every ``{{rows}}``."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

FIRST_DRAW = 0
"""Takes the first value of each parameter: what a lesson shows."""
LAST_DRAW = -1
"""Takes the last value of each."""

Vary = Mapping[str, tuple[str, ...]]
"""Each parameter with its possible values, as they are written into a text."""
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def read_vary(value: object) -> tuple[Vary, str]:
    """The parameters in a YAML value, and what is wrong with it as a sentence (empty where nothing is)."""
    if value is None:
        return {}, ""
    if not isinstance(value, dict) or not value:
        return {}, '"vary" should name parameters with their values. Write `vary: {rows: [3, 5, 8]}`.'
    vary: dict[str, tuple[str, ...]] = {}
    for name, values in value.items():
        if not isinstance(name, str) or not name.isidentifier():
            return {}, f'"vary" names {name!r}. Make it a word that Python would take as a name.'
        plain = isinstance(values, list) and all(isinstance(item, str | int | float) for item in values)
        texts = tuple(str(item) for item in values) if plain else ()
        if len(set(texts)) < 2 or len(set(texts)) != len(texts) or any("\n" in text for text in texts):
            return {}, f'"{name}" in "vary" needs two different values or more, each a number or a line of text.'
        vary[name] = texts
    return vary, ""


class Draw:
    """One draw of the parameters: the same ``number`` for the same ``name`` always gives the same values."""

    def __init__(self, vary: Vary, number: int = FIRST_DRAW, name: str = "") -> None:
        generator = random.Random(f"{name} {number}")
        self.values = {key: _value(values, number, generator) for key, values in vary.items()}
        self._used: set[str] = set()

    def fill(self, text: str) -> str:
        """``text`` with the values in their places; other braces stay as they are."""

        def value(found: re.Match[str]) -> str:
            name = found[1]
            self._used.update({name} & self.values.keys())
            return self.values.get(name, found[0])

        return _PLACE.sub(value, text) if self.values else text

    @property
    def unused(self) -> tuple[str, ...]:
        """Parameters that no text filled so far has a place for."""
        return tuple(name for name in self.values if name not in self._used)


def _value(values: tuple[str, ...], number: int, generator: random.Random) -> str:
    if number in (FIRST_DRAW, LAST_DRAW):
        return values[number]
    return generator.choice(values)
