"""The YAML between ``---`` lines at the head of a Markdown file, key by key with its line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tutor.course.files import FaultLog, did_you_mean, either
from tutor.course.model import CAPABILITIES

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
    loaded = _load_yaml(log, "\n".join(lines[1 : end - 1]))
    if loaded is None:
        return None
    values, key_lines = loaded
    return FrontMatter(values, key_lines, end + 1)


def _load_yaml(log: FaultLog, text: str) -> tuple[dict[str, Any], dict[str, int]] | None:
    """The mapping in ``text``, which starts at line 2 of the file, with the line of each key."""
    import yaml

    try:
        return _read_mapping(log, text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 2
        log.add(line, "The front matter holds a control character. Remove it.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        log.add(
            mark.line + 2 if mark else 2,
            f"The front matter is not valid YAML: {error.problem}. Put a value that holds : or # in quotes.",
        )
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        log.add(2, f"The front matter holds a value that YAML can't read: {error}. Put it in quotes.")
    return None


def _read_mapping(log: FaultLog, text: str) -> tuple[dict[str, Any], dict[str, int]] | None:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text + "\n")
    try:
        node = loader.get_single_node()
        if node is None:
            return {}, {}
        if not isinstance(node, yaml.MappingNode):
            log.add(2, "The front matter is not a list of keys and values. Write one `key: value` a line.")
            return None
        key_lines: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 2
            name = str(key.value)
            if name in key_lines:
                log.add(line, f'"{name}" is given twice (first in line {key_lines[name]}). Keep one of them.')
            key_lines.setdefault(name, line)
        values = loader.construct_document(node)
    finally:
        loader.dispose()
    return {str(key): value for key, value in values.items()}, key_lines


class Fields:
    """Takes typed values out of front matter; what is missing, mistyped or unknown becomes a fault."""

    def __init__(self, log: FaultLog, front: FrontMatter) -> None:
        self.log = log
        self.front = front
        self._known: list[str] = []

    def _take(self, key: str, required: bool) -> Any:
        self._known.append(key)
        value = self.front.values.get(key)
        if value is None and key in self.front.values:
            self.fault(key, f'"{key}" has no value. Write one after the colon.')
        elif value is None and required:
            self.log.add(1, f'The front matter lacks "{key}". Add a line `{key}: …`.')
        return value

    def fault(self, key: str, message: str) -> None:
        """Note a fault in the line of ``key``, or in the first where there is none."""
        self.log.add(self.front.lines.get(key, 1), message)

    def text(self, key: str) -> str:
        """A required text that is not blank; empty where it is faulty."""
        value = self._take(key, required=True)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault(key, f'"{key}" should be text, but YAML reads {value!r}. Put it in quotes.')
            return ""
        text = " ".join(value.split())
        if not text:
            self.fault(key, f'"{key}" is empty. Write a few words.')
        return text

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

    def records(self, key: str) -> tuple[Mapping[str, Any], ...]:
        """An optional list of keys with values."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            self.fault(key, f'"{key}" should be a list of keys with values. Begin each with `- title: …`.')
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
                self.fault(key, f'"{key}" is not a key of this file.{hint} Rename it or remove it.')
