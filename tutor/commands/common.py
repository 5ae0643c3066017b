"""What several commands share: finding the course, opening progress, exit statuses, printing for people and scripts."""

from __future__ import annotations

import argparse
import codecs
import io
import json
import math
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

    from tutor.course.library import Library
    from tutor.engine.events import ErrorRaised
    from tutor.engine.observed import FeedbackGiven
    from tutor.engine.runner import WorkerStatus
    from tutor.engine.worker_runner import WorkerRunner
    from tutor.study.consent import Consent
    from tutor.worker.limits import Limits

OK, FAILED, USAGE = 0, 1, 2
UNLIMITED_SECONDS = 1e9
ANNOUNCE_SECONDS = 0.3


class CommandError(Exception):
    """Something the user can mend; the text is a sentence with a next step."""

    def __init__(self, sentence: str, status: int = USAGE) -> None:
        super().__init__(sentence)
        self.status = status


def open_library(course: str | None) -> Library:
    """The course in the given folder, or the one that came with the tutor.

    Raises:
        CommandError: if there is none or it can't be read.
    """
    from tutor.course.library import CourseError, Library

    try:
        return Library.default() if course is None else Library(Path(course))
    except CourseError as error:
        raise CommandError(str(error)) from None


def lesson_ids(course: str | None) -> tuple[str, ...]:
    """The ids of the course's lessons, for links to them; empty where no course can be read."""
    try:
        return open_library(course).ids()
    except CommandError:
        return ()


def feedback_text(feedback: FeedbackGiven, lead: str = "") -> str:
    """A feedback for a person, on one line."""
    place = f"Line {feedback.line}: " if feedback.line else ""
    lesson = f" (lesson {feedback.lesson})" if feedback.lesson else ""
    return f"{lead}{place}{feedback.message}{lesson}"


def number(text: str, least: float, most: float, what: str) -> float:
    """A number that was typed on the command line, for ``argparse``.

    Raises:
        argparse.ArgumentTypeError: with a sentence, if it is none between the bounds.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"{text} is no {what}. Give one from {least:g} to {most:g}.")
    return value


def whole(text: str, least: int, most: int, what: str) -> int:
    """The same for a whole number."""
    if not text.isdecimal() or len(text) > 9 or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text} is no {what}. Give a whole number from {least} to {most}.")
    return int(text)


def read_script(name: str) -> str:
    """The text of a Python file that was named on the command line.

    Raises:
        CommandError: if it can't be read, with the reason.
    """
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CommandError(f"There is no file {name}. Check the path.") from None
    except OSError as error:
        raise CommandError(f"{name} can't be read: {error.strerror}. Name a Python file that you may read.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not UTF-8 text. Save it as UTF-8.") from None


def print_json(value: Any) -> None:
    """One JSON value on one line of stdout, standard JSON only."""
    sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")
    sys.stdout.flush()


def make_runner(options: argparse.Namespace, consent: Consent, limits: Limits | None = None) -> WorkerRunner:
    """The runner that the command line asks for, not started yet; it explains what learner code raises."""
    from tutor.engine.worker_runner import WorkerRunner

    def explain(error: ErrorRaised, text: str) -> ErrorRaised:
        from tutor.grading.errors import explained  # with the first error: most runs have none

        return explained(error, text)

    return WorkerRunner(
        options.python, elsewhere=options.launch, limits=limits, refusal=consent.refusal, explain=explain
    )


@asynccontextmanager
async def worker(options: argparse.Namespace, limits: Limits | None = None) -> AsyncIterator[WorkerRunner]:
    """A runner for one command, ended with it; Ctrl+C stops the current run (twice: kills it).

    A person who waits for its start is told what for.
    """
    async with workers(options, 1, limits) as (runner,):
        yield runner


@asynccontextmanager
async def workers(
    options: argparse.Namespace, count: int, limits: Limits | None = None
) -> AsyncIterator[list[WorkerRunner]]:
    """Several of them, each with a worker of its own."""
    import asyncio
    import signal

    from tutor.study.consent import Consent
    from tutor.study.progress import Progress

    progress = Progress.open()
    consent = Consent(progress, options.course, trusted=options.trust)
    runners = [make_runner(options, consent, limits) for _ in range(count)]
    loop = asyncio.get_running_loop()
    stopping: set[asyncio.Task[None]] = set()

    def stop() -> None:
        for runner in runners:
            task = loop.create_task(runner.stop())
            stopping.add(task)
            task.add_done_callback(stopping.discard)

    announcement = loop.call_later(ANNOUNCE_SECONDS, _announce, runners[0])
    loop.add_signal_handler(signal.SIGINT, stop)
    loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        yield runners
    finally:
        announcement.cancel()
        loop.remove_signal_handler(signal.SIGINT)
        loop.remove_signal_handler(signal.SIGTERM)
        await asyncio.gather(*(runner.close() for runner in runners))
        progress.close()


def _announce(runner: WorkerRunner) -> None:
    """Importing torch takes seconds, a scheduler's queue may take hours."""
    told = ""

    def show(status: WorkerStatus) -> None:
        nonlocal told
        if status.phase == "starting" and status.detail != told:
            told = status.detail
            say(told)

    if sys.stderr.isatty():
        runner.watch(show)
        show(runner.status)


def write_any_character() -> None:
    """Let no command fail over a character that stdout or stderr can't encode: its likeness in ASCII is written."""
    codecs.register_error("pytorch-tutor", _likeness)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors="pytorch-tutor")


def _likeness(error: UnicodeError) -> tuple[str, int]:
    from tutor.session.characters import as_ascii

    if not isinstance(error, UnicodeEncodeError):
        raise error
    return as_ascii(error.object[error.start : error.end]), error.end


def run_async(main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run a command's coroutine and return its exit status."""
    import asyncio  # late: the app's start should not wait for what it brings along itself

    return asyncio.run(main())


def say(sentence: str) -> None:
    """A sentence for the person at the terminal, on stderr."""
    print(sentence, file=sys.stderr, flush=True)
