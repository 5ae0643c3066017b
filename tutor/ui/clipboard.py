"""The way of a text to the clipboard: OSC 52, which tmux and GNU screen keep to themselves unless they are asked."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Mapping
from typing import Literal

from textual.app import App

from tutor.ui.terminal import in_gnu_screen, in_tmux

Way = Literal["terminal", "tmux", "screen"]
PIECE = 200
"""Bytes of a sequence that GNU screen hands through at a time; it drops longer ones."""
TMUX_SECONDS = 5.0


def way(environment: Mapping[str, str]) -> Way:
    """How a text reaches the clipboard from here."""
    if in_gnu_screen(environment):
        return "screen"
    return "tmux" if in_tmux(environment) else "terminal"


def osc_52(text: str) -> str:
    """The sequence that sets the clipboard of a terminal."""
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"


def through_screen(sequence: str) -> str:
    """A sequence so that GNU screen hands it to the terminal: as device control strings, piece by piece."""
    pieces = (sequence[start : start + PIECE] for start in range(0, len(sequence), PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


async def to_tmux(text: str) -> bool:
    """Give tmux a text for its own buffer and the terminal's clipboard; False where it does not take it.

    Without a setting of the learner's (``set-clipboard on``) tmux ignores the sequence of a program.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *("tmux", "load-buffer", "-w", "-"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return False
    try:
        await asyncio.wait_for(process.communicate(text.encode()), TMUX_SECONDS)
    except asyncio.TimeoutError:
        process.kill()
        await process.wait()
        return False
    return process.returncode == 0


class ClipboardApp(App[None]):
    """An app whose copies reach the clipboard from inside tmux and GNU screen, too."""

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text; ``clipboard`` has it at once."""
        self._clipboard = text
        if self._driver is None or self.is_headless:
            return
        found = way(os.environ)
        if found == "tmux":
            self.run_worker(self._copy_through_tmux(text), group="clipboard", exit_on_error=False)
        else:
            self._send_to_terminal(through_screen(osc_52(text)) if found == "screen" else osc_52(text))

    async def _copy_through_tmux(self, text: str) -> None:
        if not await to_tmux(text):
            self._send_to_terminal(osc_52(text))

    def _send_to_terminal(self, sequence: str) -> None:
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()
