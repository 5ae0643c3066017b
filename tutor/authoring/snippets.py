"""Runs a lesson's snippets and compares what they do with what the lesson says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tutor.authoring.outputs import difference
from tutor.authoring.questions import judge_prediction
from tutor.authoring.wording import named, short
from tutor.course.folders import LESSON_FILE
from tutor.course.model import Fault, Lesson, Snippet
from tutor.engine.events import ErrorRaised, MetricsReceived, OutputReceived, RunFinished, ValueTold
from tutor.engine.runner import Runner, Source, lesson_sources


@dataclass(slots=True)
class SnippetRun:
    """What one snippet did."""

    printed: list[str] = field(default_factory=list)
    """What it wrote to stdout, in pieces."""
    error: ErrorRaised | None = None
    finished: RunFinished | None = None
    told: list[ValueTold] = field(default_factory=list)
    """Values that its predictions asked for."""
    metrics: dict[str, list[float]] = field(default_factory=dict)
    """The values of its curves, by name."""
    stopped_before: int | None = None
    """Number of an earlier snippet that ended badly, so that this one never ran."""


async def snippet_faults(lesson: Lesson, runner: Runner) -> list[Fault]:
    """Run all snippets in order and name what is not as the lesson says, up to one that fails."""
    faults: list[Fault] = []
    path = lesson.path / LESSON_FILE
    snippets = lesson.snippets
    sources = lesson_sources(snippets, capabilities=lesson.capabilities, wanted=lesson.wanted)
    for index, snippet in enumerate(snippets):
        run = await _run(runner, f"verify {lesson.id}", sources, index)
        for line, message in _judge(snippet, sources[index].name, run):
            faults.append(Fault(path, line, message))
        for prediction in lesson.predictions:
            if prediction.snippet == snippet.number and _as_expected(snippet, run):
                found = judge_prediction(prediction, run.told, "".join(run.printed), run.metrics)
                faults += [Fault(path, line, message) for line, message in found]
        if not _as_expected(snippet, run):
            break  # whatever follows would only repeat this fault
    return faults


async def _run(runner: Runner, session: str, sources: Sequence[Source], index: int) -> SnippetRun:
    run = SnippetRun()
    async for position, event in runner.run_lesson(session, sources, index):
        if position != index:
            # An earlier snippet, run again because the process was gone. Its own turn has judged it.
            if isinstance(event, RunFinished) and event.exit != 0:
                run.stopped_before = position + 1
        elif isinstance(event, OutputReceived):
            if event.stream == "stdout":
                run.printed.append(event.text)
        elif isinstance(event, ValueTold):
            run.told.append(event)
        elif isinstance(event, MetricsReceived):
            run.metrics.setdefault(event.name, []).extend(event.values)
        elif isinstance(event, ErrorRaised):
            run.error = event
        elif isinstance(event, RunFinished):
            run.finished = event
    return run


def _as_expected(snippet: Snippet, run: SnippetRun) -> bool:
    if run.finished is None or run.finished.reason not in ("ok", "error"):
        return False
    if snippet.expect:
        return run.error is not None and run.error.name == snippet.expect
    return run.error is None and run.finished.exit == 0


def _judge(snippet: Snippet, name: str, run: SnippetRun) -> list[tuple[int, str]]:
    """``(line, message)`` for each thing that is not as the lesson says."""
    what = f"Snippet {snippet.number}"
    error, finished = run.error, run.finished
    if finished is None:
        why = f": snippet {run.stopped_before} stopped it" if run.stopped_before else ""
        return [(snippet.line, f"{what} never ran to its end{why}. Run it alone to see why.")]
    if finished.reason not in ("ok", "error"):
        return [(snippet.line, f"{what} was ended ({finished.reason}): {finished.sentence or 'no reason given.'}")]
    if error is not None:
        own = error.line if error.line and error.source in ("", name) else None
        line = snippet.line + own - 1 if own else snippet.line
        if not snippet.expect:
            next_step = "Correct it, or say expect= if that is the point"
            return [(line, f"{what} raises {short(named(error))}. {next_step}.")]
        if error.name != snippet.expect:
            message = f"{what} should raise {snippet.expect}, but raises {short(named(error))}."
            return [(line, f"{message} Correct one of the two.")]
    elif snippet.expect:
        message = f"{what} should raise {snippet.expect}, but runs to its end. Correct it or remove expect=."
        return [(snippet.line, message)]
    elif finished.exit != 0:
        return [(snippet.line, f"{what} ends with exit status {finished.exit}. Let it run to its end.")]
    if snippet.output is None:
        return []
    found = difference(snippet.output, "".join(run.printed))
    if found is None:
        return []
    offset, sentence = found
    message = f"The output of snippet {snippet.number} differs: {short(sentence)}. Show what it prints."
    return [(snippet.output_line + offset, message)]
