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

from tests.benchmarks.bench_start import SMALLEST
from tests.benchmarks.bench_terminal import FRAME, LESSON, TRAINING, watch
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
CHART_SECONDS = 8.0
FLOOD = "import time\nwhile True:\n    print('x' * 70)\n    time.sleep(0.0005)"
"""About the most that a run may print for seconds: it ends at 1 MiB."""
BUSY = """
import torch
from torch import nn
torch.set_num_threads(2)
model = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x = torch.randn(4096, 64)
y = x.sum(1, keepdim=True)
while True:
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
STEADY = """
import math, time
from tutor import log
for step in range(100000):
    log(loss=2.3 * math.exp(-step / 4000) + 0.1 * math.sin(step * 1.7) ** 2)
    if step > 4000:
        time.sleep(0.02)
"""
"""A curve whose axes stand for seconds at a time."""


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


def bytes_of_focus() -> int:
    """Bytes of the mark's way to the next place of a page: of the first page that has two."""
    with tutor() as terminal:
        ready(terminal)
        for _ in range(12):
            if moved := sent(terminal, "\t"):
                return moved
            sent(terminal, "n")
    raise RuntimeError("No page of the first lesson has two places to mark.")


def bytes_of_keys() -> None:
    with tutor() as terminal:
        ready(terminal)
        start = len(terminal.raw)
        down, _ = sent(terminal, PAGE_DOWN), sent(terminal, PAGE_UP)
        sent(terminal, "e")
        sent(terminal, "#")
        typed = [sent(terminal, character) for character in "loss"]
        resting = sent(terminal, "")
        memory = next(
            int(line.split()[1]) / 1024
            for line in Path(f"/proc/{terminal.pid}/status").read_text().splitlines()
            if line.startswith("VmRSS")
        )
    focus = bytes_of_focus()
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
    rows.append(("a typed character, nothing running (target: 15, 95 % 40)", milliseconds(typed(""))))
    for name, code, target in (
        ("while lines come, 2000 a second", FLOOD, 40),
        ("while a slow loop logs", TRAINING, 15),
        ("in training with 2 threads", BUSY, 15),
    ):
        rows.append((f"a typed character {name} (target: 95 % {target})", milliseconds(typed(code))))
    print_table("Key to screen", rows)


def typed(code: str) -> list[float]:
    """Seconds from a character typed in an editor to the byte that echoes it, while code runs.

    The terminal is read, but not drawn meanwhile: drawing it takes the harness longer than the program.
    """
    times = []
    with tutor(code, columns=120, lines=40) as terminal:
        ready(terminal)
        terminal.type("e")
        terminal.wait("esc Back")
        if code:
            terminal.type("\x12")
        watch(terminal, 1.5)
        terminal.type("#")
        for number in range(KEYS):
            terminal.listen(0.05 + 0.013 * (number % 5))
            letter = "qzjkvwy"[number % 7]  # in no escape sequence and in no word on the screen that changes
            pressed = terminal.type(letter)
            echoed = terminal.listen(10.0, letter.encode())
            assert echoed is not None, terminal.text
            times.append(echoed - pressed)
    return times


def chart() -> None:
    """Processor time while a curve grows; bytes of its frames while the axes stand."""
    with tutor(TRAINING) as terminal:
        share, _ = watched(terminal, "loss 1.")
    with tutor(STEADY) as terminal:
        steady, frames = watched(terminal, "step 4")
    rows = [
        ("processor of the tutor's process, growing (target: 5 %)", f"{100 * share:8.1f} %"),
        ("the same while the axes stand (target: 5 %)", f"{100 * steady:8.1f} %"),
        ("a frame while the axes stand, median (target: 100)", f"{median(frames):8.0f} B"),
        ("the same, 90 %", f"{sorted(frames)[len(frames) * 9 // 10]:8.0f} B"),
        ("frames a second", f"{len(frames) / CHART_SECONDS:8.1f}"),
    ]
    print_table("A curve at 80×24", rows)


def watched(terminal: Terminal, seen: str) -> tuple[float, list[int]]:
    """The share of a core that the tutor takes from when a text is seen, and the sizes of the frames it sends."""
    ready(terminal)
    terminal.type("r")
    terminal.wait(seen)
    watch(terminal, 1.0)
    before, start = seconds_on_a_core(terminal.pid), len(terminal.raw)
    began = time.perf_counter()
    terminal.listen(CHART_SECONDS)
    share = (seconds_on_a_core(terminal.pid) - before) / (time.perf_counter() - began)
    return share, [len(FRAME) + len(frame) for frame in bytes(terminal.raw[start:]).split(FRAME)[1:]]


def seconds_on_a_core(pid: int) -> float:
    """Processor time of all threads of a process, finer than the clock's ticks."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def drag() -> None:
    """The edge of the window is dragged for half a second."""
    with tutor(columns=120, lines=40) as terminal:
        ready(terminal)
        before = len(terminal.raw)
        terminal.type("\x0c")
        terminal.listen(0.6)
        whole = len(terminal.raw) - before
        before, cost = len(terminal.raw), seconds_on_a_core(terminal.pid)
        for step in range(40):
            terminal.resize(80 + step, 24 + step // 3)
            terminal.listen(0.0125)
        terminal.listen(0.6)
        rows = [
            ("the whole screen at 120×40", f"{whole:8} B"),
            ("40 sizes in half a second", f"{len(terminal.raw) - before:8} B"),
            ("processor time of the tutor for them", f"{1000 * (seconds_on_a_core(terminal.pid) - cost):8.0f} ms"),
        ]
    print_table("A window that is dragged", rows)


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
    parts = {"bytes": bytes_of_keys, "answers": answers, "chart": chart, "drag": drag, "slow": slow_line}
    for name in sys.argv[1:] or parts:
        parts[name]()


if __name__ == "__main__":
    main()
