"""Lines drawn into terminal cells: the fast layer over the frame that plotext draws.

A pixel is a braille dot (2 × 4 in a cell) or a whole cell. The pixels are exactly those plotext would set for
the same points (a test compares the two cell by cell), in a small part of its time, which is what makes ten
pictures a second cheap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Pixel = tuple[int, int]
"""``(column, row)``, both from 0, rows counted from the bottom."""

_DOTS = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
"""Bit of a braille dot by column and row within its cell, rows from the bottom."""
_RUNS = [[[sum(dots[low : high + 1]) for high in range(4)] for low in range(4)] for dots in _DOTS]
"""Bits of a vertical run of dots by column, lowest row and highest row within a cell."""


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
        columns, top = self.columns, self.rows - 1
        if not self.braille:
            for column, low, high in spans(pixels):
                for row in range(low, high + 1):
                    cell = (top - row) * columns + column
                    self.glyphs[cell] = marker
                    self.owners[cell] = owner
            return
        dots: dict[int, int] = {}
        for column, low, high in spans(pixels):
            side = _RUNS[column & 1]
            last = high >> 2
            cell = (top - (low >> 2)) * columns + (column >> 1)
            for row in range(low >> 2, last + 1):
                run = side[low & 3][3 if row < last else high & 3]
                dots[cell] = dots.get(cell, 0) | run
                low = 0
                cell -= columns
        for cell, bits in dots.items():
            self.glyphs[cell] = chr(0x2800 + bits)
            self.owners[cell] = owner


def spans(pixels: Sequence[Pixel]) -> Iterator[tuple[int, int, int]]:
    """The straight lines from each of ``pixels`` to the next, as vertical runs ``(column, lowest, highest)``.

    Most points of a noisy curve share a column with their neighbours or stand in the next one, where a run takes the
    place of many single pixels.
    """
    if not pixels:
        return
    column, row = pixels[0]
    low = high = row
    for x, y in pixels:
        if x == column + 1 and y != row:
            # plotext keeps to the left column up to the last pixel before the new one.
            before = y - 1 if y > row else y + 1
            low, high = min(low, before), max(high, before)
        if x == column:
            if y < low:
                low = y
            elif y > high:
                high = y
        else:
            yield column, low, high
            if abs(x - column) > 1 or x < column:
                yield from ((between, level, level) for between, level in _slope(column, row, x, y))
            column, low, high = x, y, y
        row = y
    yield column, low, high


def _slope(x0: int, y0: int, x1: int, y1: int) -> Iterator[Pixel]:
    """The pixels between two others, by plotext's own arithmetic, rounding errors included."""
    length = max(abs(x1 - x0), abs(y1 - y0))
    right, rise = (x1 - x0) / length, (y1 - y0) / length
    return ((int(x0 + index * right), int(y0 + index * rise)) for index in range(1, length))
