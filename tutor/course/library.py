"""The course in a folder: what it holds, and one lesson at a time.

Listing reads front matter alone, and opening a lesson reads that lesson alone:
a broken one never hides the others.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.course.folders import challenge_folders
from tutor.course.model import Challenge, CourseError, CourseInfo, Fault, Lesson, Unit
from tutor.course.outline import (
    COURSE_FILE,
    LessonFolder,
    Outline,
    read_course_info,
    read_outline,
    split_number,
)
from tutor.course.vary import FIRST_DRAW

if TYPE_CHECKING:
    from tutor.course.kept import KeptLesson

__all__ = ["CourseError", "Library", "NotInCourse"]

_MOST_NAMED = 4


class NotInCourse(LookupError):
    """No lesson or challenge, or more than one, goes by a name; the text is a sentence for the learner."""


class Library:
    """Lessons and challenges by their stable ids, in course order."""

    def __init__(self, root: Path) -> None:
        """Open the course in the folder ``root``.

        Raises:
            CourseError: if there is no ``course.toml`` or it is wrong. Faults of lessons don't matter here.
        """
        self.root = root
        self.info: CourseInfo = read_course_info(root)
        self.kept: KeptLesson | None = None
        """Where the lesson that was open last is kept between starts; None where none is."""
        self._beside = 0
        """Process id of whoever reads a lesson to be kept; 0 for nobody."""
        self._lessons: dict[str, Lesson] = {}
        self._challenges: dict[str, Challenge] = {}

    @classmethod
    def default(cls) -> Library:
        """The course that came with the tutor: inside the installed package, else beside it in a checkout.

        Raises:
            CourseError: if it is missing.
        """
        package = Path(__file__).resolve().parent.parent
        inside = package / "lessons"
        return cls(inside if (inside / COURSE_FILE).is_file() else package.parent / "lessons")

    @cached_property
    def _outline(self) -> Outline:
        return read_outline(self.info)

    @cached_property
    def _folders(self) -> dict[str, LessonFolder]:
        return {lesson.id: lesson for unit in self._outline.units for lesson in unit.lessons}

    # The parser is imported where a file is read: a lesson that is kept needs none.

    @cached_property
    def _units(self) -> tuple[Unit, ...]:
        from tutor.course.parse import read_entry

        return tuple(
            Unit(unit.id, unit.title, tuple(read_entry(lesson.path, lesson.id) for lesson in unit.lessons))
            for unit in self._outline.units
            if unit.lessons
        )

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the course's folders, as duplicate ids or unlisted units; not with lessons."""
        return self._outline.faults

    def units(self) -> tuple[Unit, ...]:
        """The units that have lessons, in order; a lesson with broken front matter goes by its folder."""
        return self._units

    def ids(self) -> tuple[str, ...]:
        """The ids of all lessons in course order."""
        return tuple(self._folders)

    def challenge_ids(self, lesson: str | None = None) -> tuple[str, ...]:
        """The ids of one lesson's challenges, or of all, by the names of their folders; opens no file.

        Raises:
            NotInCourse: if there is no such lesson.
        """
        folders = self._folders.values() if lesson is None else (self._folder(lesson),)
        return tuple(f"{entry.id}/{path.name}" for entry in folders for path in challenge_folders(entry.path))

    def lesson(self, lesson_id: str) -> Lesson:
        """The lesson with its pages and challenges; read once, then kept.

        Raises:
            NotInCourse: if there is no such lesson.
            CourseError: with every fault found in it; the next call reads it again.
        """
        folder = self._folder(lesson_id)
        if lesson_id not in self._lessons:
            if self._beside:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(self._beside, 0)
                self._beside = 0
            kept = self.kept.load(folder.path, lesson_id) if self.kept is not None else None
            self._lessons[lesson_id] = kept or self._read(folder)
        return self._lessons[lesson_id]

    def read_beside(self, lesson_id: str, page: int = 0) -> None:
        """Have a lesson and the text of one page read by another process, unless it is kept, and go on meanwhile.

        To be called before there are threads. ``lesson`` then waits for it, and reads a lesson itself that is faulty.
        """
        if self.kept is None or lesson_id not in self._folders:
            return
        folder = self._folders[lesson_id]
        kept = self.kept.load(folder.path, lesson_id)
        if kept is not None:
            self._lessons[lesson_id] = kept
            return
        with contextlib.suppress(OSError):  # no more processes: then it is read here
            self._beside = os.fork()
            if self._beside == 0:
                self._read_and_leave(folder, page)

    def _read_and_leave(self, folder: LessonFolder, page: int) -> None:
        """What the other process does; nothing of this one's is flushed or closed there."""
        from tutor.course.keys import USUAL
        from tutor.course.model import Prose
        from tutor.course.prose import tree_of

        try:
            lesson = self._lessons[folder.id] = self._read(folder)
            for block in lesson.pages[page].blocks:
                if isinstance(block, Prose):
                    tree_of(block.markdown)
                    tree_of(USUAL.fill(block.markdown))
            self.keep(folder.id)
        finally:
            os._exit(0)

    def keep(self, lesson_id: str) -> None:
        """Keep a lesson that was read, and the text that was laid out last, for the next start."""
        if self.kept is not None and lesson_id in self._lessons:
            self.kept.save(self._lessons[lesson_id])

    @staticmethod
    def _read(folder: LessonFolder) -> Lesson:
        from tutor.course.parse import read_lesson

        return read_lesson(folder.path, folder.id)

    def drawn(self, challenge_id: str, draw: int) -> Challenge:
        """The challenge with other parameters, where it declares any; progress counts it as the same.

        Raises:
            NotInCourse: if there is no such challenge.
            CourseError: with every fault found in its folder.
        """
        from tutor.course.challenge import read_challenge

        first = self.challenge(challenge_id)
        if draw == FIRST_DRAW or not first.vary:
            return first
        return replace(read_challenge(first.path, challenge_id, draw), content_hash=first.content_hash)

    def challenge(self, challenge_id: str) -> Challenge:
        """One challenge, without the rest of its lesson; read once, then kept.

        Raises:
            NotInCourse: if there is no such challenge.
            CourseError: with every fault found in its folder.
        """
        lesson_id, _, name = challenge_id.rpartition("/")
        if lesson_id in self._lessons:
            try:
                return self._lessons[lesson_id].challenge(name)
            except KeyError:
                raise self._unknown(challenge_id, self.challenge_ids(), "challenge") from None
        if lesson_id not in self._folders or challenge_id not in self.challenge_ids(lesson_id):
            raise self._unknown(challenge_id, self.challenge_ids(), "challenge")
        if challenge_id not in self._challenges:
            from tutor.course.challenge import read_challenge

            self._challenges[challenge_id] = read_challenge(self._folders[lesson_id].path / name, challenge_id)
        return self._challenges[challenge_id]

    def next(self, lesson_id: str) -> str | None:
        """The id of the lesson behind this one, placement quizzes left out; None behind the last.

        Raises:
            NotInCourse: if there is no such lesson.
        """
        return self._neighbour(lesson_id, 1)

    def previous(self, lesson_id: str) -> str | None:
        """The id of the lesson before this one, placement quizzes left out; None before the first.

        Raises:
            NotInCourse: if there is no such lesson.
        """
        return self._neighbour(lesson_id, -1)

    def find(self, text: str) -> str:
        """The id of the lesson that someone means by ``text``.

        Understood are a full id, its last part, the beginning of either if only one lesson begins so, a
        number as in ``2.5``, and the path of a lesson's folder.

        Raises:
            NotInCourse: if no lesson or more than one is meant; the sentence names the closest.
        """
        name = text.strip()
        if re.fullmatch(r"[0-9]+\.[0-9]+", name):
            unit, _, number = name.partition(".")
            for folder in self._folders.values():
                if folder.number == f"{int(unit)}.{int(number)}":
                    return folder.id
            known = ", ".join(folder.number for folder in self._folders.values() if folder.number)
            raise NotInCourse(f"There is no lesson {name}. Choose one of {known or 'the lessons by name'}.")
        return self._resolve(name, self.ids(), "lesson", parts=2)

    def find_challenge(self, text: str) -> str:
        """The id of the challenge that someone means by ``text``: as ``find``, but without numbers.

        Raises:
            NotInCourse: if no challenge or more than one is meant; the sentence names the closest.
        """
        return self._resolve(text.strip(), self.challenge_ids(), "challenge", parts=3)

    def _folder(self, lesson_id: str) -> LessonFolder:
        try:
            return self._folders[lesson_id]
        except KeyError:
            raise self._unknown(lesson_id, self.ids(), "lesson") from None

    def _neighbour(self, lesson_id: str, step: int) -> str | None:
        from tutor.course.parse import read_entry

        self._folder(lesson_id)
        ids = self.ids()
        index = ids.index(lesson_id) + step
        # A placement quiz stands beside the way: one goes there from the map, or by a link.
        while 0 <= index < len(ids) and read_entry(self._folder(ids[index]).path, ids[index]).kind == "placement":
            index += step
        return ids[index] if 0 <= index < len(ids) else None

    def _resolve(self, text: str, ids: Sequence[str], what: str, parts: int) -> str:
        typed = text.lower().strip("/").split("/")[-parts:]
        names = dict.fromkeys(("/".join(typed), "/".join(split_number(part)[1] for part in typed)))
        for name in filter(None, names):
            if name in ids:
                return name
            last = [entry for entry in ids if entry.endswith(f"/{name}")]
            begins = [entry for entry in ids if f"/{name}" in f"/{entry}"]
            for candidates in (last, begins):
                if len(candidates) == 1:
                    return candidates[0]
                if candidates:
                    raise NotInCourse(f'"{text}" can mean {_listed(candidates)}. Type more of the name.')
        raise self._unknown(text, ids, what)

    def _unknown(self, text: str, ids: Sequence[str], what: str) -> NotInCourse:
        last_parts = {identifier.rpartition("/")[2]: identifier for identifier in ids}
        last_part = text.lower().rpartition("/")[2]
        close = difflib.get_close_matches(text.lower(), ids, n=_MOST_NAMED)
        close += [last_parts[name] for name in difflib.get_close_matches(last_part, list(last_parts), n=_MOST_NAMED)]
        names = list(dict.fromkeys(close))[:_MOST_NAMED]
        if names:
            return NotInCourse(f'There is no {what} "{text}". Did you mean {_listed(names)}?')
        if not ids:
            return NotInCourse(f'There is no {what} "{text}": this course has none. Name another course by --course.')
        return NotInCourse(f'There is no {what} "{text}". See `pytorch-tutor list` for their names.')


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:_MOST_NAMED])
    if len(names) > len(shown):
        return f"{', '.join(shown)} or {len(names) - len(shown)} more"
    *first, last = shown
    return f"{', '.join(first)} or {last}" if first else last
