"""Which terminals draw pictures of pixels, by kitty's protocol or as sixels. Nothing is ever asked of the terminal.

A terminal that is asked and does not know the question may answer nothing, or print it. So the environment decides,
and where it says nothing pictures are made of cells.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Literal, TextIO, get_args

Wish = Literal["auto", "blocks", "kitty", "sixel", "off"]
"""What the person wants: what the terminal is known for, cells, a protocol whatever is known, or no pictures."""
Means = Literal["blocks", "kitty", "sixel", "off"]
Protocol = Literal["kitty", "sixel"]
Cell = tuple[int, int]
"""Pixels across and down of a cell."""
WISHES: tuple[Wish, ...] = get_args(Wish)
VARIABLE = "PYTORCH_TUTOR_PICTURES"

_BY_TERM: tuple[tuple[str, Means], ...] = (
    ("xterm-kitty", "kitty"),
    ("xterm-ghostty", "kitty"),
    ("wezterm", "kitty"),
    ("foot", "sixel"),
    ("mlterm", "sixel"),
    ("contour", "sixel"),
)
"""``TERM`` reaches the far side of ssh; every other variable may not."""
_BY_PROGRAM: Mapping[str, Means] = {
    "kitty": "kitty",
    "ghostty": "kitty",
    "wezterm": "kitty",
    "iterm.app": "sixel",
    "mintty": "sixel",
    "contour": "sixel",
}
_KONSOLE_WITH_SIXELS = 220400
_MULTIPLEXERS = ("TMUX", "STY", "ZELLIJ")
_OTHERS = ("VTE_VERSION", "XTERM_VERSION")
"""Set by terminals that draw no pictures, or only where they were built so, and may have been started from one that
does and left its variables."""


def read_wish(environment: Mapping[str, str]) -> Wish:
    """What is wanted, by the variable, which an option of the command line sets; ``auto`` where it names nothing."""
    named = environment.get(VARIABLE, "").strip().lower()
    return named if named in WISHES else "auto"


def means(wish: Wish, environment: Mapping[str, str]) -> Means:
    """How pictures are drawn on this terminal.

    Without colours nothing is drawn in pixels, whatever is wished; neither where kitty's pictures would be lost in a
    multiplexer.
    """
    if wish == "off":
        return "off"
    if wish == "blocks" or environment.get("NO_COLOR") or environment.get("TERM", "dumb") in ("", "dumb"):
        return "blocks"
    inside = is_multiplexed(environment)
    if wish == "sixel" or (wish == "kitty" and not inside):
        return wish
    return "blocks" if inside else _known(environment)


def is_multiplexed(environment: Mapping[str, str]) -> bool:
    """Whether something stands between the program and the terminal that keeps a screen of its own."""
    term = environment.get("TERM", "")
    return term.startswith(("screen", "tmux")) or any(environment.get(name) for name in _MULTIPLEXERS)


def _known(environment: Mapping[str, str]) -> Means:
    term = environment.get("TERM", "").lower()
    for beginning, drawn_by in _BY_TERM:
        if term == beginning or term.startswith(f"{beginning}-"):
            return drawn_by
    program = environment.get("TERM_PROGRAM", "").lower()
    if program:
        return _BY_PROGRAM.get(program, "blocks")
    if any(environment.get(name) for name in _OTHERS):
        return "blocks"
    if environment.get("LC_TERMINAL", "") == "iTerm2":  # ssh hands on what begins with LC_
        return "sixel"
    if environment.get("KITTY_WINDOW_ID"):
        return "kitty"
    version = environment.get("KONSOLE_VERSION", "")
    if environment.get("MLTERM") or (version.isdigit() and int(version) >= _KONSOLE_WITH_SIXELS):
        return "sixel"
    return "sixel" if environment.get("TERMINAL_NAME", "").lower() == "contour" else "blocks"


def protocol(drawn_by: Means, cell: Cell | None) -> Protocol | None:
    """The protocol in which pictures can be sent; None where they are made of cells.

    Sixels come in a size of their own: where that of a cell is not known, they would be drawn over something else.
    """
    if drawn_by == "kitty" or (drawn_by == "sixel" and cell is not None):
        return drawn_by
    return None


def cell_size(stream: TextIO | None) -> Cell | None:
    """The size of a cell of the terminal that a stream writes to; None where it is not known.

    The size is the kernel's knowledge, set by the terminal, and by ssh on the far side.
    """
    if stream is None:
        return None
    try:
        import fcntl
        import termios

        answer = fcntl.ioctl(stream.fileno(), termios.TIOCGWINSZ, bytes(8))
    except (ImportError, OSError, ValueError):
        return None
    lines, columns, width, height = struct.unpack("HHHH", answer)
    if not (lines and columns and width >= 2 * columns and height >= 2 * lines):
        return None
    return width // columns, height // lines


def ratio_of(cell: Cell | None) -> float:
    """Height of a cell in parts of its width; two where its size is not known."""
    return cell[1] / cell[0] if cell is not None else 2.0


def is_far(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is reached over ssh, so that bytes may be dear."""
    return bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))
