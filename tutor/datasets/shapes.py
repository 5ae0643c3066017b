"""Coloured shapes on coloured ground: a stand-in for CIFAR-10 that needs no file."""

from __future__ import annotations

import torch
from torch import Tensor

SHAPES = ("disc", "square", "triangle", "cross", "ring", "diamond")
"""The classes 0 to 5 of ``shapes``."""


def shapes(n: int, size: int = 32, noise: float = 0.15, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Small colour pictures of one shape each: disc, square, triangle, cross, ring or diamond.

    Colour, ground, place and size are drawn at random; the shape lies wholly in the picture and measures 2/5 to 4/5
    of it. Gaussian noise is added, and the result is cut to 0 … 1.

    Args:
        n: how many pictures; their classes are drawn at random.
        size: height and width in pixels, at least 16.
        noise: standard deviation of the noise on every value; 0 leaves each picture with two colours.
        seed: of everything that is drawn.

    Returns:
        ``(images, labels)``: red, green and blue, shape ``(n, 3, size, size)``, float32, and classes 0 to 5 in the
        order above, shape ``(n,)``, int64.

    Raises:
        ValueError: if ``n`` is less than 1, ``size`` less than 16 or ``noise`` negative.
    """
    if n < 1:
        raise ValueError(f"n is {n}; ask for at least 1 picture.")
    if size < 16:
        raise ValueError(f"size is {size}; a shape needs at least 16 pixels.")
    if not noise >= 0:
        raise ValueError(f"noise is {noise}; it is a standard deviation, so give 0 or more.")
    generator = torch.Generator().manual_seed(seed)

    def uniform(low: float, high: float, *shape: int) -> Tensor:
        return low + (high - low) * torch.rand(*shape, generator=generator, dtype=torch.float32)

    labels = torch.randint(0, len(SHAPES), (n,), generator=generator)
    radius = size * uniform(0.2, 0.4, n, 1, 1)
    room = size - 1 - 2 * radius
    pixels = torch.arange(size, dtype=torch.float32)
    # Places in units of the radius, from the shape's centre: rows downward, columns to the right.
    row = (pixels[:, None] - radius - room * uniform(0, 1, n, 1, 1)) / radius
    column = (pixels[None, :] - radius - room * uniform(0, 1, n, 1, 1)) / radius
    row, column = row.expand(n, size, size), column.expand(n, size, size)
    inside = torch.stack(_masks(row, column))[labels, torch.arange(n)].unsqueeze(1)
    # The ground is darker than the shape in every colour, or there would be pictures of nothing.
    drawn = torch.where(inside, uniform(0.5, 1, n, 3, 1, 1), uniform(0, 0.4, n, 3, 1, 1))
    noisy = drawn + noise * torch.randn(n, 3, size, size, generator=generator, dtype=torch.float32)
    return noisy.clamp(0, 1), labels


def _masks(row: Tensor, column: Tensor) -> list[Tensor]:
    """Which pixels lie in each of ``SHAPES``."""
    up, across = row.abs(), column.abs()
    square, round_ = torch.maximum(up, across), row**2 + column**2
    return [
        round_ <= 1,
        square <= 0.85,
        (across <= (row + 1) / 2) & (row <= 0.85),
        (torch.minimum(up, across) <= 0.3) & (square <= 1),
        (round_ <= 1) & (round_ >= 0.35),
        up + across <= 1,
    ]
