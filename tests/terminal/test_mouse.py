"""The mouse through a real terminal: what it sends, what it selects, what it leaves."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.screen import Terminal

pytestmark = [pytest.mark.terminal, pytest.mark.torch]

CTRL_C = "\x03"


@pytest.fixture
def tutor(tmp_path: Path) -> Iterator[Terminal]:
    state = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    terminal = Terminal([sys.executable, "-m", "tutor"], environment=state)
    yield terminal
    terminal.close()


def mouse(code: int, column: int, row: int, how: str = "M") -> str:
    """What a terminal sends; column and row from 1."""
    return f"\x1b[<{code};{column};{row}{how}"


def test_a_drag_selects_what_ctrl_c_copies(tutor: Terminal) -> None:
    tutor.wait("from torch import nn")
    tutor.wait("sandbox:")
    tutor.settle()
    rows = tutor.text.splitlines()
    row = next(number for number, text in enumerate(rows, 1) if "from torch import nn" in text)
    column = rows[row - 1].index("from torch") + 1
    tutor.type(mouse(0, column, row))
    tutor.settle()
    tutor.type(mouse(32, column + 3, row))
    tutor.settle()
    tutor.type(mouse(32, column + 10, row) + mouse(0, column + 10, row, "m"))
    tutor.settle()
    tutor.type(CTRL_C)
    tutor.wait("Copied: selection")
    found = re.search(rb"\x1b\]52;c;([^\x07]*)\x07", bytes(tutor.raw))
    assert found is not None
    assert base64.b64decode(found[1]).decode().startswith("from torch")


def test_only_clicks_and_drags_are_asked_for_and_nothing_is_left_on(tutor: Terminal) -> None:
    tutor.wait("? Help")
    tutor.settle()
    assert b"\x1b[?1002h" in tutor.raw
    assert b"\x1b[?1003h" not in tutor.raw
    tutor.type("q")
    assert tutor.wait_for_end() == 0
    for mode in (b"1000", b"1002", b"1006"):
        assert tutor.raw.rindex(b"\x1b[?%sl" % mode) > tutor.raw.rindex(b"\x1b[?%sh" % mode)
