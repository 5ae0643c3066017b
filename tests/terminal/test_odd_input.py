"""Bytes that no keyboard sends: what is pasted may be anything, and the tutor stays."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.screen import Terminal

pytestmark = pytest.mark.terminal

PASTE, END = b"\x1b[200~", b"\x1b[201~"


@pytest.fixture
def editing(tmp_path: Path) -> Iterator[Terminal]:
    """The tutor with its first snippet in the editor."""
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    terminal = Terminal([sys.executable, "-m", "tutor"], environment=state, folder=str(tmp_path))
    terminal.wait("Watch a network learn")
    terminal.type("e")
    terminal.wait("Undo")
    yield terminal
    terminal.close()


def test_a_paste_that_is_no_utf_8_leaves_the_tutor_at_work(editing: Terminal) -> None:
    editing._send(PASTE + b"y = '\xff\xfe\xc3'" + END)
    editing.wait("y = '")
    editing._send(b"\xff\xc3(" + b"zz")
    editing.wait("zz")
    editing.type("\x1b")
    editing.wait("r Run")
    assert "Traceback" not in editing.text


def test_three_hundred_pasted_lines_arrive_in_order(editing: Terminal) -> None:
    lines = "".join(f"x{number} = {number}\r" for number in range(300))
    editing._send(PASTE + lines.encode() + END)
    editing.wait("x299 = 299")
    assert "x298 = 298" in editing.text
