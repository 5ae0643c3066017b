from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import termios

import pytest

from tutor.engine.terminal_graphics import VARIABLE, cell_size, is_far, means, protocol, read_wish

XTERM = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("environment", "drawn_by"),
    [
        ({}, "blocks"),
        (XTERM, "blocks"),
        ({"TERM": "linux"}, "blocks"),
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-ghostty", "SSH_CONNECTION": "1"}, "kitty"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "foot-extra"}, "sixel"),
        ({"TERM": "footloose"}, "blocks"),
        ({"TERM": "mlterm-256color"}, "sixel"),
        ({"TERM": "contour"}, "sixel"),
        ({**XTERM, "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({**XTERM, "KITTY_WINDOW_ID": "1", "VTE_VERSION": "7600"}, "blocks"),
        ({**XTERM, "KITTY_WINDOW_ID": "1", "XTERM_VERSION": "XTerm(390)"}, "blocks"),
        ({**XTERM, "KITTY_WINDOW_ID": "1", "TERM_PROGRAM": "vscode"}, "blocks"),
        ({**XTERM, "TERM_PROGRAM": "WezTerm"}, "kitty"),
        ({**XTERM, "TERM_PROGRAM": "ghostty"}, "kitty"),
        ({**XTERM, "TERM_PROGRAM": "iTerm.app"}, "sixel"),
        ({**XTERM, "TERM_PROGRAM": "mintty"}, "sixel"),
        ({**XTERM, "TERM_PROGRAM": "Apple_Terminal"}, "blocks"),
        ({**XTERM, "LC_TERMINAL": "iTerm2", "SSH_TTY": "/dev/pts/0"}, "sixel"),
        ({**XTERM, "KONSOLE_VERSION": "230805"}, "sixel"),
        ({**XTERM, "KONSOLE_VERSION": "211203"}, "blocks"),
        ({**XTERM, "KONSOLE_VERSION": "new"}, "blocks"),
        ({**XTERM, "MLTERM": "3.9.3"}, "sixel"),
        ({**XTERM, "WT_SESSION": "1"}, "blocks"),  # sixels came with 1.22, and it does not tell its version
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux"}, "blocks"),
        ({"TERM": "screen.xterm-kitty"}, "blocks"),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, "blocks"),
        ({"TERM": "xterm-kitty", "STY": "1.pts"}, "blocks"),
        ({"TERM": "foot", "ZELLIJ": "0"}, "blocks"),
        ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, "blocks"),
        ({"TERM": "dumb", "KITTY_WINDOW_ID": "1"}, "blocks"),
    ],
)
def test_only_terminals_known_for_it_get_pixels(environment: dict[str, str], drawn_by: str) -> None:
    assert means("auto", environment) == drawn_by


@pytest.mark.parametrize(
    ("wish", "environment", "drawn_by"),
    [
        ("kitty", XTERM, "kitty"),
        ("sixel", XTERM, "sixel"),
        ("sixel", {"TERM": "tmux-256color", "TMUX": "x"}, "sixel"),
        ("kitty", {"TERM": "tmux-256color", "TMUX": "x"}, "blocks"),
        ("sixel", {**XTERM, "NO_COLOR": "1"}, "blocks"),
        ("sixel", {"TERM": "dumb"}, "blocks"),
        ("blocks", {"TERM": "xterm-kitty"}, "blocks"),
        ("off", {"TERM": "xterm-kitty"}, "off"),
        ("off", {"TERM": "dumb"}, "off"),
    ],
)
def test_a_wish_is_followed_where_it_can_be(wish: str, environment: dict[str, str], drawn_by: str) -> None:
    assert means(wish, environment) == drawn_by  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "wish"), [("Sixel ", "sixel"), ("off", "off"), ("holograms", "auto"), ("", "auto"), (None, "auto")]
)
def test_a_wish_is_read_from_the_environment(value: str | None, wish: str) -> None:
    assert read_wish({} if value is None else {VARIABLE: value}) == wish


def test_sixels_need_the_size_of_a_cell_and_kittys_pictures_do_not() -> None:
    assert [protocol(one, None) for one in ("kitty", "sixel", "blocks", "off")] == ["kitty", None, None, None]
    assert protocol("sixel", (9, 18)) == "sixel"


@pytest.mark.parametrize(
    ("lines", "columns", "width", "height", "size"),
    [(24, 80, 720, 432, (9, 18)), (24, 80, 0, 0, None), (0, 0, 720, 432, None), (24, 80, 80, 24, None)],
)
def test_the_size_of_a_cell_is_what_the_kernel_knows(
    lines: int, columns: int, width: int, height: int, size: tuple[int, int] | None
) -> None:
    controller, terminal = pty.openpty()
    with os.fdopen(controller, "wb"), os.fdopen(terminal, "w") as stream:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, width, height))
        assert cell_size(stream) == size


def test_what_is_no_terminal_has_no_cells() -> None:
    assert cell_size(None) is None
    assert cell_size(io.StringIO()) is None
    with open(os.devnull, "w") as stream:
        assert cell_size(stream) is None


def test_ssh_is_far() -> None:
    assert is_far({"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"})
    assert is_far({"SSH_TTY": "/dev/pts/1"})
    assert not is_far(XTERM)
