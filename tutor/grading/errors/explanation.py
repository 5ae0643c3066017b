"""What a learner is told of an exception, and the form of the rules that find it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tutor.grading.errors.crash import Crash
from tutor.grading.feedback.catalogue import message
from tutor.grading.feedback.findings import Finding

MOST_MESSAGE = 4000
"""Characters of a message that are looked at: as many as a worker sends, and few enough for any pattern."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """An exception in plain words."""

    sentence: str
    """What the operation wanted and what it got."""
    next_step: str
    """One next action."""
    id: str | None = None
    """The mistake's number in the catalogue of feedback, where it has one."""


Handler = Callable[[Crash, "re.Match[str]"], "Explanation | None"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A message as torch or Python words it, and who explains it."""

    pattern: re.Pattern[str]
    handler: Handler
    kinds: tuple[str, ...] = ()
    """Names of the exception's class; any where there are none."""

    def explain(self, crash: Crash) -> Explanation | None:
        """The explanation, where the rule fits."""
        if self.kinds and crash.error.name.rpartition(".")[2] not in self.kinds:
            return None
        match = self.pattern.search(crash.error.message[:MOST_MESSAGE])
        return self.handler(crash, match) if match is not None else None


def rule(pattern: str, handler: Handler, *kinds: str) -> Rule:
    """A rule for messages in which ``pattern`` (a regular expression) is found."""
    return Rule(re.compile(pattern, re.DOTALL), handler, kinds)


def say(pattern: str, sentence: str, next_step: str, *kinds: str, id: str | None = None) -> Rule:
    """A rule whose texts need nothing but the message: ``{name}`` stands for a group of the pattern."""

    def handler(crash: Crash, match: re.Match[str]) -> Explanation:
        groups = {name: text or "" for name, text in match.groupdict().items()}
        return Explanation(sentence.format_map(groups), next_step.format_map(groups), id)

    return rule(pattern, handler, *kinds)


def known(identifier: str, **values: object) -> Explanation:
    """The catalogue's own words for a mistake; its last sentence is the next action."""
    words = message(Finding(identifier, values=values))
    sentence, stop, next_step = words.rpartition(". ")
    return Explanation(sentence + stop.strip(), next_step, identifier)


def catalogued(pattern: str, identifier: str, *kinds: str) -> Rule:
    """A rule that says what the catalogue says."""
    return rule(pattern, lambda crash, match: known(identifier), *kinds)


def lower_first(text: str) -> str:
    """A subject of a sentence for its middle: ``the layer``."""
    return text[:1].lower() + text[1:]
