"""Every known mistake, by id: what a learner who makes it is told, and where the course teaches it."""

from __future__ import annotations

import string
from collections.abc import Collection

from tutor.grading.feedback.entries import evaluation, losses, modules, tensors, training
from tutor.grading.feedback.findings import Finding
from tutor.grading.feedback.misconception import Misconception

CATALOGUE: dict[str, Misconception] = {
    entry.id: entry
    for entry in sorted(
        (*training.ENTRIES, *losses.ENTRIES, *modules.ENTRIES, *tensors.ENTRIES, *evaluation.ENTRIES),
        key=lambda entry: entry.id,
    )
}


def fields(template: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def message(finding: Finding) -> str:
    """The sentence of a finding: its own, the catalogue's with its values, or the catalogue's question.

    Raises:
        KeyError: if the catalogue has no such id.
    """
    entry = CATALOGUE[finding.id]
    if finding.message:
        return finding.message
    complete = fields(entry.fact) <= finding.values.keys()
    if complete and (finding.certain or not entry.question):
        return entry.fact.format_map(finding.values)
    return entry.question or f"{entry.title}. Compare your code with the lesson."


def lesson_for(identifier: str, lessons: Collection[str]) -> str | None:
    """The lesson that teaches what to do instead, if it is one of ``lessons``; None where the course has none yet."""
    entry = CATALOGUE.get(identifier)
    return entry.lesson if entry is not None and entry.lesson in lessons else None
