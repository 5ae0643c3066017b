"""Keys in sentences: what they are called, and that texts name only keys there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tutor.authoring.style import key_faults
from tutor.course.keys import PLACEHOLDER, USUAL, KeyNames, key_name

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("r", "r"),
        ("P", "P"),
        ("question_mark", "?"),
        ("slash", "/"),
        ("escape", "Esc"),
        ("enter", "Enter"),
        ("space", "Space"),
        ("f5", "F5"),
        ("ctrl+r", "Ctrl+R"),
        ("shift+tab", "Shift+Tab"),
        ("ctrl+left", "Ctrl+Left"),
        ("pagedown", "PgDn"),
        ("comma", ","),
        ("something_odd", "something_odd"),
    ],
)
def test_a_key_is_called_as_it_is_printed_on_it(key: str, name: str) -> None:
    assert key_name(key) == name


def test_a_sentence_gets_the_learners_key_in_its_place() -> None:
    own = KeyNames({"lesson.run": "x,f5"})
    assert own.fill("Press `{key:lesson.run}`, then {key:lesson.edit}.") == "Press `x`, then e."
    assert USUAL.fill("Press {key:lesson.run}.") == "Press r."


def test_what_names_no_key_stays_as_it_was_written() -> None:
    assert USUAL.fill("{key:nobody} {rows} {{n}}") == "{key:nobody} {rows} {{n}}"


def test_an_author_who_names_no_key_is_told_with_the_line_and_the_nearest_one() -> None:
    (fault,) = key_faults(Path("lesson.md"), "Run it.\nPress {key:lesson.rum} or {key:lesson.run}.", 7)
    assert fault.line == 8
    assert "lesson.run" in fault.message


def test_every_text_of_the_tutor_and_its_course_names_keys_there_are() -> None:
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in (*ROOT.glob("tutor/**/*.py"), *ROOT.glob("lessons/*/*/**/*.md"))
    }
    named = {(path.name, id_) for path, text in texts.items() for id_ in PLACEHOLDER.findall(text)}
    named |= {
        (path.name, id_) for path, text in texts.items() for id_ in re.findall(r"\bkeys\[['\"]([a-z_.]+)['\"]\]", text)
    }
    assert len(named) > 40
    assert [one for one in sorted(named) if one[1] not in USUAL] == []
