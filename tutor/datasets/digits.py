"""Real handwritten digits that come with the tutor: E. Alpaydin and C. Kaynak's, see ``README.md``."""

from __future__ import annotations

import gzip
import pkgutil

import torch
from torch import Tensor

COUNT, SIZE = 1797, 8
TRAIN = 1437
"""How many come before the test images: four fifths."""


def digits(train: bool | None = None) -> tuple[Tensor, Tensor]:
    """Handwritten digits, real ones: 1,797 small grey images that come with the tutor.

    13 people wrote them. They stand in the order of the original; the test images are the last ones.

    Args:
        train: True for the first 1,437 images, False for the last 360, None for all.

    Returns:
        ``(images, labels)``: grey values 0 … 1 in steps of 1/16, shape ``(N, 1, 8, 8)``, float32, and digits,
        shape ``(N,)``, int64.
    """
    packed = pkgutil.get_data("tutor.datasets", "digits.gz")
    if packed is None:
        raise FileNotFoundError("The tutor's own digits are missing. Install pytorch-tutor again.")
    raw = torch.frombuffer(bytearray(gzip.decompress(packed)), dtype=torch.uint8)
    pixels = COUNT * SIZE * SIZE
    images = raw[:pixels].view(COUNT, 1, SIZE, SIZE).to(torch.float32) / 16
    labels = raw[pixels:].to(torch.int64)
    chosen = {None: slice(None), True: slice(TRAIN), False: slice(TRAIN, None)}[train]
    return images[chosen], labels[chosen]
