"""From what is known of a run to the one sentence about it."""

from __future__ import annotations

from collections.abc import Collection

from tutor.engine.events import ErrorRaised
from tutor.engine.observed import FeedbackGiven
from tutor.grading.feedback.catalogue import lesson_for, message
from tutor.grading.feedback.choice import choose
from tutor.grading.feedback.facts import Facts
from tutor.grading.feedback.findings import Finding
from tutor.grading.feedback.rules import findings
from tutor.grading.feedback.rules.source import Text
from tutor.grading.feedback.warnings import findings_in_warnings


def named(
    text: str,
    before: str,
    name: str,
    facts: Facts,
    printed: str,
    error: ErrorRaised | None,
    lessons: Collection[str],
) -> FeedbackGiven | None:
    """The most causal mistake of a run of ``text``; None where nothing is known to be wrong.

    ``before`` ran before it in the same namespace, ``name`` is what it is called in tracebacks, ``printed`` is what it
    wrote to stderr, ``error`` what ended it; ``lessons`` are the ids of the course's lessons.
    """
    found = [*findings(Text(text, before), facts), *findings_in_warnings(printed, name)]
    chosen = choose(found, _explained(error, text), crashed=error is not None)
    if chosen is None:
        return None
    return FeedbackGiven(
        id=chosen.id,
        message=message(chosen),
        line=chosen.line,
        lesson=lesson_for(chosen.id, lessons),
        certain=chosen.certain,
    )


def _explained(error: ErrorRaised | None, text: str) -> Finding | None:
    if error is None:
        return None
    from tutor.grading.errors import finding  # with the first error: most runs have none

    return finding(error, text)
