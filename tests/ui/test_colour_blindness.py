"""Colours that mean something, as people see them who lack one kind of cone.

The simulation is that of Machado, Oliveira and Fernandes (2009) at full severity, the distance CIEDE2000.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import pytest
from textual.color import Color

from tutor.engine.legend import DARK as DARK_CURVES
from tutor.engine.legend import LIGHT as LIGHT_CURVES
from tutor.engine.legend import Palette
from tutor.ui.theme import roles

Lab = tuple[float, float, float]
SEEN_AS = {
    "everyone": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)
LEAST = 10.0
"""Two colours that touch are told apart from 2 on; with something between them it takes more."""


def linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def apply(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix]


def seen(colour: str, by: str) -> Lab:
    """A colour in CIELAB, as somebody sees it."""
    rgb = [linear(channel) for channel in Color.parse(colour).rgb]
    simulated = [min(max(value, 0.0), 1.0) for value in apply(SEEN_AS[by], rgb)]
    ratios = [value / white for value, white in zip(apply(TO_XYZ, simulated), WHITE, strict=True)]
    x, y, z = (ratio ** (1 / 3) if ratio > 0.008856 else 7.787 * ratio + 16 / 116 for ratio in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: Lab, other: Lab) -> float:
    """CIEDE2000."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean**7 / (mean**7 + 25**7))
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    weights = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63))
    t = 1 + sum(weight * math.cos(math.radians(times * hue + shift)) for weight, times, shift in weights)
    dl = (l2 - l1) / (1 + 0.015 * (lightness - 50) ** 2 / math.sqrt(20 + (lightness - 50) ** 2))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    blue = math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2))))
    rotation = -2 * blue * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    return math.sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh)


def nearest(colours: Sequence[str], by: str) -> float:
    """The smallest distance of any two."""
    return min(distance(seen(one, by), seen(other, by)) for one, other in itertools.combinations(colours, 2))


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [  # from Sharma, Wu and Dalal (2005), table 1
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_is_that_of_the_standard(one: Lab, other: Lab, wanted: float) -> None:
    assert distance(one, other) == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("by", SEEN_AS)
@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
def test_right_wrong_and_warning_are_told_apart(dark: bool, by: str) -> None:
    colours = [str(roles(dark)[role][0]) for role in ("ok", "fail", "warn")]
    assert nearest(colours, by) >= LEAST


@pytest.mark.parametrize("by", SEEN_AS)
@pytest.mark.parametrize("palette", [DARK_CURVES, LIGHT_CURVES], ids=["dark", "light"])
def test_curves_are_told_apart(palette: Palette, by: str) -> None:
    assert nearest(palette.curves, by) >= LEAST
