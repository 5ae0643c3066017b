"""From the key that checks an answer to its verdict on the screen, through a real pseudo-terminal."""

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

CHALLENGE = "first-contact/creation-rank-dtype/checkerboard"
STAMP = "\nimport time\nprint('at', time.time_ns())\n"
PRINTED = re.compile(r"at (\d+)")
CHECKS = 25
COLD = 5
SOLVED = "Solved: all 3 checks passed"


def newest(text: str) -> int:
    """When the run whose output stands on the screen began to print; 0 for none."""
    return max((int(stamp) for stamp in PRINTED.findall(text)), default=0)


def main() -> None:
    """Check a right answer again and again; each run prints when it ran, which tells its verdict from the last one."""
    challenge = Library.default().challenge(CHALLENGE)
    warm: list[float] = []
    cold: list[float] = []
    with tempfile.TemporaryDirectory() as state:
        with Progress.open(Path(state) / "pytorch-tutor" / "progress.db") as progress:
            lesson = CHALLENGE.rpartition("/")[0]
            pages = Library.default().lesson(lesson).pages
            page = next(
                number
                for number, page in enumerate(pages)
                if any(getattr(block, "name", "") == "checkerboard" for block in page.blocks)
            )
            progress.set_place(lesson, page)
            progress.save_draft(CHALLENGE, challenge.solution + STAMP)
        terminal = Terminal(
            [sys.executable, "-m", "tutor"], environment={"XDG_STATE_HOME": state}, columns=120, lines=40
        )
        try:
            terminal.wait("sandbox:")
            terminal.settle(0.5)
            for _ in range(20):  # the mark may stand on a snippet before the challenge
                if "● 1 │" in terminal.text or "F2 Hint" in terminal.text or "^r Check" in terminal.text:
                    break
                terminal.type("\t\r")
                terminal.settle(0.7)
            for number in range(CHECKS):
                before = newest(terminal.text)
                pressed = terminal.type("\x12")
                warm.append(
                    terminal.wait(lambda text, before=before: newest(text) > before and SOLVED in text) - pressed
                )
                terminal.settle(0.3)
                if number < COLD:
                    started = time.perf_counter()
                    subprocess.run([sys.executable, "-c", challenge.solution], check=True, stdout=subprocess.DEVNULL)
                    cold.append(time.perf_counter() - started)
        finally:
            terminal.close()
    print_table(
        "Check of a small challenge, warm",
        [
            ("key to verdict on screen (target: median under 300 ms)", milliseconds(warm)),
            ("cold python of the same answer, without any check", milliseconds(cold)),
            ("cold / warm", f"{median(cold) / median(warm):8.1f} ×"),
        ],
    )


if __name__ == "__main__":
    main()
