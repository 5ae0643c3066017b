"""Files of every older schema open with all they hold."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tutor.study.database import APPLICATION_ID, Database
from tutor.study.progress import Place, Progress
from tutor.study.schema import MIGRATIONS

FIRST_SCHEMA = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY CHECK (id = 1), lesson TEXT NOT NULL, page INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE draft (key TEXT PRIMARY KEY, text TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE page_seen (
    lesson TEXT NOT NULL, page INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY (lesson, page));
CREATE TABLE attempt (
    id INTEGER PRIMARY KEY, challenge TEXT NOT NULL, content_hash TEXT NOT NULL, code TEXT NOT NULL,
    passed INTEGER NOT NULL CHECK (passed IN (0, 1)), seconds REAL NOT NULL, at REAL NOT NULL);
CREATE INDEX attempt_of_challenge ON attempt (challenge, passed, content_hash);
CREATE TABLE hint (challenge TEXT PRIMARY KEY, shown INTEGER NOT NULL, at REAL NOT NULL);
INSERT INTO place VALUES (1, 'u/l', 2, 5.0);
INSERT INTO draft VALUES ('u/l/c', 'half an answer', 5.0);
INSERT INTO page_seen VALUES ('u/l', 0, 5.0);
INSERT INTO attempt VALUES (1, 'u/l/c', 'h', 'print(1)', 1, 2.0, 5.0);
INSERT INTO hint VALUES ('u/l/c', 2, 5.0);
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.db"


def write_first(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST_SCHEMA)
        connection.execute("PRAGMA user_version = 1")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.commit()


def test_a_file_of_the_first_schema_keeps_everything_and_takes_what_is_new(path: Path) -> None:
    write_first(path)
    with Progress.open(path) as progress:
        assert progress.notice == ""
        assert progress.place() == Place("u/l", 2)
        assert progress.draft("u/l/c") == "half an answer"
        assert progress.pages_seen("u/l") == {0}
        assert progress.passed_code("u/l/c") == "print(1)"
        assert progress.hints_shown("u/l/c") == 2
        progress.answers.record_answer("u/l/q", "h", "(2, 3)", True, 4.0)
        progress.reading.mark_known("u/l", "quiz")
    with Progress.open(path) as again:
        assert again.notice == ""
        assert again.answers.answer_state("u/l/q", "h") == "right"
    assert [part.name for part in path.parent.glob("*set-aside*")] == []


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_every_older_schema_becomes_the_newest(path: Path, version: int) -> None:
    old = Database(path, MIGRATIONS[:version])
    old.close()
    with Progress.open(path) as progress:
        assert progress.notice == ""
    with closing(sqlite3.connect(path)) as connection, closing(sqlite3.connect(":memory:")) as new:
        for statements in MIGRATIONS:
            for statement in statements:
                new.execute(statement)
        query = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert connection.execute(query).fetchall() == new.execute(query).fetchall()


def test_the_first_step_is_the_schema_that_is_out_there() -> None:
    def tables(statements: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.executescript(statements)
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE sql NOT NULL")]
            return [row[1:] for name in sorted(names) for row in connection.execute(f"PRAGMA table_info({name})")]

    assert tables(";".join(MIGRATIONS[0])) == tables(FIRST_SCHEMA)
