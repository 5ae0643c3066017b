"""Judges every answer that a challenge ships: what starts, what is right and what is known to be wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tutor.authoring.wording import named, sentence
from tutor.course.challenge import read_challenge
from tutor.course.model import Challenge, CourseError, Fault, Variant
from tutor.course.vary import LAST_DRAW
from tutor.engine.events import ChallengeJudged, CheckResult, ErrorRaised, RunFinished
from tutor.engine.runner import Runner
from tutor.grading.milestones import ProjectJudged
from tutor.grading.submission import judge


@dataclass(slots=True)
class Judgement:
    """What became of one answer."""

    error: ErrorRaised | None = None
    finished: RunFinished | None = None
    verdict: ChallengeJudged | None = None

    @property
    def failed(self) -> list[CheckResult]:
        """The checks that did not pass."""
        return [] if self.verdict is None else [check for check in self.verdict.checks if not check.passed]


async def answer_faults(challenge: Challenge, runner: Runner) -> list[Fault]:
    """What is wrong with the answers that the challenge ships, in two draws where its parameters vary.

    What is wrong in the last draw alone is said to be so.
    """
    faults = await _draw_faults(challenge, runner)
    if not challenge.vary:
        return faults
    try:
        last = read_challenge(challenge.path, challenge.id, LAST_DRAW)
        found = await _draw_faults(last, runner)
    except CourseError as error:
        found = error.faults
    values = ", ".join(f"{name}: {values[-1]}" for name, values in challenge.vary.items())
    others = [fault for fault in found if fault not in faults]
    return [*faults, *(replace(fault, message=f"With {values}: {fault.message}") for fault in others)]


async def _draw_faults(challenge: Challenge, runner: Runner) -> list[Fault]:
    """What is wrong with the answers as they stand in one draw.

    The starter must run and fail, right answers must pass, each wrong one must fail with its sentence. Of a project
    the starter must have begun nothing, and each partial answer must reach exactly the milestones it names.
    """
    faults: list[Fault] = []
    starter = challenge.path / "starter.py"
    judgement = await _judged(runner, challenge, challenge.starter, starter)
    faults += [*(Fault(starter, *found) for found in _starter(judgement)), *_broken(challenge, starter, judgement)]
    solution = challenge.path / "solution.py"
    right = [Variant("solution", solution, challenge.solution), *challenge.also_right]
    for variant in right:
        judgement = await _judged(runner, challenge, variant.source, variant.path)
        faults += [Fault(variant.path, *found) for found in _right(judgement)]
    for variant in challenge.partial:
        judgement = await _judged(runner, challenge, variant.source, variant.path)
        faults += [Fault(variant.path, *found) for found in _partial(variant, judgement)]
        faults += _broken(challenge, variant.path, judgement)
    for variant in challenge.wrong:
        judgement = await _judged(runner, challenge, variant.source, variant.path)
        message = _wrong(variant, judgement)
        if message:
            faults.append(Fault(variant.path, 1, message))
        faults += _broken(challenge, variant.path, judgement)
    return faults


def _broken(challenge: Challenge, answer: Path, judgement: Judgement) -> list[Fault]:
    """Checks that crash on an answer instead of judging it: the learner would be told to report the lesson."""
    return [
        Fault(
            challenge.path / "check.py",
            1,
            f'"{check.name}" breaks on {answer.name}: {sentence(check.message)} Fail with a sentence instead.',
        )
        for check in judgement.failed
        if check.broken
    ]


async def _judged(runner: Runner, challenge: Challenge, text: str, path: Path) -> Judgement:
    judgement = Judgement()
    async for event in judge(runner, challenge, text, path.name):
        if isinstance(event, ChallengeJudged):
            judgement.verdict = event
        elif isinstance(event, ErrorRaised):
            judgement.error = event
        elif isinstance(event, RunFinished):
            judgement.finished = event
    return judgement


def _starter(judgement: Judgement) -> list[tuple[int, str]]:
    run = _run_fault("The starter", judgement)
    if run is not None:
        return [run]
    if isinstance(judgement.verdict, ProjectJudged):
        return []  # it begins nothing: the parser sees to that
    nothing = _no_checks(judgement)
    if nothing:
        return [(1, nothing)]
    if not judgement.failed:
        return [(1, "The starter passes every check. Take the answer out of it or ask for more in check.py.")]
    return []


def _right(judgement: Judgement) -> list[tuple[int, str]]:
    run = _run_fault("This right answer", judgement)
    if run is not None:
        return [run]
    nothing = _no_checks(judgement)
    if nothing:
        return [(1, nothing)]
    if isinstance(judgement.verdict, ProjectJudged) and not judgement.failed and not judgement.verdict.passed:
        missing = next(result for result in judgement.verdict.milestones if result.state != "reached")
        return [(1, f'This right answer leaves "{missing.milestone.title}" {missing.state}. Build it.')]
    return [
        (
            1,
            f'This right answer fails "{check.name}": {sentence(check.message)} Correct one of the two.',
        )
        for check in judgement.failed
    ]


def _partial(variant: Variant, judgement: Judgement) -> list[tuple[int, str]]:
    run = _run_fault("This partial answer", judgement)
    if run is not None:
        return [run]
    if not isinstance(judgement.verdict, ProjectJudged):
        return [(1, _no_checks(judgement) or "It was judged without milestones.")]
    faults = []
    for number, result in enumerate(judgement.verdict.milestones, start=1):
        reached, named = result.state == "reached", number in variant.reached
        if reached and not named:
            faults.append((1, f"It reaches milestone {number}, which its docstring lacks. Correct one of the two."))
        elif named and not reached:
            why = " / ".join(sentence(check.message) for check in result.checks if not check.passed)
            faults.append((1, f"It doesn't reach milestone {number} ({result.state}): {why} Correct one of the two."))
    return faults


def _wrong(variant: Variant, judgement: Judgement) -> str:
    nothing = _no_checks(judgement)
    if nothing:
        return nothing
    if not judgement.failed:
        return "This wrong answer passes every check. Add one that fails it with its docstring."
    messages = [" ".join(check.message.split()) for check in judgement.failed]
    if any(variant.feedback in message for message in messages):
        return ""
    read = " / ".join(sentence(message) for message in messages if message) or "nothing."
    return f"No failing check says this docstring; the learner reads: {read} Correct one of the two."


def _run_fault(who: str, judgement: Judgement) -> tuple[int, str] | None:
    """An answer that can't even run."""
    error, finished = judgement.error, judgement.finished
    if error is not None:
        return (
            error.line or 1,
            f"{who} raises {sentence(named(error))} It must run without error.",
        )
    if finished is None:
        return 1, f"{who} never ran to its end. Run it with `pytorch-tutor run` to see why."
    if finished.reason != "ok" or finished.exit != 0:
        why = sentence(finished.sentence or f"exit status {finished.exit}.")
        return 1, f"{who} was ended ({finished.reason}): {why} It must run to its end."
    return None


def _no_checks(judgement: Judgement) -> str:
    if judgement.verdict is None:
        return "There was no verdict on this answer. Run it with `pytorch-tutor check` to see why."
    if not judgement.verdict.checks:
        return "No check ran on this answer. See that check.py has test functions that run."
    return ""
