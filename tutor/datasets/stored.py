"""MNIST, Fashion-MNIST and CIFAR-10 as tensors, from the files that ``pytorch-tutor data fetch`` brought."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor

from tutor.datasets.formats import DamagedFileError, read_cifar_batch, read_idx
from tutor.worker.datasets import FILES, default_folder, is_here

T = TypeVar("T")

TITLES = {"mnist": "MNIST", "fashionmnist": "Fashion-MNIST", "cifar10": "CIFAR-10"}


def mnist(train: bool = True, limit: int | None = None) -> tuple[Tensor, Tensor]:
    """MNIST: 60,000 handwritten digits to train on and 10,000 to test.

    Args:
        train: True for the training images, False for the test images.
        limit: only that many, the first ones.

    Returns:
        ``(images, labels)``: grey values 0 … 1, shape ``(N, 1, 28, 28)``, float32, and digits, shape ``(N,)``, int64.

    Raises:
        FileNotFoundError: if the set is not on this machine, with the command that fetches it.
        RuntimeError: if one of its files is damaged, likewise.
        PermissionError: if it may not be read, likewise.
    """
    return _idx_set("mnist", train, limit)


def fashion_mnist(train: bool = True, limit: int | None = None) -> tuple[Tensor, Tensor]:
    """Fashion-MNIST: 60,000 pictures of clothes to train on and 10,000 to test, as small and grey as MNIST's digits.

    Classes 0 to 9 are T-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag and ankle boot.
    Arguments, shapes and errors are those of ``mnist``.
    """
    return _idx_set("fashionmnist", train, limit)


def cifar10(train: bool = True, limit: int | None = None) -> tuple[Tensor, Tensor]:
    """CIFAR-10: 50,000 small colour photographs to train on and 10,000 to test.

    Classes 0 to 9 are airplane, automobile, bird, cat, deer, dog, frog, horse, ship and truck.

    Args:
        train: True for the training images, False for the test images.
        limit: only that many, the first ones.

    Returns:
        ``(images, labels)``: red, green and blue 0 … 1, shape ``(N, 3, 32, 32)``, float32, and classes, shape
        ``(N,)``, int64.

    Raises:
        FileNotFoundError: if the set is not on this machine, with the command that fetches it.
        RuntimeError: if one of its files is damaged, likewise.
        PermissionError: if it may not be read, likewise.
    """
    _check_limit(limit)
    wanted = "data_batch" if train else "test_batch"
    left = limit
    images, labels = [], []
    for path in _paths("cifar10"):
        if wanted in path.name and left != 0:
            batch, classes = _read("cifar10", read_cifar_batch, path)
            images.append(batch[:left])
            labels.append(classes[:left])
            left = None if left is None else max(0, left - len(batch))
    return torch.cat(images).to(torch.float32).div_(255), torch.cat(labels)


def has(name: str) -> bool:
    """Whether the set (``mnist``, ``fashionmnist`` or ``cifar10``) is on this machine."""
    return is_here(name, default_folder())


def _idx_set(name: str, train: bool, limit: int | None) -> tuple[Tensor, Tensor]:
    _check_limit(limit)
    paths = _paths(name)
    images, labels = (_read(name, partial(read_idx, limit=limit), path) for path in (paths[:2] if train else paths[2:]))
    if len(images) != len(labels):
        raise RuntimeError(_damaged(name, paths[0], f"It has {len(images):,} images, but {len(labels):,} labels."))
    return images.to(torch.float32).div_(255).unsqueeze(1), labels.to(torch.int64)


def _paths(name: str) -> list[Path]:
    """Where the set's files lie, once they are all there."""
    folder = default_folder()
    if not is_here(name, folder):
        raise FileNotFoundError(
            f"{TITLES[name]} is not in {folder}. Fetch it once, in a terminal, with: pytorch-tutor data fetch {name}"
        )
    return [Path(folder, path) for path in FILES[name]]


def _read(name: str, reader: Callable[[Path], T], path: Path) -> T:
    try:
        return reader(path)
    except DamagedFileError as error:
        raise RuntimeError(_damaged(name, path, str(error))) from None
    except PermissionError:
        raise PermissionError(
            f"{path} is there, and code that runs here may not read it. In a terminal, pytorch-tutor doctor says why."
        ) from None


def _damaged(name: str, path: Path, why: str) -> str:
    return (
        f"{path} is damaged. {why} Get the set anew, in a terminal: "
        f"pytorch-tutor data remove {name}, then pytorch-tutor data fetch {name}"
    )


def _check_limit(limit: int | None) -> None:
    if limit is not None and limit < 1:
        raise ValueError(f"limit is {limit}; ask for at least 1 image, or leave it out for all.")
