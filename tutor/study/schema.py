"""The tables of the progress file, as steps that each older file still has to take.

A step that was released never changes: what is new becomes another step.
"""

from __future__ import annotations

_FIRST = (
    """CREATE TABLE place (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        lesson TEXT NOT NULL, page INTEGER NOT NULL, at REAL NOT NULL
    )""",
    "CREATE TABLE draft (key TEXT PRIMARY KEY, text TEXT NOT NULL, at REAL NOT NULL)",
    """CREATE TABLE page_seen (
        lesson TEXT NOT NULL, page INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY (lesson, page)
    )""",
    """CREATE TABLE attempt (
        id INTEGER PRIMARY KEY, challenge TEXT NOT NULL, content_hash TEXT NOT NULL, code TEXT NOT NULL,
        passed INTEGER NOT NULL CHECK (passed IN (0, 1)), seconds REAL NOT NULL, at REAL NOT NULL
    )""",
    "CREATE INDEX attempt_of_challenge ON attempt (challenge, passed, content_hash)",
    "CREATE TABLE hint (challenge TEXT PRIMARY KEY, shown INTEGER NOT NULL, at REAL NOT NULL)",
)

_STUDY = (
    """CREATE TABLE answer (
        id INTEGER PRIMARY KEY, question TEXT NOT NULL, content_hash TEXT NOT NULL, given TEXT NOT NULL,
        passed INTEGER NOT NULL CHECK (passed IN (0, 1)), seconds REAL NOT NULL, at REAL NOT NULL
    )""",
    "CREATE INDEX answer_of_question ON answer (question, passed, content_hash)",
    "CREATE TABLE reading (id INTEGER PRIMARY KEY, lesson TEXT NOT NULL, seconds REAL NOT NULL, at REAL NOT NULL)",
    "CREATE INDEX reading_of_lesson ON reading (lesson)",
    "CREATE TABLE known (lesson TEXT PRIMARY KEY, how TEXT NOT NULL, at REAL NOT NULL)",
    """CREATE TABLE review (
        id INTEGER PRIMARY KEY, item TEXT NOT NULL, content_hash TEXT NOT NULL,
        grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4), seconds REAL NOT NULL, at REAL NOT NULL
    )""",
    "CREATE INDEX review_of_item ON review (item, at)",
    """CREATE TABLE card (
        item TEXT PRIMARY KEY, state INTEGER NOT NULL, step INTEGER, stability REAL, difficulty REAL,
        due REAL NOT NULL, reviewed REAL
    )""",
    "CREATE INDEX card_due ON card (due)",
    """CREATE TABLE sitting (
        id TEXT PRIMARY KEY, started REAL NOT NULL, ended REAL NOT NULL, done INTEGER NOT NULL, passed INTEGER NOT NULL
    )""",
    """CREATE TABLE exam (
        id TEXT PRIMARY KEY, seed INTEGER NOT NULL, unit TEXT NOT NULL, seconds REAL NOT NULL,
        started REAL NOT NULL, spent REAL NOT NULL, handed_in REAL
    )""",
    """CREATE TABLE exam_task (
        exam TEXT NOT NULL REFERENCES exam (id) ON DELETE CASCADE, number INTEGER NOT NULL, item TEXT NOT NULL,
        content_hash TEXT NOT NULL, topic TEXT NOT NULL, points REAL NOT NULL, draw INTEGER NOT NULL,
        passed INTEGER CHECK (passed IN (0, 1)), remark TEXT NOT NULL, PRIMARY KEY (exam, number)
    )""",
    """CREATE TABLE exam_answer (
        exam TEXT NOT NULL, number INTEGER NOT NULL, given TEXT NOT NULL, at REAL NOT NULL,
        PRIMARY KEY (exam, number), FOREIGN KEY (exam, number) REFERENCES exam_task (exam, number) ON DELETE CASCADE
    )""",
)

_GIVEN_UP = ("ALTER TABLE exam ADD COLUMN given_up REAL",)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _STUDY, _GIVEN_UP)
"""Each step with its statements; ``PRAGMA user_version`` counts the steps a file has taken."""
