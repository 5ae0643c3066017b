"""Pictures in frames that a child wrote. Learner code can write there too, so nothing in them is believed."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from typing import Any

from tutor.engine.events import ImageReceived, TensorShown
from tutor.engine.shown import BoundaryShown, ImagesShown, ModuleRow, ModuleShown, Shown
from tutor.engine.told import count_of, gradient_of, is_count, number_of, plain_line, plain_text, within

MOST_PICTURES = {"png": 20, "tensor": 200, "images": 20, "module": 20, "boundary": 20}
"""Of each format in one run."""

MOST_IMAGE_BYTES = 4 << 20
MOST_SIDE = 20_000
MOST_ROWS = MOST_COLUMNS = 32
MOST_DIMENSIONS = 64
MOST_IMAGES, MOST_IMAGE_SIDE = 64, 64
MOST_MODULE_ROWS, MOST_DEPTH = 200, 64
MOST_PLACES, MOST_POINTS = 128, 500

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
    if not (isinstance(shape, list) and len(shape) <= MOST_DIMENSIONS and all(map(is_count, shape))):
        return None
    if not (isinstance(rows, list) and len(rows) <= MOST_ROWS and all(map(_is_row, rows))):
        return None
    if len(set(map(len, rows))) > 1:
        return None  # no table
    return TensorShown(
        shape=tuple(shape),
        dtype=plain_line(frame.get("dtype"), 40),
        device=plain_line(frame.get("device"), 40),
        requires_grad=frame.get("requires_grad") is True,
        minimum=number_of(frame.get("minimum")),
        mean=number_of(frame.get("mean")),
        maximum=number_of(frame.get("maximum")),
        nan_count=count_of(frame.get("nan")),
        values=tuple(tuple(float(value) for value in row) for row in rows),
        whole=frame.get("whole") is True,
        title=plain_line(frame.get("title"), 200),
        text=plain_text(frame.get("text"), 4000),
        names=_names(frame.get("names"), shape[0]) if len(shape) == 2 and shape[0] <= MOST_ROWS else (),
        histogram=_histogram(frame.get("histogram")),
    )


def _histogram(counts: Any) -> tuple[int, ...]:
    if isinstance(counts, list) and len(counts) <= MOST_COLUMNS and all(map(is_count, counts)):
        return tuple(counts)
    return ()


def _images(frame: Mapping[str, Any], body: bytes) -> ImagesShown | None:
    width, height, count = (within(frame.get(name), 1, most) for name, most in _IMAGE_BOUNDS)
    if width is None or height is None or count is None or len(body) != 3 * width * height * count:
        return None
    return ImagesShown(
        width=width,
        height=height,
        pixels=body,
        count=count,
        total=max(count, count_of(frame.get("total"))),
        labels=_names(frame.get("labels"), count),
        predictions=_names(frame.get("predictions"), count),
        confidence=_fractions(frame.get("confidence"), count),
        title=plain_line(frame.get("title"), 200),
    )


_IMAGE_BOUNDS = (("width", MOST_IMAGE_SIDE), ("height", MOST_IMAGE_SIDE), ("count", MOST_IMAGES))


def _names(value: Any, count: int) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) != count:
        return ()
    return tuple(plain_line(name, 24) for name in value)


def _fractions(value: Any, count: int) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) != count:
        return ()
    numbers = [number_of(item) for item in value]
    return tuple(0.0 if n is None or math.isnan(n) else max(0.0, min(1.0, n)) for n in numbers)


def _module(frame: Mapping[str, Any]) -> ModuleShown | None:
    rows = frame.get("rows")
    if not (isinstance(rows, list) and 0 < len(rows) <= MOST_MODULE_ROWS and all(isinstance(r, dict) for r in rows)):
        return None
    return ModuleShown(
        rows=tuple(_module_row(row) for row in rows),
        title=plain_line(frame.get("title"), 200),
        total=max(len(rows), count_of(frame.get("total"))),
    )


def _module_row(row: Mapping[str, Any]) -> ModuleRow:
    return ModuleRow(
        depth=count_of(row.get("depth"), MOST_DEPTH),
        name=plain_line(row.get("name"), 60),
        kind=plain_line(row.get("kind"), 200),
        parameters=count_of(row.get("parameters")),
        trainable=count_of(row.get("trainable")),
        gradient=gradient_of(row.get("gradient")),
    )


def _boundary(frame: Mapping[str, Any], body: bytes) -> BoundaryShown | None:
    columns, rows = within(frame.get("columns"), 1, MOST_PLACES), within(frame.get("rows"), 1, MOST_PLACES)
    points, bounds = frame.get("points"), frame.get("bounds")
    if columns is None or rows is None or len(body) != columns * rows or max(body) > 9:
        return None
    if not (isinstance(points, list) and len(points) <= MOST_POINTS and all(map(_is_point, points))):
        return None
    if not (isinstance(bounds, list) and len(bounds) == 4 and all(map(_is_finite, bounds))):
        return None
    left, right, bottom, top = map(float, bounds)
    if not (left < right and bottom < top and math.isfinite(right - left) and math.isfinite(top - bottom)):
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
    number = number_of(value)
    return number is not None and math.isfinite(number)


def _is_point(value: Any) -> bool:
    if not (isinstance(value, list) and len(value) == 4 and _is_finite(value[0]) and _is_finite(value[1])):
        return False
    return within(value[2], 0, 9) is not None and within(value[3], 0, 9) is not None


def _is_row(row: Any) -> bool:
    return isinstance(row, list) and len(row) <= MOST_COLUMNS and all(number_of(value) is not None for value in row)
