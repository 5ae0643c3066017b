"""Ends of runs, verdicts and graded answers in sentences."""

from __future__ import annotations

import re

from tutor.engine.crash_view import code_line, error_place, tensor_table
from tutor.engine.events import ChallengeJudged, CheckResult, ErrorRaised
from tutor.engine.observed import FeedbackGiven
from tutor.grading.answers import explained, shown
from tutor.grading.milestones import ProjectJudged
from tutor.plain.text import as_lines, code_lines, sentence, wrapped
from tutor.session.asking import Asked
from tutor.session.records import RunRecord, duration

MOST_GRID_ROWS = 24
_COLOURS = re.compile(r"\x1b\[[0-9;:]*m")


def without_colour(text: str) -> str:
    """A text without escapes for colours; a line that was written over keeps what stood there last."""
    lines = _COLOURS.sub("", text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)


def run_lines(record: RunRecord, name: str, *, lesson: str = "") -> list[str]:
    """What became of a run of the code called ``name``."""
    what = name[0].upper() + name[1:]
    took = duration(record.seconds)
    if record.as_expected:
        lines = [f"{what} raised {record.expect}, as it should."]
    elif record.phase == "ok":
        lines = [f"{what} ran in {took}."]
    else:
        lines = [f"{what} {'was stopped' if record.phase == 'stopped' else 'failed'} after {took}."]
    if record.error is not None:
        lines += error_lines(record.error, name)
    if record.sentence and not record.as_expected:
        lines += wrapped(record.sentence)
    if record.feedback is not None and (record.error is None or record.error.id != record.feedback.id):
        lines += feedback_lines(record.feedback)
    return lines


def error_lines(error: ErrorRaised, name: str) -> list[str]:
    """An exception: its message, its place, the tensors of its line, what it means and what to do."""
    place = error_place(error, name)
    message = _COLOURS.sub("", error.message).strip()
    lines = wrapped(f"{error.name}{f' in {place}' if place else ''}: {message}")
    if error.witness.text:
        code = code_line(error.witness, 200)
        lines.append(f"The line is: {code.before}{code.failed}{code.after}")
        if code.failed and code.failed != error.witness.text:
            lines.append(f"The part that failed is: {code.failed}")
    lines += [f"{tensor.strip()}: {' '.join(text.split())}" for tensor, text in tensor_table(error.witness)]
    if error.explanation:
        lines += wrapped(sentence(error.explanation))
    if error.next_step:
        lines += wrapped(f"Next: {sentence(error.next_step)}")
    return lines


def feedback_lines(feedback: FeedbackGiven) -> list[str]:
    """The known mistake behind a run."""
    place = f" in line {feedback.line}" if feedback.line else ""
    lesson = f" Lesson: {feedback.lesson}." if feedback.lesson else ""
    return wrapped(f"Seen in your run{place}: {sentence(feedback.message)}{lesson}")


def verdict_lines(judged: ChallengeJudged) -> list[str]:
    """A verdict: the sum, then each check; of the first that failed what was got and expected."""
    if isinstance(judged, ProjectJudged):
        return _project_lines(judged)
    passed, count = sum(check.passed for check in judged.checks), len(judged.checks)
    what = "the check" if count == 1 else f"all {count} checks"
    head = f"Solved: {what} passed." if judged.passed else f"Not yet: {passed} of {count} checks passed."
    return [head, *_checks(judged.checks)]


def _checks(checks: tuple[CheckResult, ...]) -> list[str]:
    first_failure = next((check for check in checks if not check.passed), None)
    lines = []
    for check in checks:
        lines += wrapped(f"{'Passed' if check.passed else 'Failed'}: {check.name}")
        if not check.passed:
            lines += wrapped(check.message, first="  ", rest="  ")
            for title, grid in check.details.items() if check is first_failure else ():
                lines += [f"  {title}:", *code_lines("\n".join(grid.split("\n")[:MOST_GRID_ROWS]))]
    return lines


def _project_lines(judged: ProjectJudged) -> list[str]:
    reached = sum(result.state == "reached" for result in judged.milestones)
    count = f"{reached} of {len(judged.milestones)} milestones, {judged.points} of 100 points."
    lines = [f"Solved: {count}" if judged.passed else f"Not yet: {count}", *_checks(tuple(judged.others))]
    for number, result in enumerate(judged.milestones, start=1):
        milestone = result.milestone
        following = ", next" if result is judged.next else ""
        lines.append(
            f"Milestone {number}, {milestone.title}: {result.state}, "
            f"{result.points} of {milestone.points} points{following}."
        )
        if result.state == "begun":
            lines += _checks(tuple(result.checks))
    return lines


def answer_lines(asked: Asked) -> list[str]:
    """What is said to an answer or a prediction."""
    lines = wrapped(asked.remark) if asked.remark else []
    graded = asked.graded
    if graded is None:
        return lines
    word = "Right." if graded.right else "Not this time." if asked.prediction is not None else "Not right."
    if asked.prediction is not None and asked.prediction.sketches and asked.real and not graded.right:
        came = sorted(asked.right_positions)
        word += f" It is nearest to: {sentence(asked.question.choices[came[0]].text)}." if came else ""
    lines += wrapped(f"{word} {sentence(graded.message)}".strip())
    if asked.over:
        lines += right_lines(asked)
    elif place := graded.lesson or asked.question.lesson:
        lines.append(f"To read it up: o {place}")
    return lines


def right_lines(asked: Asked) -> list[str]:
    """The right answer, once it may be told, and why."""
    lines: list[str] = []
    if asked.typed:
        lines += [f"The run gives {shown(asked.right)}."] if asked.right is not None else []
    elif asked.revealed:
        texts = [sentence(asked.question.choices[position].text) for position in sorted(asked.right_positions)]
        lines += wrapped(f"The right answer: {'; and '.join(texts)}")
    if asked.question.explain:
        lines += as_lines(explained(asked.question, asked.right))
    return lines
