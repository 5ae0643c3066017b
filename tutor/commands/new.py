"""``pytorch-tutor new``: begin a course, a lesson or a challenge."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path

from tutor.commands.common import OK, CommandError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "name",
        metavar="NAME",
        help="UNIT/LESSON for a lesson, UNIT/LESSON/CHALLENGE for a challenge, or a folder for a course of your own",
    )
    parser.add_argument("--title", default="", help="its title (default: made of the name)")


def main(options: argparse.Namespace) -> int:
    """Make it, and say what comes next."""
    from tutor.authoring.scaffold import CannotMake, make_challenge, make_lesson

    parts = options.name.strip("/").split("/")
    root = _course(options, parts)
    if root is None:
        return _new_course(options)
    try:
        if len(parts) == 2:
            made = make_lesson(root, parts[0], parts[1], options.title)
        elif len(parts) == 3:
            made = make_challenge(root, parts[0], parts[1], parts[2], options.title)
        else:
            raise CommandError("Name a lesson as UNIT/LESSON, or a challenge as UNIT/LESSON/CHALLENGE.")
    except CannotMake as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{error.filename} can't be written: {error.strerror}. Name another --course.") from None
    print(_shown(made))
    print(f"Fill in what stands behind FILL:, then prove it: pytorch-tutor verify {shlex.quote(_shown(made))}")
    return OK


def _course(options: argparse.Namespace, parts: list[str]) -> Path | None:
    """The course's folder: the one that was named, or the one that holds the current folder; None to make one.

    Raises:
        CommandError: if a lesson has no course to go to.
    """
    if options.course is not None:
        root = Path(options.course)
        if not (root / "course.toml").is_file():
            raise CommandError(f"{root} holds no course.toml. Begin a course: pytorch-tutor new {root}")
        return root
    if len(parts) == 1 or options.name.startswith(("/", ".")):
        return None
    here = Path.cwd()
    for folder in (here, here / "lessons", *here.parents):
        if (folder / "course.toml").is_file():
            return folder
    raise CommandError(
        "No course.toml in this folder or above it. Name a course by --course DIR, or begin one: pytorch-tutor new DIR"
    )


def _new_course(options: argparse.Namespace) -> int:
    from tutor.authoring.scaffold import CannotMake, make_course

    root = Path(options.name)
    if not options.name or not root.resolve().name:
        raise CommandError("A course needs a folder of its own. Name one: pytorch-tutor new my-course")
    try:
        made = make_course(root, options.title or root.resolve().name.replace("-", " ").capitalize())
    except CannotMake as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{error.filename} can't be written: {error.strerror}. Name another folder.") from None
    print(_shown(made))
    print(f"Add a lesson: pytorch-tutor new --course {shlex.quote(_shown(root))} UNIT/LESSON")
    return OK


def _shown(path: Path) -> str:
    """Relative where that is shorter."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
