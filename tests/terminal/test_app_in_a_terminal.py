"""The whole program as a person meets it: a real pseudo-terminal, a real worker, the real course."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.screen import Terminal

pytestmark = [pytest.mark.terminal, pytest.mark.torch]

OpenTutor = Callable[..., Terminal]
CTRL_R = "\x12"
LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"


@pytest.fixture
def tutor(tmp_path: Path) -> Iterator[OpenTutor]:
    opened: list[Terminal] = []

    def open_tutor(*arguments: str, columns: int = 80, lines: int = 24) -> Terminal:
        state = {"XDG_STATE_HOME": str(tmp_path / "state")}
        command = [sys.executable, "-m", "tutor", *arguments]
        opened.append(Terminal(command, columns=columns, lines=lines, environment=state, folder=str(tmp_path)))
        return opened[-1]

    yield open_tutor
    for terminal in opened:
        terminal.close()


def descendants(pid: int) -> set[int]:
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        current = waiting.pop()
        for task in Path(f"/proc/{current}/task").glob("*/children"):
            waiting += [int(word) for word in task.read_text().split()]
        found.add(current)
    return found - {pid}


def all_gone(pids: set[int]) -> bool:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if not any(is_alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_newcomer_sees_a_loss_fall(tutor: OpenTutor) -> None:
    terminal = tutor()
    terminal.wait("Watch a network learn")
    terminal.type("r")
    terminal.wait("step 0: loss")
    terminal.wait("ran in")
    terminal.wait("loss 0.0")
    assert any("⠀" < character <= "⣿" for character in terminal.text), terminal.text


def test_it_opens_at_the_last_place(tutor: OpenTutor) -> None:
    first = tutor()
    first.wait("page 1 of")
    first.type("\t")
    while "page 3 of" not in first.text:
        first.type(" ")
        first.settle(0.2)
    first.type("q")
    assert first.wait_for_end() == 0
    tutor().wait("page 3 of")


def test_a_challenge_from_the_map_to_the_verdict(tutor: OpenTutor) -> None:
    terminal = tutor("1.3", columns=120, lines=40)
    terminal.wait("page 1 of")
    terminal.type("m")
    terminal.wait("A checkerboard without loops")
    terminal.type("\x1b[B" * 3)
    terminal.settle()
    terminal.type("\r")
    terminal.wait("def checkerboard(n):")
    terminal.wait("sandbox:")
    terminal.type(CTRL_R)
    terminal.wait("Not yet: 2 of 3 checks")
    terminal.wait("difference")
    terminal.type("\x1b[B" * 4 + "    row = torch.arange(n)\rreturn (row + row[:, None]) % 2 #")
    terminal.type(CTRL_R)
    terminal.wait("all 3 checks passed")
    terminal.type("\x1b")
    terminal.wait("Filling a grid")  # the page on which the challenge stands
    terminal.type("m")
    terminal.wait("● A checkerboard without loops")


def test_an_endless_loop_is_stopped_by_ctrl_c(tutor: OpenTutor) -> None:
    terminal = tutor()
    terminal.wait("sandbox:")
    terminal.type("e")
    terminal.settle()
    terminal.type("\x1b[1;5H")
    terminal.type("while True: pass\r")
    terminal.settle()
    terminal.type(CTRL_R)
    terminal.wait("running")
    terminal.type("\x03")
    terminal.wait("topped")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_a_clean_terminal_and_no_process(tutor: OpenTutor, number: int) -> None:
    terminal = tutor()
    terminal.wait("sandbox:")
    started = descendants(terminal.pid)
    assert started
    terminal.signal(number)
    terminal.wait_for_end()
    assert LEAVE_ALTERNATE_SCREEN in terminal.raw
    assert all_gone(started)


def test_nothing_outlives_a_killed_tutor(tutor: OpenTutor) -> None:
    terminal = tutor()
    terminal.wait("sandbox:")
    started = descendants(terminal.pid)
    terminal.signal(signal.SIGKILL)
    terminal.wait_for_end()
    assert all_gone(started)


def test_ctrl_c_with_nothing_running_says_how_to_quit(tutor: OpenTutor) -> None:
    terminal = tutor()
    terminal.wait("page 1 of")
    terminal.type("\x03")
    terminal.wait(lambda text: "q" in text and "quit" in text.lower())
    assert not terminal.ended


def test_a_tiny_terminal_is_told_what_is_needed(tutor: OpenTutor) -> None:
    terminal = tutor(columns=30, lines=8)
    terminal.wait("40")
    terminal.resize(80, 24)
    terminal.wait("Watch a network learn")


def test_run_draws_a_chart_under_its_output(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(
        "import torch, time\nw = torch.tensor(0.0, requires_grad=True)\n"
        "optimizer = torch.optim.SGD([w], lr=0.1)\n"
        "for step in range(60):\n    loss = (w - 3) ** 2\n    optimizer.zero_grad()\n    loss.backward()\n"
        "    optimizer.step()\n    time.sleep(0.01)\nprint('done')\n"
    )
    terminal = Terminal([sys.executable, "-m", "tutor", "run", str(script)], environment=dict(os.environ))
    try:
        assert terminal.wait_for_end() == 0
        assert "done" in terminal.text
        assert terminal.text.index("done") < terminal.text.rindex("loss")
        assert any("⠀" < character <= "⣿" for character in terminal.text), terminal.text
    finally:
        terminal.close()


def test_an_exam_goes_on_after_kill_9_with_every_answer_that_was_shown_as_saved(tutor: OpenTutor) -> None:
    screen = tutor("exam", "--seed", "5")
    screen.wait("▶ Begin")
    screen.type("\r")
    screen.wait("0 of 20 answered")
    screen.type("\r")
    screen.wait("task 1 of 20")
    screen.type("# mine")
    screen.wait("✓ saved")
    screen.signal(signal.SIGKILL)
    screen.wait_for_end()
    again = tutor("exam")
    again.wait("1 of 20 answered")
    again.type("\r")
    again.wait("# mine")
