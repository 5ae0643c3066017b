"""Drawing an exam from the bank: by the blueprint's weights, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutor.course.model import ExamTopic
from tutor.study.exams import ExamTask
from tutor.study.items import Item

TASKS = 20
POINTS = 100.0
PASS_SHARE, DISTINCTION_SHARE = 0.5, 0.8

# How many of twenty tasks should be of which kind.
_KINDS = {"predict": 6, "fix": 5, "write": 7, "tune": 2}
_KIND_OF_TASK = {"numeric": "predict", "concept": "predict", "spot-the-bug": "fix"}


class EmptyBank(LookupError):
    """There is nothing to draw from; the text is a sentence with a next step."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An exam as drawn."""

    tasks: tuple[ExamTask, ...]
    seconds: float
    """The time for it: what its tasks are meant to take together."""
    notes: tuple[str, ...]
    """What the bank could not give, a sentence each."""


def draw_exam(items: Sequence[Item], topics: Sequence[ExamTopic], seed: int, unit: str = "", title: str = "") -> Drawn:
    """Draw tasks from those items that an exam may ask; of one unit, with its title as the topic, if one is given.

    Raises:
        EmptyBank: if there is none.
    """
    if unit:
        items = [item for item in items if item.unit == unit]
        topics = [ExamTopic(title or unit, 1.0, (unit,))]
    generator = random.Random(seed)
    bank = _by_topic([item for item in items if item.exam], topics)
    counts = _allot({topic.title: topic.weight for topic in topics}, {name: len(bank[name]) for name in bank})
    total = sum(counts.values())
    if not total:
        where = f"The unit {unit}" if unit else "This course"
        raise EmptyBank(f"{where} has no exam tasks yet. Choose another unit, or practise: pytorch-tutor practice.")
    present = sum(topic.weight for topic in topics if counts[topic.title])
    wanted = Counter({kind: count * total / TASKS for kind, count in _KINDS.items()})
    tasks: list[ExamTask] = []
    minutes = 0
    for topic in topics:
        count = counts[topic.title]
        for item in _choose(bank[topic.title], count, wanted, generator):
            minutes += item.minutes
            points = POINTS * topic.weight / present / count
            draw = generator.randrange(1, 1 << 30)
            tasks.append(ExamTask(len(tasks) + 1, item.id, item.content_hash, topic.title, points, draw))
    return Drawn(tuple(tasks), 60.0 * minutes, _notes(topics, bank, counts, total))


def topic_of(lesson: str, topics: Sequence[ExamTopic]) -> str:
    """The title of the topic a lesson belongs to: one that names it, else one that names its unit, else none."""
    for name in (lesson, lesson.partition("/")[0]):
        for topic in topics:
            if name in topic.lessons:
                return topic.title
    return ""


def _by_topic(items: Sequence[Item], topics: Sequence[ExamTopic]) -> dict[str, list[Item]]:
    bank: dict[str, list[Item]] = {topic.title: [] for topic in topics}
    for item in items:
        title = topic_of(item.lesson, topics)
        if title:
            bank[title].append(item)
    return bank


def _allot(weights: Mapping[str, float], available: Mapping[str, int]) -> dict[str, int]:
    """How many tasks each topic gives: by weight, never more than it has; what one lacks goes to the others."""
    counts = dict.fromkeys(weights, 0)
    for _ in range(min(TASKS, sum(available.values()))):
        # The highest quotient comes next (Sainte-Laguë's rule), so that shares follow the weights.
        open_topics = [name for name in weights if counts[name] < available[name]]
        counts[max(open_topics, key=lambda name: weights[name] / (2 * counts[name] + 1))] += 1
    return counts


def _choose(items: Sequence[Item], count: int, wanted: Counter[str], generator: random.Random) -> list[Item]:
    """``count`` items at random, of the kinds that are wanted most; ``wanted`` goes down by what is chosen."""
    left = list(items)
    generator.shuffle(left)
    chosen = []
    for _ in range(count):
        item = max(left, key=lambda candidate: wanted[kind_of(candidate)])
        left.remove(item)
        wanted[kind_of(item)] -= 1
        chosen.append(item)
    return chosen


def kind_of(item: Item) -> str:
    """``predict``, ``fix``, ``write`` or ``tune``: what an item asks for."""
    return _KIND_OF_TASK.get(item.task, item.task)


def _notes(
    topics: Sequence[ExamTopic],
    bank: Mapping[str, Sequence[Item]],
    counts: Mapping[str, int],
    total: int,
) -> tuple[str, ...]:
    notes = []
    if total < TASKS:
        notes.append(f"There are {total} tasks yet instead of {TASKS}.")
    weights = sum(topic.weight for topic in topics)
    for topic in topics:
        share = TASKS * topic.weight / weights
        if not bank[topic.title]:
            notes.append(f"{topic.title}: no tasks yet; the other topics share its points.")
        elif counts[topic.title] < int(share):
            notes.append(f"{topic.title}: {counts[topic.title]} tasks instead of {round(share)}, worth more each.")
    return tuple(notes)
