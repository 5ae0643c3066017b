"""``pytorch-tutor list``: lessons and challenges, with their state."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tutor.commands.common import OK, open_library, print_json, say

if TYPE_CHECKING:
    from tutor.course.library import Library
    from tutor.study.progress import Progress

MARKS = {
    "new": " ",
    "started": "◐",
    "tried": "◐",
    "done": "✓",
    "known": "✓",
    "passed": "✓",
    "changed": "≠",
    "broken": "!",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--json", action="store_true", help="the course as one JSON object")


def main(options: argparse.Namespace) -> int:
    """Print the course."""
    from tutor.study.progress import Progress

    library = open_library(options.course)
    progress = Progress.open()
    if progress.notice:
        say(progress.notice)
    units = [
        {
            "id": unit.id,
            "title": unit.title,
            "lessons": [_lesson(library, progress, entry.id) for entry in unit.lessons],
        }
        for unit in library.units()
    ]
    progress.close()
    if options.json:
        print_json({"units": units})
    else:
        _show(library.info.title, units)
    return OK


def _lesson(library: Library, progress: Progress, lesson_id: str) -> dict[str, Any]:
    from tutor.course.library import CourseError

    try:
        lesson = library.lesson(lesson_id)
    except CourseError as error:
        return {
            "id": lesson_id,
            "title": lesson_id,
            "minutes": 0,
            "state": "broken",
            "challenges": [],
            "faults": [str(fault) for fault in error.faults],
        }
    hashes = [(challenge.id, challenge.content_hash) for challenge in lesson.challenges]
    return {
        "id": lesson.id,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "state": progress.lesson_state(lesson.id, hashes, len(lesson.pages)),
        "challenges": [
            {
                "id": challenge.id,
                "title": challenge.title,
                "kind": challenge.kind,
                "minutes": challenge.minutes,
                "state": progress.challenge_state(challenge.id, challenge.content_hash),
            }
            for challenge in lesson.challenges
        ],
    }


def _show(title: str, units: list[dict[str, Any]]) -> None:
    print(title)
    for unit in units:
        print(f"\n{unit['title']}")
        for lesson in unit["lessons"]:
            print(f"  {MARKS[lesson['state']]} {lesson['title']}  ({lesson['minutes']} min)  {lesson['id']}")
            for fault in lesson.get("faults", []):
                print(f"      {fault}")
            for challenge in lesson["challenges"]:
                about = f"{challenge['kind']}, {challenge['minutes']} min"
                print(f"      {MARKS[challenge['state']]} {challenge['title']}  ({about})")
