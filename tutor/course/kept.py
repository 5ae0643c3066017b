"""The lesson that was open last, kept as it was read: the next start shows it without a parser."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path, PurePath
from typing import Any

from tutor.course import model, prose, questions
from tutor.course.model import Lesson

_CLASSES: Mapping[str, Any] = {
    kind.__name__: kind
    for kind in (
        model.Lesson,
        model.Page,
        model.Prose,
        model.Snippet,
        model.ChallengePlace,
        model.Challenge,
        model.Variant,
        model.Milestone,
        questions.Question,
        questions.Choice,
        questions.KnownWrong,
        questions.Prediction,
        questions.Sketch,
        questions.QuizResult,
    )
}
_PATH, _MAPPING = "path", "mapping"


class KeptLesson:
    """One lesson and the text of its pages in one file, good as long as no file of the lesson has changed.

    A file that can't be read or written is as good as none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamps: dict[Path, list[Any]] = {}

    def load(self, folder: Path, lesson_id: str) -> Lesson | None:
        """The lesson in ``folder``; None where it is not the one that is kept, or has changed since.

        Notes how its files stand: to be called before they are read.
        """
        stamp = self._stamps[folder] = _stamp(folder, lesson_id)
        try:
            kept = json.loads(self._path.read_bytes())
            if kept["stamp"] != stamp:
                return None
            lesson: Lesson = _value(kept["lesson"])
            prose.know({text: _tree(nodes) for text, nodes in kept["trees"].items()})
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None
        return lesson

    def save(self, lesson: Lesson) -> None:
        """Keep a lesson that was read after ``load``, with the text that was laid out last."""
        stamp = self._stamps.get(lesson.path)
        if stamp is None or stamp != _stamp(lesson.path, lesson.id):
            return
        from tutor.engine.whole_file import write_whole

        kept = {"stamp": stamp, "lesson": _data(lesson), "trees": prose.known()}
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(kept))


def _stamp(folder: Path, lesson_id: str) -> list[Any]:
    """What tells that a lesson's files and the code that reads them are as they were."""
    return [lesson_id, str(folder), *_files(str(folder)), *_files(str(Path(__file__).parent))]


def _files(folder: str) -> Iterator[list[Any]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("__pycache__"):
            continue
        if entry.is_dir():
            yield from _files(entry.path)
            continue
        found = entry.stat()
        yield [entry.path, found.st_mtime_ns, found.st_size]


def _data(value: Any) -> Any:
    """A value of the course as JSON: lists stand for tuples, an object with one key for everything that has a kind."""
    if is_dataclass(value):
        return {type(value).__name__: [_data(getattr(value, field.name)) for field in fields(value)]}
    if isinstance(value, Mapping):
        return {_MAPPING: {key: _data(item) for key, item in value.items()}}
    if isinstance(value, PurePath):
        return {_PATH: str(value)}
    return [_data(item) for item in value] if isinstance(value, tuple) else value


def _value(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(map(_value, data))
    if not isinstance(data, dict):
        return data
    ((kind, content),) = data.items()
    if kind == _MAPPING:
        return {key: _value(item) for key, item in content.items()}
    return Path(content) if kind == _PATH else _CLASSES[kind](*map(_value, content))


def _tree(nodes: list[Any]) -> prose.Tree:
    return tuple(prose.Node._make([*rest, _tree(children)]) for *rest, children in nodes)
