"""A live chart at the bottom of a terminal, under the output that scrolls by."""

from __future__ import annotations

import os
import shutil
import time
from typing import TextIO

from tutor.engine.drawing import MOST_FOR_CELLS, MOST_FOR_PIXELS, Picture, bitmap_of, caption, draw
from tutor.engine.events import ImageReceived, MetricsReceived, TensorShown
from tutor.engine.mosaic import Look, to_text
from tutor.engine.pixels import FAR_BYTES, NEAR_BYTES, Encoded, Placed, encode
from tutor.engine.series import Curves
from tutor.engine.shown import ModuleShown
from tutor.engine.terminal_graphics import Means, cell_size, is_far, means, protocol, ratio_of

DRAW_EVERY = 0.1
MOST_HEIGHT, LEAST_WIDTH = 16, 20
MOST_PICTURE = (100, 40)
"""Columns and rows of a picture."""
MODULE_IN_A_PIPE = (120, 400)


class LiveChart:
    """Writes output above a chart that stays at the bottom; in a pipe or a dumb terminal it writes output alone."""

    def __init__(self, screen: TextIO, drawn_by: Means | None = None) -> None:
        self._screen = screen
        self._drawn_by = drawn_by or means("auto", os.environ)
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
        start = "" if self._at_line_start else "\n"
        self.write(start + self._drawing(shown, unicode), self._screen)

    def _drawing(self, shown: Picture, unicode: bool) -> str:
        """Rows of text, and over the blank ones among them pictures in pixels where the terminal draws such."""
        size = shutil.get_terminal_size()
        width, height = min(size.columns - 1, MOST_PICTURE[0]), max(8, min(size.lines - 2, MOST_PICTURE[1]))
        cell = cell_size(self._screen)
        look = Look(
            unicode=unicode,
            colour="NO_COLOR" not in os.environ,
            pictures=self._drawn_by != "off",
            cell_ratio=ratio_of(cell),
        )
        in_pixels = protocol(self._drawn_by, cell)
        places: list[Placed] | None = [] if in_pixels else None
        bitmap, fault = None, ""
        if isinstance(shown, ImageReceived):
            bitmap, fault = bitmap_of(shown, MOST_FOR_CELLS if places is None else MOST_FOR_PIXELS)
        rows = draw(shown, width, height, look, bitmap, fault, places)
        text = to_text(rows, _depth()) + "\n"
        if in_pixels and places:
            most = FAR_BYTES if is_far(os.environ) else NEAR_BYTES
            text += "".join(_above(one, len(rows)) for one in encode(places, in_pixels, cell, most_bytes=most))
        return text

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


def _above(picture: Encoded, height: int) -> str:
    """A picture drawn into rows that have been written, the cursor left below them."""
    right = f"\x1b[{picture.column}C" if picture.column else ""
    return f"\x1b7\x1b[{height - picture.row}A\r{right}{picture.sequence}\x1b8"


def _depth() -> int:
    """Bits of a colour in this terminal; 0 where none are wanted."""
    if "NO_COLOR" in os.environ:
        return 0
    return 24 if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") else 8
