"""A learner's answer to a challenge on its way to a verdict."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import cast

from tutor.course.model import Challenge
from tutor.engine.events import ChallengeJudged, RunEvent
from tutor.engine.runner import Runner, Source
from tutor.grading.milestones import begun, by_milestone, check_of_begun


def judge(
    runner: Runner, challenge: Challenge, text: str, name: str = "your code"
) -> AsyncIterator[RunEvent | ChallengeJudged]:
    """Run ``text`` as an answer to ``challenge``; the verdict comes last. ``name`` is what tracebacks call it.

    The verdict on a project is a ``ProjectJudged``; checks of milestones that are not begun are left out of it.
    """
    source = Source(
        text, name, threads=challenge.threads, seconds=challenge.seconds, capabilities=challenge.capabilities
    )
    if challenge.milestones:
        return _judge_project(runner, challenge, source)
    return runner.judge(challenge.id, source, challenge.check)


async def _judge_project(
    runner: Runner, challenge: Challenge, source: Source
) -> AsyncGenerator[RunEvent | ChallengeJudged, None]:
    started = begun(challenge, source.text)
    judging = runner.judge(challenge.id, source, check_of_begun(challenge, started))
    # Whoever leaves early ends the run, too.
    async with aclosing(cast("AsyncGenerator[RunEvent | ChallengeJudged, None]", judging)) as events:
        async for event in events:
            yield by_milestone(challenge, event, started) if isinstance(event, ChallengeJudged) else event
