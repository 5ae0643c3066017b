"""What a terminal would make of pictures in escape sequences, straight from the descriptions of the two protocols."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from tutor.engine.png import Bitmap, decode

Colour = tuple[int, int, int]


def kitty_commands(text: str) -> Iterator[tuple[dict[str, str], bytes]]:
    """Each command of kitty's graphics protocol: its keys, and its data, the parts of a large one joined."""
    head: dict[str, str] = {}
    data = ""
    for control, part in re.findall(r"\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\", text):
        keys = dict(pair.split("=") for pair in control.split(","))
        assert len(part) <= 4096
        head = head or keys
        data += part
        if keys.get("m", "0") == "0":
            yield head, base64.b64decode(data, validate=True)
            head, data = {}, ""
    assert not head, "the last picture has no end"


def kitty_pictures(text: str) -> list[Bitmap]:
    """The pictures that are drawn by kitty's protocol."""
    return [
        decode(_eight_bits_rgb(data), 4000, 4000) for keys, data in kitty_commands(text) if keys["a"] == "T" and data
    ]


def _eight_bits_rgb(png: bytes) -> bytes:
    """A PNG of any kind as one that the tutor's own reader takes."""
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(file, "PNG")
    return file.getvalue()


def sixel_picture(text: str) -> tuple[int, int, dict[tuple[int, int], Colour]]:
    """Width and height as announced, and the colour of each pixel ``(x, y)`` that was drawn, in per cent."""
    found = re.search(r"\x1bP0;1;0q(.*?)\x1b\\", text, re.DOTALL)
    assert found is not None
    body = found.group(1)
    raster = re.match(r'"1;1;(\d+);(\d+)', body)
    assert raster is not None
    width, height = int(raster.group(1)), int(raster.group(2))
    palette: dict[int, Colour] = {}
    pixels: dict[tuple[int, int], Colour] = {}
    x, top, colour = 0, 0, 0
    for token in re.findall(r"#\d+;2;\d+;\d+;\d+|#\d+|!\d+[?-~]|[?-~]|\$|-", body[raster.end() :]):
        if ";" in token:
            number, _, red, green, blue = map(int, token[1:].split(";"))
            palette[number] = (red, green, blue)
        elif token[0] == "#":
            colour = int(token[1:])
        elif token == "$":
            x = 0
        elif token == "-":
            x, top = 0, top + 6
        else:
            count = int(token[1:-1]) if token[0] == "!" else 1
            bits = ord(token[-1]) - 63
            for column in range(x, x + count):
                for bit in range(6):
                    if bits >> bit & 1:
                        pixels[column, top + bit] = palette[colour]
            x += count
    return width, height, pixels
