"""Opening the app, at the last place, at a lesson, in a sitting of practice or in an exam."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from typing import TYPE_CHECKING

from tutor.commands.common import CommandError, make_runner, open_library

if TYPE_CHECKING:
    from tutor.ui.openings import Opening


def open_app(options: argparse.Namespace, lesson: str | None = None, opening: Opening | None = None) -> int:
    """Run the app until the learner leaves; returns the exit status.

    Raises:
        CommandError: if there is no terminal, no course or no such lesson.
    """
    plain = getattr(options, "plain", False) or (opening is None and os.environ.get("TERM") == "dumb")
    if not plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CommandError(
            "The app needs a terminal. pytorch-tutor --plain reads line by line, in a pipe too; "
            "in a script use a command, for instance: pytorch-tutor run FILE.py"
        )
    library = open_library(options.course)
    start = None
    if lesson is not None:
        try:
            start = library.find(lesson)
        except LookupError as error:
            raise CommandError(str(error)) from None
    # Hundreds of modules are made on the way to the first picture, none of them garbage. The app turns collection on.
    gc.disable()
    from tutor.study.consent import Consent
    from tutor.study.progress import Progress

    progress = Progress.open()
    consent = Consent(progress, options.course, trusted=options.trust)
    runner = make_runner(options, consent)
    try:
        if plain:
            gc.enable()
            from tutor.plain.app import run_plain

            return run_plain(library, progress, runner, start=start, consent=consent)
        from tutor.ui.app import run_app

        return run_app(library, progress, runner, start=start, consent=consent, opening=opening)
    finally:
        progress.close()
