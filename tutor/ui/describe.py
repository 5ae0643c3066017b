"""What the screen says about runs and their ends: pure functions from values to lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.course.keys import USUAL, KeyNames
from tutor.session.records import RunRecord, duration
from tutor.ui.spans import Line, Span, indent, with_code, with_keys, wrap

if TYPE_CHECKING:
    from tutor.engine.observed import FeedbackGiven
    from tutor.engine.runner import WorkerStatus

LONGEST_DETAIL = 60
LOOKS = {"chart": "look.chart", "pictures": "look.pictures", "variables": "look.lens"}
"""What can be looked at after a run, and the binding that shows it."""


def run_state(
    record: RunRecord,
    now: float,
    *,
    edited: bool,
    stale: bool,
    marked: bool,
    stopping: bool,
    editing: bool = False,
    keys: KeyNames = USUAL,
) -> Line:
    """The line under a snippet: what became of its latest run and what one can do.

    While its editor is open (``editing``) only keys are named that are not typed into it.
    """
    stop = keys["app.interrupt" if editing else "lesson.stop"]
    spans = list(_phase(record, now, keys, stop, marked=marked and not editing, stopping=stopping))
    if stale:
        spans.append(Span(" · changed since", "warn"))
    elif edited:
        spans.append(Span(" · edited", "warn"))
    if editing:
        ways = " · {key:lesson.run_now} run · {key:editor.leave} back"
        return (*spans, *(() if record.active else with_keys(ways, keys)))
    if edited and marked and not record.active:
        spans += with_keys(" · {key:lesson.restore} lesson's text", keys)
    if marked and record.phase in {"ok", "failed", "stopped"}:
        for what, there in (("chart", record.curves), ("pictures", record.output.exhibits), ("variables", True)):
            if there:
                spans += with_keys(f" · {{key:{LOOKS[what]}}} {what}", keys)
    return tuple(spans)


def _phase(record: RunRecord, now: float, keys: KeyNames, stop: str, *, marked: bool, stopping: bool) -> Line:
    if record.phase == "new":
        if marked:
            return (Span("▶ ", "accent"), *with_keys("{key:lesson.run} run · {key:lesson.edit} edit", keys))
        return (Span("▷ not run", "faint"),)
    if record.phase == "waiting":
        return (Span("◌ waiting to run", "muted"),)
    if record.phase == "running":
        end = f" · stopping; {stop} again ends it at once" if stopping else f" · {stop} stops it"
        return (Span(f"● running {int(record.elapsed(now))} s", "accent"), Span(end, "muted"))
    if record.phase == "ok":
        if record.as_expected:
            return (Span(f"✓ raised {record.expect}, as it should", "ok"),)
        return (Span(f"✓ ran in {duration(record.seconds)}", "ok"),)
    if record.phase == "stopped":
        return (Span(f"■ stopped after {duration(record.seconds)}", "warn"),)
    return (Span(f"✗ failed after {duration(record.seconds)}", "fail"),)


def run_report(record: RunRecord, name: str, width: int, *, traceback: bool, key: str = "t") -> list[Line]:
    """What to say about a run's end beyond its state: the error, its explanation, why it was ended.

    ``key`` is the key that shows the traceback.
    """
    lines: list[Line] = []
    if record.error is not None:
        from tutor.ui.error_report import error_report  # with the first error

        lines += error_report(record.error, name, width, expected=record.as_expected, traceback=traceback, key=key)
    if record.sentence and not record.as_expected:
        lines += wrap([Span(record.sentence, "warn")], width)
    if record.feedback is not None and (record.error is None or record.error.id != record.feedback.id):
        lines += feedback_lines(record.feedback, width)
    return lines


def feedback_lines(feedback: FeedbackGiven, width: int) -> list[Line]:
    """The known mistake behind a run, and the lesson about it."""
    spans = [Span("Seen in your run", "strong")]
    if feedback.line is not None:
        spans.append(Span(f" (line {feedback.line})", "muted"))
    spans += with_code(f": {feedback.message}", "text")
    if feedback.lesson is not None:
        spans.append(Span(f" Lesson: {feedback.lesson}", "muted"))
    return indent(wrap(spans, max(width - 2, 1)), Span("◆ ", "accent"))


def _waiting(status: WorkerStatus) -> str:
    """What a worker that is not ready does, in few words."""
    if status.phase == "off":
        return "resting; it starts again as you go on" if status.detail else "off"
    if not status.detail or status.detail.startswith("Importing"):
        return "starting torch…"
    return status.detail if len(status.detail) <= LONGEST_DETAIL else f"{status.detail[: LONGEST_DETAIL - 1]}…"


def worker_line(status: WorkerStatus, running: str = "", *, short: bool = False) -> Line:
    """The right side of the status line: the worker, torch, device, sandbox, running time.

    ``short`` leaves out the version of torch.
    """
    spans: list[Span] = []
    if running:
        spans += [Span(f"● {running}", "accent"), Span(" · ", "faint")]
    if status.phase == "lost":
        return (
            *spans,
            Span(f"✗ {status.detail or 'the worker is lost; run a snippet to restart it'}", "fail"),
        )
    if status.phase in {"off", "starting"}:
        return (*spans, Span(f"◌ {_waiting(status)}", "muted"))
    # The local part (+cu130) says how torch was built, which the doctor tells; here it only takes room.
    version = f"torch {status.torch.partition('+')[0]}" if status.torch else "ready"
    parts = ["" if short else version, status.device]
    if status.level:
        parts.append(f"sandbox: {status.level}")
    return (*spans, Span(" · ".join(part for part in parts if part), "muted"))
