"""The rules: from the learner's text and the facts of its run to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from tutor.grading.feedback.facts import Facts
from tutor.grading.feedback.findings import Finding
from tutor.grading.feedback.rules import data, evaluation, losses, models, shapes, steps
from tutor.grading.feedback.rules.source import Text

Rule = Callable[[Text, Facts], Iterator[Finding]]

RULES: tuple[Rule, ...] = (*models.RULES, *steps.RULES, *losses.RULES, *shapes.RULES, *evaluation.RULES, *data.RULES)


def findings(text: Text, facts: Facts) -> list[Finding]:
    """Everything that is known to be wrong, in no particular order."""
    found: list[Finding] = []
    for rule in RULES:
        with suppress(RecursionError):  # an expression may be nested deeper than Python follows it
            found += rule(text, facts)
    return found
