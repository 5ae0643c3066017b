"""Answers to the course's questions: every one is kept, the newest right one counts."""

from __future__ import annotations

import time
from typing import Literal

from tutor.study.database import Clock, Database, storable

AnswerState = Literal["new", "wrong", "right", "changed"]


class Answers:
    """Answers to quiz questions and predictions, keyed by the question's id and content hash."""

    def __init__(self, database: Database, clock: Clock = time.time) -> None:
        self._database = database
        self._clock = clock

    def record_answer(self, question_id: str, content_hash: str, given: str, right: bool, seconds: float) -> None:
        """Keep one answer as it was given; ``seconds`` is how long it took. On the disk when this returns."""
        self._database.write(
            (
                "INSERT INTO answer VALUES (NULL, ?, ?, ?, ?, ?, ?)",
                (question_id, content_hash, storable(given), int(right), seconds, self._clock()),
            )
        )

    def answer_state(self, question_id: str, content_hash: str) -> AnswerState:
        """``changed`` means answered right, but only before its content became what ``content_hash`` says."""
        count, right, right_as_it_is = self._database.read(
            "SELECT count(*), total(passed), total(passed AND content_hash = ?) FROM answer WHERE question = ?",
            (content_hash, question_id),
        )[0]
        if right_as_it_is:
            return "right"
        if right:
            return "changed"
        return "wrong" if count else "new"

    def latest_answer(self, question_id: str, content_hash: str) -> tuple[str, bool] | None:
        """What was last given to the question as it is now, and whether it was right."""
        rows = self._database.read(
            "SELECT given, passed FROM answer WHERE question = ? AND content_hash = ? ORDER BY id DESC LIMIT 1",
            (question_id, content_hash),
        )
        return (str(rows[0][0]), bool(rows[0][1])) if rows else None

    def answers_given(self, question_id: str) -> int:
        """How often the question was answered, in whatever version."""
        return int(self._database.read("SELECT count(*) FROM answer WHERE question = ?", (question_id,))[0][0])
