"""A learner's answer to a challenge on its way to a verdict."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tutor.course.model import Challenge
from tutor.engine.events import ChallengeJudged, RunEvent
from tutor.engine.runner import Runner, Source


def judge(
    runner: Runner, challenge: Challenge, text: str, name: str = "your code"
) -> AsyncIterator[RunEvent | ChallengeJudged]:
    """Run ``text`` as an answer to ``challenge``; the verdict comes last. ``name`` is what tracebacks call it."""
    source = Source(
        text, name, threads=challenge.threads, seconds=challenge.seconds, capabilities=challenge.capabilities
    )
    return runner.judge(challenge.id, source, challenge.check)
