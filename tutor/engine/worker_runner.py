"""The real ``Runner``: runs, which snippets ran in which process, and verdicts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.engine import sentences
from tutor.engine.crash_view import place_text
from tutor.engine.events import ChallengeJudged, CheckResult, ErrorRaised, RunEvent, RunFinished, RunStarted
from tutor.engine.lens import Inspection, Variable, variables_of
from tutor.engine.line_values import LineValues, follow_lines
from tutor.engine.pictures import picture_of
from tutor.engine.process import Session, WorkerGoneError, check_of, crash_of
from tutor.engine.runner import Source
from tutor.engine.worker_life import WorkerLife

if TYPE_CHECKING:
    from tutor.engine.autograd_graph import Graph
    from tutor.engine.drawing import Picture

CHECK_SECONDS = 30.0
LENS_SECONDS, LENS_LIMIT = 5.0, 60.0
"""How long one waits for the variables, and how long telling them may take before the process is ended."""
MOST_LENS_PICTURES = 4
LINES_SECONDS, LINES_LIMIT = 20.0, 23.0
"""When a run for its lines' values is interrupted, and when one that does not listen is ended."""


@dataclass
class LiveLesson:
    """The live process of a lesson and the texts that ran in it, in order."""

    process: Session
    ran: list[str] = field(default_factory=list)
    failed: bool = False
    """Whether the last text failed half-way: nothing runs on in it, but its variables can be looked at."""


Explain = Callable[[ErrorRaised, str], ErrorRaised]
"""Gives an exception the explanation it lacks; the second argument is the text that raised it."""


class WorkerRunner(WorkerLife):
    """Runs code in confined processes of one warm worker. Use on one event loop; ``close`` when done.

    ``explain`` sees every exception before anyone else does.
    """

    def __init__(self, *args: Any, explain: Explain = lambda error, text: error, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._explain = explain
        self._lessons: dict[str, LiveLesson] = {}
        self._current: Session | None = None
        self._interrupted = False
        self._stopped_early = False
        """Whether it was asked to stop after a run was asked for and before its code was handed over."""

    # -- runs ------------------------------------------------------------------------------------------------------

    async def run_lesson(
        self, session: str, sources: Sequence[Source], index: int
    ) -> AsyncGenerator[tuple[int, RunEvent], None]:
        """Run ``sources[index]`` after exactly the ones before it; see ``Runner.run_lesson``."""
        self._stopped_early = False
        try:
            await self._admitted()
            live, first = self._continue(session, sources, index)
        except WorkerGoneError as gone:
            for event in lost_run(sources[index].name, str(gone)):
                yield index, event
            return
        for position in range(first, index + 1):
            source = sources[position]
            yield position, RunStarted(source.name, fresh=position == first == 0)
            stands = expected = stopped = False
            async with aclosing(self._run_in(live.process, source)) as events:
                async for event in events:
                    if isinstance(event, ErrorRaised):
                        expected = event.name == source.expect
                    elif isinstance(event, RunFinished):
                        # What was stopped counts as run: its state stands. What failed half-way does not.
                        stands = live.process.alive and (expected or event.reason in ("ok", "stopped"))
                        stopped = event.reason == "stopped"
                        if stands:
                            live.ran.append(source.text)
                        elif live.process.alive:
                            live.failed = True
                        else:
                            self._end_lesson(session)
                    yield position, event
            if stopped or not stands:
                return

    def _continue(self, session: str, sources: Sequence[Source], index: int) -> tuple[LiveLesson, int]:
        """The process to go on in and the first source it still has to run."""
        needed = [source.text for source in sources[:index]]
        live = self._lessons.get(session)
        if live is not None and live.process.alive and not live.failed and live.ran == needed:
            return live, len(needed)
        for name in list(self._lessons):
            self._end_lesson(name)  # one live lesson at a time: each holds memory
        wanted = {capability for source in sources for capability in source.capabilities}
        fresh = LiveLesson(self._open("learner", capabilities=sorted(wanted)))
        self._lessons[session] = fresh
        return fresh, 0

    def _end_lesson(self, session: str) -> None:
        live = self._lessons.pop(session, None)
        if live is not None:
            live.process.close()

    async def _run_in(self, process: Session, source: Source, **more: Any) -> AsyncGenerator[RunEvent, None]:
        self._current, self._interrupted = process, self._stopped_early
        if self._stopped_early:
            # Once the command is sent, which is next: before it there is nothing to interrupt.
            asyncio.get_running_loop().call_soon(process.interrupt)
        message = {"type": "run", "name": source.name, "threads": source.threads, "wanted": source.wanted, **more}
        try:
            async with aclosing(process.run(message, source.text.encode(), source.seconds)) as events:
                async for event in events:
                    yield self._explain(event, source.text) if isinstance(event, ErrorRaised) else event
        except WorkerGoneError as gone:
            for event in lost_run(source.name, str(gone))[1:]:
                yield event
        except (GeneratorExit, asyncio.CancelledError):
            process.kill()  # whoever listened went away
            raise
        finally:
            if self._current is process:  # a run that was left may be cleaned up while the next one is under way
                self._current = None
                self._keep_spare()

    async def run_script(
        self, source: Source, argv: Sequence[str] = (), readable: Sequence[str] = ()
    ) -> AsyncGenerator[RunEvent, None]:
        """Run one script in a fresh process as ``__main__``; ``readable`` folders are also on its import path."""
        self._stopped_early = False
        try:
            await (self._admitted() if source.of_course else self.ready())
            process = self._open("learner", readable=readable, capabilities=source.capabilities)
        except WorkerGoneError as gone:
            for event in lost_run(source.name, str(gone)):
                yield event
            return
        yield RunStarted(source.name)
        folders = [path for path in readable if Path(path).is_dir()]
        try:
            async with aclosing(self._run_in(process, source, script=True, argv=list(argv), path=folders)) as events:
                async for event in events:
                    yield event
        finally:
            process.close()

    # -- a look at what is there ------------------------------------------------------------------------------------

    async def inspect(self, session: str, name: str = "") -> Inspection:
        """The variables of a lesson's live process, or one of them in full; see ``Runner.inspect``."""
        live = self._lessons.get(session)
        if self._current is not None:
            return Inspection(sentence=sentences.LENS_RUNNING)
        if live is None or not live.process.alive:
            return Inspection(sentence=sentences.LENS_NOTHING)
        try:
            return await asyncio.wait_for(self._look(live.process, name), LENS_SECONDS)
        except asyncio.TimeoutError:
            return Inspection(sentence=sentences.LENS_SLOW)
        except WorkerGoneError as gone:
            return Inspection(sentence=str(gone))

    async def _look(self, process: Session, name: str) -> Inspection:
        found: tuple[Variable, ...] = ()
        total = 0
        pictures: list[Picture] = []
        graph: Graph | None = None
        async with aclosing(process.command({"type": "inspect", "name": name}, b"", LENS_LIMIT)) as frames:
            async for frame, body in frames:
                if frame["type"] != "lens":
                    continue
                if not name and "of" not in frame:
                    found, total = variables_of(frame)
                elif frame.get("of") != name:
                    continue  # what was asked before, and given up, may still be told
                elif "graph" in frame:
                    from tutor.engine.autograd_graph import graph_of  # with the drawing that a start does without

                    graph = graph_of(frame["graph"])
                elif len(pictures) < MOST_LENS_PICTURES:
                    picture = picture_of(frame, body)
                    pictures += [picture] if picture is not None else []
        return Inspection(found, total, tuple(pictures), graph)

    async def line_values(self, sources: Sequence[Source], index: int) -> LineValues:
        """Run a lesson again up to a source and note what its lines leave; see ``Runner.line_values``."""
        if self._current is not None:
            return LineValues(sentence=sentences.LINES_RUNNING)
        try:
            await self._admitted()
            wanted = {capability for source in sources for capability in source.capabilities}
            process = self._open("learner", capabilities=sorted(wanted))
        except WorkerGoneError as gone:
            return LineValues(sentence=str(gone))
        timer = asyncio.get_running_loop().call_later(LINES_SECONDS, process.interrupt)
        try:
            return await follow_lines(process, sources[: index + 1], LINES_LIMIT)
        except WorkerGoneError as gone:
            return LineValues(sentence=str(gone))
        finally:
            timer.cancel()
            process.close()
            self._keep_spare()

    # -- verdicts --------------------------------------------------------------------------------------------------

    async def judge(
        self, challenge: str, source: Source, check: str
    ) -> AsyncGenerator[RunEvent | ChallengeJudged, None]:
        """Run a submission, then its checks from another process; the verdict comes last."""
        self._stopped_early = False
        try:
            await self._admitted()
            pair = f"judge-{next(self._numbers)}"
            learner = self._open("learner", link=pair, capabilities=source.capabilities)
            checks = self._open("check", link=pair)
        except WorkerGoneError as gone:
            for event in lost_run(source.name, str(gone)):
                yield event
            yield _no_say(challenge, str(gone))
            return
        try:
            printed: list[str] = []
            ending: RunFinished | None = None
            error: ErrorRaised | None = None
            yield RunStarted(source.name)
            async with aclosing(self._run_in(learner, source)) as events:
                async for event in events:
                    if isinstance(event, RunFinished):
                        ending = event
                    elif isinstance(event, ErrorRaised):
                        error = event
                    elif getattr(event, "stream", "") == "stdout":
                        printed.append(event.text)  # type: ignore[union-attr]
                    yield event
            problem = _why_not_checked(ending, error, learner.alive)
            if ending is None or ending.reason == "stopped" or (error is None and _is_lost(ending)):
                yield _no_say(challenge, problem)
                return
            if problem:
                yield _verdict(challenge, [CheckResult("Your code runs", False, ending.seconds, problem)])
                return
            self._send({"type": "serve_peer", "session": learner.name}, b"")
            results, undisturbed = await self._check(checks, source, check, "".join(printed))
            yield replace(_verdict(challenge, results), had_its_say=undisturbed)
        finally:
            learner.close()
            checks.close()

    async def _check(self, checks: Session, source: Source, check: str, output: str) -> tuple[list[CheckResult], bool]:
        """The results, and whether nobody ended the checks from outside."""
        results: list[CheckResult] = []
        undisturbed = True
        begun = ""
        self._current, self._interrupted = checks, True
        message = {"type": "check", "source": source.text, "source_name": source.name, "output": output}
        limit = max(CHECK_SECONDS, source.seconds)
        try:
            async with aclosing(checks.command(message, check.encode(), limit)) as frames:
                async for frame, _ in frames:
                    if frame["type"] == "check_started":
                        begun = str(frame.get("name", ""))
                    elif frame["type"] == "check":
                        results.append(self._with_crash(check_of(frame), crash_of(frame), source.text))
                        begun = ""
                    elif frame["type"] == "finished" and frame["reason"] != "ok":
                        ended = checks.finished(frame)
                        undisturbed = ended.reason != "stopped"
                        why = (
                            f"Your code did not answer within {limit:g} seconds. Does a loop in it never end?"
                            if ended.reason == "timeout"
                            else ended.sentence or "The checks' process died. Check again."
                        )
                        results.append(CheckResult(begun or "The checks end", False, frame["seconds"], why))
        except WorkerGoneError as gone:
            results.append(CheckResult(begun or "The checks end", False, 0.0, str(gone)))
            undisturbed = False
        finally:
            if self._current is checks:
                self._current = None
        return results, undisturbed

    def _with_crash(self, result: CheckResult, crash: ErrorRaised | None, text: str) -> CheckResult:
        """A failed check with what is known of the exception that the learner's code raised in it."""
        if crash is None or result.passed:
            return result
        told = self._explain(crash, text)
        message = result.message
        if told.explanation:
            message = f"{message.rstrip('.')}. {told.explanation} {told.next_step}"
        place = place_text(told.witness)
        details = {**result.details, "your code": place} if place else result.details
        return replace(result, message=message, details=details)

    async def stop(self) -> None:
        """Interrupt the current run; kill it when called again. One that waits for the worker waits no longer."""
        if self._current is None:
            self._stopped_early = True
            self.give_up()
            return
        if self._interrupted:
            self._current.kill()
        else:
            self._interrupted = True
            self._current.interrupt()


def lost_run(name: str, why: str) -> tuple[RunEvent, ...]:
    """The events of a run that could not take place."""
    return RunStarted(name), RunFinished(exit=1, seconds=0.0, reason="error", sentence=why)


def _is_lost(ending: RunFinished) -> bool:
    """Whether a run ended before its code began: there was no worker for it."""
    return ending.reason == "error" and ending.seconds == 0.0


def _no_say(challenge: str, why: str) -> ChallengeJudged:
    """The verdict on a submission that nobody could look at."""
    return replace(_verdict(challenge, [CheckResult("Your code runs", False, 0.0, why)]), had_its_say=False)


def _verdict(challenge: str, results: Sequence[CheckResult]) -> ChallengeJudged:
    return ChallengeJudged(
        challenge=challenge,
        passed=bool(results) and all(result.passed for result in results),
        checks=tuple(results),
        seconds=sum(result.seconds for result in results),
    )


def _why_not_checked(ending: RunFinished | None, error: ErrorRaised | None, alive: bool) -> str:
    """The sentence for a submission whose script did not run to its end; empty where it did."""
    if error is not None:
        place = f" in line {error.line}" if error.line else ""
        if not error.explanation:
            return f"It stopped with {error.name}{place}: {error.message}"
        head = error.message.strip().partition("\n")[0].removesuffix(".")
        return f"It stopped with {error.name}{place}: {head}. {error.explanation} {error.next_step}"
    if ending is None:
        return "It could not be run. Check it again."
    if ending.reason != "ok":
        return (
            ending.sentence
            or f"It ended itself with exit status {ending.exit}, before the checks could ask it anything."
        )
    if not alive:
        return "Its process ended before the checks could ask it anything. Take os._exit() out."
    return ""
