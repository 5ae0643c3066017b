"""Where feedback joins a run: its events pass through, and before the last one comes what there is to say."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from contextlib import aclosing
from typing import Any

from tutor.engine.events import ErrorRaised, OutputReceived, RunFinished
from tutor.engine.observed import FeedbackGiven, ObservationsReceived
from tutor.engine.runner import Source
from tutor.grading.feedback.facts import Facts

MOST_PRINTED = 20_000
"""Characters of stderr that are searched for torch's warnings."""


class RunWatch:
    """Takes in the events of one run and says in the end what was wrong."""

    def __init__(self, source: Source, lessons: Collection[str] = (), *, before: str = "", quiet: bool = False) -> None:
        """Follow one run of ``source``.

        ``lessons`` are the ids of the course's lessons, for the link to one; ``before`` is the text that ran before it
        in the same namespace. A ``quiet`` run has no feedback: it is the course's own text, which may show a fault.
        """
        self._source = source
        self._lessons = lessons
        self._before = before
        self._quiet = quiet
        self._error: ErrorRaised | None = None
        self._facts = Facts()
        self._printed = ""

    def take(self, event: Any) -> Any:
        """Take in one event; returns it as the listener gets it, None where it is not for them."""
        if isinstance(event, ObservationsReceived):
            self._facts = Facts.of(event.facts, self._source.name)
            return None
        if isinstance(event, OutputReceived):
            if event.stream == "stderr" and len(self._printed) < MOST_PRINTED:
                self._printed += event.text
            return event
        if isinstance(event, ErrorRaised):
            self._error = event
        return event

    def feedback(self) -> FeedbackGiven | None:
        """The one thing to say about the run so far; None where nothing is known to be wrong."""
        expected = self._error is not None and self._error.name == self._source.expect
        if self._quiet or expected:
            return None
        if self._error is None and not self._facts.facts and not self._printed:
            return None
        from tutor.grading.feedback.naming import named  # with the first run that has something to tell

        source = self._source
        return named(source.text, self._before, source.name, self._facts, self._printed, self._error, self._lessons)


async def with_feedback(events: AsyncIterator[Any], watch: RunWatch) -> AsyncGenerator[Any, None]:
    """The events of one run with at most one ``FeedbackGiven``, straight before ``RunFinished``."""
    async with aclosing(events) as running:  # type: ignore[type-var]
        async for event in running:
            passed = watch.take(event)
            if isinstance(event, RunFinished) and (feedback := watch.feedback()) is not None:
                yield feedback
            if passed is not None:
                yield passed


async def lesson_with_feedback(
    events: AsyncIterator[tuple[int, Any]],
    sources: Sequence[Source],
    lessons: Collection[str] = (),
    untouched: Collection[int] = (),
) -> AsyncGenerator[tuple[int, Any], None]:
    """The same for ``Runner.run_lesson``; ``untouched`` are the positions of snippets that stand as the lesson has
    them, which get no feedback."""
    watches: dict[int, RunWatch] = {}
    async with aclosing(events) as running:  # type: ignore[type-var]
        async for position, event in running:
            watch = watches.get(position)
            if watch is None:
                before = "\n".join(source.text for source in sources[:position])
                watch = RunWatch(sources[position], lessons, before=before, quiet=position in untouched)
                watches[position] = watch
            passed = watch.take(event)
            if isinstance(event, RunFinished) and (given := watch.feedback()) is not None:
                yield position, given
            if passed is not None:
                yield position, passed
