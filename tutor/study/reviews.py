"""When to see something again: cards of the FSRS scheduler, and the log of reviews they follow from.

The log is what happened; a card is what the scheduler makes of it (nothing here is random), so logs of two
machines can be joined and the cards made anew.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from tutor.study.database import Clock, Database

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

Grade = Literal[1, 2, 3, 4]
"""1 again, 2 hard, 3 good, 4 easy."""
AGAIN: Grade = 1
UNTIMED = 0.0
"""Seconds of a review that nobody timed: one that a first pass outside practice stands for."""
Statement = tuple[str, tuple[Any, ...]]

# A challenge enters with its first pass, a question with its first answer.
_NOT_ADOPTED = """
SELECT challenge, content_hash, 1,
    (SELECT count(*) FROM attempt AS earlier WHERE earlier.challenge = attempt.challenge AND earlier.id <= attempt.id),
    (SELECT shown FROM hint WHERE hint.challenge = attempt.challenge), at
FROM attempt WHERE id IN (SELECT min(id) FROM attempt WHERE passed = 1 GROUP BY challenge)
    AND challenge NOT IN (SELECT item FROM review)
UNION ALL
SELECT question, content_hash, passed, 1, 0, at
FROM answer WHERE id IN (SELECT min(id) FROM answer GROUP BY question)
    AND question NOT IN (SELECT item FROM review)
"""


@dataclass(frozen=True, slots=True)
class Due:
    """An item of the review queue."""

    item: str
    due: float
    """Seconds since the epoch."""
    difficulty: float
    """From 1 to 10, as FSRS sees it."""


class Reviews:
    """Reviews of items, which are challenges and questions by their ids."""

    def __init__(self, database: Database, clock: Clock = time.time) -> None:
        self._database = database
        self._clock = clock

    def record_review(self, item: str, content_hash: str, grade: Grade, seconds: float) -> float:
        """Keep a review and move the item's card; returns when the item is due again, in seconds since the epoch."""
        now = self._clock()
        card = _reviewed(self._card(item), grade, now)
        self._database.write(
            ("INSERT INTO review VALUES (NULL, ?, ?, ?, ?, ?)", (item, content_hash, grade, seconds, now)),
            _keep(item, card),
        )
        return card.due.timestamp()

    def adopt(self) -> None:
        """Let every item enter the queue that was passed or answered since, at the time it first was."""
        rows = self._database.read(_NOT_ADOPTED)
        if not rows:
            return
        statements: list[Statement] = []
        for item, content_hash, passed, tries, hints, at in rows:
            slips = tries - 1 + (hints or 0)
            grade = AGAIN if not passed else 3 if slips < 2 else 2
            # Another tutor may do the same right now, or have it reviewed already: one review is enough.
            only_one = f"SELECT NULL, ?, ?, ?, {UNTIMED}, ? WHERE NOT EXISTS (SELECT 1 FROM review WHERE item = ?)"
            statements.append((f"INSERT INTO review {only_one}", (item, content_hash, grade, at, item)))
            statements.append(_keep(item, _reviewed(_new_card(at), grade, at), "INSERT OR IGNORE"))
        self._database.write(*statements)

    def cards(self) -> tuple[Due, ...]:
        """Every item of the queue, the one due first first."""
        self.adopt()
        rows = self._database.read("SELECT item, due, difficulty FROM card ORDER BY due, item")
        return tuple(Due(str(item), float(due), float(difficulty or 5.0)) for item, due, difficulty in rows)

    def due(self) -> tuple[Due, ...]:
        """The items that are due now, the most overdue first."""
        now = self._clock()
        return tuple(entry for entry in self.cards() if entry.due <= now)

    def best_seconds(self, item: str) -> float | None:
        """The fastest pass of an item in practice."""
        rows = self._database.read(
            "SELECT min(seconds) FROM review WHERE item = ? AND grade > 1 AND seconds > ?", (item, UNTIMED)
        )
        return None if rows[0][0] is None else float(rows[0][0])

    def reviews_of(self, item: str) -> int:
        """How often an item was practised."""
        return int(self._database.read("SELECT count(*) FROM review WHERE item = ?", (item,))[0][0])

    def latest_grades(self) -> dict[str, int]:
        """The newest grade of every item of the queue."""
        self.adopt()
        return dict(self._database.read("SELECT item, grade FROM review ORDER BY at, id"))

    def record_sitting(self, sitting: str, started: float, done: int, passed: int) -> None:
        """Keep how far a sitting of practice has come; ``sitting`` is a name of its own for it."""
        values = (sitting, started, self._clock(), done, passed)
        self._database.write(("REPLACE INTO sitting VALUES (?, ?, ?, ?, ?)", values))

    def rebuild_cards(self) -> None:
        """Make every card anew from the log, for instance after logs were joined."""
        cards: dict[str, Card] = {}
        for item, grade, at in self._database.read("SELECT item, grade, at FROM review ORDER BY at, id"):
            cards[item] = _reviewed(cards.get(item) or _new_card(at), grade, at)
        self._database.write(("DELETE FROM card", ()), *(_keep(item, card) for item, card in cards.items()))

    def _card(self, item: str) -> Card:
        from fsrs import Card, State

        rows = self._database.read(
            "SELECT state, step, stability, difficulty, due, reviewed FROM card WHERE item = ?", (item,)
        )
        if not rows:
            return _new_card(self._clock())
        state, step, stability, difficulty, due, reviewed = rows[0]
        return Card(1, State(state), step, stability, difficulty, _moment(due), reviewed and _moment(reviewed))


@lru_cache(maxsize=1)
def _scheduler() -> Scheduler:
    # Imported with the first review: reading never pays for it. Without fuzz a card follows from its log alone.
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False)


def _new_card(at: float) -> Card:
    from fsrs import Card

    return Card(1, due=_moment(at))  # without a number of its own it would wait for one


def _reviewed(card: Card, grade: int, at: float) -> Card:
    from fsrs import Rating

    if card.last_review is not None:  # a clock that was set back must not break anything
        at = max(at, card.last_review.timestamp())
    return _scheduler().review_card(card, Rating(grade), _moment(at))[0]


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, timezone.utc)


def _keep(item: str, card: Card, how: str = "REPLACE") -> Statement:
    reviewed = card.last_review.timestamp() if card.last_review else None
    values = (item, card.state.value, card.step, card.stability, card.difficulty, card.due.timestamp(), reviewed)
    return f"{how} INTO card VALUES (?, ?, ?, ?, ?, ?, ?)", values
