"""The way of a copied text to the clipboard, inside tmux and GNU screen too."""

from __future__ import annotations

import base64
import os
import re
import sys
from pathlib import Path

import pytest

from tutor.ui.clipboard import PIECE, osc_52, through_screen, to_tmux, way
from tutor.ui.terminal import in_gnu_screen, in_tmux

TEXT = "x = torch.ones(2, 3)  # ψ\n" * 40


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"TERM": "xterm-256color"}, "terminal"),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"}, "tmux"),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux-0/default,1,0"}, "tmux"),
        ({"TERM": "screen", "STY": "100.pts-0.here"}, "screen"),
        ({"TERM": "screen.xterm-256color", "STY": "100.pts-0.here"}, "screen"),
        ({"TERM": "screen.xterm-256color"}, "screen"),  # ssh from inside GNU screen
        ({"TERM": "screen.tmux-256color", "STY": "100.x", "TMUX": "/tmp/x"}, "screen"),  # screen in tmux
        ({"TERM": "tmux-256color", "STY": "100.x", "TMUX": "/tmp/x"}, "tmux"),  # tmux in screen
        ({"TERM": "xterm-256color", "STY": "100.x"}, "terminal"),  # a window that was opened from inside screen
    ],
)
def test_the_innermost_multiplexer_decides(environment: dict[str, str], wanted: str) -> None:
    assert way(environment) == wanted
    assert in_tmux(environment) == (wanted == "tmux")
    assert in_gnu_screen(environment) == (wanted == "screen")


def test_a_text_goes_as_base64_of_utf_8() -> None:
    sequence = osc_52(TEXT)
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\a")
    assert base64.b64decode(sequence[7:-1]).decode() == TEXT


def test_gnu_screen_gets_pieces_that_make_the_whole() -> None:
    sequence = osc_52(TEXT)
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", through_screen(sequence), re.DOTALL)
    assert len(pieces) > 1
    assert all(len(piece) <= PIECE for piece in pieces)
    assert "".join(pieces) == sequence


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tmux that writes down what it gets; ``refuses`` beside it makes it fail."""
    program = tmp_path / "tmux"
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\nhere = pathlib.Path(__file__).parent\n"
        "(here / 'got').write_text(' '.join(sys.argv[1:]) + '\\n' + sys.stdin.read())\n"
        "sys.exit((here / 'refuses').exists())\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


async def test_tmux_takes_the_text_for_its_buffer_and_for_the_terminal(tmux: Path) -> None:
    assert await to_tmux(TEXT)
    assert (tmux / "got").read_text() == "load-buffer -w -\n" + TEXT


async def test_an_old_tmux_that_refuses_is_told(tmux: Path) -> None:
    (tmux / "refuses").touch()
    assert not await to_tmux(TEXT)


async def test_no_tmux_at_hand_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not await to_tmux(TEXT)
