"""The tutor beside other Textual apps, on one page of a lesson: ``python -m tests.benchmarks.bench_others --others``.

``--others`` fetches frogmouth (a Markdown viewer) and harlequin (an SQL workbench) from the package registry into a
throw-away environment each; without it, or where the registry can't be reached, the smallest Textual app stands alone.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.bench_start import SMALLEST
from tests.benchmarks.bench_terminal import LESSON, watch
from tests.benchmarks.figures import median, print_table
from tests.terminal.screen import Terminal
from tutor.course.library import Library
from tutor.course.model import Lesson

ROUNDS = 7
KEYS = 4
PAGE_DOWN, PAGE_UP = "\x1b[6~", "\x1b[5~"
FETCH_SECONDS = 300
QUIET = 0.15
LETTERS = "qzjk"


@dataclass(frozen=True)
class Program:
    """A program to measure."""

    name: str
    command: Sequence[str]
    marks: Sequence[str]
    """What stands on its first complete screen."""
    ready: str = ""
    """What comes to stand there once nothing more is being started behind it."""
    to_type: str = ""
    """Keys that bring one to where letters are typed; empty where nothing is."""
    scrolls: bool = True
    """Whether it shows the page, so that there is something to page through."""


@dataclass
class Figures:
    """What was measured, a value a round or a key. Seconds, bytes, MB."""

    start: list[float] = field(default_factory=list)
    start_bytes: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    down: list[float] = field(default_factory=list)
    down_bytes: list[float] = field(default_factory=list)
    letter: list[float] = field(default_factory=list)
    letter_bytes: list[float] = field(default_factory=list)


@contextlib.contextmanager
def running(program: Program) -> Iterator[Terminal]:
    """The program at its first complete screen, with a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        places = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
        environment: Mapping[str, str] = dict.fromkeys(places, home)
        terminal = Terminal(program.command, environment=environment, folder=home)
        try:
            yield terminal
        finally:
            terminal.close()


def measure(program: Program, figures: Figures) -> None:
    """One start, and each key a few times."""
    with running(program) as terminal:
        complete = terminal.wait(lambda text: all(mark in text for mark in program.marks))
        figures.start.append(complete - terminal.started)
        terminal.wait(program.ready)
        watch(terminal, 1.5)
        figures.start_bytes.append(len(terminal.raw))
        if program.scrolls:
            for _ in range(KEYS):
                for key in (PAGE_DOWN, PAGE_UP):
                    figures.down.append(answer(terminal, key, figures.down_bytes))
        figures.memory.append(resident(terminal.pid))
        if program.to_type:
            terminal.type(program.to_type)
            watch(terminal, 0.8)
            for letter in LETTERS:
                figures.letter.append(answer(terminal, letter, figures.letter_bytes))


def answer(terminal: Terminal, key: str, sizes: list[float]) -> float:
    """Seconds from a key to the last byte before a pause; ``sizes`` gets the number of bytes."""
    before, pressed = len(terminal.raw), terminal.type(key)
    last = terminal.drain(QUIET)
    sizes.append(len(terminal.raw) - before)
    return last - pressed


def resident(pid: int) -> float:
    """Resident memory of a process, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def first_page(lesson: Lesson) -> str:
    """The text of a lesson's first page, as it stands in its file."""
    lines = (lesson.path / "lesson.md").read_text().splitlines(keepends=True)
    first, second = lesson.pages[0].line, lesson.pages[1].line
    return "".join(lines[first - 1 : second - 1])


def fetched(package: str, folder: Path) -> tuple[str, str] | None:
    """The command of a package in an environment of its own and the versions there; None if it can't be had."""
    uv = shutil.which("uv")
    if uv is None:
        print(f"{package} is left out: it takes uv to fetch it (`pip install uv`).")
        return None
    python = folder / package / "bin" / "python"
    steps = (
        [uv, "venv", "--quiet", "--python", sys.executable, str(folder / package)],
        [uv, "pip", "install", "--quiet", "--python", str(python), package],
    )
    for step in steps:
        try:
            subprocess.run(step, check=True, capture_output=True, text=True, timeout=FETCH_SECONDS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            why = (error.stderr or str(error)).strip().splitlines()[-1:] or [str(error)]
            print(f"{package} is left out: it can't be fetched here ({why[0].strip()}). Try again with a registry.")
            return None
    ask = (
        "import importlib.metadata as m, sys\n"
        "print(*(f'{name} {m.version(name)}' for name in (sys.argv[1], 'textual')), sep=', ')"
    )
    told = subprocess.run([str(python), "-c", ask, package], check=True, capture_output=True, text=True)
    return str(python.with_name(package)), told.stdout.strip()


def programs(folder: Path, *, others: bool) -> list[Program]:
    """Ours, the yardstick, and what could be fetched."""
    page = folder / "page.md"
    page.write_text(first_page(Library.default().lesson(LESSON)))
    found = [
        Program("smallest Textual app", [sys.executable, "-c", SMALLEST], ["SMALLEST-READY"], scrolls=False),
        Program(
            "pytorch-tutor",
            [sys.executable, "-m", "tutor"],
            ["from torch import nn", "Help"],
            ready="sandbox:",
            to_type="e",
        ),
    ]
    if not others:
        print("--others measures frogmouth and harlequin too (fetched into a temporary folder).")
        return found
    if (frogmouth := fetched("frogmouth", folder)) is not None:
        command, name = frogmouth
        found.append(Program(name, [command, str(page)], ["Below are 500 points", "Quit"], to_type="/"))
    if (harlequin := fetched("harlequin", folder)) is not None:
        command, name = harlequin
        # A base in memory and nothing fetched on the way.
        marks = ["memory", "Run Query", "Quit"]
        found.append(Program(name, [command, "--no-download-tzdata"], marks, to_type="1", scrolls=False))
    return found


Cell = tuple[str, Callable[[Figures], Sequence[float]], float]
CELLS: tuple[Cell, ...] = (
    ("first complete screen, ms", lambda figures: figures.start, 1000),
    ("bytes until everything stands", lambda figures: figures.start_bytes, 1),
    ("resident memory of its process, MB", lambda figures: figures.memory, 1),
    ("page down or up, to the last byte, ms", lambda figures: figures.down, 1000),
    ("page down or up, bytes", lambda figures: figures.down_bytes, 1),
    ("a typed character, to the last byte, ms", lambda figures: figures.letter, 1000),
    ("a typed character, bytes", lambda figures: figures.letter_bytes, 1),
)


def row(values_of: Callable[[Figures], Sequence[float]], scale: float, measured: Sequence[Figures]) -> str:
    """The median of each program, and of how many values it is; a dash where there is nothing to measure."""
    cells = []
    for figures in measured:
        values = values_of(figures)
        cells.append(f"{median(values) * scale:12,.1f}" if values else f"{'-':>12}")
    return "".join(cells)


def main() -> None:
    print("load", *os.getloadavg())
    with tempfile.TemporaryDirectory() as folder:
        measured = [(program, Figures()) for program in programs(Path(folder), others="--others" in sys.argv)]
        for number in range(ROUNDS + 1):
            for program, figures in measured:
                # The first round fills the caches of files and compiles what was fetched.
                measure(program, figures if number else Figures())
    for number, (program, _) in enumerate(measured, 1):
        print(f"({number}) {program.name}")
    head = "".join(f"{f'({number})':>12}" for number in range(1, len(measured) + 1))
    rows = [(name, row(values_of, scale, [figures for _, figures in measured])) for name, values_of, scale in CELLS]
    print_table(f"At 80×24, medians of {ROUNDS} starts and {2 * KEYS * ROUNDS} or fewer keys", [("", head), *rows])


if __name__ == "__main__":
    main()
