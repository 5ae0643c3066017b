"""An exception of learner code for a person at a terminal: after the traceback, what was in the line and what to do."""

from __future__ import annotations

import textwrap

from tutor.engine.crash_view import code_line, tensor_table
from tutor.engine.events import ErrorRaised

WIDEST = 100
BOLD, RED, DIM, PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[2m", "\x1b[0m"


def error_text(error: ErrorRaised, width: int, *, colour: bool) -> str:
    """Traceback, failing line with the failing part marked, its tensors, explanation and next step."""
    return (error.traceback or f"{error.name}: {error.message}\n") + explanation_text(error, width, colour=colour)


def explanation_text(error: ErrorRaised, width: int, *, colour: bool) -> str:
    """All of it but the traceback; empty where nothing is known beyond that."""
    table = tensor_table(error.witness)
    if error.explanation is None and not table:
        return ""

    def styled(text: str, style: str) -> str:
        return f"{style}{text}{PLAIN}" if colour and text else text

    width = max(min(width, WIDEST), 30)
    lines = [""]
    if error.witness.text:
        number = str(error.witness.line or "")
        line = code_line(error.witness, width - len(number) - 5)
        gap = " " * len(number)
        lines.append(f"  {number} {styled('│', DIM)} {line.before}{styled(line.failed, RED)}{line.after}")
        if line.failed:
            marks = " " * len(line.before) + "^" * len(line.failed)
            lines.append(f"  {gap} {styled('│', DIM)} {styled(marks, RED)}")
    lines += [f"    {styled(name, BOLD)}  {text}" for name, text in table]
    if error.explanation is not None:
        lines += ["", *textwrap.wrap(error.explanation, width, initial_indent="  ", subsequent_indent="  ")]
    if error.next_step:
        step = textwrap.wrap(error.next_step, width, initial_indent="  → ", subsequent_indent="    ")
        lines += [styled(line, BOLD) for line in step]
    return "\n".join(lines) + "\n"
