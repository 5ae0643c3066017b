"""The YAML between ``---`` lines at the head of a Markdown file, key by key with its line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from tutor.course.files import FaultLog, did_you_mean, either
from tutor.course.model import CAPABILITIES
from tutor.course.yaml_lines import Located, load_mapping
from tutor.engine.frozen import dataclass

FENCE = "---"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Keys and values as YAML gives them."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """Line of each key in the file, from 1."""
    body_line: int = 1
    """First line behind the front matter, from 1."""


def read_front_matter(log: FaultLog, text: str) -> FrontMatter | None:
    """The front matter of ``text``; None, and a fault, where there is none or it can't be read."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        log.add(
            1,
            "The file has no front matter. Begin it with a line ---, the keys, and another line ---.",
        )
        return None
    end = next((number for number, line in enumerate(lines[1:], start=2) if line.rstrip() == FENCE), None)
    if end is None:
        log.add(1, "The front matter is never closed. Put a line --- after its last key.")
        return None
    loaded = load_mapping(log, "\n".join(lines[1 : end - 1]), 2, "The front matter")
    return None if loaded is None else FrontMatter(loaded, loaded.lines, end + 1)


class Fields:
    """Takes typed values out of front matter, or another mapping; what is missing, mistyped or unknown becomes a fault.

    ``what`` is what sentences call the mapping, and ``line`` is where a missing key is noted.
    """

    def __init__(self, log: FaultLog, front: FrontMatter, what: str = "front matter", line: int = 1) -> None:
        self.log = log
        self.front = front
        self.what = what
        self.line = line
        self._known: list[str] = []

    def _take(self, key: str, required: bool) -> Any:
        self._known.append(key)
        value = self.front.values.get(key)
        if value is None and key in self.front.values:
            self.fault(key, f'"{key}" has no value. Write one after the colon.')
        elif value is None and required:
            self.log.add(self.line, f'The {self.what} lacks "{key}". Add a line `{key}: …`.')
        return value

    def fault(self, key: str, message: str) -> None:
        """Note a fault in the line of ``key``, or in the first where there is none."""
        self.log.add(self.front.lines.get(key, self.line), message)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not blank, as one line, required if there is no ``default``; empty where it is faulty."""
        return " ".join(self.lines(key, default).split())

    def lines(self, key: str, default: str | None = None) -> str:
        """A text that is not blank, with its line breaks but without white space around it; else like ``text``."""
        value = self._take(key, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self.fault(key, f'"{key}" should be text, but YAML reads {value!r}. Put it in quotes.')
            return ""
        if not value.strip():
            self.fault(key, f'"{key}" is empty. Write a few words.')
        return value.strip()

    def flag(self, key: str) -> bool:
        """An optional true or false, false by default."""
        value = self._take(key, required=False)
        if value is not None and not isinstance(value, bool):
            self.fault(key, f'"{key}" is {value!r}. Make it true or false.')
        return value is True

    def number(self, key: str) -> float | None:
        """An optional number of at least 0; None where there is none."""
        value = self._take(key, required=False)
        if value is None:
            return None
        number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
        if not 0 <= number < math.inf:
            self.fault(key, f'"{key}" is {value!r}. Make it a number of at least 0, written like 0.001.')
            return None
        return number

    def raw(self, key: str, *, required: bool = False) -> Any:
        """The value as YAML reads it; None where there is none."""
        return self._take(key, required)

    def choice(self, key: str, options: Sequence[str], default: str | None = None) -> str:
        """A text, one of ``options``, required if there is no ``default``; empty where it is faulty."""
        value = self._take(key, required=default is None)
        if value is None:
            return default or ""
        if value not in options:
            hint = did_you_mean(value, options) if isinstance(value, str) else ""
            self.fault(key, f'"{key}" is {value!r}. Make it {either(options)}.{hint}')
            return ""
        return str(value)

    def whole(self, key: str, default: int | None = None, most: int = 600) -> int:
        """A whole number from 1 to ``most``, required if there is no ``default``."""
        value = self._take(key, required=default is None)
        fallback = 0 if default is None else default
        if value is None:
            return fallback
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            self.fault(key, f'"{key}" is {value!r}. Make it a whole number from 1 to {most}.')
            return fallback
        return value

    def seconds(self, key: str, default: float, most: float = 3600.0) -> float:
        """An optional number of seconds above 0 and up to ``most``."""
        value = self._take(key, required=False)
        if value is None:
            return default
        number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
        if not 0 < number <= most:
            self.fault(key, f'"{key}" is {value!r}. Make it a number of seconds above 0 and up to {most:g}.')
            return default
        return number

    def names(self, key: str) -> tuple[str, ...]:
        """An optional list of texts."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.fault(key, f'"{key}" should be a list of words. Write `{key}: [one, two]`.')
            return ()
        repeated = sorted({item for item in value if value.count(item) > 1})
        if repeated:
            self.fault(key, f'"{key}" names {repeated[0]} twice. Remove one.')
        return tuple(item.strip() for item in value)

    def records(self, key: str, first: str = "title") -> tuple[Located, ...]:
        """An optional list of keys with values; ``first`` is the key that each begins with."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not value or not all(isinstance(item, Located) for item in value):
            self.fault(key, f'"{key}" should be a list of keys with values. Begin each with `- {first}: …`.')
            return ()
        return tuple(value)

    def capabilities(self) -> tuple[str, ...]:
        """An optional list of what the sandbox shall allow."""
        names = self.names("capabilities")
        for name in names:
            if name not in CAPABILITIES:
                hint = did_you_mean(name, CAPABILITIES)
                self.fault("capabilities", f'There is no capability "{name}".{hint} Make it {either(CAPABILITIES)}.')
        return names

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.front.values:
            if key not in self._known:
                hint = did_you_mean(key, self._known) or f" Known keys are {', '.join(self._known)}."
                self.fault(key, f'"{key}" is not a key of the {self.what}.{hint} Rename it or remove it.')
