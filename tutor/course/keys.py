"""Keys in sentences: ``{key:lesson.run}`` in a text stands for the key that runs a snippet, whichever that is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

PLACEHOLDER = re.compile(r"\{key:([a-z_.]*)\}")

DEFAULTS: Mapping[str, str] = {
    "app.exam": "X",
    "app.interrupt": "ctrl+c",
    "app.practice": "P",
    "app.quit": "q",
    "challenge.back": "escape",
    "challenge.check": "ctrl+r",
    "challenge.hint": "f2",
    "challenge.open": "enter",
    "challenge.solution": "f4",
    "challenge.traceback": "f7",
    "chart.hide": "space",
    "chart.name": "n",
    "chart.pin": "p",
    "chart.reference": "o",
    "chart.runs": "r",
    "chart.smooth": "m",
    "editor.leave": "escape",
    "exam.give_up": "x",
    "exam.hand_in": "h",
    "exam.leave": "escape",
    "help.close": "escape",
    "lesson.edit": "e",
    "lesson.map": "m",
    "lesson.restore": "u",
    "lesson.run": "r",
    "lesson.run_now": "ctrl+r",
    "lesson.shapes": "S",
    "lesson.stop": "s",
    "lesson.traceback": "t",
    "look.chart": "f",
    "look.lens": "v",
    "look.pictures": "i",
    "page.back": "b",
    "page.next": "n",
    "page.onward": "space",
    "practice.go": "enter",
    "practice.leave": "escape",
    "practice.next": "ctrl+n",
    "question.answer": "enter",
    "question.down": "j",
    "question.leave": "escape",
    "question.lesson": "l",
    "question.no": "n",
    "question.reveal": "a",
    "question.skip": "x",
    "question.up": "k",
    "question.yes": "y",
    "result.again": "a",
    "result.open": "enter",
    "rows.choose": "enter",
    "search.down": "down",
    "tour.end": "escape",
    "view.back": "escape",
}
"""The keys that sentences may name, by the id of their binding, as they are unless the learner gives others."""

_NAMES = {
    "ctrl": "Ctrl",
    "alt": "Alt",
    "shift": "Shift",
    "meta": "Meta",
    "escape": "Esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "delete": "Del",
    "minus": "-",
    "plus": "+",
    "comma": ",",
    "slash": "/",
    "backslash": "\\",
    "underscore": "_",
}
_WORDS = frozenset({"space", "enter", "tab", "backspace", "up", "down", "left", "right", "home", "end", "insert"})


def key_name(key: str) -> str:
    """What a key is called in a sentence: ``Ctrl+R`` for ``ctrl+r``, ``?`` for ``question_mark``, ``r`` for ``r``."""
    *modifiers, last = key.split("+")
    named = [_NAMES.get(modifier, modifier.capitalize()) for modifier in modifiers]
    return "+".join([*named, _one(last, alone=not modifiers)])


def _one(key: str, *, alone: bool) -> str:
    if len(key) == 1:
        return key if alone else key.upper()
    if key in _NAMES:
        return _NAMES[key]
    if key in _WORDS or re.fullmatch(r"f\d+", key):
        return key.capitalize()
    try:
        return unicodedata.lookup(key.replace("_", " "))
    except KeyError:
        return key


class KeyNames(Mapping[str, str]):
    """What the learner's keys are called, by the id of their binding; ``own`` are keys given in place of the usual."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self._own = own or {}

    def __getitem__(self, id_: str) -> str:
        return key_name(self._own.get(id_, DEFAULTS[id_]).partition(",")[0].strip())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeyNames) and self._own == other._own

    def __hash__(self) -> int:
        return hash(frozenset(self._own.items()))

    def __iter__(self) -> Iterator[str]:
        return iter(DEFAULTS)

    def __len__(self) -> int:
        return len(DEFAULTS)

    def fill(self, text: str) -> str:
        """A text with the names of keys in the places that are left for them; a place for no key stays as it is."""
        if "{key:" not in text:
            return text
        return PLACEHOLDER.sub(lambda found: self[found[1]] if found[1] in self else found[0], text)


USUAL = KeyNames()
"""The keys as they come."""
