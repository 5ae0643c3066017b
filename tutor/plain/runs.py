"""Running code in the plain tutor: output as it comes, curves in sentences, then what became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from tutor.course.model import Challenge
from tutor.engine.drawing import Picture, caption, draw
from tutor.engine.events import (
    ChallengeJudged,
    ImageReceived,
    MetricsReceived,
    OutputReceived,
    RunEvent,
    RunStarted,
    TensorShown,
)
from tutor.engine.mosaic import Look, to_text
from tutor.engine.runner import Source
from tutor.engine.shown import BoundaryShown, ImagesShown, ModuleShown
from tutor.grading.feedback.stream import lesson_with_feedback
from tutor.grading.submission import judge
from tutor.plain.console import Console
from tutor.plain.losses import LossTeller
from tutor.plain.reports import run_lines, verdict_lines, without_colour
from tutor.session.crash import write_fault
from tutor.session.records import LessonState, RunRecord
from tutor.session.services import Services
from tutor.session.tries import Tries

CODE_NAME = "your code"
BROKE_OFF = "The run broke off through a fault of the tutor's. Run it again."
MODULE_SIZE = (100, 200)
Event = TypeVar("Event")


def described(shown: Picture) -> str:
    """Something that code has shown, in words."""
    if isinstance(shown, TensorShown) and shown.text:
        return shown.text
    if isinstance(shown, ModuleShown):
        return to_text(draw(shown, *MODULE_SIZE, Look(unicode=False, colour=False)), 0)
    return caption(shown, unicode=False)


class Runs:
    """Runs snippets and checks challenges, one at a time."""

    def __init__(self, services: Services, console: Console) -> None:
        self._services = services
        self._console = console

    async def snippet(self, state: LessonState, number: int) -> RunRecord:
        """Run a snippet and, where needed, those before it; the record of its run."""
        services, lesson = self._services, state.lesson
        sources = state.sources()
        numbers = [snippet.number for snippet in lesson.snippets]
        index = numbers.index(number)
        record = state.records[number]
        record.wait(sources[index].text)
        tellers = {position: LossTeller(services.control.clock) for position in range(len(numbers))}

        def take(arrival: tuple[int, RunEvent]) -> None:
            position, event = arrival
            own = state.records[numbers[position]]
            own.apply(event, services.control.clock())
            if isinstance(event, RunStarted):
                own.text = sources[position].text
                hidden = lesson.snippets[position].hide
                if not hidden:
                    self._console.say(
                        f"Running snippet {numbers[position]}{', which it needs' if position < index else ''}."
                    )
            self._tell(event, tellers[position])

        untouched = [place for place, number_ in enumerate(numbers) if not state.edited(number_)]
        events = services.runner.run_lesson(lesson.id, sources, index)
        await self._follow(lesson_with_feedback(events, sources, services.library.ids(), untouched), take, record)
        self._console.say(*tellers[index].summary())
        failed = next(
            (n for n in numbers[:index] if record.phase == "failed" and state.records[n].phase == "failed"), None
        )
        if failed is not None:
            self._console.say(*run_lines(state.records[failed], f"snippet {failed}"))
        self._console.say(*run_lines(record, f"snippet {number}"))
        return record

    async def challenge(self, challenge: Challenge, text: str, tries: Tries) -> ChallengeJudged | None:
        """Run an answer and its checks, and keep the attempt; None where there was no verdict."""
        services = self._services
        record = RunRecord(base=challenge.starter, name=challenge.id.rpartition("/")[2])
        record.wait(text)
        teller = LossTeller(services.control.clock)
        verdicts: list[ChallengeJudged] = []

        def take(event: RunEvent | ChallengeJudged) -> None:
            if isinstance(event, ChallengeJudged):
                verdicts.append(event)
                return
            record.apply(event, services.control.clock())
            self._tell(event, teller)

        self._console.say("Running your code, then its checks.")
        await self._follow(judge(services.runner, challenge, text, CODE_NAME, services.library.ids()), take, record)
        self._console.say(*teller.summary())
        if record.phase != "ok" or record.reports:
            self._console.say(*run_lines(record, CODE_NAME))
        if not verdicts:
            self._console.say("The checks did not run. Mend this, then c checks again.")
            return None
        tries.keep(verdicts[-1], text)
        self._console.say(*verdict_lines(verdicts[-1]))
        return verdicts[-1]

    async def script(self, challenge: Challenge, text: str) -> None:
        """Run an answer without any check."""
        record = RunRecord(base=challenge.starter, name=challenge.id.rpartition("/")[2])
        record.wait(text)
        teller = LossTeller(self._services.control.clock)

        def take(event: RunEvent) -> None:
            record.apply(event, self._services.control.clock())
            self._tell(event, teller)

        source = Source(
            text,
            CODE_NAME,
            threads=challenge.threads,
            seconds=challenge.seconds,
            capabilities=challenge.capabilities,
        )
        self._console.say("Running your code, without checks.")
        await self._follow(self._services.runner.run_script(source), take, record)
        self._console.say(*teller.summary(), *run_lines(record, CODE_NAME))

    def _tell(self, event: RunEvent, teller: LossTeller) -> None:
        if isinstance(event, OutputReceived):
            self._console.write(without_colour(event.text))
        elif isinstance(event, MetricsReceived):
            self._console.say(*teller.add(event))
        elif isinstance(event, (ImageReceived, TensorShown, ImagesShown, ModuleShown, BoundaryShown)):
            self._console.say(described(event))

    async def _follow(self, events: AsyncIterator[Event], take: Callable[[Event], None], record: RunRecord) -> None:
        try:
            await self._services.control.follow(events, take)
        except Exception as error:
            path = write_fault(error)
            record.abandon(f"{BROKE_OFF} The details are in {path}." if path else BROKE_OFF)
        finally:
            if record.active:
                record.abandon("The run ended before this code was done. Run it again.")
