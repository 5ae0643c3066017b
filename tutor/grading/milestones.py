"""How far a project has come: the verdict on its checks, milestone by milestone."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from typing import Any, Literal

from tutor.course.milestones import definitions
from tutor.course.model import Challenge, Milestone
from tutor.engine.events import ChallengeJudged, CheckResult

MilestoneState = Literal["reached", "begun", "not started", "not judged"]


@dataclass(frozen=True, slots=True)
class MilestoneResult:
    """What became of one milestone."""

    milestone: Milestone
    state: MilestoneState
    """``not judged``: it is begun, but its checks did not all run."""
    checks: tuple[CheckResult, ...] = ()

    @property
    def points(self) -> int:
        """All of the milestone's points or none."""
        return self.milestone.points if self.state == "reached" else 0


@dataclass(frozen=True, slots=True)
class ProjectJudged(ChallengeJudged):
    """The verdict on a project; it passed if every milestone is reached."""

    milestones: tuple[MilestoneResult, ...] = ()

    @property
    def points(self) -> int:
        """Out of 100."""
        return sum(result.points for result in self.milestones)

    @property
    def next(self) -> MilestoneResult | None:
        """The first milestone that is not reached; None after the last."""
        return next((result for result in self.milestones if result.state != "reached"), None)

    @property
    def others(self) -> tuple[CheckResult, ...]:
        """Results that belong to no milestone: code that did not run, checks that could not be read."""
        owned = {title for result in self.milestones for title in result.milestone.checks}
        return tuple(check for check in self.checks if check.name not in owned)


def begun(challenge: Challenge, text: str) -> tuple[bool, ...]:
    """For each milestone whether ``text`` defines one of its names otherwise than the starter does.

    Code that can't be parsed has begun everything: its fault is told in another way.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            before, after = definitions(ast.parse(challenge.starter)), definitions(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return (True,) * len(challenge.milestones)
    return tuple(
        any(name in after and after[name] != before.get(name) for name in milestone.code)
        for milestone in challenge.milestones
    )


def check_of_begun(challenge: Challenge, started: tuple[bool, ...]) -> str:
    """The challenge's check without the test functions of milestones that are not begun."""
    left_out = [
        function
        for milestone, is_begun in zip(challenge.milestones, started, strict=True)
        if not is_begun
        for function in milestone.functions
    ]
    return f"{challenge.check}\n\ndel {', '.join(left_out)}\n" if left_out else challenge.check


def by_milestone(challenge: Challenge, verdict: ChallengeJudged, started: tuple[bool, ...]) -> ProjectJudged:
    """The verdict on a project's checks as one on its milestones."""
    results = tuple(
        _result(milestone, verdict, is_begun) for milestone, is_begun in zip(challenge.milestones, started, strict=True)
    )
    return ProjectJudged(
        challenge=verdict.challenge,
        passed=bool(results) and all(result.state == "reached" for result in results),
        checks=verdict.checks,
        seconds=verdict.seconds,
        had_its_say=verdict.had_its_say,
        milestones=results,
    )


def unchecked(challenge: Challenge, text: str) -> ProjectJudged:
    """How far ``text`` has come as far as it can be told without running it: what is begun is not judged."""
    return by_milestone(challenge, ChallengeJudged(challenge.id, False, ()), begun(challenge, text))


def _result(milestone: Milestone, verdict: ChallengeJudged, is_begun: bool) -> MilestoneResult:
    checks = tuple(check for check in verdict.checks if check.name in milestone.checks)
    if not is_begun:
        return MilestoneResult(milestone, "not started")
    if any(not check.passed for check in checks):
        return MilestoneResult(milestone, "begun", checks)
    whole = {check.name for check in checks} == set(milestone.checks)
    return MilestoneResult(milestone, "reached" if whole else "not judged", checks)


def milestones_as_dict(verdict: ProjectJudged) -> list[dict[str, Any]]:
    """The public JSON form of the milestones; their checks are named as in the verdict's own list."""
    return [
        {
            "title": result.milestone.title,
            "kind": result.milestone.kind,
            "state": result.state,
            "points": result.points,
            "of": result.milestone.points,
            "checks": list(result.milestone.checks),
        }
        for result in verdict.milestones
    ]
