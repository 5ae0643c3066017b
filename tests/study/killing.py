"""Kills recording processes at random moments and counts what was lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tutor.study.progress import Progress

RECORDER = Path(__file__).with_name("recorder.py")
ROOT = RECORDER.parent.parent.parent


def recorder(path: Path, name: str, *count: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(RECORDER), str(path), name, *count],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@dataclass
class Losses:
    """What a series of kills did."""

    kills: int = 0
    reported: int = 0
    """Answers that were reported as saved."""
    lost: int = 0
    unopened: int = 0
    """How often the file was not sound and whole afterwards."""
    torn: int = 0
    """Answers that were there but not as they were given."""


def kill_at_random(path: Path, kills: int, seed: int = 0) -> Losses:
    """Start a recorder, kill it after a random time from its first answer on, look at the file; again and again."""
    generator = random.Random(seed)
    losses, saved = Losses(), 0
    for _ in range(kills):
        process = recorder(path, "question")
        assert process.stdout is not None
        first = int(process.stdout.readline())
        killer = threading.Timer(generator.uniform(0, 0.05), os.kill, (process.pid, signal.SIGKILL))
        killer.start()
        last = first
        for line in process.stdout:
            if line.endswith("\n"):
                last = int(line)
        process.wait()
        process.stdout.close()
        killer.join()
        losses.kills += 1
        losses.reported += last - saved
        with closing(Progress.open(path)) as progress:
            losses.unopened += bool(progress.notice)
            rows = progress.database.read("SELECT given FROM answer WHERE question = 'question' ORDER BY id")
        numbers = [int(given.split()[1]) for (given,) in rows]
        losses.lost += len(set(range(1, last + 1)) - set(numbers))
        losses.torn += sum(
            given != f"answer {n} " + "x" * (n % 5 * 700) for n, (given,) in zip(numbers, rows, strict=True)
        )
        saved = len(numbers)
    return losses


def main() -> None:
    """The figure: two hundred kills."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        losses = kill_at_random(Path(folder) / "progress.db", int(sys.argv[1]) if len(sys.argv) > 1 else 200)
        print(f"{losses} in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
