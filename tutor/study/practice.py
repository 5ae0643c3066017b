"""What to practise now, and how well it went: due items first, then new ones from lessons already read."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tutor.study.items import Item
from tutor.study.progress import Progress
from tutor.study.reviews import Grade
from tutor.study.skills import skill_levels, weakness

LONGEST_MINUTES = 10
"""Practice asks for nothing longer."""
USUAL_MINUTES = 10
EARLY_SHARE = 0.5
"""How weak a skill must be for its items to come before they are due, from 0 (strong) to 1."""

Why = Literal["due", "new", "weak"]
WHY_WORDS: Mapping[Why, str] = {"due": "due", "new": "new", "weak": "weak skill"}
NOTHING_YET = (
    "There is nothing to practise yet. Read a lesson and solve a challenge of it: it comes back here "
    "just before you would forget it."
)
DONE_FOR_NOW = "Nothing is due now, and there is nothing new on the pages you have read. Go on with a lesson."


def nothing_to_practise(progress: Progress) -> str:
    """What is said where the queue is empty."""
    return DONE_FOR_NOW if progress.reviews.cards() else NOTHING_YET


def grade(passed: bool, tries: int, hints: int, seconds: float, minutes: int) -> Grade:
    """The FSRS grade of one item: ``again`` where it was not found, ``easy`` where it came at once and fast.

    ``tries`` counts the checks including the last, ``seconds`` is the time worked on it and ``minutes`` what the
    author meant it to take.
    """
    if not passed:
        return 1
    slips = (tries - 1) + hints + (1 if seconds > 120 * minutes else 0)
    if slips == 0:
        return 4 if seconds <= 30 * minutes else 3
    return 3 if slips == 1 else 2


@dataclass(frozen=True, slots=True)
class Planned:
    """An item of the queue, why it is there, and which draw of its parameters comes."""

    item: Item
    why: Why
    draw: int


def plan(items: Sequence[Item], progress: Progress, minutes: int | None = None, seed: int = 0) -> list[Planned]:
    """The queue for a sitting of so many minutes (by default about ten), at least one item if there is any.

    Due items come first, those of weak skills before the others; then new ones from lessons that were read, weak
    skills first again; then items of weak skills that are not due yet.
    """
    budget = USUAL_MINUTES if minutes is None else minutes
    askable = {item.id: item for item in items if is_askable(item)}
    weak = weakness(skill_levels(items, progress))
    queue: list[Planned] = []
    for why, candidates in _candidates(askable, progress, weak, seed):
        for item in candidates:
            used = sum(planned.item.minutes for planned in queue)
            if used + item.minutes <= budget:
                queue.append(Planned(item, why, draw=progress.reviews.reviews_of(item.id) + 1))
    if queue:
        return queue
    # Nothing fits: the shortest of what there is is better than nothing.
    rest = [(item, why) for why, candidates in _candidates(askable, progress, weak, seed) for item in candidates]
    return [
        Planned(item, why, draw=progress.reviews.reviews_of(item.id) + 1)
        for item, why in sorted(rest, key=lambda found: found[0].minutes)[:1]
    ]


def _candidates(
    items: Mapping[str, Item], progress: Progress, weak: Mapping[str, float], seed: int
) -> list[tuple[Why, list[Item]]]:
    """What may come, in the order of importance."""

    def need(item: Item) -> float:
        return max((weak.get(skill, 0.0) for skill in item.skills), default=0.0)

    cards = [card for card in progress.reviews.cards() if card.item in items]
    due_ids = {card.item for card in progress.reviews.due()}
    due = sorted((items[card.item] for card in cards if card.item in due_ids), key=need, reverse=True)
    known = {card.item for card in cards}
    new = [item for item in items.values() if item.id not in known and _was_read(item, progress)]
    random.Random(seed).shuffle(new)
    new.sort(key=need, reverse=True)
    early = [items[card.item] for card in cards if card.item not in due_ids]
    weak_ones = sorted((item for item in early if need(item) >= EARLY_SHARE), key=need, reverse=True)
    return [("due", due), ("new", new), ("weak", weak_ones)]


def _was_read(item: Item, progress: Progress) -> bool:
    if progress.reading.is_known(item.lesson):
        return True
    seen = progress.pages_seen(item.lesson)
    return item.page in seen if item.lesson == item.home else bool(seen)


def is_askable(item: Item) -> bool:
    """Whether practice may ask it: projects and long challenges are solved once."""
    return item.minutes <= LONGEST_MINUTES and item.task != "project"


def due_ids(progress: Progress, items: Iterable[Item]) -> frozenset[str]:
    """Those of these items that practice would ask because they are due now."""
    due = {card.item for card in progress.reviews.due()}
    return frozenset(item.id for item in items if item.id in due and is_askable(item))


@dataclass(slots=True)
class Outcome:
    """How one item of a sitting went."""

    item: Item
    passed: bool
    seconds: float
    best: float | None
    """The fastest pass before; None the first time."""
    due: float
    """When it comes again, in seconds since the epoch."""

    @property
    def is_best(self) -> bool:
        """Whether it was faster than ever before."""
        return self.passed and self.best is not None and self.seconds < self.best


@dataclass
class Sitting:
    """One sitting of practice; every outcome is on the disk when ``record`` returns."""

    progress: Progress
    started: float
    """Seconds since the epoch."""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    outcomes: list[Outcome] = field(default_factory=list)

    def record(self, item: Item, *, passed: bool, tries: int, hints: int, seconds: float) -> Outcome:
        """Keep how an item went and say when it comes again."""
        reviews = self.progress.reviews
        best = reviews.best_seconds(item.id)
        mark = grade(passed, tries, hints, seconds, item.minutes)
        due = reviews.record_review(item.id, item.content_hash, mark, seconds)
        outcome = Outcome(item, passed, seconds, best, due)
        self.outcomes.append(outcome)
        reviews.record_sitting(self.id, self.started, len(self.outcomes), self.passed)
        return outcome

    @property
    def passed(self) -> int:
        """How many items were passed."""
        return sum(outcome.passed for outcome in self.outcomes)
