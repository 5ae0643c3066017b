"""A live chart at the bottom of a terminal, under the output that scrolls by."""

from __future__ import annotations

import base64
import os
import shutil
import time
from collections.abc import Mapping
from typing import TextIO

from tutor.engine.drawing import Picture, bitmap_of, caption, draw
from tutor.engine.events import ImageReceived, MetricsReceived, TensorShown
from tutor.engine.mosaic import Look, to_text
from tutor.engine.png import decode, encode
from tutor.engine.series import Curves
from tutor.engine.shown import ModuleShown

DRAW_EVERY = 0.1
MOST_HEIGHT, LEAST_WIDTH = 16, 20
MOST_PICTURE = (100, 40)
"""Columns and rows of a picture."""
MODULE_IN_A_PIPE = (120, 400)
MOST_PIXELS = (1600, 1200)
PIXELS_OF_A_CELL = 8
"""Across, about."""
KITTY_CHUNK = 4096


class LiveChart:
    """Writes output above a chart that stays at the bottom; in a pipe or a dumb terminal it writes output alone."""

    def __init__(self, screen: TextIO) -> None:
        self._screen = screen
        self._curves = Curves()
        self._drawn = 0
        """Rows the chart takes on the screen now."""
        self._revision = -1
        self._last = 0.0
        self._at_line_start = True
        self.active = screen.isatty() and os.environ.get("TERM", "dumb") != "dumb"

    def write(self, text: str, stream: TextIO) -> None:
        """Output of the code, to where it belongs."""
        if not self.active:
            stream.write(text)
            stream.flush()
            return
        self._erase()
        stream.write(text)
        stream.flush()
        self._at_line_start = text.endswith("\n")
        self._draw_if_due()

    def add(self, event: MetricsReceived) -> None:
        """More points."""
        self._curves.add(event)
        if self.active:
            self._draw_if_due()

    def show(self, shown: Picture) -> None:
        """Something the code has shown: drawn in a terminal, else in a line or a few of plain text."""
        unicode = _speaks_unicode(self._screen)
        if not self.active:
            if isinstance(shown, ModuleShown):
                text = to_text(draw(shown, *MODULE_IN_A_PIPE, Look(unicode=unicode, colour=False)), 0)
            else:
                text = shown.text if isinstance(shown, TensorShown) and shown.text else caption(shown, unicode)
            self.write(text if unicode else text.encode("ascii", "replace").decode(), self._screen)
            self.write("\n", self._screen)
            return
        bitmap, fault = bitmap_of(shown) if isinstance(shown, ImageReceived) else (None, "")
        size = shutil.get_terminal_size()
        width, height = min(size.columns - 1, MOST_PICTURE[0]), max(8, min(size.lines - 2, MOST_PICTURE[1]))
        look = Look(dark=True, unicode=unicode, colour="NO_COLOR" not in os.environ)
        start = "" if self._at_line_start else "\n"
        if isinstance(shown, ImageReceived) and bitmap is not None and unicode and speaks_kitty(os.environ):
            columns = min(width, max(1, shown.width // PIXELS_OF_A_CELL))
            self.write(f"{start}{kitty_picture(shown.data, columns)}\n{caption(shown)}\n", self._screen)
            return
        self.write(f"{start}{to_text(draw(shown, width, height, look, bitmap, fault), _depth())}\n", self._screen)

    def finish(self) -> None:
        """Leave the last picture on the screen, below everything."""
        if self.active and self._curves.revision != self._revision:
            self._draw()
        self._drawn = 0

    def _draw_if_due(self) -> None:
        now = time.monotonic()
        if self._curves.names() and now - self._last >= DRAW_EVERY:
            self._last = now
            self._draw()

    def _draw(self) -> None:
        from tutor.engine.chart import render_ansi

        self._erase()
        size = shutil.get_terminal_size()
        height = min(MOST_HEIGHT, size.lines - 4)
        if height < 3 or size.columns < LEAST_WIDTH or not self._curves.names():
            return
        if not self._at_line_start:
            self._screen.write("\n")
            self._at_line_start = True
        colour = "NO_COLOR" not in os.environ
        unicode = _speaks_unicode(self._screen)
        picture = render_ansi(self._curves, size.columns - 1, height, colour, unicode=unicode)
        self._screen.write(picture.rstrip("\n") + "\n")
        self._screen.flush()
        self._drawn = height
        self._revision = self._curves.revision

    def _erase(self) -> None:
        if self._drawn:
            self._screen.write(f"\x1b[{self._drawn}A\r\x1b[J")
            self._drawn = 0
            self._revision = -1


def _speaks_unicode(screen: TextIO) -> bool:
    return (getattr(screen, "encoding", "") or "").lower().startswith("utf")


def speaks_kitty(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is known to draw pictures by kitty's graphics protocol."""
    if "TMUX" in environment or environment.get("TERM", "").startswith(("screen", "tmux")) or "NO_COLOR" in environment:
        return False
    names = {environment.get("TERM", ""), environment.get("TERM_PROGRAM", "").lower()}
    return "KITTY_WINDOW_ID" in environment or bool(names & {"xterm-kitty", "xterm-ghostty", "ghostty", "wezterm"})


def kitty_picture(data: bytes, columns: int) -> str:
    """A figure as kitty's escapes, so many cells wide; encoded anew, so that the terminal reads none of its bytes."""
    picture = base64.b64encode(encode(decode(data, *MOST_PIXELS))).decode("ascii")
    parts = [picture[start : start + KITTY_CHUNK] for start in range(0, len(picture), KITTY_CHUNK)]
    control = [f"a=T,f=100,q=2,c={columns},m={int(len(parts) > 1)}"]
    control += [f"m={int(number < len(parts) - 1)}" for number in range(1, len(parts))]
    return "".join(f"\x1b_G{head};{part}\x1b\\" for head, part in zip(control, parts, strict=True))


def _depth() -> int:
    """Bits of a colour in this terminal; 0 where none are wanted."""
    if "NO_COLOR" in os.environ:
        return 0
    return 24 if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") else 8
