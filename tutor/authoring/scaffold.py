"""Begins a lesson, a challenge or a whole course from templates that hold together but for what only an author can say.

Whatever an author has to write stands behind the mark ``FILL:``; ``verify`` names every place that is left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from tutor.course.folders import LESSON_FILE, can_be_id, is_challenge_folder
from tutor.course.model import Fault
from tutor.course.outline import COURSE_FILE, FORMAT, split_number

MARK = "FILL:"
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_SUFFIX = ".template"
_TEXTS = (".md", ".py")


class CannotMake(Exception):
    """Nothing was made; the message is a sentence with a next step."""


def make_course(root: Path, title: str) -> Path:
    """A course without lessons; returns its ``course.toml``.

    Raises:
        CannotMake: if there is one already.
    """
    path = root / COURSE_FILE
    text = f"title = {json.dumps(_one_line(title), ensure_ascii=False)}\nformat = {FORMAT}\n"
    root.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CannotMake(f"{path} is there already. Name another folder.") from None
    return path


def make_lesson(root: Path, unit: str, lesson: str, title: str = "") -> Path:
    """A lesson behind the last of its unit; a unit that is new joins the course. Returns the lesson's folder.

    Raises:
        CannotMake: if a name can't be an id, or the lesson is there already.
    """
    _check_names(unit, lesson)
    unit_folder = _folder(root, unit)
    if unit_folder is None:
        unit_folder = root / _numbered(root, unit)
        if not re.search(rf'^\s*id\s*=\s*"{unit}"', (root / COURSE_FILE).read_text(encoding="utf-8"), re.MULTILINE):
            _list_unit(root / COURSE_FILE, unit)
    elif _folder(unit_folder, lesson) is not None:
        raise CannotMake(f"There is a lesson {unit}/{lesson} already. Choose another name, or edit it.")
    folder = unit_folder / _numbered(unit_folder, lesson)
    _copy(_TEMPLATES / f"{LESSON_FILE}{_SUFFIX}", folder / LESSON_FILE, _one_line(title) or _title(lesson))
    return folder


def make_challenge(root: Path, unit: str, lesson: str, challenge: str, title: str = "") -> Path:
    """A challenge, placed on a page of its own behind the last of its lesson. Returns the challenge's folder.

    Raises:
        CannotMake: if a name can't be an id, there is no such lesson, or the challenge is there already.
    """
    _check_names(challenge)
    unit_folder = _folder(root, unit)
    lesson_folder = _folder(unit_folder, lesson) if unit_folder is not None else None
    if lesson_folder is None or not (lesson_folder / LESSON_FILE).is_file():
        raise CannotMake(f"There is no lesson {unit}/{lesson}. Begin it: pytorch-tutor new {unit}/{lesson}")
    folder = lesson_folder / challenge
    if folder.exists():
        raise CannotMake(f"{folder.name} is there already. Choose another name, or edit it.")
    title = _one_line(title) or _title(challenge)
    for template in sorted((_TEMPLATES / "challenge").rglob(f"*{_SUFFIX}")):
        name = template.relative_to(_TEMPLATES / "challenge").as_posix().removesuffix(_SUFFIX)
        _copy(template, folder / name, title)
    with (lesson_folder / LESSON_FILE).open("a", encoding="utf-8") as file:
        file.write(f"\n## {title}\n\n```challenge\n{challenge}\n```\n")
    return folder


def unfilled(folder: Path) -> Iterator[Fault]:
    """Every place below a lesson's or a challenge's folder that still waits for its author.

    A lesson's challenges are not looked at: they are folders of their own.
    """
    for path in sorted(folder.rglob("*")):
        inside = [parent for parent in path.parents if parent.is_relative_to(folder) and parent != folder]
        if path.suffix not in _TEXTS or not path.is_file():
            continue
        if not is_challenge_folder(folder) and any(is_challenge_folder(parent) for parent in inside):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), start=1):
            if MARK in line:
                what = line.split(MARK, 1)[1].strip(' ".')
                yield Fault(path, number, f"Nobody has written this yet: {what}. Write it, and take {MARK} away.")


def _check_names(*names: str) -> None:
    for name in names:
        if not can_be_id(name):
            raise CannotMake(f'"{name}" can\'t be an id. Write lower-case words with hyphens, as in first-contact.')


def _folder(parent: Path, name: str) -> Path | None:
    """The folder that has ``name`` behind its number."""
    for path in sorted(parent.iterdir()):
        if path.is_dir() and split_number(path.name)[1] == name:
            return path
    return None


def _numbered(parent: Path, name: str) -> str:
    numbers = [split_number(path.name)[0] or 0 for path in parent.iterdir()] if parent.is_dir() else []
    return f"{max(numbers, default=0) + 1:02}-{name}"


def _list_unit(course: Path, unit: str) -> None:
    text = course.read_text(encoding="utf-8")
    table = f'[[units]]\nid = "{unit}"\ntitle = {json.dumps(_title(unit))}\n'
    # Behind the last unit; other tables may follow, as [[exam]] does.
    starts = [match.start() for match in re.finditer(r"^\s*\[\[\s*(\w+)", text, re.MULTILINE)]
    units = [match.start() for match in re.finditer(r"^\s*\[\[\s*units\b", text, re.MULTILINE)]
    following = [start for start in starts if units and start > units[-1]]
    place = following[0] if following else len(text)
    before, after = text[:place].rstrip("\n"), text[place:].lstrip("\n")
    course.write_text(f"{before}\n\n{table}" + (f"\n{after}" if after else ""), encoding="utf-8")


def _copy(template: Path, target: Path, title: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8") as file:
        file.write(template.read_text(encoding="utf-8").replace("@TITLE@", _as_yaml(title)))


def _as_yaml(title: str) -> str:
    """A title as front matter holds it: in quotes where it would be read as something else, as ``Yes`` or ``a: b``."""
    import yaml

    try:
        plain = yaml.safe_load(title) == title
    except yaml.YAMLError:
        plain = False
    return title if plain else json.dumps(title, ensure_ascii=False)


def _one_line(title: str) -> str:
    """A title as typed, on one line and in characters that a file can hold."""
    return " ".join(title.encode("utf-8", "replace").decode("utf-8").split())


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
