"""Pictures in pixels for terminals that draw them: a bitmap as escape sequences of kitty's protocol or as sixels."""

from __future__ import annotations

import base64
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutor.engine.png import Bitmap
from tutor.engine.terminal_graphics import Cell, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image

USUAL_CELL = (10, 20)
"""Pixels of a cell where the terminal does not say, for kitty's protocol, which scales."""
MOST_ENLARGED = 2.0
"""A figure is never drawn larger than this many times its own size: it would only be blurred."""
MOST_COLOURS, FEW_COLOURS = 256, 32
MOST_COLOURS_OF_A_FIGURE = 1 << 15
"""A figure has thousands, most of them at the edges of its lines."""
NEAR_BYTES, FAR_BYTES = 4 << 20, 32 << 10
"""Of all that is shown at once, on this machine's own terminal and over ssh, where a slow line takes some seconds for
it; half blocks on the whole screen would take as many."""
LEAST_SQUARE = 2
"""From so many times its size on, each pixel of a small picture can be drawn as a square."""
SAVED_BY_FEW_COLOURS = 6.0
LESS = 0.9
MOST_TRIES = 5
KITTY_CHUNK = 4096
BAND = 6
"""Rows of pixels in a sixel."""

_RUN = re.compile(rb"(.)\1{3,}", re.DOTALL)
_TO_SIXEL = bytes((bits + 63) & 127 for bits in range(256))


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture that stands in the cells of ``columns`` × ``rows`` from ``(column, row)``, from the upper left one."""

    column: int
    row: int
    columns: int
    rows: int
    bitmap: Bitmap
    enlarge: bool = False
    """Whether it may grow as large as there is room, so that its own pixels are seen."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """The same as a sequence that draws it where the cursor stands."""

    column: int
    row: int
    columns: int
    rows: int
    sequence: str = field(repr=False)


def encode(
    pictures: Sequence[Placed],
    protocol: Protocol,
    cell: Cell | None,
    *,
    first_id: int = 0,
    most_bytes: int = NEAR_BYTES,
) -> list[Encoded]:
    """Pictures as sequences of together at most about ``most_bytes``, in fewer pixels and colours where they must be.

    Takes some tenths of a second. Kitty's pictures, which may do without the size of a ``cell``, have ids from
    ``first_id`` on, if it is not 0.
    """
    scale, colours = 1.0, MOST_COLOURS
    for _ in range(MOST_TRIES):
        made = [
            Encoded(
                one.column,
                one.row,
                one.columns,
                one.rows,
                _sequence(one, protocol, cell, first_id and first_id + number, scale, colours),
            )
            for number, one in enumerate(pictures)
        ]
        size = sum(len(one.sequence) for one in made)
        if size <= most_bytes:
            break
        saved = 1.0 if colours == FEW_COLOURS else SAVED_BY_FEW_COLOURS
        scale *= min(1.0, LESS * math.sqrt(saved * most_bytes / size))
        colours = FEW_COLOURS
    return made


def _sequence(placed: Placed, protocol: Protocol, cell: Cell | None, number: int, scale: float, colours: int) -> str:
    across, down = cell or USUAL_CELL
    size = size_in_pixels(placed, (placed.columns * across, placed.rows * down))
    # Fewer pixels than the place has: kitty's protocol enlarges them again, sixels are small.
    picture = _scaled(placed.bitmap, (max(1, int(size[0] * scale)), max(1, int(size[1] * scale))), placed.enlarge)
    if protocol == "sixel":
        return sixels(*_indexed(picture, colours))
    fit = None if cell is not None and scale == 1.0 else (-(-size[0] // across), -(-size[1] // down))
    return kitty(_png(picture, colours), number, fit)


def size_in_pixels(placed: Placed, room: tuple[int, int]) -> tuple[int, int]:
    """The size at which a picture is drawn, its proportions kept."""
    width, height = placed.bitmap.width, placed.bitmap.height
    factor = min(room[0] / width, room[1] / height, math.inf if placed.enlarge else MOST_ENLARGED)
    return max(1, int(width * factor)), max(1, int(height * factor))


def _scaled(bitmap: Bitmap, size: tuple[int, int], whole_pixels: bool) -> Image:
    from PIL import Image

    picture = Image.frombytes("RGB", (bitmap.width, bitmap.height), bitmap.rgb)
    squares = whole_pixels and size[0] >= LEAST_SQUARE * bitmap.width
    return picture.resize(size, Image.Resampling.NEAREST if squares else Image.Resampling.LANCZOS)


def _reduced(picture: Image, colours: int) -> Image:
    """With a palette: the very colours where there are no more than so many."""
    from PIL import Image

    if picture.getcolors(colours) is not None:
        return picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=colours, dither=Image.Dither.NONE)
    # Median cut would make one of the colours of thin curves: they have few pixels, and mean something. For photographs
    # it is as good, and ten times as fast.
    is_photograph = picture.getcolors(MOST_COLOURS_OF_A_FIGURE) is None
    method = Image.Quantize.MEDIANCUT if is_photograph else Image.Quantize.MAXCOVERAGE
    return picture.quantize(colours, method=method, dither=Image.Dither.NONE)


def _indexed(picture: Image, colours: int) -> tuple[int, int, bytes, list[tuple[int, int, int]]]:
    """Width, height, a byte for each pixel, and the colours that the bytes are numbers of."""
    reduced = _reduced(picture, colours)
    levels = bytes(reduced.getpalette("RGB") or ())
    palette = list(zip(levels[0::3], levels[1::3], levels[2::3], strict=True))
    return reduced.width, reduced.height, reduced.tobytes(), palette


def _png(picture: Image, colours: int) -> bytes:
    file = io.BytesIO()
    if colours < MOST_COLOURS or picture.getcolors(MOST_COLOURS) is not None:
        picture = _reduced(picture, colours)
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


# -- kitty's protocol --------------------------------------------------------------------------------------------------


def kitty(png: bytes, number: int = 0, fit: tuple[int, int] | None = None, *, stay: bool = True) -> str:
    """A PNG file drawn where the cursor stands (https://sw.kovidgoyal.net/kitty/graphics-protocol).

    ``number`` is the id by which it can be taken away, ``fit`` the columns and rows that it is scaled to (rows 0:
    as many as its proportions take). The terminal answers nothing; with ``stay`` the cursor is left alone.
    """
    picture = base64.b64encode(png).decode("ascii")
    parts = [picture[start : start + KITTY_CHUNK] for start in range(0, len(picture), KITTY_CHUNK)]
    control = "a=T,f=100,q=2" + (f",i={number}" if number else "") + (",C=1" if stay else "")
    if fit is not None:
        control += f",c={fit[0]}" + (f",r={fit[1]}" if fit[1] else "")
    heads = [f"{control},m={int(len(parts) > 1)}"]
    heads += [f"m={int(place < len(parts) - 1)}" for place in range(1, len(parts))]
    return "".join(f"\x1b_G{head};{part}\x1b\\" for head, part in zip(heads, parts, strict=True))


def kitty_removal(numbers: Iterable[int]) -> str:
    """What takes pictures away again and frees their memory."""
    return "".join(f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\" for number in numbers)


# -- sixels ------------------------------------------------------------------------------------------------------------


def sixels(width: int, height: int, pixels: bytes, palette: Sequence[tuple[int, int, int]]) -> str:
    """A picture of at most 256 colours as sixels; ``pixels`` are ``width`` × ``height`` places in the palette.

    Six rows at a time, each of their colours as a line of its own over the one before (DEC STD 070, section 6).
    """
    used = set(pixels)
    parts = [b'\x1bP0;1;0q"1;1;%d;%d' % (width, height)]
    for number, levels in enumerate(palette):
        if number in used:
            parts.append(b"#%d;2;%d;%d;%d" % (number, *(round(level * 100 / 255) for level in levels)))
    for top in range(0, height, BAND):
        rows = [pixels[width * row : width * (row + 1)] for row in range(top, min(top + BAND, height))]
        parts.append(b"$".join(_line(colour, rows) for colour in sorted(set(b"".join(rows)))))
        parts.append(b"-")
    return (b"".join(parts[:-1]) + b"\x1b\\").decode("ascii")


def _line(colour: int, rows: Sequence[bytes]) -> bytes:
    """One colour of six rows: a character for each column, its bits the rows that have the colour there."""
    total = 0
    for bit, row in enumerate(rows):
        if colour in row:
            total |= int.from_bytes(row.translate(_marker(colour, bit)), "big")
    line = total.to_bytes(len(rows[0]), "big").translate(_TO_SIXEL).rstrip(b"?")
    return b"#%d" % colour + _RUN.sub(_repeated, line)


def _repeated(run: re.Match[bytes]) -> bytes:
    return b"!%d%s" % (len(run.group()), run.group(1))


def _marker(colour: int, bit: int) -> bytes:
    table = bytearray(256)
    table[colour] = 1 << bit
    return bytes(table)
