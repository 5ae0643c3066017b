"""Opening the app, at the last place, at a lesson, in a sitting of practice or in an exam."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from tutor.commands.common import CommandError, make_runner, open_library
from tutor.engine.runner import WorkerStatus

if TYPE_CHECKING:
    from tutor.course.library import Library
    from tutor.engine.runner import Runner
    from tutor.session.openings import Opening
    from tutor.study.progress import Progress


def open_app(options: argparse.Namespace, lesson: str | None = None, opening: Opening | None = None) -> int:
    """Run the app until the learner leaves; returns the exit status.

    Raises:
        CommandError: if there is no terminal, no course or no such lesson.
    """
    plain = getattr(options, "plain", False) or os.environ.get("TERM") == "dumb"
    if not plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CommandError(
            "The app needs a terminal. pytorch-tutor --plain reads line by line, in a pipe too; "
            "in a script use a command, for instance: pytorch-tutor run FILE.py"
        )
    # Hundreds of modules are made on the way to the first picture, none of them garbage. The app turns collection on.
    gc.disable()
    library = open_library(options.course)
    start = None
    if lesson is not None:
        try:
            start = library.find(lesson)
        except LookupError as error:
            raise CommandError(str(error)) from None
    from tutor.course.kept import KeptLesson
    from tutor.study.consent import Consent
    from tutor.study.database import state_folder
    from tutor.study.progress import Progress

    library.kept = KeptLesson(state_folder() / "lesson.json")
    progress = Progress.open()
    consent = Consent(progress, options.course, trusted=options.trust)
    try:
        if plain:
            gc.enable()
            from tutor.plain.app import run_plain

            return run_plain(library, progress, make_runner(options, consent), start, consent, opening)
        _read_beside(library, progress, start)
        from tutor.ui.app import run_app

        runner = cast("Runner", _LaterRunner(lambda: make_runner(options, consent), options.launch or ""))
        return run_app(library, progress, runner, start=start, consent=consent, opening=opening)
    finally:
        progress.close()


def _read_beside(library: Library, progress: Progress, start: str | None) -> None:
    """Have the lesson read that is most likely shown first, while this process imports the app."""
    place = progress.place()
    lesson = start or (place.lesson if place is not None else next(iter(library.ids()), ""))
    library.read_beside(lesson, place.page if place is not None and place.lesson == lesson else 0)


class _LaterRunner:
    """Makes the runner when it is first asked for more than its status, so that its modules come after the first
    picture."""

    def __init__(self, make: Callable[[], Runner], elsewhere: str) -> None:
        self._make = make
        self._made: Runner | None = None
        self.elsewhere = elsewhere
        """The command through which the worker is reached; empty for this machine."""

    @property
    def status(self) -> WorkerStatus:
        """That of a worker which nobody has started, before there is one."""
        return WorkerStatus() if self._made is None else self._made.status

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = self._make()
        return getattr(self._made, name)
