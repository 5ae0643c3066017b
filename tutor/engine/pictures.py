"""Pictures in frames that a child wrote. Learner code can write there too, so nothing in them is believed."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping
from typing import Any, get_args

from tutor.engine.events import ImageReceived, TensorShown
from tutor.engine.shown import BoundaryShown, Gradient, ImagesShown, ModuleRow, ModuleShown, Shown
from tutor.engine.text import strip_controls

MOST_PICTURES = {"png": 20, "tensor": 200, "images": 20, "module": 20, "boundary": 20}
"""Of each format in one run."""

MOST_IMAGE_BYTES = 4 << 20
MOST_SIDE = 20_000
MOST_ROWS = MOST_COLUMNS = 32
MOST_DIMENSIONS = 64
MOST_IMAGES, MOST_IMAGE_SIDE = 64, 64
MOST_MODULE_ROWS, MOST_DEPTH = 200, 64
MOST_PLACES, MOST_POINTS = 128, 500
LARGEST = 10**18

_COLOUR = re.compile(r"\x1b\[[0-9;:]*m?")
_PNG = b"\x89PNG\r\n\x1a\n"


def picture_of(frame: Mapping[str, Any], body: bytes) -> ImageReceived | TensorShown | Shown | None:
    """What was shown in a frame of type ``image``; None where it is malformed or out of bounds."""
    kind = frame.get("format")
    if kind == "png":
        return _image(frame, body)
    if kind == "tensor":
        return _tensor(frame)
    if kind == "images":
        return _images(frame, body)
    if kind == "module":
        return _module(frame)
    if kind == "boundary":
        return _boundary(frame, body)
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
        names=_names(frame.get("names"), shape[0]) if len(shape) == 2 and shape[0] <= MOST_ROWS else (),
        histogram=_histogram(frame.get("histogram")),
    )


def _histogram(counts: Any) -> tuple[int, ...]:
    if isinstance(counts, list) and len(counts) <= MOST_COLUMNS and all(map(_is_count, counts)):
        return tuple(counts)
    return ()


def _images(frame: Mapping[str, Any], body: bytes) -> ImagesShown | None:
    width, height, count = (_within(frame.get(name), 1, most) for name, most in _IMAGE_BOUNDS)
    total = frame.get("total")
    if width is None or height is None or count is None or len(body) != 3 * width * height * count:
        return None
    return ImagesShown(
        width=width,
        height=height,
        pixels=body,
        count=count,
        total=max(count, total) if isinstance(total, int) and _is_count(total) else count,
        labels=_names(frame.get("labels"), count),
        predictions=_names(frame.get("predictions"), count),
        confidence=_fractions(frame.get("confidence"), count),
        title=plain_line(frame.get("title"), 200),
    )


_IMAGE_BOUNDS = (("width", MOST_IMAGE_SIDE), ("height", MOST_IMAGE_SIDE), ("count", MOST_IMAGES))


def _within(value: Any, least: int, most: int) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and least <= value <= most else None


def _names(value: Any, count: int) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) != count:
        return ()
    return tuple(plain_line(name, 24) for name in value)


def _fractions(value: Any, count: int) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) != count:
        return ()
    numbers = [_number(item) for item in value]
    return tuple(0.0 if n is None or math.isnan(n) else max(0.0, min(1.0, n)) for n in numbers)


def _module(frame: Mapping[str, Any]) -> ModuleShown | None:
    rows = frame.get("rows")
    if not (isinstance(rows, list) and 0 < len(rows) <= MOST_MODULE_ROWS and all(isinstance(r, dict) for r in rows)):
        return None
    total = frame.get("total")
    return ModuleShown(
        rows=tuple(_module_row(row) for row in rows),
        title=plain_line(frame.get("title"), 200),
        total=total if isinstance(total, int) and _is_count(total) else len(rows),
    )


def _module_row(row: Mapping[str, Any]) -> ModuleRow:
    gradient: Any = row.get("gradient")
    return ModuleRow(
        depth=_within(row.get("depth"), 0, MOST_DEPTH) or 0,
        name=plain_line(row.get("name"), 60),
        kind=plain_line(row.get("kind"), 200),
        parameters=_within(row.get("parameters"), 0, LARGEST) or 0,
        trainable=_within(row.get("trainable"), 0, LARGEST) or 0,
        gradient=gradient if gradient in get_args(Gradient) else "",
    )


def _boundary(frame: Mapping[str, Any], body: bytes) -> BoundaryShown | None:
    columns, rows = _within(frame.get("columns"), 1, MOST_PLACES), _within(frame.get("rows"), 1, MOST_PLACES)
    points, bounds = frame.get("points"), frame.get("bounds")
    if columns is None or rows is None or len(body) != columns * rows or max(body) > 9:
        return None
    if not (isinstance(points, list) and len(points) <= MOST_POINTS and all(map(_is_point, points))):
        return None
    if not (isinstance(bounds, list) and len(bounds) == 4 and all(map(_is_finite, bounds))):
        return None
    left, right, bottom, top = map(float, bounds)
    if not (left < right and bottom < top):
        return None
    return BoundaryShown(
        columns=columns,
        rows=rows,
        classes=body,
        points=tuple((float(x), float(y), truth, answer) for x, y, truth, answer in points),
        bounds=(left, right, bottom, top),
        title=plain_line(frame.get("title"), 200),
    )


def _is_finite(value: Any) -> bool:
    number = _number(value)
    return number is not None and math.isfinite(number)


def _is_point(value: Any) -> bool:
    if not (isinstance(value, list) and len(value) == 4 and _is_finite(value[0]) and _is_finite(value[1])):
        return False
    return _within(value[2], 0, 9) is not None and _within(value[3], 0, 9) is not None


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
