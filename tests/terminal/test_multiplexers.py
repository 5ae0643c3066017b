"""The tutor inside tmux, GNU screen and mosh, each drawing on a terminal of its own."""

from __future__ import annotations

import base64
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.terminal.screen import Terminal

pytestmark = [pytest.mark.terminal, pytest.mark.torch]

TUTOR = [sys.executable, "-m", "tutor"]
CLIPBOARD = re.compile(rb"\x1b\]52;c?;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)")
STYLES = re.compile(rb"\x1b\[([0-9;]*)m")
F1, ESCAPE, PAGE_DOWN, DOWN = "\x1bOP", "\x1b", "\x1b[6~", "\x1b[B"
FIRST_LINES = "import torch\nfrom torch import nn\n"


@dataclass
class Session:
    """A multiplexer with the tutor in it, and what ends whatever is left of it."""

    terminal: Terminal
    end: Callable[[], None]


def in_tmux(folder: Path, environment: dict[str, str]) -> Session:
    name = f"tutor-{os.getpid()}-{folder.name}"
    command = ["tmux", "-L", name, "-f", "/dev/null", "new-session", *TUTOR]
    terminal = Terminal(command, environment=environment)
    return Session(terminal, lambda: quiet("tmux", "-L", name, "kill-server"))


def in_screen(folder: Path, environment: dict[str, str]) -> Session:
    name = f"tutor-{os.getpid()}"
    sockets = folder / "sockets"
    sockets.mkdir(mode=0o700)
    environment["SCREENDIR"] = str(sockets)
    terminal = Terminal(["screen", "-c", "/dev/null", "-S", name, *TUTOR], environment=environment)
    return Session(terminal, lambda: quiet("screen", "-S", name, "-X", "quit", SCREENDIR=str(sockets)))


def in_mosh(_folder: Path, environment: dict[str, str]) -> Session:
    told = subprocess.run(
        ["mosh-server", "new", "-i", "127.0.0.1", "-c", "256", "--", *TUTOR],
        env={**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    said = told.stdout + told.stderr
    connected, server = re.search(r"MOSH CONNECT (\d+) (\S+)", said), re.search(r"pid = (\d+)", said)
    assert connected is not None, said
    assert server is not None, said
    terminal = Terminal(["mosh-client", "127.0.0.1", connected[1]], environment={"MOSH_KEY": connected[2]})

    def end() -> None:
        if Path(f"/proc/{server[1]}").exists():
            os.kill(int(server[1]), signal.SIGKILL)  # it would wait for its client

    return Session(terminal, end)


def quiet(*command: str, **variables: str) -> None:
    """Run what may find nothing left to do."""
    nowhere = subprocess.DEVNULL
    subprocess.run(command, check=False, stdout=nowhere, stderr=nowhere, env={**os.environ, **variables})


KINDS = {"tmux": in_tmux, "screen": in_screen, "mosh-server": in_mosh}


@pytest.fixture(params=list(KINDS))
def inside(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal in which a multiplexer runs the tutor."""
    kind = request.param
    if shutil.which(kind) is None:
        pytest.skip(f"{kind} is not installed")
    for name in ("TMUX", "STY", "SCREENDIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SCREENDIR", "")
    state = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    session = KINDS[kind](tmp_path, state)
    try:
        yield session.terminal
    finally:
        session.end()
        session.terminal.close()


def styles(terminal: Terminal) -> set[str]:
    """Every number that was sent to set a style."""
    return {number for found in STYLES.findall(bytes(terminal.raw)) for number in found.decode().split(";")}


def test_it_draws_runs_follows_a_resize_and_leaves(inside: Terminal) -> None:
    inside.wait("page 1 of")
    inside.wait("? Help")
    inside.wait("sandbox:")
    assert "38" in styles(inside)
    # Misread true colours would blink, be struck out or have a bright ground.
    assert not styles(inside) & {"6", "9", *map(str, range(100, 108))}
    inside.type("r")
    inside.wait("✓ ran in")
    inside.wait("loss 0.0")
    assert any("⠀" < character <= "⣿" for character in inside.text), inside.text
    inside.resize(100, 30)
    inside.wait(lambda text: any(len(line) > 80 for line in text.splitlines()) and "? Help" in text)
    inside.type("q")
    assert inside.wait_for_end() == 0
    assert b"\x1b[?1049l" in inside.raw
    assert "import torch" not in inside.text


def test_it_gets_every_key_and_copies_to_the_outer_terminal(inside: Terminal) -> None:
    inside.wait("sandbox:")
    inside.settle()
    for key in (DOWN, PAGE_DOWN):
        before = inside.text
        inside.type(key)
        inside.wait(lambda text, before=before: text != before)
    inside.type(F1)
    inside.wait("─ Keys ─")
    inside.settle()
    inside.type(ESCAPE)
    inside.wait(lambda text: "─ Keys ─" not in text)
    inside.type("y")
    inside.wait("Copied")
    inside.wait(lambda _text: CLIPBOARD.search(bytes(inside.raw)) is not None)
    found = CLIPBOARD.search(bytes(inside.raw))
    assert found is not None
    copied = base64.b64decode(found[1]).decode()
    assert copied.startswith(FIRST_LINES)
    assert copied.rstrip().endswith('print(f"step {step}: loss {loss.item():.3f}")')
    inside.type("e")
    inside.wait("^r Run")
    inside.type("\x01")  # what GNU screen and many a tmux keep for themselves
    inside.type("a")
    inside.type("# mine")
    inside.wait("# mine")
