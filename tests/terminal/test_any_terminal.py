"""Terminals with few colours, none, no more than ASCII, or that can't draw; and every way out, whatever goes on."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.screen import Terminal
from tests.terminal.test_app_in_a_terminal import CTRL_R, LEAVE_ALTERNATE_SCREEN, all_gone, descendants

pytestmark = [pytest.mark.terminal, pytest.mark.torch]

OpenTutor = Callable[..., Terminal]
COLOURS = re.compile(rb"\x1b\[([0-9;]*)m")
LONG_RUN = "while True: pass\n"


@pytest.fixture
def tutor(tmp_path: Path) -> Iterator[OpenTutor]:
    opened: list[Terminal] = []

    def open_tutor(*arguments: str, lines: int = 24, **variables: str) -> Terminal:
        environment = {
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            **variables,
        }
        command = [sys.executable, "-m", "tutor", *arguments]
        opened.append(Terminal(command, lines=lines, environment=environment, folder=str(tmp_path)))
        return opened[-1]

    yield open_tutor
    for terminal in opened:
        terminal.close()


def codes(terminal: Terminal) -> set[str]:
    """Every number that was sent to set a style or a colour."""
    return {code for found in COLOURS.findall(bytes(terminal.raw)) for code in found.decode().split(";")}


def test_no_color_sends_no_colour(tutor: OpenTutor) -> None:
    terminal = tutor(NO_COLOR="1")
    terminal.wait("sandbox:")
    terminal.type("r")
    terminal.wait("✓ ran in")
    assert not codes(terminal) & {"38", "48", *map(str, range(30, 38)), *map(str, range(90, 98))}
    assert {"1"} <= codes(terminal)


@pytest.mark.parametrize(("term", "wanted", "unwanted"), [("xterm", "97", "38"), ("screen-256color", "38", "97")])
def test_a_terminal_gets_the_colours_it_has(tutor: OpenTutor, term: str, wanted: str, unwanted: str) -> None:
    terminal = tutor(TERM=term, COLORTERM="")
    terminal.wait("page 1 of")
    terminal.settle()
    assert wanted in codes(terminal)
    assert unwanted not in codes(terminal)
    assert b";2;" not in terminal.raw


def test_a_narrow_alphabet_gets_ascii_and_a_chart(tutor: OpenTutor) -> None:
    terminal = tutor(LC_ALL="C")
    terminal.wait("sandbox:")
    terminal.type("r")
    terminal.wait("+ ran in")
    terminal.wait("loss 0.0")
    assert terminal.text.isascii()
    assert bytes(terminal.raw).isascii()


def test_plain_mode_reads_runs_and_leaves_a_clean_terminal(tutor: OpenTutor) -> None:
    terminal = tutor("--plain", lines=60)
    terminal.wait("n next, r run, ? help:")
    terminal.type("r\n")
    terminal.wait("Snippet 1 ran in")
    assert "loss: 0." in terminal.text
    terminal.type("q\n")
    assert terminal.wait_for_end() == 0
    assert b"\x1b" not in terminal.raw


def test_a_dumb_terminal_opens_plain(tutor: OpenTutor) -> None:
    terminal = tutor(TERM="dumb")
    terminal.wait("n next, r run, ? help:")
    assert b"\x1b" not in terminal.raw


def test_plain_mode_stops_a_run_by_ctrl_c_and_goes_on(tutor: OpenTutor, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\nprintf '{LONG_RUN}' > \"$1\"\n".replace("\n' >", "\\n' >"))
    editor.chmod(0o755)
    terminal = tutor("--plain", lines=60, EDITOR=str(editor), VISUAL="")
    terminal.wait("? help:")
    terminal.type("e 1\n")
    terminal.wait("r 1 runs it.")
    terminal.type("r 1\n")
    terminal.wait("Running snippet 1.")
    terminal.type("\x03")
    terminal.wait("Snippet 1 was stopped")
    terminal.type("q\n")
    assert terminal.wait_for_end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_plain_mode_and_its_worker(tutor: OpenTutor, number: int) -> None:
    terminal = tutor("--plain")
    terminal.wait("? help:")
    terminal.type("r\n")
    terminal.wait("Running snippet 1.")
    started = descendants(terminal.pid)
    assert started
    terminal.signal(number)
    assert terminal.wait_for_end() == 128 + number
    assert all_gone(started)


def test_a_signal_during_a_check_keeps_what_was_typed(tutor: OpenTutor) -> None:
    terminal = tutor("1.3")
    terminal.wait("sandbox:")
    terminal.type("m")
    terminal.wait("A checkerboard without loops")
    terminal.type("\x1b[B" * 3)
    terminal.settle()
    terminal.type("\r")
    terminal.wait("def checkerboard(n):")
    terminal.type("while True: pass\r")
    terminal.wait("while True: pass")
    terminal.type(CTRL_R)
    terminal.wait("f8 Stop")
    started = descendants(terminal.pid)
    terminal.signal(signal.SIGTERM)
    terminal.wait_for_end()
    assert LEAVE_ALTERNATE_SCREEN in terminal.raw
    assert all_gone(started)
    again = tutor("1.3")
    again.wait("Filling a grid")  # the page on which the challenge stands
    again.type("m")
    again.wait("○ A checkerboard without loops")  # on the map, not on the page
    again.type("\x1b[B" * 3)
    again.settle()
    again.type("\r")
    again.wait("while True: pass")


def test_a_signal_during_an_exam_leaves_a_clean_terminal(tutor: OpenTutor) -> None:
    terminal = tutor("exam", "--seed", "1")
    terminal.wait("▶ Begin")
    terminal.type("\r")
    terminal.wait("0 of 20 answered")
    started = descendants(terminal.pid)
    terminal.signal(signal.SIGHUP)
    terminal.wait_for_end()
    assert LEAVE_ALTERNATE_SCREEN in terminal.raw
    assert all_gone(started)
