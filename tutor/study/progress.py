"""What the learner has done and where: pages seen, drafts, attempts, hints; the rest in rooms of their own.

Everything is keyed by the stable ids of lessons and challenges, attempts by the content's hash as well, so a
course may be edited and reordered without taking anything from anyone.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tutor.study.answers import Answers
from tutor.study.database import Clock, Database, state_folder, storable
from tutor.study.reading import Reading
from tutor.study.schema import MIGRATIONS

if TYPE_CHECKING:
    from tutor.study.exams import Exams
    from tutor.study.reviews import Reviews

ChallengeState = Literal["new", "tried", "passed", "changed"]
LessonState = Literal["new", "started", "known", "done"]


class Place(NamedTuple):
    """Where the learner was last."""

    lesson: str
    """The lesson's id."""
    page: int
    """The page's index, from 0."""


class Rooms:
    """The parts of the progress that have rooms of their own; those that a first page does not need come later."""

    def __init__(self, database: Database, clock: Clock = time.time) -> None:
        self._database = database
        self._clock = clock
        self.answers = Answers(database, clock)
        """Answers to quiz questions and predictions."""
        self.reading = Reading(database, clock)
        """Time spent on lessons, and lessons known without reading."""

    @cached_property
    def reviews(self) -> Reviews:
        """Spaced repetition of challenges and questions."""
        from tutor.study.reviews import Reviews

        return Reviews(self._database, self._clock)

    @cached_property
    def exams(self) -> Exams:
        """Exams that were drawn, and their results."""
        from tutor.study.exams import Exams

        return Exams(self._database, self._clock)


class Progress(Rooms):
    """The learner's progress in one SQLite file; every change is on the disk when its call returns.

    Several tutors may use the file at once. ``notice`` is a sentence for the learner where the file could not
    be used; nothing here raises on its account.
    """

    @classmethod
    def open(cls, path: Path | None = None, *, clock: Clock = time.time) -> Progress:
        """Progress kept at ``path``, by default ``progress.db`` in the state folder; made if it is missing.

        ``clock`` gives seconds since the epoch.
        """
        return cls(Database(path or state_folder() / "progress.db", MIGRATIONS, clock), clock)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def notice(self) -> str:
        """What the learner should know about the file, with a next step; empty while all is well."""
        return self._database.notice

    @property
    def database(self) -> Database:
        """The file behind it."""
        return self._database

    def close(self) -> None:
        """Close the file; idempotent."""
        self._database.close()

    def now(self) -> float:
        """Seconds since the epoch, by the clock everything here is dated with."""
        return self._clock()

    def place(self) -> Place | None:
        """Where the learner was last; None the first time."""
        row = self._one("SELECT lesson, page FROM place")
        return Place(row[0], row[1]) if row else None

    def set_place(self, lesson_id: str, page: int) -> None:
        """Remember where the learner is."""
        self._write("REPLACE INTO place VALUES (1, ?, ?, ?)", lesson_id, page, self._clock())

    def draft(self, key: str) -> str | None:
        """The text last saved under ``key`` (a challenge's id, or a snippet's place)."""
        row = self._one("SELECT text FROM draft WHERE key = ?", key)
        return str(row[0]) if row else None

    def save_draft(self, key: str, text: str) -> None:
        """Save what is being typed."""
        self._write("REPLACE INTO draft VALUES (?, ?, ?)", key, storable(text), self._clock())

    def clear_draft(self, key: str) -> None:
        """Forget a draft; none there is fine."""
        self._write("DELETE FROM draft WHERE key = ?", key)

    def page_seen(self, lesson_id: str, page: int) -> None:
        """Remember that a page was read; the first time counts."""
        self._write("INSERT OR IGNORE INTO page_seen VALUES (?, ?, ?)", lesson_id, page, self._clock())

    def pages_seen(self, lesson_id: str) -> frozenset[int]:
        """Indices of the lesson's pages that were read."""
        rows = self._database.read("SELECT page FROM page_seen WHERE lesson = ?", (lesson_id,))
        return frozenset(row[0] for row in rows)

    def record_attempt(self, challenge_id: str, content_hash: str, code: str, passed: bool, seconds: float) -> None:
        """Keep a judged submission; ``seconds`` is how long it was worked on."""
        self._write(
            "INSERT INTO attempt VALUES (NULL, ?, ?, ?, ?, ?, ?)",
            challenge_id,
            content_hash,
            storable(code),
            int(passed),
            seconds,
            self._clock(),
        )

    def attempts(self, challenge_id: str) -> int:
        """How many submissions were judged."""
        row = self._one("SELECT count(*) FROM attempt WHERE challenge = ?", challenge_id)
        return int(row[0]) if row else 0

    def real_tries(self, challenge_id: str, starter: str) -> int:
        """How many different texts were judged, the starter as it was given apart: white space makes no other."""
        rows = self._database.read("SELECT DISTINCT code FROM attempt WHERE challenge = ?", (challenge_id,))
        return len({"".join(row[0].split()) for row in rows} - {"".join(starter.split())})

    def passed_code(self, challenge_id: str) -> str | None:
        """The newest submission that passed."""
        row = self._one(
            "SELECT code FROM attempt WHERE challenge = ? AND passed = 1 ORDER BY id DESC LIMIT 1",
            challenge_id,
        )
        return str(row[0]) if row else None

    def challenge_state(self, challenge_id: str, content_hash: str) -> ChallengeState:
        """``changed`` means passed, but only before its content became what ``content_hash`` says."""
        row = self._one(
            "SELECT count(*), total(passed), total(passed AND content_hash = ?) FROM attempt WHERE challenge = ?",
            content_hash,
            challenge_id,
        )
        attempts, passed, passed_as_it_is = row or (0, 0, 0)
        if passed_as_it_is:
            return "passed"
        if passed:
            return "changed"
        return "tried" if attempts else "new"

    def lesson_state(self, lesson_id: str, challenges: Sequence[tuple[str, str]], pages: int) -> LessonState:
        """``done`` when every page was seen and every challenge passed, in whatever version.

        Short of that it is ``known`` where it was marked so. ``challenges`` are pairs of id and content hash,
        ``pages`` is the number of pages.
        """
        seen = self.pages_seen(lesson_id)
        states = [self.challenge_state(*challenge) for challenge in challenges]
        if seen.issuperset(range(pages)) and all(state in ("passed", "changed") for state in states):
            return "done"
        if self.reading.is_known(lesson_id):
            return "known"
        return "started" if seen or any(state != "new" for state in states) else "new"

    def hints_shown(self, challenge_id: str) -> int:
        """How many hints of a challenge were shown."""
        row = self._one("SELECT shown FROM hint WHERE challenge = ?", challenge_id)
        return int(row[0]) if row else 0

    def show_hint(self, challenge_id: str) -> int:
        """Count one more hint as shown; returns how many that makes."""
        self._database.write(
            ("INSERT OR IGNORE INTO hint VALUES (?, 0, ?)", (challenge_id, self._clock())),
            ("UPDATE hint SET shown = shown + 1, at = ? WHERE challenge = ?", (self._clock(), challenge_id)),
        )
        return self.hints_shown(challenge_id)

    def _one(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        rows = self._database.read(query, values)
        return rows[0] if rows else None

    def _write(self, statement: str, *values: Any) -> None:
        self._database.write((statement, values))
