"""What a person waits for, measured through a real pseudo-terminal."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.figures import median, milliseconds, print_table
from tests.terminal.screen import Terminal
from tutor.course.library import Library
from tutor.study.progress import Progress

KEYS = 25
LESSON = "first-contact/a-network-in-five-minutes"
ONES = "import time, torch\nprint(torch.ones(3), time.time_ns())"
TRAINING = """
import math, time
from tutor import log
for step in range(2000):
    log(loss=2.3 * math.exp(-step / 400) + 0.1 * math.sin(step * 1.7) ** 2)
    time.sleep(0.02)
"""
WATCHED_SECONDS = 5.0
FRAME = b"\x1b[?2026h"
"""What Textual writes before each frame."""
OUTPUT = re.compile(r"tensor\(\[1., 1., 1.\]\) (\d+)")


def key_to_output(state: str) -> None:
    lesson = Library.default().lesson(LESSON)
    with Progress.open(Path(state) / "pytorch-tutor" / "progress.db") as progress:
        progress.save_draft(f"{LESSON}#{lesson.snippets[0].number}", ONES)
    terminal = Terminal([sys.executable, "-m", "tutor"], environment={"XDG_STATE_HOME": state})
    times, cold = [], []
    try:
        terminal.wait("sandbox:")
        terminal.settle(0.5)
        for number in range(KEYS):
            before = outputs(terminal.text)
            pressed = terminal.type("r")
            times.append(terminal.wait(lambda text, before=before: outputs(text) > before) - pressed)
            terminal.settle(0.2)
            if number < 5:
                started = time.perf_counter()
                subprocess.run(
                    [sys.executable, "-c", "import torch\nprint(torch.ones(3))"], check=True, stdout=subprocess.DEVNULL
                )
                cold.append(time.perf_counter() - started)
    finally:
        terminal.close()
    print_table(
        "Key to first output of print(torch.ones(3)), warm",
        [
            ("key to output on screen (target: median under 100 ms)", milliseconds(times)),
            ("cold python -c of the same", milliseconds(cold)),
            ("cold / warm", f"{median(cold) / median(times):8.0f} ×"),
        ],
    )


def chart_frames(state: str) -> None:
    """Bytes of the frames that draw something while a curve grows, beside the page and with all the chart's tools."""
    lesson = Library.default().lesson(LESSON)
    with Progress.open(Path(state) / "pytorch-tutor" / "progress.db") as progress:
        progress.save_draft(f"{LESSON}#{lesson.snippets[0].number}", TRAINING)
    terminal = Terminal([sys.executable, "-m", "tutor"], environment={"XDG_STATE_HOME": state})
    rows = []
    try:
        terminal.wait("sandbox:")
        terminal.settle(0.5)
        terminal.type("r")
        terminal.wait("loss 1.")
        for name, key in (("under the page", ""), ("on the whole screen", "f")):
            if key:
                terminal.type(key)
            watch(terminal, 1.0)
            before = len(terminal.raw)
            watch(terminal, WATCHED_SECONDS)
            frames = sorted(len(frame) for frame in bytes(terminal.raw[before:]).split(FRAME) if len(frame) > 40)
            rows.append((f"chart {name}, median frame (target: at most 400)", f"{median(frames):8.0f} B"))
            rows.append((f"chart {name}, a second", f"{sum(frames) / WATCHED_SECONDS:8.0f} B"))
    finally:
        terminal.close()
    print_table("Bytes of a growing curve at 80×24", rows)


def watch(terminal: Terminal, seconds: float) -> None:
    """Read for a while."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        terminal.read(0.05)


def outputs(text: str) -> int:
    """The newest time stamp that a run has printed on the screen, 0 for none."""
    return max((int(stamp) for stamp in OUTPUT.findall(text)), default=0)


def main() -> None:
    with tempfile.TemporaryDirectory() as state:
        key_to_output(state)
    with tempfile.TemporaryDirectory() as state:
        chart_frames(state)


if __name__ == "__main__":
    main()
