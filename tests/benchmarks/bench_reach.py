"""Bytes, answers and memory through a real pseudo-terminal: ``python -m tests.benchmarks.bench_reach``.

Each figure stands beside what is to be reached; times also beside the smallest Textual app in the same terminal.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.bench_engine import cpu_seconds
from tests.benchmarks.bench_start import SMALLEST
from tests.benchmarks.bench_terminal import LESSON, TRAINING, watch
from tests.benchmarks.figures import median, milliseconds, print_table
from tests.terminal.screen import Terminal
from tests.terminal.slow_line import SlowLine
from tutor.course.library import Library
from tutor.study.progress import Progress

TUTOR = [sys.executable, "-m", "tutor"]
KEYS = 25
QUIET = 0.15
PAGE_DOWN, PAGE_UP = "\x1b[6~", "\x1b[5~"
BITS, ROUND_TRIP = 100_000, 0.2
FLOOD = "import time\nwhile True:\n    print('x' * 70)\n    time.sleep(0.0005)"


@contextlib.contextmanager
def tutor(code: str = "", line: SlowLine | None = None, columns: int = 80, lines: int = 24) -> Iterator[Terminal]:
    """The tutor at its first lesson, with other code in its first snippet."""
    with tempfile.TemporaryDirectory() as state:
        if code:
            number = Library.default().lesson(LESSON).snippets[0].number
            with Progress.open(Path(state) / "pytorch-tutor" / "progress.db") as progress:
                progress.save_draft(f"{LESSON}#{number}", code)
        terminal = Terminal(TUTOR, environment={"XDG_STATE_HOME": state}, line=line, columns=columns, lines=lines)
        try:
            yield terminal
        finally:
            terminal.close()


def ready(terminal: Terminal) -> None:
    terminal.wait("sandbox:")
    terminal.settle(0.5)


def sent(terminal: Terminal, keys: str) -> int:
    """Bytes that a key brings."""
    before = len(terminal.raw)
    terminal.type(keys)
    watch(terminal, 0.8)
    return len(terminal.raw) - before


def answer(terminal: Terminal, keys: str) -> float:
    """Seconds from a key to the last byte of its first burst."""
    before, pressed = len(terminal.raw), terminal.type(keys)
    last = pressed
    while (terminal.read(QUIET) and len(terminal.raw) > before) or last == pressed:
        last = time.perf_counter()
    return last - pressed


def changed(terminal: Terminal, keys: str) -> float:
    """Seconds from a key to another picture of the top line, which shows the page."""
    before, pressed = terminal.text.splitlines()[0], terminal.type(keys)
    return terminal.wait(lambda text: text.splitlines()[0] != before) - pressed


def bytes_of_keys() -> None:
    with tutor() as terminal:
        ready(terminal)
        start = len(terminal.raw)
        down, _, focus = sent(terminal, PAGE_DOWN), sent(terminal, PAGE_UP), sent(terminal, "\t")
        sent(terminal, "e")
        sent(terminal, "#")
        typed = [sent(terminal, character) for character in "loss"]
        resting = sent(terminal, "")
        memory = next(
            int(line.split()[1]) / 1024
            for line in Path(f"/proc/{terminal.pid}/status").read_text().splitlines()
            if line.startswith("VmRSS")
        )
    print_table(
        "Bytes at 80×24, memory",
        [
            ("start, everything ready (target: 15 K)", f"{start:8} B"),
            ("page down (target: 2.5 K)", f"{down:8} B"),
            ("focus (target: 3 K)", f"{focus:8} B"),
            ("a typed character, median (target: 200)", f"{median(typed):8.0f} B"),
            ("an editor at rest, 0.8 s", f"{resting:8} B"),
            ("resident memory of the tutor's process (target: 55 MB)", f"{memory:8.1f} MB"),
        ],
    )


def answers() -> None:
    rows = []
    with tutor() as terminal:
        ready(terminal)
        keys = [answer(terminal, key) for _ in range(KEYS) for key in (PAGE_DOWN, PAGE_UP)]
        pages = [changed(terminal, key) for _ in range(KEYS) for key in "np" if not terminal.settle(QUIET)]
        rows.append(("page down and up (target: median 15, 95 % 40)", milliseconds(keys)))
        rows.append(("next page and back (target: 60)", milliseconds(pages)))
    for name, code, target in (("a flood of output", FLOOD, 40), ("training", TRAINING, 15)):
        with tutor(code, columns=120, lines=40) as terminal:
            ready(terminal)
            rows.append((f"a typed character in {name} (target: 95 % {target})", milliseconds(typed(terminal))))
    print_table("Key to screen", rows)


def typed(terminal: Terminal) -> list[float]:
    """Seconds from a character typed in an editor to its echo, while the code runs that was in the editor."""
    terminal.type("e")
    terminal.wait("^r Run")
    terminal.type("\x12")
    watch(terminal, 1.5)
    terminal.type("#")
    times = []
    for number in range(KEYS):
        watch(terminal, 0.1)
        letter = "qzjkvwy"[number % 7]  # in no escape sequence and in no word on the screen that changes
        before, pressed = len(terminal.raw), terminal.type(letter)
        while letter.encode() not in terminal.raw[before:]:
            assert terminal.read(5.0), terminal.text
        times.append(time.perf_counter() - pressed)
    return times


def chart() -> None:
    with tutor(TRAINING) as terminal:
        ready(terminal)
        terminal.type("r")
        terminal.wait("loss 1.")
        watch(terminal, 1.0)
        before, began = cpu_seconds([terminal.pid]), time.perf_counter()
        watch(terminal, 8.0)
        share = (cpu_seconds([terminal.pid]) - before) / (time.perf_counter() - began)
    print_table(
        "A growing curve at 80×24", [("processor of the tutor's process (target: 5 %)", f"{100 * share:8.1f} %")]
    )


def slow_line() -> None:
    """Over 100 kbit/s with a round trip of 200 ms."""
    theirs = Terminal([sys.executable, "-c", SMALLEST], line=SlowLine(BITS, ROUND_TRIP))
    try:
        smallest = theirs.wait("SMALLEST-READY") - theirs.started
    finally:
        theirs.close()
    with tutor(line=SlowLine(BITS, ROUND_TRIP)) as terminal:
        first = terminal.wait("from torch import nn") - terminal.started
        ready(terminal)
        terminal.type("e")
        terminal.wait("^r Run")
        watch(terminal, 1.0)
        echoes = []
        for number in range(8):
            word = "qzjxkvwy"[: number + 1]
            pressed = terminal.type(word[-1])
            echoes.append(terminal.wait(word) - pressed)
            watch(terminal, 0.3)
    print_table(
        "100 kbit/s, 200 ms round trip",
        [
            ("start of the smallest Textual app", f"{smallest:8.2f} s"),
            ("start of the tutor (target: 2 s)", f"{first:8.2f} s"),
            ("echo of a character (target: 250 ms)", milliseconds(echoes)),
        ],
    )


def main() -> None:
    print("load", *os.getloadavg())
    parts = {"bytes": bytes_of_keys, "answers": answers, "chart": chart, "slow": slow_line}
    for name in sys.argv[1:] or parts:
        parts[name]()


if __name__ == "__main__":
    main()
