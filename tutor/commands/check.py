"""``pytorch-tutor check``: grade a file against a challenge."""

from __future__ import annotations

import argparse
import time

from tutor.commands.common import FAILED, OK, CommandError, open_library, print_json, read_script, run_async, worker
from tutor.engine.events import ChallengeJudged, OutputReceived


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("challenge", metavar="CHALLENGE", help="its id, or a unique part of it")
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="your answer (default: your draft in the app, else the starter)",
    )
    parser.add_argument("--json", action="store_true", help="the verdict as one JSON object")


def main(options: argparse.Namespace) -> int:
    """Exit status 0 only for a pass."""
    return run_async(lambda: _check(options))


async def _check(options: argparse.Namespace) -> int:
    from tutor.course.library import CourseError
    from tutor.grading.submission import judge
    from tutor.study.progress import Progress

    library = open_library(options.course)
    try:
        challenge = library.challenge(library.find_challenge(options.challenge))
    except (LookupError, CourseError) as error:
        raise CommandError(str(error)) from None
    progress = Progress.open()
    text = read_script(options.file) if options.file else progress.draft(challenge.id) or challenge.starter
    name = options.file or "your code"
    started = time.monotonic()
    verdict: ChallengeJudged | None = None
    async with worker(options) as runner:
        async for event in judge(runner, challenge, text, name):
            if isinstance(event, ChallengeJudged):
                verdict = event
            elif isinstance(event, OutputReceived) and not options.json:
                print(event.text, end="")
    if verdict is None:
        raise CommandError("The check gave no verdict. Run pytorch-tutor doctor.", FAILED)
    progress.record_attempt(challenge.id, challenge.content_hash, text, verdict.passed, time.monotonic() - started)
    progress.close()
    if options.json:
        print_json(as_dict(verdict))
    else:
        show(verdict)
    return OK if verdict.passed else FAILED


def as_dict(verdict: ChallengeJudged) -> dict[str, object]:
    """The public JSON form of a verdict."""
    return {
        "challenge": verdict.challenge,
        "passed": verdict.passed,
        "checks": [
            {
                "name": check.name,
                "passed": check.passed,
                "seconds": round(check.seconds, 3),
                "message": check.message,
                "details": check.details,
            }
            for check in verdict.checks
        ],
        "feedback": [],
    }


def show(verdict: ChallengeJudged) -> None:
    """The verdict for a person."""
    for check in verdict.checks:
        print(f"{'✓' if check.passed else '✗'} {check.name}  ({check.seconds:.2f} s)")
        if not check.passed:
            print(f"    {check.message}")
            for title, text in check.details.items():
                print(f"    {title}:")
                print("\n".join(f"        {line}" for line in text.splitlines()))
    passed = sum(check.passed for check in verdict.checks)
    print(f"{'Passed' if verdict.passed else 'Not yet'}: {passed} of {len(verdict.checks)} checks.")
