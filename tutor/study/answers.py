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
