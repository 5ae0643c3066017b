"""Suspended and resumed, resized, hung up, ended from outside: the terminal is left as it was, what runs goes on."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.screen import Terminal
from tests.terminal.test_app_in_a_terminal import all_gone, descendants, is_alive
from tutor.study.progress import Progress
from tutor.ui.frugal import RESIZE_SECONDS

pytestmark = [pytest.mark.terminal, pytest.mark.torch]

OpenTutor = Callable[..., Terminal]
COOKED = {"echo", "canonical", "signals", "7", "25"}
"""A terminal as a shell has it: it wraps lines (7), shows its cursor (25), and does nothing else."""
WHOLE_SCREEN = {"1049", "1000", "1006", "2004", "1004"}
"""Alternate screen, mouse, marked pastes, focus."""
LESSON = "first-contact/a-network-in-five-minutes"
PROGRESS = Path("state", "pytorch-tutor", "progress.db")
COUNTING = "import time\nfor step in range(100000):\n    print('at', step)\n    time.sleep(0.05)\n"


@pytest.fixture
def tutor(tmp_path: Path) -> Iterator[OpenTutor]:
    opened: list[Terminal] = []

    def open_tutor(*arguments: str) -> Terminal:
        environment = {"XDG_STATE_HOME": str(tmp_path / "state")}
        with Progress.open(tmp_path / PROGRESS) as progress:
            progress.save_draft(f"{LESSON}#1", COUNTING)
        command = [sys.executable, "-m", "tutor", *arguments]
        opened.append(Terminal(command, environment=environment, folder=str(tmp_path)))
        return opened[-1]

    yield open_tutor
    for terminal in opened:
        terminal.close()


def count(terminal: Terminal) -> None:
    """Run code that goes on and on."""
    terminal.wait("sandbox:")
    terminal.type("r")
    terminal.wait("at 3")


@pytest.mark.parametrize("how", ["its key", "a signal"])
def test_suspended_the_terminal_is_the_shells_and_the_run_goes_on(tutor: OpenTutor, how: str) -> None:
    terminal = tutor()
    count(terminal)
    running = descendants(terminal.pid)
    assert terminal.modes >= WHOLE_SCREEN
    if how == "its key":
        terminal.type("\x1a")
    else:
        terminal.signal(signal.SIGTSTP)
    terminal.wait_for_stop()
    assert terminal.modes == COOKED
    assert all(is_alive(pid) for pid in running)
    terminal.screen.reset()  # a shell writes over it
    terminal.signal(signal.SIGCONT)
    terminal.wait("s Stop")
    terminal.wait("time.sleep(0.05)")
    assert terminal.modes >= WHOLE_SCREEN
    assert not terminal.modes & {"echo", "canonical", "signals", "25"}
    terminal.type("s")
    terminal.wait("stopped after")
    terminal.type("q")
    assert terminal.wait_for_end() == 0
    assert terminal.modes == COOKED


def test_stopped_without_a_word_and_resumed_it_still_leaves_a_clean_terminal(tutor: OpenTutor) -> None:
    terminal = tutor()
    terminal.wait("sandbox:")
    terminal.signal(signal.SIGSTOP)
    terminal.wait_for_stop()
    terminal.signal(signal.SIGCONT)
    terminal.settle()
    terminal.type(" ")
    terminal.wait("page 2 of")
    terminal.type("q")
    assert terminal.wait_for_end() == 0
    assert terminal.modes == COOKED


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_while_it_starts_leaves_a_clean_terminal(tutor: OpenTutor, number: int) -> None:
    terminal = tutor()
    while "1049" not in terminal.modes:
        terminal.read(0.01)
    terminal.signal(number)
    assert terminal.wait_for_end() == 128 + number
    assert terminal.modes == COOKED


def test_a_broken_connection_ends_it_and_keeps_what_was_typed(tutor: OpenTutor, tmp_path: Path) -> None:
    terminal = tutor()
    count(terminal)
    terminal.type("e")
    terminal.wait("esc Back")
    terminal.type("# mine")
    terminal.wait("# mine")
    started = descendants(terminal.pid)
    terminal.hang_up()
    assert all_gone(started)
    with Progress.open(tmp_path / PROGRESS) as progress:
        assert progress.draft(f"{LESSON}#1") == f"# mine{COUNTING}"


def test_the_edge_of_the_window_is_dragged(tutor: OpenTutor) -> None:
    terminal = tutor()
    terminal.wait("sandbox:")
    terminal.settle()
    before = len(terminal.raw)
    terminal.type("\x0c")
    terminal.settle()
    whole = len(terminal.raw) - before
    before, began = len(terminal.raw), time.perf_counter()
    for step in range(40):
        terminal.resize(81 + step, 24 + step // 3)
        terminal.read(0.005)
    layouts = (time.perf_counter() - began) / RESIZE_SECONDS + 2
    terminal.wait(lambda text: text.count("\n") == 36 and text.endswith("? Help"))
    terminal.settle()
    assert len(terminal.raw) - before < layouts * 3 * whole
    assert len(terminal.text.splitlines()[0]) == 119


def test_a_window_that_changed_while_it_was_suspended(tutor: OpenTutor) -> None:
    terminal = tutor()
    terminal.wait("sandbox:")
    terminal.type("\x1a")
    terminal.wait_for_stop()
    terminal.resize(100, 30)
    terminal.screen.reset()
    terminal.signal(signal.SIGCONT)
    terminal.wait(lambda text: text.count("\n") == 29 and text.endswith("? Help"))
