"""``pytorch-tutor check``: grade a file against a challenge."""

from __future__ import annotations

import argparse
import time

from tutor.commands.common import (
    FAILED,
    OK,
    CommandError,
    feedback_text,
    open_library,
    print_json,
    read_script,
    run_async,
    say,
    worker,
)
from tutor.engine.events import ChallengeJudged, CheckResult, OutputReceived
from tutor.engine.observed import FeedbackGiven
from tutor.grading.feedback.said import is_said
from tutor.grading.milestones import ProjectJudged, milestones_as_dict


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
    if progress.notice:
        say(progress.notice)
    text = read_script(options.file) if options.file else progress.draft(challenge.id) or challenge.starter
    name = options.file or "your code"
    started = time.monotonic()
    verdict: ChallengeJudged | None = None
    feedback: FeedbackGiven | None = None
    async with worker(options) as runner:
        async for event in judge(runner, challenge, text, name, library.ids()):
            if isinstance(event, ChallengeJudged):
                verdict = event
            elif isinstance(event, FeedbackGiven):
                feedback = event
            elif isinstance(event, OutputReceived) and not options.json:
                print(event.text, end="")
    if verdict is None:
        raise CommandError("The check gave no verdict. Run pytorch-tutor doctor.", FAILED)
    if verdict.had_its_say:
        seconds = time.monotonic() - started
        progress.record_attempt(challenge.id, challenge.content_hash, text, verdict.passed, seconds)
    progress.close()
    if options.json:
        print_json(as_dict(verdict, feedback))
    else:
        show(verdict, feedback)
    return OK if verdict.passed else FAILED


def as_dict(verdict: ChallengeJudged, feedback: FeedbackGiven | None = None) -> dict[str, object]:
    """The public JSON form of a verdict."""
    project = (
        {"points": verdict.points, "milestones": milestones_as_dict(verdict)}
        if isinstance(verdict, ProjectJudged)
        else {}
    )
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
        "feedback": []
        if feedback is None
        else [{"id": feedback.id, "message": feedback.message, "line": feedback.line, "lesson": feedback.lesson}],
        **project,
    }


def show(verdict: ChallengeJudged, feedback: FeedbackGiven | None = None) -> None:
    """The verdict for a person, and below it the mistake behind the run, where the verdict does not say it already."""
    if isinstance(verdict, ProjectJudged):
        _show_project(verdict)
    else:
        _show_checks(verdict)
    if feedback is not None and not is_said(feedback, verdict):
        print(feedback_text(feedback, "Also seen. "))


def _show_checks(verdict: ChallengeJudged) -> None:
    for check in verdict.checks:
        _show_check(check)
    passed = sum(check.passed for check in verdict.checks)
    print(f"{'Passed' if verdict.passed else 'Not yet'}: {passed} of {len(verdict.checks)} checks.")


def _show_check(check: CheckResult, margin: str = "") -> None:
    print(f"{margin}{'✓' if check.passed else '✗'} {check.name}  ({check.seconds:.2f} s)")
    if not check.passed:
        print(f"{margin}    {check.message}")
        for title, text in check.details.items():
            print(f"{margin}    {title}:")
            print("\n".join(f"{margin}        {line}" for line in text.splitlines()))


def _show_project(verdict: ProjectJudged) -> None:
    """Milestones in order; only those that need work show their checks."""
    marks = {"reached": "✓", "begun": "✗"}
    for check in verdict.others:
        _show_check(check)
    for number, result in enumerate(verdict.milestones, start=1):
        milestone = result.milestone
        facts = [f"{result.points} of {milestone.points} points"]
        facts += [result.state] if result.state not in marks else []
        facts += ["next"] if result is verdict.next else []
        print(f"{marks.get(result.state, '○')} {number} {milestone.title}  ({', '.join(facts)})")
        if result.state == "begun":
            for check in result.checks:
                _show_check(check, "    ")
    reached = sum(result.state == "reached" for result in verdict.milestones)
    print(
        f"{'Passed' if verdict.passed else 'Not yet'}: {reached} of {len(verdict.milestones)} milestones, "
        f"{verdict.points} of 100 points."
    )
