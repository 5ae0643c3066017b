"""Data sets for lessons and challenges: made on the spot, shipped, or fetched once; standard library and torch alone.

What is made (``moons``, ``line``, ``glyphs``, ``shapes``) draws from a generator of its own, so the global random state
stays as it was: a script prints the same numbers whether or not it asked for data first. The same arguments give the
same data; another ``seed`` gives fresh points of the same kind, so the checks can test on data no learner has seen.

``digits`` are real and come with the tutor. ``mnist``, ``fashion_mnist`` and ``cifar10`` read what
``pytorch-tutor data fetch`` brought; ``load`` gives a made stand-in where it brought nothing.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from tutor.datasets.digits import digits
from tutor.datasets.shapes import SHAPES, shapes
from tutor.datasets.stored import TITLES, cifar10, fashion_mnist, has, mnist

__all__ = ["SHAPES", "cifar10", "digits", "fashion_mnist", "glyphs", "line", "load", "mnist", "moons", "shapes"]

STAND_IN_TRAIN, STAND_IN_TEST = 6000, 1000
"""How many pictures ``load`` makes where it is not told."""
STAND_IN_NOISE = 0.3
"""On drawn digits, so that a linear model is right on three of four and a small network on nine of ten."""


def moons(n: int, noise: float = 0.1, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Two half circles that reach into each other: two classes that no straight line can part.

    Class 0 is the upper half of the unit circle around (0, 0), class 1 the lower half of the unit circle
    around (1, 0.5). The points stand at equal angles, are moved by Gaussian noise and then shuffled.

    Args:
        n: how many points; the classes get ``n // 2`` and ``n - n // 2`` of them.
        noise: standard deviation of the noise on both coordinates; 0 puts every point on its half circle.
        seed: of the noise and the shuffle.

    Returns:
        ``(X, y)``: coordinates, shape ``(n, 2)``, float32, and classes (0 or 1), shape ``(n,)``, int64.

    Raises:
        ValueError: if ``n`` is less than 1 or ``noise`` is negative.
    """
    generator = _generator(n, noise, seed)
    upper = torch.linspace(0, math.pi, n // 2, dtype=torch.float32)
    lower = torch.linspace(0, math.pi, n - n // 2, dtype=torch.float32)
    circles = torch.cat(
        [
            torch.stack([upper.cos(), upper.sin()], dim=1),
            torch.stack([1 - lower.cos(), 0.5 - lower.sin()], dim=1),
        ]
    )
    classes = torch.cat([torch.zeros(len(upper), dtype=torch.int64), torch.ones(len(lower), dtype=torch.int64)])
    points = circles + noise * torch.randn(n, 2, generator=generator, dtype=torch.float32)
    order = torch.randperm(n, generator=generator)
    return points[order], classes[order]


def line(
    n: int, slope: float = 3.0, intercept: float = -1.0, noise: float = 0.3, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """Points near the straight line ``y = slope * x + intercept``.

    ``x`` is uniform in [-2, 2); only ``y`` carries noise.

    Args:
        n: how many points.
        slope: by how much ``y`` grows when ``x`` grows by 1.
        intercept: ``y`` at ``x = 0``.
        noise: standard deviation of the Gaussian noise on ``y``; 0 puts every point on the line.
        seed: of the places and the noise.

    Returns:
        ``(x, y)``, both of shape ``(n, 1)`` and dtype float32: one row a sample, one column a feature.

    Raises:
        ValueError: if ``n`` is less than 1 or ``noise`` is negative.
    """
    generator = _generator(n, noise, seed)
    x = 4 * torch.rand(n, 1, generator=generator, dtype=torch.float32) - 2
    y = slope * x + intercept + noise * torch.randn(n, 1, generator=generator, dtype=torch.float32)
    return x, y


def glyphs(n: int, size: int = 8, noise: float = 0.15, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Small grey pictures of the digits 0 to 9, drawn by a 5 × 7 font: a stand-in for MNIST.

    Each digit is drawn ``size // 8`` pixels a dot, at a random place that holds it whole and with a random
    brightness between 0.6 and 1, on black. Gaussian noise is added, and the result is cut to 0 … 1.

    Args:
        n: how many pictures; their digits are drawn at random.
        size: height and width in pixels, at least 8.
        noise: standard deviation of the noise on every pixel; 0 leaves the ground black.
        seed: of digits, places, brightness and noise.

    Returns:
        ``(images, labels)``: grey values, shape ``(n, 1, size, size)``, float32, and digits, shape ``(n,)``, int64.

    Raises:
        ValueError: if ``n`` is less than 1, ``size`` less than 8 or ``noise`` negative.
    """
    generator = _generator(n, noise, seed)
    if size < 8:
        raise ValueError(f"size is {size}; a digit needs at least 8 pixels.")
    scale = size // 8
    labels = torch.randint(0, 10, (n,), generator=generator)
    top = torch.randint(0, size - 7 * scale + 1, (n,), generator=generator)
    left = torch.randint(0, size - 5 * scale + 1, (n,), generator=generator)
    brightness = 0.6 + 0.4 * torch.rand(n, 1, 1, generator=generator, dtype=torch.float32)
    font = torch.tensor([[[dot == "#" for dot in row] for row in digit.split()] for digit in _FONT])
    font = torch.nn.functional.pad(font.to(torch.float32), (0, 1, 0, 1))
    # Row r of a picture shows row (r - top) / scale of its digit; the font's last row and column are empty.
    dots = torch.arange(size)
    rows = _font_dots(dots - top[:, None], scale, 7)
    columns = _font_dots(dots - left[:, None], scale, 5)
    drawn = font[labels[:, None, None], rows[:, :, None], columns[:, None, :]] * brightness
    noisy = drawn + noise * torch.randn(n, size, size, generator=generator, dtype=torch.float32)
    return noisy.clamp(0, 1).unsqueeze(1), labels


def load(name: str, train: bool = True, limit: int | None = None) -> tuple[Tensor, Tensor]:
    """A real data set where it is on this machine, else its stand-in; prints one line that says which.

    ``mnist`` and ``fashionmnist`` are stood in for by ``glyphs`` of 28 × 28 pixels, ``cifar10`` by ``shapes`` of
    32 × 32 (six classes, not ten). Training and test images of a stand-in come from different seeds.

    Args:
        name: ``mnist``, ``fashionmnist`` or ``cifar10``.
        train: True for the training images, False for the test images.
        limit: only that many. Without it the whole set, or of a stand-in 6,000 to train on and 1,000 to test.

    Returns:
        ``(images, labels)`` of the shapes and dtypes that ``mnist`` and ``cifar10`` give.

    Raises:
        ValueError: for a name that is none of these, or a ``limit`` below 1.
        RuntimeError: if a file of the real set is damaged, with a next step.
    """
    real = {"mnist": mnist, "fashionmnist": fashion_mnist, "cifar10": cifar10}.get(name)
    if real is None:
        raise ValueError(f"There is no data set {name!r} to load. Ask for mnist, fashionmnist or cifar10.")
    part = "training" if train else "test"
    if has(name):
        images, labels = real(train, limit)
        print(f"{TITLES[name]}: {len(images):,} real {part} images")
        return images, labels
    seed = 0 if train else 1
    count = (STAND_IN_TRAIN if train else STAND_IN_TEST) if limit is None else limit
    images, labels = shapes(count, seed=seed) if name == "cifar10" else glyphs(count, 28, STAND_IN_NOISE, seed)
    kind = "shapes" if name == "cifar10" else "digits"
    print(f"{count:,} drawn {kind} instead of {TITLES[name]} (pytorch-tutor data fetch {name})")
    return images, labels


def _font_dots(offsets: Tensor, scale: int, length: int) -> Tensor:
    """Which of ``length`` dots each pixel shows, ``length`` itself where it shows none."""
    places = offsets.div(scale, rounding_mode="floor")
    return torch.where((places < 0) | (places >= length), length, places)


def _generator(n: int, noise: float, seed: int) -> torch.Generator:
    """A generator seeded with ``seed``, once ``n`` and ``noise`` are known to make sense."""
    if n < 1:
        raise ValueError(f"n is {n}; ask for at least 1 point.")
    if not noise >= 0:
        raise ValueError(f"noise is {noise}; it is a standard deviation, so give 0 or more.")
    return torch.Generator().manual_seed(seed)


_FONT = (
    ".###. #...# #..## #.#.# ##..# #...# .###.",
    "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
    ".###. #...# ....# ...#. ..#.. .#... #####",
    "##### ...#. ..#.. ...#. ....# #...# .###.",
    "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
    "##### #.... ####. ....# ....# #...# .###.",
    "..##. .#... #.... ####. #...# #...# .###.",
    "##### ....# ...#. ..#.. .#... .#... .#...",
    ".###. #...# #...# .###. #...# #...# .###.",
    ".###. #...# #...# .#### ....# ...#. .##..",
)
"""The digits 0 to 9, each as 7 rows of 5 dots."""
