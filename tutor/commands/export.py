"""``pytorch-tutor export``: a lesson as a notebook, or what one has made of it as Markdown."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tutor.commands.common import OK, CommandError, open_library, run_async, worker

if TYPE_CHECKING:
    from tutor.authoring.recap import Keep
    from tutor.course.model import Lesson
    from tutor.study.progress import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("lesson", metavar="LESSON", help="its id, its number as in 2.5, or a unique part of its name")
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--notebook", action="store_true", help="a Jupyter notebook that runs without the tutor (the default)"
    )
    form.add_argument(
        "--recap", action="store_true", help="Markdown with your own code, what it prints and its curves; runs it"
    )
    parser.add_argument(
        "--png", action="store_true", help="in a recap: curves and figures as PNG files in a folder beside it"
    )
    parser.add_argument("--mine", action="store_true", help="in a notebook: your own code instead of the lesson's")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="where to (default: the lesson's name in this folder; - is stdout)"
    )
    parser.add_argument("--force", action="store_true", help="overwrite FILE if it is there")


def main(options: argparse.Namespace) -> int:
    """Write one file."""
    return run_async(lambda: _export(options))


async def _export(options: argparse.Namespace) -> int:
    from tutor.course.library import CourseError
    from tutor.study.progress import Progress

    library = open_library(options.course)
    try:
        lesson = library.lesson(library.find(options.lesson))
    except (LookupError, CourseError) as error:
        raise CommandError(str(error)) from None
    target = _target(options, lesson)
    pictures = _pictures(options, target)
    with Progress.open() as progress:
        snippets, answers = _own(lesson, progress)
    if options.recap:
        from tutor.authoring.recap import recap

        async with worker(options) as runner:
            await runner.start()
            text = await recap(lesson, runner, snippets, answers, pictures)
    else:
        from tutor.authoring.notebook import as_json, notebook

        text = as_json(notebook(lesson, {**snippets, **answers} if options.mine else None))
    if target is None:
        print(text, end="")
    else:
        _write(target, text, force=options.force)
        print(target)
    return OK


def _target(options: argparse.Namespace, lesson: Lesson) -> Path | None:
    """Where it goes; None for stdout.

    Raises:
        CommandError: if something is there already.
    """
    if options.output == "-":
        return None
    name = lesson.id.rpartition("/")[2] + (".md" if options.recap else ".ipynb")
    target = Path(options.output) if options.output else Path(name)
    if target.is_dir():
        target = target / name
    if target.exists() and not options.force:
        raise CommandError(f"{target} is there already. Name another file by --output, or overwrite it by --force.")
    return target


def _pictures(options: argparse.Namespace, target: Path | None) -> Keep | None:
    """Writes pictures into a folder beside the recap; None where none are asked for.

    Raises:
        CommandError: if there is no recap for them, or the folder is there already.
    """
    if not options.png:
        return None
    if not options.recap:
        raise CommandError("--png goes with --recap; a notebook draws its own pictures.")
    if target is None:
        raise CommandError("--png needs a file to put the pictures beside. Name one by --output.")
    folder = target.with_name(f"{target.stem}-files")
    if folder.exists() and not options.force:
        raise CommandError(f"{folder} is there already. Name another file by --output, or overwrite it by --force.")

    def keep(name: str, data: bytes) -> str:
        name = name.replace(" ", "-")
        try:
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
        except OSError as error:
            raise CommandError(
                f"{folder / name} can't be written: {error.strerror}. Name another by --output."
            ) from None
        return quote(f"{folder.name}/{name}")

    return keep


def _write(target: Path, text: str, *, force: bool) -> None:
    try:
        with target.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CommandError(f"{target} can't be written: {error.strerror}. Name another file by --output.") from None


def _own(lesson: Lesson, progress: Progress) -> tuple[dict[str, str], dict[str, str]]:
    """The learner's edited snippets by key, and their passed answers by challenge id."""
    snippets = {
        snippet.key: draft
        for snippet in lesson.snippets
        if (draft := progress.draft(f"{lesson.id}#{snippet.number}")) is not None
    }
    answers = {
        challenge.id: code
        for challenge in lesson.challenges
        if (code := progress.passed_code(challenge.id)) is not None
    }
    return snippets, answers
