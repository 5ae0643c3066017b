"""The learner's own keys: ``keys.toml`` in the config folder, by the id of each binding.

.. code-block:: toml

    [keys]
    "lesson.run" = "x"
    "page.next" = "n,right,ctrl+n"
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import cache
from pathlib import Path

from textual.keys import KEY_NAME_REPLACEMENTS, REPLACED_KEYS, Keys, _character_to_key, key_to_character

from tutor.course.files import did_you_mean
from tutor.engine.frozen import dataclass

FILE_NAME = "keys.toml"
MODIFIERS = frozenset({"ctrl", "alt", "shift", "meta", "super", "hyper"})


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A binding that can have other keys."""

    id: str
    keys: tuple[str, ...]
    """Its own keys, as Textual names them."""
    meaning: str
    while_typing: bool = False
    """Whether it works while one types in an editor, so that no character can be its key."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """What the file says, and what is wrong with it."""

    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys by the id of a binding, several separated by commas."""
    faults: tuple[str, ...] = ()
    """A sentence each, with a next step."""
    path: Path | None = None


def config_folder() -> Path:
    """The folder for what a learner sets: below ``XDG_CONFIG_HOME``, or where the system keeps such."""
    home = os.environ.get("XDG_CONFIG_HOME", "")
    if home and Path(home).is_absolute():
        return Path(home) / "pytorch-tutor"
    from platformdirs import user_config_path

    return user_config_path("pytorch-tutor", appauthor=False)


def read_keymap(path: Path | None = None) -> Keymap:
    """The learner's keys as they stand in the file; without a file there are none."""
    path = path or config_folder() / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Keymap(path=path)
    except OSError as error:
        return Keymap(faults=(f"{path} can't be read ({error.strerror}); make it readable.",), path=path)
    except UnicodeDecodeError:
        return Keymap(faults=(f"{path} is not UTF-8 text; save it as UTF-8.",), path=path)
    return parse_keymap(text, path)


def parse_keymap(text: str, path: Path) -> Keymap:
    """The keys in the text of a file; a text that is no TOML gives none and the fault."""
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        data = toml.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError
        return Keymap(faults=(f"{path} is not valid TOML: {error}. Until it is, every key is as it comes.",), path=path)
    table = data.get("keys", {})
    faults = [
        f'{path}: "{name}" is not a part of this file; keys stand under [keys].' for name in data if name != "keys"
    ]
    keys: dict[str, str] = {}
    for id_, value in _flat(table if isinstance(table, dict) else {}).items():
        parts = [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str)]
        if any(part.strip() for part in parts):
            keys[id_] = ",".join(parts)
        else:
            faults.append(f'{FILE_NAME}: "{id_}" needs a key in quotes, for instance "{id_}" = "x".')
    return Keymap(keys, tuple(faults), path)


def _flat(table: Mapping[str, object], before: str = "") -> dict[str, object]:
    """TOML takes ``lesson.run = "x"`` without quotes for nested tables; both are meant alike."""
    found: dict[str, object] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{name}.")
        else:
            found[f"{before}{name}"] = value
    return found


def split_keys(keys: str) -> tuple[str, ...]:
    """Keys as Textual names them: ``?`` becomes ``question_mark``; a comma is written ``comma``."""
    parts = [part.strip() for part in re.sub(r"(^|,)\s*,\s*(?=,|$)", r"\1comma", keys).split(",")]
    return tuple(_named(part) for part in parts if part)


def _named(key: str) -> str:
    *modifiers, last = [key] if len(key) == 1 else key.split("+")
    modifiers = [modifier.strip().lower() for modifier in modifiers]
    last = last.strip()
    last = _character_to_key(last.lower() if modifiers else last) if len(last) == 1 else last.lower()
    return "+".join([*modifiers, {"esc": "escape", "del": "delete", "return": "enter"}.get(last, last)])


@cache
def _names() -> frozenset[str]:
    return frozenset(key.value.rpartition("+")[2] for key in Keys) | set(KEY_NAME_REPLACEMENTS.values()) | {"comma"}


def is_key(key: str) -> bool:
    """Whether a terminal can send a key of that name."""
    *modifiers, last = key.split("+")
    if not all(modifier in MODIFIERS for modifier in modifiers):
        return False
    if len(last) == 1 or last in _names():
        return True
    character = key_to_character(last)
    return character is not None and len(character) == 1 and unicodedata.category(character)[0] in "LNPSZ"


def is_typed(key: str) -> bool:
    """Whether a key puts a character into an editor."""
    character = key_to_character(REPLACED_KEYS.get(key, key)) if "+" not in key else None
    return character is not None and character.isprintable()


def check_keymap(keymap: Keymap, known: Sequence[KnownKey], groups: Iterable[frozenset[str]]) -> Keymap:
    """The keys that can be used, and a sentence for each that can't or that is given twice.

    ``groups`` are the ids that work at the same time.
    """
    by_id = {one.id: one for one in known}
    keys: dict[str, str] = {}
    faults = list(keymap.faults)
    for id_, value in keymap.keys.items():
        fault = _fault(id_, split_keys(value), by_id)
        if fault:
            faults.append(f"{FILE_NAME}: {fault}")
        else:
            keys[id_] = ",".join(split_keys(value))
    faults += _conflicts(keys, by_id, groups)
    return Keymap(keys, tuple(faults), keymap.path)


def _fault(id_: str, keys: Sequence[str], by_id: Mapping[str, KnownKey]) -> str:
    if id_ not in by_id:
        hint = did_you_mean(id_, by_id) or " pytorch-tutor keys lists those there are."
        return f'nothing is called "{id_}".{hint}'
    unknown = next((key for key in keys if not is_key(key)), None)
    if unknown is not None:
        hint = did_you_mean(unknown.rpartition("+")[2], sorted(_names()))
        return f'"{unknown}" (for {id_}) is no key.{hint} Write for instance x, f5, ctrl+n or question_mark.'
    typed = next((key for key in keys if is_typed(key)), None)
    if by_id[id_].while_typing and typed is not None:
        return f'{id_} works while you type, so its key can\'t be "{typed}". Take a function key or one with ctrl.'
    return ""


def _conflicts(own: Mapping[str, str], by_id: Mapping[str, KnownKey], groups: Iterable[frozenset[str]]) -> list[str]:
    """A sentence for each key that does two things at the same time since the learner gave it to one of them."""
    found: dict[tuple[str, frozenset[str]], str] = {}
    for group in groups:
        users: dict[str, list[str]] = {}
        for id_ in sorted(group & by_id.keys()):
            for key in own[id_].split(",") if id_ in own else by_id[id_].keys:
                users.setdefault(key, []).append(id_)
        for key, ids in users.items():
            mine = [id_ for id_ in ids if id_ in own and key not in by_id[id_].keys]
            for id_ in mine:
                for other in ids:
                    pair = (key, frozenset({id_, other}))
                    if other != id_ and pair not in found:
                        found[pair] = (
                            f'{FILE_NAME}: "{key}" is the key of {id_} and of {other} ({by_id[other].meaning}). '
                            "Give one of them another key."
                        )
    return list(found.values())
