"""Readers of the files in which MNIST and CIFAR-10 are given away: the standard library and torch, no NumPy."""

from __future__ import annotations

import math
import pickle
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

UNSIGNED_BYTES = 8
"""The IDX format's code for the only kind of number these sets hold."""


class DamagedFileError(Exception):
    """A file is not what its name promises; the message says what is wrong with it."""


def read_idx(path: Path, limit: int | None = None) -> Tensor:
    """An IDX file of bytes (http://yann.lecun.com/exdb/mnist) as a uint8 tensor of the shape its header gives.

    ``limit`` reads only that many rows of the first dimension.

    Raises:
        DamagedFileError: if it is no such file, or shorter than its header says.
    """
    with path.open("rb") as file:
        header = file.read(4)
        if len(header) < 4 or header[:2] != b"\0\0" or header[2] != UNSIGNED_BYTES or not header[3]:
            raise DamagedFileError("It does not begin as a file of images or labels does.")
        sizes = [int.from_bytes(file.read(4), "big") for _ in range(header[3])]
        held, wanted = path.stat().st_size - 4 - 4 * len(sizes), math.prod(sizes)
        if held < wanted:
            raise DamagedFileError(f"It breaks off after {max(0, held):,} of {wanted:,} bytes.")
        if limit is not None:
            sizes[0] = min(sizes[0], limit)
        data = bytearray(file.read(math.prod(sizes)))
    return torch.frombuffer(data, dtype=torch.uint8).view(sizes) if data else torch.empty(sizes, dtype=torch.uint8)


def read_cifar_batch(path: Path) -> tuple[Tensor, Tensor]:
    """One batch of CIFAR-10: images, shape ``(N, 3, 32, 32)``, uint8, and labels, shape ``(N,)``, int64.

    The file is a pickle. Nothing in it is trusted: of the names that a pickle may call, only the three that hold an
    array are known, and they are stand-ins that keep its bytes.

    Raises:
        DamagedFileError: if it is no such file, or asks for anything else.
    """
    try:
        with path.open("rb") as file:
            batch = _ArraysOnly(file, encoding="bytes").load()
        labels, array = batch[b"labels"], batch[b"data"]
        rows, columns = array.shape
        if columns != 3 * 32 * 32 or len(array.data) != rows * columns or len(labels) != rows:
            raise ValueError(f"{rows} rows of {columns} numbers, {len(labels)} labels")
        images = torch.frombuffer(bytearray(array.data), dtype=torch.uint8).view(rows, 3, 32, 32)
        return images, torch.tensor(labels, dtype=torch.int64)
    except OSError:
        raise
    except Exception as error:  # a pickle that is none raises anything
        raise DamagedFileError(f"It is no batch of images ({type(error).__name__}: {error}).") from None


class _ByteType:
    """Stands in for ``numpy.dtype``."""

    def __init__(self, code: object = b"u1", *_: object) -> None:
        if code not in (b"u1", "u1"):
            raise ValueError(f"numbers of type {code!r}")

    def __setstate__(self, state: object) -> None:
        pass


class _Array:
    """Stands in for ``numpy.ndarray``: keeps shape and bytes."""

    shape: tuple[int, ...] = ()
    data = b""

    def __setstate__(self, state: Any) -> None:
        _, self.shape, _, by_columns, self.data = state
        if by_columns or not isinstance(self.data, bytes):
            raise ValueError("an array that is not laid out row by row")


def _reconstruct(*_: object) -> _Array:
    return _Array()


class _ArraysOnly(pickle.Unpickler):
    """Knows nothing but a byte array as NumPy pickled it under Python 2."""

    def find_class(self, module: str, name: str) -> Any:
        known = {
            ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
            ("numpy", "ndarray"): _Array,
            ("numpy", "dtype"): _ByteType,
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return known[module, name]
