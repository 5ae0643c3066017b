"""A look at numbers in a tensor's memory: no operation of torch takes part, so none can notice."""

from __future__ import annotations

import ctypes
import itertools
from typing import Any, TypeGuard

import torch

_NUMBERS: dict[torch.dtype, Any] = {
    torch.float32: ctypes.c_float,
    torch.float64: ctypes.c_double,
    torch.int64: ctypes.c_int64,
    torch.int32: ctypes.c_int32,
    torch.int16: ctypes.c_int16,
    torch.uint8: ctypes.c_uint8,
}


def is_plain(value: Any) -> TypeGuard[torch.Tensor]:
    """Whether it is a tensor of torch's own class, whose attributes run nobody's code."""
    return type(value) is torch.Tensor or type(value) is torch.nn.Parameter


def readable(tensor: Any) -> bool:
    """Whether it is an ordinary tensor in this machine's memory."""
    return is_plain(tensor) and tensor.is_cpu and tensor.layout is torch.strided and tensor.dtype in _NUMBERS


def numbers(tensor: Any, most: int = 64) -> list[float] | None:
    """Up to ``most`` of its first elements, in order; None where they can't be read."""
    if not readable(tensor) or not tensor.numel():
        return None
    start = tensor.data_ptr()
    if not start:
        return None
    kind = _NUMBERS[tensor.dtype]
    if tensor.is_contiguous():
        return list((kind * min(most, tensor.numel())).from_address(start))
    size, strides = tensor.element_size(), tensor.stride()
    places = itertools.islice(itertools.product(*map(range, tensor.shape)), most)
    return [kind.from_address(start + size * sum(map(int.__mul__, place, strides))).value for place in places]


def sampled(tensor: Any, most: int = 256) -> list[float] | None:
    """Up to ``most`` elements, evenly spread over a contiguous tensor, the first ones of any other."""
    if not readable(tensor) or not tensor.is_contiguous() or tensor.numel() <= most:
        return numbers(tensor, most)
    start, size, kind = tensor.data_ptr(), tensor.element_size(), _NUMBERS[tensor.dtype]
    if not start:
        return None
    every = tensor.numel() // most
    return [kind.from_address(start + size * every * index).value for index in range(most)]


def rows(tensor: Any, most_rows: int = 8, most_columns: int = 128) -> list[list[float]] | None:
    """The first rows of a 2-D tensor, whole; None where they can't be read or are too long."""
    if not readable(tensor) or tensor.ndim != 2 or not 0 < tensor.shape[1] <= most_columns or not tensor.shape[0]:
        return None
    return [found for row in range(min(most_rows, tensor.shape[0])) if (found := _row(tensor, row))] or None


def _row(tensor: Any, row: int) -> list[float]:
    start, size, kind = tensor.data_ptr(), tensor.element_size(), _NUMBERS[tensor.dtype]
    if not start:
        return []
    down, right = tensor.stride()
    start += size * down * row
    return [kind.from_address(start + size * right * column).value for column in range(tensor.shape[1])]


def is_cleared(gradient: Any) -> bool | None:
    """Whether a gradient is gone or all zero, as far as its first numbers tell; None where that can't be read."""
    if gradient is None:
        return True
    found = numbers(gradient)
    return None if found is None else not any(found)


def shape(tensor: Any) -> list[int]:
    """Its shape; empty for what is no plain tensor."""
    return [int(size) for size in tensor.shape] if is_plain(tensor) else []
