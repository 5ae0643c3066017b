"""The course's table of contents: ``course.toml`` and the names of folders, without opening a lesson."""

from __future__ import annotations

import importlib
import os
import re
import sys
from pathlib import Path
from typing import Any

from tutor.course.blueprint import read_topics
from tutor.course.files import FaultLog, did_you_mean, in_order, read_text
from tutor.course.folders import LESSON_FILE, can_be_id
from tutor.course.items import read_items
from tutor.course.model import CourseError, CourseInfo, Fault
from tutor.engine.frozen import dataclass

COURSE_FILE = "course.toml"
FORMAT = 1
_KEYS = ("title", "format", "units", "exam", "coverage")

_FOLDER = re.compile(r"(?:(?P<number>[0-9]+)-)?(?P<name>.*)")


@dataclass(frozen=True, slots=True)
class LessonFolder:
    """Where a lesson lies."""

    id: str
    """``unit/lesson``."""
    path: Path
    number: str
    """``2.5`` for the lesson folder 05 of the unit folder 02; empty where one of them has no number."""


@dataclass(frozen=True, slots=True)
class UnitFolder:
    """A unit of ``course.toml`` that has a folder."""

    id: str
    title: str
    path: Path
    lessons: tuple[LessonFolder, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """All units that have a folder, in the order of ``course.toml``, and what is wrong with the folders."""

    units: tuple[UnitFolder, ...]
    faults: tuple[Fault, ...]


def split_number(name: str) -> tuple[int | None, str]:
    """``(5, "linear-regression")`` for ``05-linear-regression``; the number is None where there is none."""
    match = _FOLDER.fullmatch(name)
    if match is None or match["number"] is None:
        return None, name
    return int(match["number"]), match["name"]


def read_course_info(root: Path) -> CourseInfo:
    """What ``course.toml`` in ``root`` says.

    Raises:
        CourseError: if it is missing or anything in it is wrong.
    """
    faults: list[Fault] = []
    log = FaultLog(root / COURSE_FILE, faults)
    if not log.path.is_file():
        log.add(1, f"This folder holds no course: {COURSE_FILE} is missing. Name the folder that has it.")
        raise CourseError(faults)
    text = read_text(log)
    data = _load_toml(log, text) if text is not None else None
    if text is None or data is None:
        raise CourseError(faults)
    title = data.get("title")
    if not isinstance(title, str) or not title.strip():
        log.add(_line_of(text, "title"), 'The course has no title. Write `title = "…"`.')
    version = data.get("format")
    if version != FORMAT or isinstance(version, bool):
        log.add(
            _line_of(text, "format"),
            f"This course has format {version!r}; it should be {FORMAT}. Write that or update pytorch-tutor.",
        )
    for key in data:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            log.add(_line_of(text, key), f'"{key}" is not a key of {COURSE_FILE}.{hint} Rename it or remove it.')
    units = _read_units(log, text, data.get("units"))
    topics = read_topics(log, _line_of(text, "exam"), data.get("exam"), dict(units))
    practised, taught = read_items(log, _line_of(text, "coverage"), data.get("coverage"))
    if faults:
        raise CourseError(in_order(faults))
    return CourseInfo(str(title), FORMAT, root, units, topics, practised, taught)


def _load_toml(log: FaultLog, text: str) -> dict[str, Any] | None:
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        data: dict[str, Any] = toml.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(place[1]) if place else text.rstrip().count("\n") + 1
        problem = str(error).partition(" (at ")[0]
        log.add(line, f"{COURSE_FILE} is not valid TOML: {problem}. Correct this line.")
        return None
    return data


def _line_of(text: str, key: str) -> int:
    """The line of a top-level key or table; 1 where it is missing."""
    top = True
    for number, line in enumerate(text.split("\n"), start=1):
        if re.match(rf"\s*\[+\s*{re.escape(key)}\b", line):
            return number
        top = top and not line.lstrip().startswith("[")
        if top and re.match(rf"\s*{re.escape(key)}\s*[.=]", line):
            return number
    return 1


def _read_units(log: FaultLog, text: str, tables: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        log.add(_line_of(text, "units"), "The course lists no unit. Write `[[units]]` with an id and a title.")
        return ()
    starts = [number for number, line in enumerate(text.split("\n"), start=1) if re.match(r"\s*\[\[\s*units", line)]
    starts += [_line_of(text, "units")] * (len(tables) - len(starts))
    units: dict[str, str] = {}
    for line, table in zip(starts, tables, strict=False):
        unit, title = table.get("id"), table.get("title")
        for key in table:
            if key not in ("id", "title"):
                hint = did_you_mean(key, ("id", "title"))
                log.add(line, f'"{key}" is not a key of a unit.{hint} Rename it or remove it.')
        if not isinstance(unit, str) or not can_be_id(unit):
            log.add(
                line,
                f'The unit\'s id is {unit!r}. Write lower-case words with hyphens: `id = "first-contact"`.',
            )
            continue
        if not isinstance(title, str) or not title.strip():
            log.add(line, f'The unit "{unit}" has no title. Write `title = "…"`.')
            continue
        if unit in units:
            log.add(line, f'The unit "{unit}" is listed twice. Keep one of them.')
        units.setdefault(unit, title.strip())
    return tuple(units.items())


def read_outline(info: CourseInfo) -> Outline:
    """Find the folders of the course's units and lessons; a unit without a folder is left out."""
    faults: list[Fault] = []
    titles = dict(info.units)
    found: dict[str, _Folder] = {}
    for folder in _folders(FaultLog(info.root, faults)):
        log = FaultLog(folder.path, faults)
        if folder.name not in titles:
            if any(_lesson_folders(log.at(folder.path), [])):
                hint = did_you_mean(folder.name, titles)
                log.add(1, f'{COURSE_FILE} lists no unit "{folder.name}".{hint} Add it or rename this folder.')
        elif folder.name in found:
            other = found[folder.name].path.name
            log.add(1, f'{other} has the id "{folder.name}" too. Join the two folders or rename one.')
        else:
            found[folder.name] = folder
    units = []
    for unit, title in info.units:
        if unit in found:
            lessons = _lessons(FaultLog(found[unit].path, faults), found[unit])
            units.append(UnitFolder(unit, title, found[unit].path, lessons))
    _check_order(faults, [found[unit.id] for unit in units])
    return Outline(tuple(units), tuple(in_order(faults)))


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path
    number: int | None
    name: str


def _folders(log: FaultLog) -> list[_Folder]:
    """The folders in the log's folder: numbered ones in order, then the others by name."""
    try:
        paths = [path for path in log.path.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))]
    except OSError as error:
        log.unreadable(error)
        return []
    folders = [_Folder(path, *split_number(path.name)) for path in paths]
    return sorted(folders, key=lambda folder: (folder.number is None, folder.number or 0, folder.path.name))


def _lesson_folders(log: FaultLog, others: list[_Folder]) -> list[_Folder]:
    """The folders with a lesson; those that have files but no lesson join ``others``."""
    lessons = []
    for folder in _folders(log):
        names = {path.name for path in folder.path.iterdir()} if os.access(folder.path, os.R_OK | os.X_OK) else set()
        if LESSON_FILE in names:
            lessons.append(folder)
        elif names:
            others.append(folder)
    return lessons


def _lessons(log: FaultLog, unit: _Folder) -> tuple[LessonFolder, ...]:
    others: list[_Folder] = []
    lessons: dict[str, LessonFolder] = {}
    numbers: dict[int, str] = {}
    for folder in _lesson_folders(log, others):
        own, name = log.at(folder.path), folder.name
        if not can_be_id(name):
            own.add(1, f'"{name}" can\'t be an id. Name the folder in lower-case words with hyphens.')
        if name in lessons:
            other = lessons[name].path.name
            own.add(1, f'{other} has the id "{unit.name}/{name}" too. Rename one of the two folders.')
            continue
        if folder.number is not None and folder.number in numbers:
            other = numbers[folder.number]
            own.add(1, f"{other} has the number {folder.number} too. Number the folders one after the other.")
        place = ""
        if folder.number is not None and unit.number is not None:
            numbers.setdefault(folder.number, folder.path.name)
            place = f"{unit.number}.{folder.number}"
        lessons[name] = LessonFolder(f"{unit.name}/{name}", folder.path, place)
    for folder in others:
        log.at(folder.path).add(1, f"This folder has no {LESSON_FILE}. Add one or remove the folder.")
    return tuple(lessons.values())


def _check_order(faults: list[Fault], folders: list[_Folder]) -> None:
    """The numbers of the unit folders must say what ``course.toml`` says."""
    last: _Folder | None = None
    for folder in folders:
        if folder.number is None:
            continue
        if last is not None and folder.number <= (last.number or 0):
            FaultLog(folder.path, faults).add(
                1, f"{COURSE_FILE} puts this unit behind {last.path.name}. Number the folders in that order."
            )
        last = folder
