"""``pytorch-tutor watch``: an answer in any editor, checked again on every save."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.commands.common import FAILED, OK, CommandError, open_library, run_async, say, worker

if TYPE_CHECKING:
    from tutor.course.library import Library
    from tutor.course.model import Challenge
    from tutor.engine.runner import Runner
    from tutor.study.progress import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "challenge",
        nargs="?",
        metavar="CHALLENGE",
        help="its id, or a unique part of it (default: the next one you have not passed)",
    )
    parser.add_argument(
        "--file",
        metavar="FILE",
        help="your answer (default: the challenge's name in this folder); a file that is there is never overwritten",
    )
    parser.add_argument("--once", action="store_true", help="end after the first pass, with status 0")


def main(options: argparse.Namespace) -> int:
    """Exit status 0 once it has passed."""
    return run_async(lambda: _watch(options))


async def _watch(options: argparse.Namespace) -> int:
    from tutor.course.library import CourseError
    from tutor.study.progress import Progress

    library = open_library(options.course)
    with Progress.open() as progress:
        if progress.notice:
            say(progress.notice)
        try:
            name = options.challenge
            challenge = library.challenge(library.find_challenge(name) if name else next_challenge(library, progress))
        except (LookupError, CourseError) as error:
            raise CommandError(str(error)) from None
        path = answer_file(challenge, options.file, progress.draft(challenge.id))
        async with worker(options) as runner:
            pane = Pane(challenge, path, runner, progress, library.ids())
            passed = await pane.follow(once=options.once)
        following = _after(library, progress, challenge.id) if passed else None
    if following is not None:
        say(f"Next: pytorch-tutor watch {following}")
    return OK if passed else FAILED


def next_challenge(library: Library, progress: Progress) -> str:
    """The first challenge from the learner's place on that was not passed, else the first of all.

    Raises:
        LookupError: with a sentence, if all were passed.
    """
    from tutor.course.library import CourseError

    place = progress.place()
    lessons = list(library.ids())
    start = lessons.index(place.lesson) if place is not None and place.lesson in lessons else 0
    for lesson in lessons[start:] + lessons[:start]:
        for challenge_id in library.challenge_ids(lesson):
            with contextlib.suppress(CourseError):  # a broken one is not the next
                challenge = library.challenge(challenge_id)
                if progress.challenge_state(challenge.id, challenge.content_hash) != "passed":
                    return challenge_id
    raise LookupError("You have passed every challenge. Name one to watch it all the same: pytorch-tutor list")


def _after(library: Library, progress: Progress, challenge_id: str) -> str | None:
    try:
        following = next_challenge(library, progress)
    except LookupError:
        return None
    return following if following != challenge_id else None


def answer_file(challenge: Challenge, named: str | None, draft: str | None) -> Path:
    """The file with the answer; made from the learner's draft, or the starter, where there is none.

    Raises:
        CommandError: if it can't be made.
    """
    path = Path(named) if named else Path(challenge.id.rpartition("/")[2].replace("-", "_") + ".py")
    if path.is_dir():
        raise CommandError(f"{path} is a folder. Name a file by --file.")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(challenge.starter if draft is None else draft)
    except FileExistsError:
        pass  # the learner's own
    except OSError as error:
        raise CommandError(f"{path} can't be written: {error.strerror}. Name another file by --file.") from None
    return path


class Pane:
    """One challenge in one terminal, checked on every save."""

    def __init__(
        self, challenge: Challenge, path: Path, runner: Runner, progress: Progress, lessons: Collection[str] = ()
    ) -> None:
        self._challenge = challenge
        self._path = path
        self._runner = runner
        self._progress = progress
        self._lessons = lessons
        self._since = time.monotonic()
        self._draft = progress.draft(challenge.id)
        self.passed = False
        self._stopped = False
        """Whether the check that runs is of a text that is out of date."""

    async def follow(self, *, once: bool = False) -> bool:
        """Check now and after each save, until Ctrl+C; a save in the midst of a check begins another.

        Returns whether it has passed.
        """
        from tutor.engine.saves import UnreadableFile, read_saved, saves

        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        _end_on_interrupt(loop, ended)
        self._introduce()
        try:
            first: str | UnreadableFile = read_saved(self._path)
        except UnreadableFile as error:
            first = error
        texts: asyncio.Queue[str | UnreadableFile] = asyncio.Queue()
        texts.put_nowait(first)

        async def collect() -> None:
            async for text in saves(self._path, first if isinstance(first, str) else None):
                texts.put_nowait(text)

        collecting = asyncio.create_task(collect())
        ending = asyncio.create_task(ended.wait())
        checking: asyncio.Task[None] | None = None
        try:
            while not (ended.is_set() or (once and self.passed)):
                newest = asyncio.create_task(texts.get())
                waiting = {newest, ending, collecting, *([checking] if checking is not None else [])}
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                if collecting.done():
                    await collecting  # raises what ended it
                    break
                if not newest.done():
                    newest.cancel()
                    if checking is not None and checking.done():
                        checking.result()  # raises what broke it
                        checking = None
                    continue
                await self._end(checking)
                text = newest.result()
                if isinstance(text, UnreadableFile):
                    say(str(text))
                else:
                    checking = asyncio.create_task(self._check(text))
        finally:
            await self._end(checking)
            for task in (collecting, ending):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        return self.passed

    async def _end(self, checking: asyncio.Task[None] | None) -> None:
        """End a check whose text is out of date."""
        if checking is None or checking.done():
            return
        self._stopped = True
        while not checking.done():
            await self._runner.stop()
            await asyncio.wait({checking}, timeout=0.5)

    def _introduce(self) -> None:
        challenge = self._challenge
        print(f"{challenge.title}  ({challenge.kind}, {challenge.minutes} min)\n\n{challenge.task.strip()}\n")
        print(f"Edit {self._path} in your editor: each save is checked here. Ctrl+C ends.\n", flush=True)

    async def _check(self, text: str) -> None:
        from tutor.commands.check import show
        from tutor.engine.events import ChallengeJudged, OutputReceived
        from tutor.engine.observed import FeedbackGiven
        from tutor.grading.submission import judge

        challenge = self._challenge
        self._stopped = False
        print(f"── {time.strftime('%H:%M:%S')} ── {self._path} ──", flush=True)
        verdict: ChallengeJudged | None = None
        feedback: FeedbackGiven | None = None
        async for event in judge(self._runner, challenge, text, str(self._path), self._lessons):
            if isinstance(event, ChallengeJudged):
                verdict = event
            elif isinstance(event, FeedbackGiven):
                feedback = event
            elif isinstance(event, OutputReceived):
                print(event.text, end="", flush=True)
        if verdict is None or self._stopped:
            return  # a newer text waits, or one is leaving: that it was stopped is no verdict on the answer
        if self._progress.draft(challenge.id) == self._draft:
            # The app shows this text too, so that one may go on there; but what was typed there meanwhile stays.
            self._progress.save_draft(challenge.id, text)
            self._draft = text
        if verdict.had_its_say:
            seconds = time.monotonic() - self._since
            self._progress.record_attempt(challenge.id, challenge.content_hash, text, verdict.passed, seconds)
        show(verdict, feedback)
        if verdict.passed and not self.passed and challenge.afterwards:
            print(f"\n{challenge.afterwards.strip()}")
        self.passed = self.passed or verdict.passed
        print(flush=True)


def _end_on_interrupt(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Ctrl+C ends the watching and not only the check that runs."""
    import signal

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
