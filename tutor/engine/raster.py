"""Lines drawn into terminal cells: the fast layer over the frame that plotext draws.

A pixel is a braille dot (2 × 4 in a cell) or a whole cell. The pixels are exactly those plotext would set for
the same points (a test compares the two cell by cell), in a small part of its time, which is what makes ten
pictures a second cheap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Pixel = tuple[int, int]
"""``(column, row)``, both from 0, rows counted from the bottom."""

_DOTS = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
"""Bit of a braille dot by column and row within its cell, rows from the bottom."""


@dataclass(slots=True)
class Canvas:
    """Cells of ``columns`` × ``rows``; a later line replaces whole cells of an earlier one."""

    columns: int
    rows: int
    braille: bool = True
    glyphs: list[str] = field(init=False)
    """Row by row from the top."""
    owners: bytearray = field(init=False)
    """For each cell the number of its line, from 1; 0 where there is none."""

    def __post_init__(self) -> None:
        self.glyphs = [" "] * (self.columns * self.rows)
        self.owners = bytearray(self.columns * self.rows)

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.columns * 2 if self.braille else self.columns

    @property
    def height(self) -> int:
        """Pixels from bottom to top."""
        return self.rows * 4 if self.braille else self.rows

    def draw(self, pixels: Sequence[Pixel], owner: int, marker: str = "*") -> None:
        """A line through ``pixels``, all on the canvas; ``marker`` is its glyph where it isn't braille."""
        path = trace(pixels)
        if not self.braille:
            for column, row in path:
                cell = (self.rows - 1 - row) * self.columns + column
                self.glyphs[cell] = marker
                self.owners[cell] = owner
            return
        bits: dict[int, int] = {}
        top = self.rows - 1
        for column, row in path:
            cell = (top - (row >> 2)) * self.columns + (column >> 1)
            bits[cell] = bits.get(cell, 0) | _DOTS[column & 1][row & 3]
        for cell, dots in bits.items():
            self.glyphs[cell] = chr(0x2800 + dots)
            self.owners[cell] = owner


def trace(pixels: Sequence[Pixel]) -> list[Pixel]:
    """Every pixel of the straight lines from each of ``pixels`` to the next."""
    path: list[Pixel] = []
    if not pixels:
        return path
    previous = pixels[0]
    for pixel in pixels:
        if pixel == previous:
            continue
        (x0, y0), (x1, y1) = previous, pixel
        across, up = x1 - x0, y1 - y0
        if across == 0:
            path += [(x0, y) for y in range(y0, y1, 1 if up > 0 else -1)]
        else:
            length = max(abs(across), abs(up))
            # plotext's own arithmetic, rounding errors included: start + index * slope, then truncation.
            right, rise = across / length, up / length
            path += [(int(x0 + index * right), int(y0 + index * rise)) for index in range(length)]
        previous = pixel
    path.append(previous)
    return path
