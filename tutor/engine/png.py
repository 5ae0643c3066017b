"""PNG pictures without a library: decoded, bounded and made small in one pass.

The bytes come from learner code, so every length is checked before it is believed. Eight bits a channel, not
interlaced: what matplotlib and most others write.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from operator import add

MOST_PIXELS = 3_000_000
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Bytes of a pixel by colour type: grey, RGB, palette, grey with alpha, RGB with alpha."""
_NOT_ZERO = re.compile(rb"[^\0]")


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A picture of ``height`` × ``width`` pixels, three bytes each (red, green, blue), row by row from the top."""

    width: int
    height: int
    rgb: bytes = field(repr=False)

    def row(self, number: int) -> bytes:
        """The bytes of one row."""
        return self.rgb[3 * self.width * number : 3 * self.width * (number + 1)]


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    kind: int
    palette: bytes = b""
    alphas: bytes = b""

    @property
    def channels(self) -> int:
        return _CHANNELS[self.kind]


def fitting(width: int, height: int, most_width: int, most_height: int) -> tuple[int, int]:
    """The largest size of the same proportions within the bounds, never larger than it was."""
    scale = min(1.0, most_width / width, most_height / height)
    return max(1, int(width * scale)), max(1, int(height * scale))


def decode(data: bytes, most_width: int = 320, most_height: int = 240) -> Bitmap:
    """The picture, averaged down to fit into the bounds; what is transparent stands on white.

    Raises:
        ValueError: with a sentence, if the bytes are no PNG of a kind that is read here.
    """
    header, compressed = _parts(data)
    width, height = fitting(header.width, header.height, most_width, most_height)
    rows = (_rgb(line, header) for line in _lines(header, compressed))
    return _shrunk(rows, header.width, header.height, width, height)


def shrink(bitmap: Bitmap, width: int, height: int) -> Bitmap:
    """The picture at a size no larger than its own; each pixel is the mean of those it stands for."""
    if (width, height) == (bitmap.width, bitmap.height):
        return bitmap
    rows = (bitmap.row(number) for number in range(bitmap.height))
    return _shrunk(rows, bitmap.width, bitmap.height, width, height)


def encode(bitmap: Bitmap) -> bytes:
    """The picture as a PNG file."""
    lines = b"".join(b"\0" + bitmap.row(number) for number in range(bitmap.height))
    header = struct.pack("!IIBBBBB", bitmap.width, bitmap.height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return SIGNATURE + b"".join(
        struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def _parts(data: bytes) -> tuple[_Header, bytes]:
    """Header and compressed pixels."""
    if data[:8] != SIGNATURE:
        raise ValueError("This is no PNG picture.")
    found: dict[bytes, bytes] = {}
    pixels: list[bytes] = []
    position = 8
    while position + 12 <= len(data):
        (length,) = struct.unpack_from("!I", data, position)
        kind, body = data[position + 4 : position + 8], data[position + 8 : position + 8 + length]
        if len(body) != length:
            raise ValueError("The PNG picture is cut off.")
        if kind == b"IDAT":
            pixels.append(body)
        elif kind == b"IEND":
            break
        elif kind in (b"IHDR", b"PLTE", b"tRNS"):
            found[kind] = body
        position += 12 + length
    if len(found.get(b"IHDR", b"")) != 13:
        raise ValueError("The PNG picture has no header.")
    width, height, depth, kind_number, _, _, interlaced = struct.unpack("!IIBBBBB", found[b"IHDR"])
    if not (width > 0 and height > 0 and width * height <= MOST_PIXELS):
        raise ValueError(f"A picture of {width} × {height} pixels is too large to be drawn.")
    if depth != 8 or kind_number not in _CHANNELS or interlaced:
        raise ValueError("Only PNG pictures with 8 bits a channel, not interlaced, are drawn.")
    palette = found.get(b"PLTE", b"")
    if kind_number == 3 and (not palette or len(palette) % 3):
        raise ValueError("The PNG picture has no palette.")
    alphas = found.get(b"tRNS", b"") if kind_number == 3 else b""
    return _Header(width, height, kind_number, palette, alphas), b"".join(pixels)


def _lines(header: _Header, compressed: bytes) -> Iterator[bytearray]:
    """The rows of pixels, their filters undone."""
    size = header.width * header.channels
    expected = (size + 1) * header.height
    try:
        data = zlib.decompressobj().decompress(compressed, expected)
    except zlib.error:
        raise ValueError("The PNG picture is damaged.") from None
    if len(data) != expected:
        raise ValueError("The PNG picture is cut off.")
    before = bytearray(size)
    for start in range(0, expected, size + 1):
        line = _unfiltered(data[start], data[start + 1 : start + 1 + size], before, header.channels)
        yield line
        before = line


def _unfiltered(kind: int, line: bytes, before: bytearray, channels: int) -> bytearray:
    if kind == 0:
        return bytearray(line)
    if kind == 1:
        result = bytearray(len(line))
        for channel in range(channels):
            result[channel::channels] = bytes([v & 255 for v in accumulate(line[channel::channels])])
        return result
    if kind == 2:
        if line.count(0) == len(line):
            return bytearray(before)
        return bytearray([v & 255 for v in map(add, line, before)])
    if kind == 3:
        return _averaged(line, before, channels)
    if kind == 4:
        return _paeth(line, before, channels)
    raise ValueError("The PNG picture is damaged.")


def _averaged(line: bytes, before: bytearray, channels: int) -> bytearray:
    result = bytearray(len(line))
    for place, value in enumerate(line):
        left = result[place - channels] if place >= channels else 0
        result[place] = (value + ((left + before[place]) >> 1)) & 255
    return result


def _paeth(line: bytes, before: bytearray, channels: int) -> bytearray:
    """Paeth's filter (PNG specification, 9.4).

    Where the last pixel equals the one above it, zeros mean that the row goes on like the one above: most of a
    figure, and copied at once.
    """
    size = len(line)
    result = bytearray(size)
    place = 0
    while place < size:
        behind = place - channels
        if not line[place] and result[max(behind, 0) : place] == before[max(behind, 0) : place]:
            change = _NOT_ZERO.search(line, place)
            end = change.start() if change else size
            result[place:end] = before[place:end]
            place = end
            continue
        left, corner = (result[behind], before[behind]) if behind >= 0 else (0, 0)
        above = before[place]
        from_left, from_above, from_corner = abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)
        if from_left <= from_above and from_left <= from_corner:
            guess = left
        else:
            guess = above if from_above <= from_corner else corner
        result[place] = (line[place] + guess) & 255
        place += 1
    return result


def _rgb(line: bytearray, header: _Header) -> bytes:
    """One row as red, green, blue."""
    if header.kind == 2:
        return bytes(line)
    result = bytearray(3 * header.width)
    if header.kind == 3:
        table = (header.palette + bytes(768))[:768]
        for channel in range(3):
            result[channel::3] = line.translate(table[channel::3])
        alphas = line.translate((header.alphas + b"\xff" * 256)[:256]) if header.alphas else b""
    else:
        colours = 1 if header.kind in (0, 4) else 3
        for channel in range(3):
            result[channel::3] = line[min(channel, colours - 1) :: header.channels]
        alphas = line[colours :: header.channels] if header.kind in (4, 6) else b""
    if alphas and min(alphas) < 255:
        for channel in range(3):
            mixed = zip(result[channel::3], alphas, strict=True)
            result[channel::3] = bytes([(value * alpha + 255 * (255 - alpha)) // 255 for value, alpha in mixed])
    return bytes(result)


def _shrunk(rows: Iterator[bytes], from_width: int, from_height: int, width: int, height: int) -> Bitmap:
    """The mean of the rows and columns that each pixel stands for."""
    edges = [column * from_width // width for column in range(width + 1)]
    result = bytearray()
    for number in range(height):
        count = (number + 1) * from_height // height - number * from_height // height
        sums: list[int] = list(next(rows))
        for _ in range(count - 1):
            sums = list(map(add, sums, next(rows)))
        line = bytearray(3 * width)
        for channel in range(3):
            values = sums[channel::3]
            if width < from_width:
                line[channel::3] = bytes([sum(values[a:b]) // ((b - a) * count) for a, b in pairwise(edges)])
            else:
                line[channel::3] = bytes([value // count for value in values])
        result += line
    return Bitmap(width, height, bytes(result))
