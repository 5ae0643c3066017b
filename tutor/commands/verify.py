"""``pytorch-tutor verify``: prove a course by running it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.commands.common import FAILED, OK, CommandError, open_library, print_json, run_async, whole, workers

if TYPE_CHECKING:
    from tutor.authoring.verify import Report, Step

MOST_JOBS = 64
"""Each has a worker of its own."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "what",
        nargs="*",
        metavar="PATH",
        help="a course's folder, or units, lessons and challenges by folder or id (default: the whole course)",
    )
    parser.add_argument("--jobs", type=_count, metavar="N", help=f"steps that run at once (default here: {_jobs()})")
    parser.add_argument(
        "--changed", action="store_true", help="run only what changed since it was last proven on this machine"
    )
    parser.add_argument("--json", action="store_true", help="counts, coverage and faults as one JSON object")


def _count(text: str) -> int:
    return whole(text, 1, MOST_JOBS, "number of jobs")


def _jobs() -> int:
    """One for each core, but each takes some 300 MB."""
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def main(options: argparse.Namespace) -> int:
    """Exit status 0 only where nothing is wrong."""
    return run_async(lambda: _verify(options))


async def _verify(options: argparse.Namespace) -> int:
    from tutor.authoring.proofs import Proofs
    from tutor.authoring.verify import verify
    from tutor.course.library import NotInCourse
    from tutor.study.database import state_folder

    course, only = _select(options.what, options.course)
    library = open_library(course)
    progress = Progress()
    elsewhere = f"{options.python or ''} {options.launch or ''}"
    proofs = Proofs(state_folder() / "proofs.json", elsewhere)
    jobs = options.jobs or (1 if options.launch else _jobs())  # over there each may cost a GPU of its own
    async with workers(options, jobs) as runners:
        try:
            report = await verify(
                library, runners, only=only, progress=progress.show, proofs=proofs, changed_only=options.changed
            )
        except NotInCourse as error:
            raise CommandError(str(error)) from None
        finally:
            progress.clear()
            proofs.save()
    if options.json:
        print_json(report.as_dict())
    else:
        _show(report)
    return OK if report.passed else FAILED


def _select(given: list[str], course: str | None) -> tuple[str | None, list[str]]:
    """The course's folder and what of it is meant, from folders and ids as they were typed."""
    from tutor.course.outline import COURSE_FILE, split_number

    only = []
    for word in given:
        path = Path(word)
        if not path.is_dir():
            only.append(word)
            continue
        path = path.resolve()
        root = next((folder for folder in (path, *path.parents) if (folder / COURSE_FILE).is_file()), None)
        if root is None:
            raise CommandError(f"Neither {word} nor a folder above it holds a {COURSE_FILE}. Name a course's folder.")
        if course is not None and Path(course).resolve() != root:
            raise CommandError(f"{word} belongs to another course than {course}. Verify one course after the other.")
        course = str(root)
        if path != root:
            only.append("/".join(split_number(part)[1] for part in path.relative_to(root).parts))
    return course, only


class Progress:
    """One line on stderr that says what runs now; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._active = sys.stderr.isatty()

    def show(self, step: Step) -> None:
        """The next step begins."""
        if self._active:
            done = int(20 * (step.number - 1) / step.total)
            bar = "█" * done + "░" * (20 - done)
            print(f"\r\x1b[K{bar} {step.number}/{step.total} {step.id}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._active:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _show(report: Report) -> None:
    counts = report.as_dict()["counts"]
    print(", ".join(f"{name.replace('_', ' ')}: {_number(value)}" for name, value in counts.items()))
    if report.whole:
        for item, found in report.coverage.items():
            print(f"{item:>4}  taught: {_some(found.taught)} · practised: {_some(found.practised)}")
    for fault in report.faults:
        print(fault)
    count = len(report.faults)
    print("Everything holds." if not count else f"{count} fault{'s' if count > 1 else ''}.")


def _some(ids: Sequence[str], most: int = 2) -> str:
    """A few of many ids."""
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return f"{', '.join(ids[:most])}{more}" if ids else "–"


def _number(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name} {count}" for name, count in value.items())
    return str(value)
