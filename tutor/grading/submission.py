"""A learner's answer to a challenge on its way to a verdict."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Collection
from contextlib import aclosing
from typing import cast

from tutor.course.model import Challenge
from tutor.engine.events import ChallengeJudged, RunEvent
from tutor.engine.runner import Runner, Source
from tutor.grading.feedback.stream import RunWatch, with_feedback
from tutor.grading.milestones import begun, by_milestone, check_of_begun


def judge(
    runner: Runner, challenge: Challenge, text: str, name: str = "your code", lessons: Collection[str] = ()
) -> AsyncIterator[RunEvent | ChallengeJudged]:
    """Run ``text`` as an answer to ``challenge``; the verdict comes last. ``name`` is what tracebacks call it.

    A known mistake in it is named by a ``FeedbackGiven`` at the end of its run, but for the starter as it is given;
    ``lessons`` are those to which it may lead. The verdict on a project is a ``ProjectJudged``; checks of milestones
    that are not begun are left out of it.
    """
    source = Source(
        text, name, threads=challenge.threads, seconds=challenge.seconds, capabilities=challenge.capabilities
    )
    judging = (
        _judge_project(runner, challenge, source)
        if challenge.milestones
        else runner.judge(challenge.id, source, challenge.check)
    )
    return with_feedback(judging, RunWatch(source, lessons, quiet=text.strip() == challenge.starter.strip()))


async def _judge_project(
    runner: Runner, challenge: Challenge, source: Source
) -> AsyncGenerator[RunEvent | ChallengeJudged, None]:
    started = begun(challenge, source.text)
    judging = runner.judge(challenge.id, source, check_of_begun(challenge, started))
    # Whoever leaves early ends the run, too.
    async with aclosing(cast("AsyncGenerator[RunEvent | ChallengeJudged, None]", judging)) as events:
        async for event in events:
            yield by_milestone(challenge, event, started) if isinstance(event, ChallengeJudged) else event
