"""The corpus: learner-like programs, right ones and such with one known mistake, and what the tutor says of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tutor.engine.events import ErrorRaised, RunFinished
from tutor.engine.observed import FeedbackGiven
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner
from tutor.grading.feedback.stream import RunWatch, with_feedback

CORPUS = Path(__file__).parent / "corpus"
CAPABILITIES = ("worker_processes",)


@dataclass(frozen=True)
class Program:
    """One file of the corpus. Its first line is ``# F02`` or ``# right`` (``# right, near F02`` for a near miss)."""

    path: Path
    text: str

    @property
    def expected(self) -> str:
        """The id of its mistake; empty for a right program."""
        found = re.match(r"# (F\d\d)$", self.text.partition("\n")[0])
        return found[1] if found else ""

    @property
    def near(self) -> str:
        """The id of the mistake that it nearly makes; empty where it is none in particular."""
        found = re.match(r"# right, near (F\d\d)$", self.text.partition("\n")[0])
        return found[1] if found else ""


@dataclass(frozen=True)
class Outcome:
    """What a run of a program brought."""

    program: Program
    feedback: FeedbackGiven | None
    error: ErrorRaised | None
    reason: str

    @property
    def given(self) -> str:
        """The id of the feedback; empty where there was none."""
        return self.feedback.id if self.feedback else ""

    @property
    def good(self) -> bool:
        """Whether just the planted mistake was named."""
        return self.given == self.program.expected


def programs() -> list[Program]:
    """All of them, by name."""
    return [Program(path, path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("*.py"))]


async def observe(runner: WorkerRunner, program: Program) -> Outcome:
    """Run one program as ``pytorch-tutor run`` would."""
    source = Source(program.text, program.path.name, capabilities=CAPABILITIES)
    feedback: FeedbackGiven | None = None
    error: ErrorRaised | None = None
    reason = ""
    async for event in with_feedback(runner.run_script(source), RunWatch(source)):
        if isinstance(event, FeedbackGiven):
            feedback = event
        elif isinstance(event, ErrorRaised):
            error = event
        elif isinstance(event, RunFinished):
            reason = event.reason
    return Outcome(program, feedback, error, reason)


def summary(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many were planted, named rightly, named wrongly, missed; how many are right, and of these falsely blamed."""
    found = list(outcomes)
    planted = [outcome for outcome in found if outcome.program.expected]
    right = [outcome for outcome in found if not outcome.program.expected]
    return {
        "planted": len(planted),
        "named": sum(outcome.good for outcome in planted),
        "named otherwise": sum(bool(outcome.given) and not outcome.good for outcome in planted),
        "missed": sum(not outcome.given for outcome in planted),
        "right": len(right),
        "false alarms": sum(not outcome.good for outcome in right),
    }
