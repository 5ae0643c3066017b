"""``pytorch-tutor progress``: how far you have come; start over, or carry it to another machine."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.commands.common import FAILED, OK, CommandError, open_library, print_json, say

if TYPE_CHECKING:
    from tutor.study.progress import Progress
    from tutor.study.report import ProgressReport

ACTIONS = ("reset", "export", "import")
BAR_WIDTH, TITLE_WIDTH = 8, 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "action",
        nargs="?",
        choices=ACTIONS,
        metavar="reset|export|import",
        help="reset: start over (a copy is kept); export FILE: write everything as JSON; import FILE: join it with "
        "what is here (default: the report)",
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="for export and import; - is standard output or input")
    parser.add_argument("--json", action="store_true", help="the report as one JSON object")
    parser.add_argument("--lesson", metavar="ID", help="reset: this lesson alone")
    parser.add_argument("--yes", action="store_true", help="reset: don't ask")


def main(options: argparse.Namespace) -> int:
    """Report, or do what the action says."""
    from tutor.study.progress import Progress

    _check_usage(options)
    with contextlib.closing(Progress.open()) as progress:
        if progress.notice:
            say(progress.notice)
        if options.action == "reset":
            return _reset(options, progress)
        if options.action == "export":
            return _export(options.file, progress)
        if options.action == "import":
            return _import(options.file, progress)
        return _report(options, progress)


def _check_usage(options: argparse.Namespace) -> None:
    if options.action in ("export", "import") and not options.file:
        raise CommandError(f"Name the file: pytorch-tutor progress {options.action} progress.json")
    if options.action not in ("export", "import") and options.file:
        raise CommandError(f"{options.action or 'The report'} takes no file. Leave {options.file} away.")
    if options.action != "reset" and (options.lesson or options.yes):
        raise CommandError("--lesson and --yes belong to reset: pytorch-tutor progress reset --lesson ID")


def _report(options: argparse.Namespace, progress: Progress) -> int:
    from tutor.study.report import progress_report

    library = open_library(options.course)
    report = progress_report(library, progress, time.time())
    if options.json:
        print_json(report.as_dict())
    else:
        unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        print("\n".join([library.info.title, "", *report_lines(report, unicode=unicode)]))
    return OK


def report_lines(report: ProgressReport, *, unicode: bool = True) -> list[str]:
    """The report for a person, in lines of at most 80 cells."""
    from tutor.study.words import bar, exam_verdict, streak_sentence, time_spent

    lines = []
    for unit in report.units:
        share = unit.done / unit.lessons if unit.lessons else 0.0
        due = f"{unit.due} due" if unit.due else ""
        counts = f"{unit.done:>2}/{unit.lessons} lessons {unit.passed:>2}/{unit.challenges} solved"
        spent = f"{int(unit.seconds) // 3600}:{int(unit.seconds) // 60 % 60:02d} h" if unit.seconds >= 60 else ""
        drawn = bar(share, BAR_WIDTH, unicode=unicode)
        title = f"{unit.title[:TITLE_WIDTH]:<{TITLE_WIDTH}}"
        lines.append(f"{title} {drawn} {counts:<25} {spent:>6} {due:>6}".rstrip())
    tried = [skill for skill in report.skills if skill.tried]
    if tried:
        lines += ["", "Skills"]
        for skill in tried:
            drawn = bar(skill.level, BAR_WIDTH, unicode=unicode)
            name = f"  {skill.skill[: TITLE_WIDTH - 2]:<{TITLE_WIDTH - 2}}"
            lines.append(f"{name} {drawn} {skill.level:4.0%} of {skill.tried} tried")
    lines += ["", f"Time on lessons: {time_spent(report.seconds)}."]
    lines.append(f"Streak: {streak_sentence(report.streak, report.longest_streak)}")
    if report.exam is not None:
        lines.append(f"Last exam: {report.exam.points:.0f} points, {exam_verdict(report.exam)}.")
    if report.due:
        lines.append(f"{report.due} due now: pytorch-tutor practice")
    return lines


def _reset(options: argparse.Namespace, progress: Progress) -> int:
    from tutor.study.reset import reset_progress

    lesson = None
    if options.lesson is not None:
        try:
            lesson = open_library(options.course).find(options.lesson)
        except LookupError as error:
            raise CommandError(str(error)) from None
    what = f"your progress of the lesson {lesson}" if lesson else "all your progress"
    if not options.yes and not _agrees(f"Forget {what}? A copy is kept. Type yes to go on: "):
        say("Nothing was changed.")
        return FAILED
    try:
        copy = reset_progress(progress, lesson)
    except OSError as error:
        raise CommandError(f"Nothing was changed: {error}. Free some space and try again.", FAILED) from None
    print(f"Done. Everything as it was before is kept in {copy}")
    return OK


def _agrees(question: str) -> bool:
    if not sys.stdin.isatty():
        raise CommandError("A reset asks first. In a script say so: pytorch-tutor progress reset --yes")
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _export(name: str, progress: Progress) -> int:
    from tutor.engine.whole_file import write_whole
    from tutor.study.transfer import export_progress

    text = json.dumps(export_progress(progress, time.time()), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    if name == "-":
        sys.stdout.write(text)
        return OK
    path = Path(name)
    try:
        write_whole(path, text)  # it holds all you ever wrote: for your eyes alone
    except OSError as error:
        raise CommandError(f"{name} can't be written: {error.strerror}. Choose another place.", FAILED) from None
    print(f"Written to {path}. Take it in elsewhere with: pytorch-tutor progress import {path.name}")
    return OK


def _import(name: str, progress: Progress) -> int:
    from tutor.study.transfer import TransferError, import_progress

    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CommandError(f"There is no file {name}. Check the path.") from None
    except OSError as error:
        raise CommandError(f"{name} can't be read: {error.strerror}. Check its permissions.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not UTF-8 text. Give a file that `progress export` wrote.") from None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{name} is not JSON ({error}). Give a file that `progress export` wrote.") from None
    try:
        changed = import_progress(progress, document)
    except TransferError as error:
        raise CommandError(f"{name} was not taken in, nothing has changed. {error}") from None
    print(f"{changed} entries are new here." if changed else "All of it was here already.")
    return OK
