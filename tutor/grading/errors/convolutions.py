"""How a stack of convolutions changes an image's size, from the layers that were witnessed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.engine.witness import LayerSeen, Shape

_KEEP = frozenset(
    {
        "ReLU",
        "LeakyReLU",
        "ELU",
        "GELU",
        "SiLU",
        "Tanh",
        "Sigmoid",
        "Identity",
        "Dropout",
        "Dropout2d",
        "BatchNorm2d",
        "GroupNorm",
        "InstanceNorm2d",
    }
)
"""Layers that leave an image's size as it is."""


def window(size: int, kernel: int, stride: int, padding: int, dilation: int = 1, *, up: bool = False) -> int:
    """Positions of a sliding window along one side: ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1."""
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    steps = math.ceil(room / stride) if up else room // stride
    return steps + 1


def through(layer: LayerSeen, image: Shape) -> Shape | None:
    """An image's ``(C, H, W)`` behind a layer; None where the layer does not take it or is not understood."""
    channels, height, width = image
    if layer.kind in _KEEP:
        return image
    if layer.kind == "AdaptiveAvgPool2d":
        size = layer.pair("output_size")
        return (channels, *size) if size else None
    convolves = layer.kind == "Conv2d"
    if not convolves and layer.kind not in ("MaxPool2d", "AvgPool2d"):
        return None
    if convolves and layer.number("in_channels") != channels:
        return None
    kernel, stride = layer.pair("kernel_size"), layer.pair("stride")
    padding = (0, 0) if layer.setting("padding") in ("", "'valid'") else layer.pair("padding")
    dilation = layer.pair("dilation") or (1, 1)
    out = layer.number("out_channels") if convolves else channels
    if out is None or kernel is None or stride is None or 0 in stride:
        return None
    if layer.setting("padding") == "'same'":
        return out, height, width
    if padding is None:
        return None
    up = layer.setting("ceil_mode") == "True"
    sides = [
        window(size, kernel[i], stride[i], padding[i], dilation[i], up=up) for i, size in enumerate((height, width))
    ]
    return (out, sides[0], sides[1]) if min(sides) > 0 else None


def image_before(layers: Sequence[LayerSeen], linear: LayerSeen, given: Shape, numbers: int) -> Shape | None:
    """The ``(C, H, W)`` that an image had before it was flattened to ``numbers`` for ``linear``.

    ``given`` is the shape ``(N, C, H, W)`` that the model was called with. None where there is no convolution, or
    where the layers don't tell.
    """
    names = [layer.name for layer in layers]
    before = layers[: names.index(linear.name)] if linear.name in names else ()
    convolutions = [layer for layer in before if layer.kind == "Conv2d"]
    if not convolutions:
        return None
    image: Shape | None = given[-3:] if len(given) in (3, 4) else None
    for layer in before:
        if image is None or layer.kind == "Flatten":
            break
        image = through(layer, image)
    if image is not None and math.prod(image) == numbers:
        return image
    # A layer used twice, or a function in forward, does not show among the layers. Images are mostly square.
    channels = convolutions[-1].number("out_channels") or 0
    if channels and numbers % channels == 0:
        side = math.isqrt(numbers // channels)
        if side * side * channels == numbers:
            return channels, side, side
    return None
