"""Whether a verdict already says what a feedback would."""

from __future__ import annotations

import re

from tutor.engine.events import ChallengeJudged
from tutor.engine.observed import FeedbackGiven
from tutor.grading.feedback.catalogue import CATALOGUE

ENOUGH = 0.5
"""Part of the feedback's telling words that a message must hold to have said the same."""

_LONG_WORD = re.compile(r"[a-z_]{5,}")


def is_said(feedback: FeedbackGiven, verdict: ChallengeJudged) -> bool:
    """Whether a failed check's own message says the same, or, after a pass, there is no need to ask."""
    if verdict.passed:
        return not feedback.certain or CATALOGUE[feedback.id].priority == 3
    words = set(_LONG_WORD.findall(feedback.message.lower()))
    messages = (set(_LONG_WORD.findall(check.message.lower())) for check in verdict.checks if not check.passed)
    return any(len(words & message) >= ENOUGH * len(words) for message in messages)
