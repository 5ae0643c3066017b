"""The exam's blueprint in ``course.toml``: which lessons make up a topic, and what each topic weighs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tutor.course.files import FaultLog, did_you_mean
from tutor.course.model import ExamTopic

_KEYS = ("topic", "weight", "lessons")


def read_topics(log: FaultLog, line: int, tables: Any, units: Mapping[str, str]) -> tuple[ExamTopic, ...]:
    """The tables ``[[exam]]`` as topics; faults go to ``line``. No table at all is fine: then each unit is a topic."""
    if tables is None:
        return tuple(ExamTopic(title, 1.0, (unit,)) for unit, title in units.items())
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        log.add(line, "The exam's topics are not a list. Write `[[exam]]` with topic, weight and lessons for each.")
        return ()
    topics: list[ExamTopic] = []
    for table in tables:
        for key in table:
            if key not in _KEYS:
                log.add(line, f'"{key}" is not a key of an exam topic.{did_you_mean(key, _KEYS)} Rename it.')
        title, weight, lessons = table.get("topic"), table.get("weight"), table.get("lessons")
        if not isinstance(title, str) or not title.strip():
            log.add(line, 'An exam topic has no title. Write `topic = "…"`.')
        elif any(title == topic.title for topic in topics):
            log.add(line, f'Two exam topics are called "{title}". Rename one, or make one of the two.')
        elif not isinstance(weight, int | float) or isinstance(weight, bool) or not 0 < weight < math.inf:
            log.add(line, f'The weight of the exam topic "{title}" is {weight!r}. Make it a number above 0.')
        elif not isinstance(lessons, list) or not lessons or not all(isinstance(item, str) for item in lessons):
            log.add(line, f'The exam topic "{title}" lists no lessons. Write `lessons = ["unit", "unit/lesson"]`.')
        else:
            for name in lessons:
                unit = name.partition("/")[0]
                if unit not in units:
                    log.add(line, f'The exam topic "{title}" names {name}, but there is no unit "{unit}". Correct it.')
            topics.append(ExamTopic(title, float(weight), tuple(lessons)))
    return tuple(topics)
