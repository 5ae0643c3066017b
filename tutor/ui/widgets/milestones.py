"""The verdict on a project: its milestones in order, the checks of those that need work, the points."""

from __future__ import annotations

from collections.abc import Callable

from tutor.course.keys import USUAL, KeyNames
from tutor.course.model import RUBRIC
from tutor.engine.events import CheckResult
from tutor.grading.milestones import MilestoneResult, ProjectJudged
from tutor.session.records import duration
from tutor.ui.spans import Line, Span, indent, wrap

MARKS = {
    "reached": ("✓", "ok"),
    "begun": ("✗", "fail"),
    "not started": ("○", "muted"),
    "not judged": ("·", "warn"),
}
CheckLines = Callable[[CheckResult, int, bool], list[Line]]
"""Draws one check: the result, the width, and whether its grids are wanted."""


def project_lines(judged: ProjectJudged, width: int, check_lines: CheckLines, keys: KeyNames = USUAL) -> list[Line]:
    """Head, milestones and points; of the checks only those that a learner can do something about now."""
    time = [Span(f"  {duration(judged.seconds)}", "faint")] if judged.checks else []
    lines = wrap([*_head(judged, keys), *time], width)
    first_failure = next((check for check in judged.checks if not check.passed), None)
    for check in judged.others:
        lines += check_lines(check, width, check is first_failure)
    for number, result in enumerate(judged.milestones, start=1):
        mark, role = MARKS[result.state]
        lines += indent(wrap(_title(number, result, judged), max(width - 2, 1)), Span(f"{mark} ", role))
        if result.state == "begun":
            for check in result.checks:
                inner = check_lines(check, max(width - 2, 1), check is first_failure)
                lines += indent(inner, Span("  "))
    return [*lines, *wrap(_points(judged), width)]


def _head(judged: ProjectJudged, keys: KeyNames) -> list[Span]:
    reached = sum(result.state == "reached" for result in judged.milestones)
    count = f"{reached} of {len(judged.milestones)} milestones, {judged.points} of 100 points."
    if judged.passed:
        return [Span(f"✓ Solved: all {reached} milestones, 100 points.", "ok_strong")]
    not_judged = any(result.state == "not judged" for result in judged.milestones)
    if not_judged and not judged.checks:
        return [Span(f"○ Not checked yet: {keys['challenge.check']} tells how far it has come.", "accent_strong")]
    if not_judged:
        return [Span("✗ Not judged to the end: mend what stopped it.", "fail_strong")]
    if all(check.passed for check in judged.checks):
        return [Span(f"◐ On the way: {count}", "accent_strong")]
    return [Span(f"✗ Not yet: {count}", "fail_strong")]


def _title(number: int, result: MilestoneResult, judged: ProjectJudged) -> list[Span]:
    milestone, is_next = result.milestone, result is judged.next
    spans = [Span(f"{number} {milestone.title}", "strong" if is_next or result.state == "begun" else "text")]
    if result.state == "reached":
        return [*spans, Span(f"  {result.points} points", "faint")]
    state = "" if result.state == "begun" else f" · {result.state}"
    spans.append(Span(f"  {milestone.points} points · {milestone.minutes} min{state}", "muted"))
    return [*spans, Span(" · next", "accent")] if is_next else spans


def _points(judged: ProjectJudged) -> list[Span]:
    parts = []
    for kind, most in RUBRIC.items():
        got = sum(result.points for result in judged.milestones if result.milestone.kind == kind)
        parts.append(f"{kind} {got} of {most}")
    return [Span(f"Points: {' · '.join(parts)}", "muted")]
