from __future__ import annotations

import random
import struct
import zlib

import pytest

from tutor.engine.png import MOST_PIXELS, SIGNATURE, Bitmap, decode, encode, shrink


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))


def png(width: int, height: int, kind: int, lines: bytes, *more: bytes, depth: int = 8, interlaced: int = 0) -> bytes:
    header = struct.pack("!IIBBBBB", width, height, depth, kind, 0, 0, interlaced)
    pixels = chunk(b"IDAT", zlib.compress(lines))
    return SIGNATURE + chunk(b"IHDR", header) + b"".join(more) + pixels + chunk(b"IEND", b"")


def paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def filtered(kind: int, line: bytes, before: bytes, size: int) -> bytes:
    """A row as an encoder writes it, straight from the specification."""
    out = bytearray([kind])
    for place, value in enumerate(line):
        left, corner = (line[place - size], before[place - size]) if place >= size else (0, 0)
        above = before[place]
        guess = (0, left, above, (left + above) // 2, paeth(left, above, corner))[kind]
        out.append((value - guess) & 255)
    return bytes(out)


def flat_and_noisy(rng: random.Random, size: int) -> bytes:
    """A row with long runs and noise, as figures have."""
    row = bytearray()
    while len(row) < size:
        row += bytes([rng.randrange(256)]) * rng.choice([1, 2, 9, 40])
    return bytes(row[:size])


@pytest.mark.parametrize("kind", range(5))
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_filter_is_undone(kind: int, channels: int) -> None:
    rng = random.Random(kind)
    width, height = 37, 11
    rows = [flat_and_noisy(rng, width * channels) for _ in range(height)]
    rows[5] = rows[4]  # repeated rows take the short way
    if channels == 4:
        rows = [bytes(255 if n % 4 == 3 else value for n, value in enumerate(row)) for row in rows]
    before = bytes(width * channels)
    lines = b""
    for row in rows:
        lines += filtered(kind, row, before, channels)
        before = row
    bitmap = decode(png(width, height, {1: 0, 3: 2, 4: 6}[channels], lines))
    for number, row in enumerate(rows):
        pixels = [row[n : n + channels][:3] for n in range(0, len(row), channels)]
        assert bitmap.row(number) == b"".join(p * 3 if channels == 1 else p for p in pixels)


def test_what_is_transparent_stands_on_white() -> None:
    assert decode(png(2, 1, 6, b"\0" + bytes([10, 20, 30, 0, 10, 20, 30, 255]))).rgb == bytes([255] * 3 + [10, 20, 30])
    assert decode(png(1, 1, 4, b"\0" + bytes([0, 51]))).rgb == bytes([204] * 3)


def test_a_palette_with_transparency() -> None:
    palette = chunk(b"PLTE", bytes([1, 2, 3, 4, 5, 6]))
    assert decode(png(2, 1, 3, b"\0\0\1", palette)).rgb == bytes([1, 2, 3, 4, 5, 6])
    assert decode(png(2, 1, 3, b"\0\0\1", palette, chunk(b"tRNS", b"\0"))).rgb == bytes([255, 255, 255, 4, 5, 6])
    assert decode(png(1, 1, 3, b"\0\7", palette)).rgb == bytes(3)


def test_a_large_picture_is_averaged_down() -> None:
    lines = b"".join(b"\0" + bytes([0] * 3 * 50 + [200] * 3 * 50) for _ in range(40))
    bitmap = decode(png(100, 40, 2, lines), 10, 240)
    assert (bitmap.width, bitmap.height) == (10, 4)
    assert bitmap.row(0) == bytes([0] * 15 + [200] * 15)
    assert shrink(bitmap, 1, 1).rgb == bytes([100] * 3)


def test_what_is_encoded_decodes() -> None:
    bitmap = Bitmap(3, 2, bytes(range(18)))
    assert decode(encode(bitmap)) == bitmap


GOOD = png(2, 2, 2, bytes(14))
HUGE = png(MOST_PIXELS, 2, 2, b"")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"GIF89a", "no PNG"),
        (SIGNATURE, "no header"),
        (GOOD[:45], "cut off"),
        (png(2, 2, 2, bytes(13)), "cut off"),
        (HUGE, "too large"),
        (png(0, 2, 2, b""), "too large"),
        (png(2, 2, 2, bytes(14), depth=16), "8 bits"),
        (png(2, 2, 5, bytes(14)), "8 bits"),
        (png(2, 2, 2, bytes(14), interlaced=1), "8 bits"),
        (png(2, 2, 3, bytes(6)), "no palette"),
        (png(1, 1, 0, b"\7\0"), "damaged"),
        (SIGNATURE + GOOD[8:33] + chunk(b"IDAT", b"no zlib"), "damaged"),
    ],
)
def test_what_can_not_be_drawn_is_said(data: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        decode(data)


def test_a_bomb_is_not_inflated() -> None:
    bomb = png(2, 2, 2, bytes(50_000_000))
    assert decode(bomb).rgb == bytes(12)


def test_any_bytes_end_in_a_picture_or_a_sentence() -> None:
    rng = random.Random(3)
    for _ in range(300):
        data = bytearray(GOOD)
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(8, len(data))] = rng.randrange(256)
        try:
            decode(bytes(data))
        except ValueError as error:
            assert str(error).endswith(".")  # noqa: PT017 - either way is right
