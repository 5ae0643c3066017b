"""Pictures in frames that a child wrote. Learner code can write there too, so nothing in them is believed."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from typing import Any

from tutor.engine.events import ImageReceived, TensorShown
from tutor.engine.text import strip_controls

MOST_PICTURES = {"png": 20, "tensor": 200}
"""Of each format in one run."""

MOST_IMAGE_BYTES = 4 << 20
MOST_SIDE = 20_000
MOST_ROWS = MOST_COLUMNS = 32
MOST_DIMENSIONS = 64
LARGEST = 10**18

_COLOUR = re.compile(r"\x1b\[[0-9;:]*m?")
_PNG = b"\x89PNG\r\n\x1a\n"


def picture_of(frame: Mapping[str, Any], body: bytes) -> ImageReceived | TensorShown | None:
    """The image or tensor in a frame of type ``image``; None where it is malformed or out of bounds."""
    if frame.get("format") == "png":
        return _image(frame, body)
    if frame.get("format") == "tensor":
        return _tensor(frame)
    return None


def _image(frame: Mapping[str, Any], body: bytes) -> ImageReceived | None:
    if len(body) > MOST_IMAGE_BYTES or len(body) < 33 or body[:8] != _PNG or body[12:16] != b"IHDR":
        return None
    width, height = struct.unpack("!II", body[16:24])
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        return None
    return ImageReceived("png", body, width, height, plain_line(frame.get("title"), 200))


def _tensor(frame: Mapping[str, Any]) -> TensorShown | None:
    shape, rows = frame.get("shape"), frame.get("values")
    if not (isinstance(shape, list) and len(shape) <= MOST_DIMENSIONS and all(map(_is_count, shape))):
        return None
    if not (isinstance(rows, list) and len(rows) <= MOST_ROWS and all(map(_is_row, rows))):
        return None
    count = frame.get("nan")
    return TensorShown(
        shape=tuple(shape),
        dtype=plain_line(frame.get("dtype"), 40),
        device=plain_line(frame.get("device"), 40),
        requires_grad=frame.get("requires_grad") is True,
        minimum=_number(frame.get("minimum")),
        mean=_number(frame.get("mean")),
        maximum=_number(frame.get("maximum")),
        nan_count=count if isinstance(count, int) and _is_count(count) else 0,
        values=tuple(tuple(float(value) for value in row) for row in rows),
        whole=frame.get("whole") is True,
        title=plain_line(frame.get("title"), 200),
        text=_plain(frame.get("text"), 4000),
    )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def _is_row(row: Any) -> bool:
    return isinstance(row, list) and len(row) <= MOST_COLUMNS and all(_number(value) is not None for value in row)


def _number(value: Any) -> float | None:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
        return float(value)
    return value if isinstance(value, float) else None


def plain_line(value: Any, most: int) -> str:
    """Text that a child sent, as one line without any escape: it stands in legends, tables and files."""
    return " ".join(_plain(value, 8 * most).split())[:most]


def _plain(value: Any, most: int) -> str:
    return _COLOUR.sub("", strip_controls(value[:most])) if isinstance(value, str) else ""
