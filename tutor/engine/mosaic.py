"""Pictures in terminal cells: half blocks with two colours each, or characters of different weight without colours.

A ``Tile`` is text with its colour and the colour behind it (``"#rrggbb"``, or None for the terminal's own).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from tutor.engine.png import Bitmap, fitting, shrink
from tutor.engine.spans import cell_width, clip

Tile = tuple[str, "str | None", "str | None"]
MosaicRow = list[Tile]
RGB = tuple[int, int, int]

WEIGHTS = " .:-=+*#%@"
"""From nothing to full, for terminals without colours."""
CUBE = (0, 95, 135, 175, 215, 255)
"""Levels of a channel in the 256 colours."""
COARSE = 8
"""Colours of photographs are rounded to it: neighbours become equal, and what is equal is sent once."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the terminal can show, and the ground it shows it on."""

    dark: bool = True
    unicode: bool = True
    colour: bool = True
    pictures: bool = True
    """Whether pictures are wanted; without them their captions stand alone."""
    cell_ratio: float = 2.0
    """Height of a cell in parts of its width, for pictures in pixels; those in cells count on two."""

    @property
    def blocks(self) -> bool:
        """Whether half blocks can be drawn; else the picture is made of plain characters."""
        return self.colour and self.unicode


def hexadecimal(colour: RGB) -> str:
    """``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mix(one: RGB, other: RGB, fraction: float) -> RGB:
    """The colour a fraction (0 to 1) of the way from one to the other."""
    red, green, blue = (round(a + (b - a) * fraction) for a, b in zip(one, other, strict=True))
    return red, green, blue


def luminance(colour: RGB) -> float:
    """How bright a colour is, 0 to 255 (ITU-R BT.601)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def ink(ground: RGB) -> str:
    """Black or white, whichever reads better on a ground."""
    return "#000000" if luminance(ground) > 125 else "#ffffff"


def weight(fraction: float) -> str:
    """The character of a weight between 0 and 1."""
    return WEIGHTS[min(len(WEIGHTS) - 1, max(0, int(fraction * len(WEIGHTS))))]


def size_in_cells(width: int, height: int, columns: int, rows: int, *, enlarge: bool = False) -> tuple[int, int]:
    """Pixels across and down of a picture within so many cells, two pixels to a cell from top to bottom."""
    columns, rows = max(1, columns), max(1, rows)
    if enlarge:
        factor = max(1, min(columns // width, 2 * rows // height))
        if factor > 1:
            return width * factor, height * factor
    return fitting(width, height, columns, 2 * rows)


def picture_rows(bitmap: Bitmap, columns: int, rows: int, look: Look, *, enlarge: bool = False) -> list[MosaicRow]:
    """A picture within ``columns`` × ``rows`` cells, its proportions kept (a cell counts as two pixels high)."""
    width, height = size_in_cells(bitmap.width, bitmap.height, columns, rows, enlarge=enlarge)
    if width > bitmap.width:
        grid = pixels_of(bitmap)
        factor = width // bitmap.width
        grid = [[pixel for pixel in line for _ in range(factor)] for line in grid for _ in range(factor)]
    else:
        grid = pixels_of(shrink(bitmap, width, height))
    return cells_of(grid, look)


def pixels_of(bitmap: Bitmap) -> list[list[RGB]]:
    """A bitmap's rows as colours, a little coarser."""
    lines: list[list[RGB]] = []
    for number in range(bitmap.height):
        line = bytes([min(255, (value + COARSE // 2) // COARSE * COARSE) for value in bitmap.row(number)])
        lines.append(list(zip(line[0::3], line[1::3], line[2::3], strict=True)))
    return lines


def cells_of(grid: Sequence[Sequence[RGB]], look: Look) -> list[MosaicRow]:
    """Rows of pixels as rows of cells, two pixels to a cell from top to bottom."""
    rows: list[MosaicRow] = []
    for top in range(0, len(grid), 2):
        upper = grid[top]
        lower = grid[top + 1] if top + 1 < len(grid) else None
        rows.append(_blocks(upper, lower) if look.blocks else _weights(upper, lower, look))
    return rows


def _blocks(upper: Sequence[RGB], lower: Sequence[RGB] | None) -> MosaicRow:
    if lower is None:
        return [("▀" * len(list(run)), hexadecimal(colour), None) for colour, run in groupby(upper)]
    row: MosaicRow = []
    for (above, below), run in groupby(zip(upper, lower, strict=True)):
        count = len(list(run))
        if above == below:
            row.append((" " * count, None, hexadecimal(above)))
        else:
            row.append(("▀" * count, hexadecimal(above), hexadecimal(below)))
    return row


def _weights(upper: Sequence[RGB], lower: Sequence[RGB] | None, look: Look) -> MosaicRow:
    pairs = zip(upper, upper if lower is None else lower, strict=True)
    bright = [(luminance(above) + luminance(below)) / 510 for above, below in pairs]
    return [("".join(weight(value if look.dark else 1 - value) for value in bright), None, None)]


def text_row(text: str, colour: str | None = None) -> MosaicRow:
    """A line of text."""
    return [(text, colour, None)]


def tiles_width(row: Iterable[Tile]) -> int:
    """Cells of a row."""
    return sum(cell_width(text) for text, _, _ in row)


def fit_tiles(row: Iterable[Tile], width: int) -> MosaicRow:
    """A row cut or padded to exactly a width."""
    fitted: MosaicRow = []
    left = width
    for text, colour, ground in row:
        text = clip(text, left)
        if text:
            fitted.append((text, colour, ground))
            left -= cell_width(text)
    return [*fitted, (" " * left, None, None)] if left > 0 else fitted


def to_text(rows: Iterable[MosaicRow], depth: int) -> str:
    """Rows as lines for a terminal with so many colours: 24 bits (``depth`` 24), 256 (8), or none (0)."""
    lines: list[str] = []
    for row in rows:
        line = ""
        for text, colour, ground in row:
            codes = _code(colour, 38, depth) + _code(ground, 48, depth) if depth else ""
            line += f"\x1b[{codes[1:]}m{text}\x1b[0m" if codes else text
        lines.append(line if any(ground for _, _, ground in row) else line.rstrip())
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def _code(colour: str | None, kind: int, depth: int) -> str:
    if colour is None:
        return ""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    if depth >= 24:
        return f";{kind};2;{red};{green};{blue}"
    return f";{kind};5;{_nearest(red, green, blue)}"


def _nearest(red: int, green: int, blue: int) -> int:
    """The number of the nearest of the 256 colours: its cube, or its 24 greys."""
    steps = [min(range(6), key=lambda step, value=value: abs(CUBE[step] - value)) for value in (red, green, blue)]  # type: ignore[misc]
    cube = (CUBE[steps[0]], CUBE[steps[1]], CUBE[steps[2]])
    grey = min(23, max(0, round((luminance((red, green, blue)) - 8) / 10)))
    level = 8 + 10 * grey
    wanted = (red, green, blue)
    if math.dist(wanted, (level, level, level)) < math.dist(wanted, cube):
        return 232 + grey
    return 16 + 36 * steps[0] + 6 * steps[1] + steps[2]
