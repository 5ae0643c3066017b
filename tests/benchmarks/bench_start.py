"""What a start costs beside the smallest Textual app: ``python -m tests.benchmarks.bench_start [REPETITIONS]``.

Time on the clock, and processor time, which other work on the machine disturbs less. Interleaved. Where Python may keep
no bytecode (``PYTHONDONTWRITEBYTECODE``), both compile every module at each start.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.figures import median, milliseconds, print_table
from tests.terminal.screen import Terminal

SMALLEST = """
from textual.app import App
from textual.widgets import Static
class Smallest(App):
    def compose(self): yield Static("SMALLEST-READY")
Smallest().run()
"""
TUTOR = [sys.executable, "-m", "tutor"]
READY = """
import sys
from tutor.ui import later
prepare = later.prepare
def told():
    prepare()
    sys.__stdout__.write("\\x1b]2;PARTS-READY\\x07")
    sys.__stdout__.flush()
later.prepare = told
from tutor.cli import main
main([])
"""
"""The tutor, which says when every part behind its keys is there."""
TEXT = "from torch import nn"
"""Stands on the first page of the first lesson."""
REPETITIONS = 15
Use = Callable[[Terminal], None]


class Start(NamedTuple):
    """One start up to what was waited for."""

    seconds: float
    processor: float
    """Seconds that all threads of the app itself have used; who reads a lesson beside it at the very first start has
    its own."""


def start(command: list[str], use: Use, state: str, columns: int = 80, lines: int = 24) -> Start:
    """Start an app and use it; its time ends with the last thing that was waited for."""
    terminal = Terminal(command, environment={"XDG_STATE_HOME": state}, columns=columns, lines=lines)
    try:
        use(terminal)
        return Start(terminal.wait(lambda _: True) - terminal.started, processor_seconds(terminal.pid))
    finally:
        terminal.close()


def processor_seconds(pid: int) -> float:
    """To the nanosecond, as ``/proc/PID/stat`` would not tell it."""
    total = 0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError):
            total += int(path.read_text().split()[0])
    return total / 1e9


def smallest_shown(terminal: Terminal) -> None:
    terminal.wait("SMALLEST-READY")


def page_shown(terminal: Terminal) -> None:
    terminal.wait(TEXT)


def everything_ready(terminal: Terminal) -> None:
    """The page in sight, and nothing left to import for a key: editor, map, output, chart, challenge, questions."""
    terminal.wait(TEXT)
    terminal.wait(lambda _: b"PARTS-READY" in terminal.raw)


def editor_open(terminal: Terminal) -> None:
    """By a key that is pressed on first sight."""
    terminal.wait(TEXT)
    terminal.type("e")
    terminal.wait("^r Run")


def keep_a_lesson(state: str) -> None:
    """Whoever has been here before has left a lesson."""
    terminal = Terminal(TUTOR, environment={"XDG_STATE_HOME": state})
    try:
        terminal.wait(TEXT)
        terminal.type("q")
        terminal.wait_for_end()
    finally:
        terminal.close()


def rows(name: str, ours: list[Start], theirs: list[Start], target: float) -> list[tuple[str, str]]:
    """A time, and what it is beside the yardstick."""
    clock = median([one.seconds for one in ours]) / median([one.seconds for one in theirs])
    processor = median([one.processor for one in ours]) / median([one.processor for one in theirs])
    return [
        (name, milliseconds([one.seconds for one in ours])),
        (f"  beside the yardstick (target: at most {target})", f"{clock:8.2f}      processor time: {processor:.2f}"),
    ]


def starts(repetitions: int) -> None:
    for columns, lines in ((80, 24), (120, 40)):
        theirs, later, first, ready, editor = [], [], [], [], []
        with tempfile.TemporaryDirectory() as state:
            keep_a_lesson(state)
            for _ in range(repetitions):
                theirs.append(start([sys.executable, "-c", SMALLEST], smallest_shown, state, columns, lines))
                later.append(start(TUTOR, page_shown, state, columns, lines))
                ready.append(start([sys.executable, "-c", READY], everything_ready, state, columns, lines))
                editor.append(start(TUTOR, editor_open, state, columns, lines))
                with tempfile.TemporaryDirectory() as fresh:
                    first.append(start(TUTOR, page_shown, fresh, columns, lines))
        print_table(
            f"Start at {columns}×{lines}",
            [
                ("yardstick: smallest Textual app", milliseconds([one.seconds for one in theirs])),
                *rows("first screen, the lesson's text on it", later, theirs, 1.5),
                *rows("the same at the very first start", first, theirs, 1.5),
                *rows("everything ready: every part behind a key is there", ready, theirs, 2.5),
                *rows("an editor, opened by a key on first sight", editor, theirs, 2.5),
            ],
        )


if __name__ == "__main__":
    print("load", *os.getloadavg(), "bytecode", "kept" if not sys.dont_write_bytecode else "not kept")
    starts(int(sys.argv[1]) if len(sys.argv) > 1 else REPETITIONS)
