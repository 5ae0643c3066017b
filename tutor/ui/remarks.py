"""What a challenge's screen says in one line: what happens, or what to do next."""

from __future__ import annotations

from tutor.course.keys import USUAL, KeyNames
from tutor.course.model import Challenge
from tutor.engine.events import ChallengeJudged
from tutor.grading.milestones import ProjectJudged
from tutor.session.control import RunControl
from tutor.session.records import RunRecord
from tutor.ui.spans import Line, Span


def remark(
    control: RunControl,
    record: RunRecord,
    judged: ChallengeJudged | None,
    *,
    hints_left: bool,
    keys: KeyNames = USUAL,
) -> Line:
    """While it runs, after a verdict that is no pass, and after a run that never came to one; else nothing."""
    if control.running:
        verb = "running your code" if record.active else "checking"
        stop = keys["app.interrupt"]
        end = f"stopping; {stop} again ends it at once" if control.stopping else f"{stop} stops it"
        seconds = f"{control.clock() - control.started:.0f} s"
        return (Span(f"● {verb} … {seconds}", "accent"), Span(f" · {end}", "muted"))
    check = keys["challenge.check"]
    if judged is not None:
        if isinstance(judged, ProjectJudged) and all(check.passed for check in judged.checks):
            return (Span(f"Build the next milestone, then {check} checks again.", "muted"),)
        hint = f", {keys['challenge.hint']} for a hint" if hints_left else ""
        return (Span(f"Mend the first one that fails, then {check} checks again{hint}.", "muted"),)
    if record.phase in {"failed", "stopped"} or record.error is not None:
        return (Span(f"The checks did not run. Mend this, then {check} checks again.", "muted"),)
    return ()


def hint_text(challenge: Challenge, index: int) -> str:
    """One of a challenge's hints, as Markdown."""
    return f"**Hint {index + 1} of {len(challenge.hints)}.** {challenge.hints[index]}"
