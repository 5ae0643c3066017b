"""Which bytes reach a terminal for pictures: those it is known to understand, and none of them for good."""

from __future__ import annotations

import fcntl
import re
import signal
import struct
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engine.escapes import kitty_commands, sixel_picture
from tests.terminal.screen import Terminal
from tests.terminal.test_app_in_a_terminal import LEAVE_ALTERNATE_SCREEN

pytestmark = pytest.mark.terminal

ROOT = str(Path(__file__).parents[2])
NOTHING_KNOWN = dict.fromkeys(
    (
        "TERM_PROGRAM", "LC_TERMINAL", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "MLTERM", "TERMINAL_NAME", "VTE_VERSION",
        "XTERM_VERSION", "TMUX", "STY", "ZELLIJ", "SSH_CONNECTION", "SSH_TTY", "NO_COLOR", "PYTORCH_TUTOR_PICTURES",
    ),
    "",
)  # fmt: skip
PIXELS = (b"\x1b_G", b"\x1bP0;1;0q")

Open = Callable[..., Terminal]


@pytest.fixture
def showing() -> Iterator[Open]:
    opened: list[Terminal] = []

    def open_showing(**variables: str) -> Terminal:
        command = [sys.executable, "-m", "tests.terminal.showing"]
        terminal = Terminal(command, environment={**NOTHING_KNOWN, **variables}, folder=ROOT)
        fcntl.ioctl(terminal._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 720, 432))
        opened.append(terminal)
        terminal.wait("page 1 of")
        terminal.type("r")
        terminal.wait("✓ ran")
        terminal.type("i")
        terminal.wait("2 of 2")
        return terminal

    yield open_showing
    for terminal in opened:
        terminal.close()


def test_kittys_picture_comes_and_goes_with_the_page(showing: Open) -> None:
    terminal = showing(TERM="xterm-kitty")
    terminal.settle()
    (drawn,) = [head for head, data in kitty_commands(terminal.raw.decode()) if data]
    start = len(terminal.raw)
    terminal.type("\x1b")
    terminal.wait("r Run")
    gone = bytes(terminal.raw[start:]).decode()
    assert [head for head, _ in kitty_commands(gone)] == [{"a": "d", "d": "I", "i": drawn["i"], "q": "2"}]
    assert gone.index("a=d") < gone.index("First tensors")


@pytest.mark.parametrize("way_out", ["q", "SIGTERM"])
def test_kittys_picture_is_gone_before_the_screen_is(showing: Open, way_out: str) -> None:
    terminal = showing(TERM="xterm-ghostty")
    terminal.settle()
    if way_out == "q":
        terminal.type("\x1b")
        terminal.settle()
        terminal.type("q")
    else:
        terminal.signal(signal.SIGTERM)
    terminal.wait_for_end()
    raw = bytes(terminal.raw)
    assert raw.count(b"a=T,") == raw.count(b"a=d,") == 1
    assert raw.index(b"a=T,") < raw.index(b"a=d,") < raw.index(LEAVE_ALTERNATE_SCREEN)


def test_a_suspended_app_leaves_no_picture_and_draws_it_again(showing: Open) -> None:
    terminal = showing(TERM="xterm-kitty")
    terminal.settle()
    start = len(terminal.raw)
    terminal.type("\x1a")
    terminal.wait(lambda _: LEAVE_ALTERNATE_SCREEN in terminal.raw[start:])
    left = bytes(terminal.raw[start:])
    assert left.index(b"a=d,") < left.index(LEAVE_ALTERNATE_SCREEN)
    terminal.wait_for_stop()
    start = len(terminal.raw)
    terminal.signal(signal.SIGCONT)
    terminal.wait(lambda _: b"a=T," in terminal.raw[start:])


def test_sixels_come_and_are_written_over(showing: Open) -> None:
    terminal = showing(TERM="foot")
    terminal.settle()
    raw = terminal.raw.decode()
    width, height, pixels = sixel_picture(raw)
    assert (width, height) == (128, 96)
    assert set(pixels.values()) == {(78, 12, 12)}
    ((row, column),) = re.findall(r"\x1b7\x1b\[(\d+);(\d+)H\x1bP", raw)
    start = len(terminal.raw)
    terminal.type("\x1b")
    terminal.wait("r Run")
    gone = bytes(terminal.raw[start:]).decode()
    rows = re.findall(rf"\x1b\[(\d+);{column}H {{10}} *(?=\x1b)", gone)
    assert [int(one) for one in rows[:6]] == list(range(int(row), int(row) + 6))
    before = terminal.text
    terminal.type("\x0c")
    terminal.settle()
    assert terminal.text == before  # nothing of the page was written over
    assert "figure 64×48, a red field" in before


@pytest.mark.parametrize(
    "variables",
    [
        {"TERM": "xterm-256color"},
        {"TERM": "xterm-kitty", "TMUX": "/tmp/tmux-0/default,1,0"},
        {"TERM": "screen-256color", "KITTY_WINDOW_ID": "1"},
        {"TERM": "xterm-kitty", "NO_COLOR": "1"},
        {"TERM": "xterm-kitty", "PYTORCH_TUTOR_PICTURES": "blocks"},
        {"TERM": "xterm-kitty", "PYTORCH_TUTOR_PICTURES": "off"},
    ],
    ids=lambda variables: " ".join(variables.values()),
)
def test_no_pixels_for_a_terminal_that_is_not_known_or_not_to_have_any(
    showing: Open, variables: dict[str, str]
) -> None:
    terminal = showing(**variables)
    terminal.wait("figure 64×48, a red field")
    terminal.settle()
    assert not any(sequence in terminal.raw for sequence in PIXELS)
    assert "figure 64×48, a red field" in terminal.text


def test_a_wish_is_followed_on_a_terminal_that_does_not_say_what_it_is(showing: Open) -> None:
    terminal = showing(TERM="xterm-256color", PYTORCH_TUTOR_PICTURES="sixel")
    terminal.wait(lambda _: PIXELS[1] in terminal.raw)


def test_fewer_bytes_over_ssh(showing: Open) -> None:
    terminal = showing(TERM="xterm-kitty", SSH_CONNECTION="192.0.2.1 1 192.0.2.2 22")
    terminal.wait(lambda _: PIXELS[0] in terminal.raw)
    terminal.settle()
    assert len(terminal.raw) < 20_000
