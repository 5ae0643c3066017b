"""``pytorch-tutor run``: a script or a lesson in the sandbox, without the app."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.commands.common import (
    FAILED,
    UNLIMITED_SECONDS,
    CommandError,
    feedback_text,
    lesson_ids,
    number,
    open_library,
    print_json,
    read_script,
    run_async,
    say,
    whole,
    worker,
)
from tutor.commands.curve_files import CurveFiles
from tutor.engine.events import (
    ErrorRaised,
    ImageReceived,
    MetricsReceived,
    OutputReceived,
    RunEvent,
    RunFinished,
    TensorShown,
    as_json,
)
from tutor.engine.observed import FeedbackGiven
from tutor.engine.shown import BoundaryShown, ImagesShown, ModuleShown
from tutor.engine.terminal_graphics import Means, means, read_wish
from tutor.worker.paths import homes, refusal

if TYPE_CHECKING:
    from tutor.engine.worker_runner import WorkerRunner

MOST_OUTPUT = 64 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "what", metavar="FILE.py|LESSON", help="a Python script, or a lesson whose snippets run in order"
    )
    parser.add_argument(
        "arguments", nargs="*", default=[], help="what the script finds in sys.argv; put -- before options"
    )
    parser.add_argument("--json", action="store_true", help="one event a line on stdout, nothing else")
    parser.add_argument(
        "--curves",
        action="append",
        default=[],
        metavar="FILE",
        help="write the curves to FILE.png, FILE.svg or FILE.csv at the end, over what is there; may be given again",
    )
    parser.add_argument("--timeout", type=_seconds, metavar="S", help="stop after S seconds (exit status 124)")
    parser.add_argument("--threads", type=_count, default=1, metavar="N", help="threads for one operation (default 1)")
    parser.add_argument("--memory", type=_gib, metavar="GIB", help="memory limit in GiB (default 4)")


def _seconds(text: str) -> float:
    return number(text, 0.001, UNLIMITED_SECONDS, "number of seconds")


def _count(text: str) -> int:
    return whole(text, 1, 1024, "number of threads")


def _gib(text: str) -> float:
    return number(text, 0.1, 1 << 20, "number of GiB")


def main(options: argparse.Namespace) -> int:
    """Run it; the exit status is the code's own, 124 for a timeout, 125 where a limit ended it."""
    return run_async(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    from tutor.worker.limits import Limits

    # A script is its owner's own: it may print much and take its time. What it may not do is the same.
    limits = Limits(output=MOST_OUTPUT, cpu_seconds=int(UNLIMITED_SECONDS))
    if options.memory is not None:
        limits = replace(limits, memory=int(options.memory * (1 << 30)))
    files = CurveFiles(options.curves)
    is_file = options.what.endswith(".py") or Path(options.what).is_file()
    async with worker(options, limits) as runner:
        events = _script(runner, options) if is_file else _lesson(runner, options)
        if options.curves:
            events = files.of(events, Path(options.what).name if is_file else options.what)
        if options.json:
            return await _print_events(events, runner)
        return await _show_events(events, runner, means(read_wish(os.environ), os.environ))


async def _script(runner: WorkerRunner, options: argparse.Namespace) -> AsyncIterator[RunEvent]:
    from tutor.engine.runner import Source
    from tutor.grading.feedback.stream import RunWatch, with_feedback

    text = read_script(options.what)
    source = Source(
        text,
        options.what,
        threads=options.threads,
        seconds=options.timeout or UNLIMITED_SECONDS,
        capabilities=("worker_processes",),  # a script is its owner's own; a lesson has to declare this
    )
    folder = str(Path(options.what).resolve().parent)
    refused = refusal(folder, homes())
    if refused:
        say(f"The script can't read its own folder: {refused}")
    watch = RunWatch(source, lesson_ids(options.course))
    running = runner.run_script(source, options.arguments, [] if refused else [folder])
    async with aclosing(with_feedback(running, watch)) as events:
        async for event in events:
            yield event


async def _lesson(runner: WorkerRunner, options: argparse.Namespace) -> AsyncIterator[RunEvent]:
    """All snippets of a lesson in order, as one run: one ``started``, one ``finished``."""
    from tutor.course.library import CourseError
    from tutor.engine.events import RunStarted
    from tutor.engine.runner import lesson_sources

    library = open_library(options.course)
    try:
        lesson = library.lesson(library.find(options.what))
    except (LookupError, CourseError) as error:
        raise CommandError(str(error)) from None
    sources = lesson_sources(lesson.snippets, options.timeout, capabilities=lesson.capabilities)
    yield RunStarted(lesson.id)
    seconds = 0.0
    for index, source in enumerate(sources):
        expected = False
        async for _, event in runner.run_lesson(lesson.id, sources, index):
            if isinstance(event, ErrorRaised):
                expected = event.name == source.expect
            if isinstance(event, RunFinished):
                seconds += event.seconds
                if event.exit != 0 and not expected:
                    yield replace(event, seconds=seconds)
                    return
            elif not isinstance(event, RunStarted):
                yield event
    yield RunFinished(0, seconds, "ok")


async def _print_events(events: AsyncIterator[RunEvent], runner: WorkerRunner) -> int:
    status = FAILED
    async for event in events:
        for line in as_json(event):
            print_json(line)
        if isinstance(event, RunFinished):
            status = event.exit
            if not event.seconds and event.sentence:
                say(event.sentence)
    return status


async def _show_events(events: AsyncIterator[RunEvent], runner: WorkerRunner, drawn_by: Means) -> int:
    from tutor.commands.live import LiveChart

    chart = LiveChart(sys.stdout, drawn_by)
    status = FAILED
    crash = ""
    feedback = None
    try:
        async for event in events:
            if isinstance(event, OutputReceived):
                chart.write(event.text, sys.stderr if event.stream == "stderr" else sys.stdout)
            elif isinstance(event, MetricsReceived):
                chart.add(event)
            elif isinstance(event, (ImageReceived, TensorShown, ImagesShown, ModuleShown, BoundaryShown)):
                chart.show(event)
            elif isinstance(event, FeedbackGiven):
                feedback = event
            elif isinstance(event, ErrorRaised):
                crash = event.id or ""
                chart.write(_error(event), sys.stderr)
            elif isinstance(event, RunFinished):
                status = event.exit
                chart.finish()
                if event.sentence:
                    say(event.sentence)
                if feedback is not None and feedback.id != crash:
                    say(feedback_text(feedback))
    finally:
        chart.finish()
    if runner.status.level and runner.status.level not in ("full", "good"):
        say(f"sandbox: {runner.status.level}. " + " ".join(runner.status.level_why))
    return status


def _error(error: ErrorRaised) -> str:
    from tutor.commands.errors import error_text

    colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    return error_text(error, shutil.get_terminal_size().columns, colour=colour)
