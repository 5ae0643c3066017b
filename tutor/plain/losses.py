"""Curves in sentences: where a metric is now and then, and how it went in all."""

from __future__ import annotations

import math
from collections.abc import Callable

from tutor.engine.events import MetricsReceived

EVERY_SECONDS = 2.0
"""How long it is quiet between two sentences about one metric."""
STEADY = 0.01
"""A change smaller than this share of the value counts as none."""


def number(value: float) -> str:
    """A value to three digits, said in words where it is none."""
    if math.isnan(value):
        return "not a number (NaN)"
    if math.isinf(value):
        return "infinite"
    return f"{value:.3g}"


def trend(before: float, now: float) -> str:
    """How a metric goes."""
    if not (math.isfinite(before) and math.isfinite(now)):
        return ""
    if abs(now - before) <= STEADY * max(abs(before), abs(now), 1e-12):
        return "steady"
    return "falling" if now < before else "rising"


class _Course:
    """How one metric went so far."""

    def __init__(self, step: int, value: float, now: float) -> None:
        self.first = self.lowest = self.last = (step, value)
        self.said = value
        self.said_at = now
        self.count = 0
        self.broken_at: int | None = None
        """The first step without a number."""

    def add(self, step: int, value: float) -> None:
        self.count += 1
        self.last = (step, value)
        if math.isfinite(value):
            if value < self.lowest[1] or not math.isfinite(self.lowest[1]):
                self.lowest = (step, value)
        elif self.broken_at is None:
            self.broken_at = step


class LossTeller:
    """Tells curves while they grow; ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._courses: dict[str, _Course] = {}

    def add(self, event: MetricsReceived) -> list[str]:
        """Take points in; the sentences that are due."""
        sentences: list[str] = []
        for step, value in zip(event.steps, event.values, strict=True):
            course = self._courses.get(event.name)
            if course is None:
                course = self._courses[event.name] = _Course(step, value, self._clock())
                sentences.append(f"step {step}: {event.name} {number(value)}")
            was_broken = course.broken_at is not None
            course.add(step, value)
            if course.broken_at is not None and not was_broken:
                sentences.append(f"step {step}: {event.name} is {number(value)}")
        course = self._courses.get(event.name)
        if course is not None and course.count > 1 and self._clock() - course.said_at >= EVERY_SECONDS:
            step, value = course.last
            how = trend(course.said, value)
            sentences.append(f"step {step}: {event.name} {number(value)}{', ' + how if how else ''}")
            course.said, course.said_at = value, self._clock()
        return sentences

    def summary(self) -> list[str]:
        """How each metric went in all."""
        sentences = []
        for name, course in self._courses.items():
            if course.count < 2:
                continue
            (first, start), (last, end), (low, least) = course.first, course.last, course.lowest
            text = f"{name}: {number(start)} at step {first}, {number(end)} at step {last}"
            if math.isfinite(least) and low not in {first, last}:
                text += f", lowest {number(least)} at step {low}"
            if course.broken_at is not None:
                text += f"; no number from step {course.broken_at} on"
            sentences.append(f"{text}.")
        return sentences
