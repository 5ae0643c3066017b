"""Progress as one JSON document: everything but settings, to carry it elsewhere and to join it with what is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tutor.study.database import storable
from tutor.study.progress import Progress

FORMAT = "pytorch-tutor progress"
VERSION = 1
LARGEST = 1e11
"""Seconds since the epoch, in the year 5138: what is later is no moment, and what takes longer no duration."""
SETTING = "setting:"
"""Drafts under keys that begin so are settings of one machine, and consent given on it: they stay there."""

Kind = Literal["text", "number", "whole", "flag", "number?", "flag?"]
Statement = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Table:
    """What of a table is written, and how a row joins those that are there."""

    name: str
    columns: Mapping[str, Kind]
    merge: str
    """SQL with the columns' values as parameters, by name."""
    where: str = ""


def _once(name: str, columns: Mapping[str, Kind]) -> _Table:
    """A log: a row is added unless the very same is there."""
    same = " AND ".join(f"{column} IS :{column}" for column in columns)
    merge = (
        f"INSERT INTO {name} ({', '.join(columns)}) SELECT {', '.join(f':{column}' for column in columns)} "
        f"WHERE NOT EXISTS (SELECT 1 FROM {name} WHERE {same})"
    )
    return _Table(name, columns, merge)


def _row(name: str, columns: Mapping[str, Kind], conflict: str, where: str = "") -> _Table:
    """One row for each key: ``conflict`` says what becomes of two."""
    merge = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join(f':{column}' for column in columns)})"
    return _Table(name, columns, f"{merge} ON CONFLICT {conflict}", where)


_TABLES = (
    _once(
        "attempt",
        {
            "challenge": "text",
            "content_hash": "text",
            "code": "text",
            "passed": "flag",
            "seconds": "number",
            "at": "number",
        },
    ),
    _once(
        "answer",
        {
            "question": "text",
            "content_hash": "text",
            "given": "text",
            "passed": "flag",
            "seconds": "number",
            "at": "number",
        },
    ),
    _once("review", {"item": "text", "content_hash": "text", "grade": "whole", "seconds": "number", "at": "number"}),
    _once("reading", {"lesson": "text", "seconds": "number", "at": "number"}),
    _row(
        "page_seen",
        {"lesson": "text", "page": "whole", "at": "number"},
        "(lesson, page) DO UPDATE SET at = min(at, excluded.at)",
    ),
    _row(
        "known", {"lesson": "text", "how": "text", "at": "number"}, "(lesson) DO UPDATE SET at = min(at, excluded.at)"
    ),
    _row(
        "hint",
        {"challenge": "text", "shown": "whole", "at": "number"},
        "(challenge) DO UPDATE SET shown = max(shown, excluded.shown), at = max(at, excluded.at)",
    ),
    _row(
        "place",
        {"id": "whole", "lesson": "text", "page": "whole", "at": "number"},
        "(id) DO UPDATE SET lesson = excluded.lesson, page = excluded.page, at = excluded.at WHERE excluded.at > at",
    ),
    _row(
        "draft",
        {"key": "text", "text": "text", "at": "number"},
        "(key) DO UPDATE SET text = excluded.text, at = excluded.at WHERE excluded.at > at",
        f"key NOT LIKE '{SETTING}%'",
    ),
    _row(
        "sitting",
        {"id": "text", "started": "number", "ended": "number", "done": "whole", "passed": "whole"},
        "(id) DO UPDATE SET ended = excluded.ended, done = excluded.done, passed = excluded.passed "
        "WHERE excluded.ended > ended",
    ),
    _row(
        "exam",
        {
            "id": "text",
            "seed": "whole",
            "unit": "text",
            "seconds": "number",
            "started": "number",
            "spent": "number",
            "handed_in": "number?",
            "given_up": "number?",
        },
        "(id) DO UPDATE SET spent = max(spent, excluded.spent), handed_in = ifnull(handed_in, excluded.handed_in), "
        "given_up = ifnull(given_up, excluded.given_up)",
    ),
    _row(
        "exam_task",
        {
            "exam": "text",
            "number": "whole",
            "item": "text",
            "content_hash": "text",
            "topic": "text",
            "points": "number",
            "draw": "whole",
            "passed": "flag?",
            "remark": "text",
        },
        "(exam, number) DO UPDATE SET passed = excluded.passed, remark = excluded.remark WHERE passed IS NULL",
    ),
    _row(
        "exam_answer",
        {"exam": "text", "number": "whole", "given": "text", "at": "number"},
        "(exam, number) DO UPDATE SET given = excluded.given, at = excluded.at WHERE excluded.at > at",
    ),
)

_KEEP_DRAFT = (
    "INSERT OR IGNORE INTO draft SELECT 'kept:' || key || ':' || at, text, at FROM draft "
    "WHERE key = :key AND at < :at AND text IS NOT :text"
)


class TransferError(ValueError):
    """A document that can't be taken in; the text is a sentence with a next step."""


def export_progress(progress: Progress, exported_at: float) -> dict[str, Any]:
    """Everything that was done, with the code of all attempts; cards follow from the reviews and are left out."""
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, "exported_at": exported_at}
    for table in _TABLES:
        names = ", ".join(table.columns)
        where = f" WHERE {table.where}" if table.where else ""
        rows = progress.database.read(f"SELECT {names} FROM {table.name}{where} ORDER BY rowid")
        document[table.name] = [
            {column: _written(kind, value) for (column, kind), value in zip(table.columns.items(), row, strict=True)}
            for row in rows
        ]
    return document


def import_progress(progress: Progress, document: Any) -> int:
    """Join a document with what is there; the same document a second time changes nothing.

    Logs are united, and of two states of one thing the newer stays. A draft that gives way is kept under another
    key. Returns how many rows are new or changed.

    Raises:
        TransferError: if the document is not one of ours, too new, or has anything wrong in it; nothing is changed.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise TransferError("This is no progress of pytorch-tutor. Give a file that `progress export` wrote.")
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise TransferError("The file does not say its version. Write it again with `progress export`.")
    if version > VERSION:
        raise TransferError(f"The file has version {version}, this tutor reads {VERSION}: upgrade pytorch-tutor.")
    statements: list[Statement] = []
    for table in _TABLES:
        rows = document.get(table.name, [])
        if not isinstance(rows, list):
            raise TransferError(f'"{table.name}" is not a list. Write the file again with `progress export`.')
        for number, row in enumerate(rows, start=1):
            statements += _statements(table, row, number)
    before = _fingerprint(progress)
    try:
        progress.database.write(*statements)
    except sqlite3.IntegrityError as error:
        raise TransferError(f"The file's entries don't fit together ({error}). Export it again.") from None
    progress.reviews.rebuild_cards()
    return len(_fingerprint(progress) - before)


def _statements(table: _Table, row: Any, number: int) -> list[Statement]:
    if not isinstance(row, dict):
        raise TransferError(f'Entry {number} of "{table.name}" is no set of keys and values. Export it again.')
    values = {column: _read(table.name, number, column, kind, row) for column, kind in table.columns.items()}
    if table.name != "draft":
        return [(table.merge, values)]
    if values["key"].startswith(SETTING):
        raise TransferError(f'Entry {number} of "draft" is a setting, which no export holds. Remove it.')
    return [(_KEEP_DRAFT, values), (table.merge, values)]


def _read(table: str, number: int, column: str, kind: Kind, row: Mapping[str, Any]) -> Any:
    value = row.get(column)
    if value is None and kind.endswith("?"):
        return None
    plain = kind.rstrip("?")
    fits = {
        "text": isinstance(value, str),
        "flag": isinstance(value, bool),
        "whole": isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 62,
        "number": isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LARGEST,
    }
    if not fits[plain] or (column == "grade" and value not in (1, 2, 3, 4)):
        raise TransferError(f'"{column}" of entry {number} in "{table}" is {value!r}. Export the file again.')
    return storable(value) if isinstance(value, str) else value


def _written(kind: Kind, value: Any) -> Any:
    return bool(value) if kind.startswith("flag") and value is not None else value


def _fingerprint(progress: Progress) -> set[tuple[Any, ...]]:
    rows: set[tuple[Any, ...]] = set()
    for table in _TABLES:
        columns: Sequence[str] = tuple(table.columns)
        found = progress.database.read(f"SELECT {', '.join(columns)} FROM {table.name}")
        rows.update((table.name, *row) for row in found)
    return rows
