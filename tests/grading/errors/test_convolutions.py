from __future__ import annotations

import pytest

from tutor.engine.witness import LayerSeen
from tutor.grading.errors.convolutions import image_before, through, window


def conv(
    name: str, channels_in: int, channels_out: int, kernel: int, padding: str = "(0, 0)", stride: int = 1
) -> LayerSeen:
    settings = {
        "in_channels": channels_in,
        "out_channels": channels_out,
        "kernel_size": (kernel, kernel),
        "stride": (stride, stride),
        "padding": padding,
        "dilation": (1, 1),
    }
    return LayerSeen(name, "Conv2d", tuple((key, str(value)) for key, value in settings.items()))


POOL = LayerSeen("pool", "MaxPool2d", (("kernel_size", "2"), ("stride", "2"), ("padding", "0"), ("dilation", "1")))
FC = LayerSeen("fc", "Linear", (("in_features", "100"),))


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation", "up", "positions"),
    [
        (28, 3, 1, 1, 1, False, 28),
        (28, 5, 1, 0, 1, False, 24),
        (7, 2, 2, 0, 1, False, 3),
        (7, 2, 2, 0, 1, True, 4),
        (28, 3, 1, 0, 2, False, 24),
        (224, 7, 2, 3, 1, False, 112),
    ],
)
def test_positions_of_a_window(size, kernel, stride, padding, dilation, up, positions):
    assert window(size, kernel, stride, padding, dilation, up=up) == positions


def test_layers_change_an_image():
    assert through(conv("c", 1, 16, 3), (1, 28, 28)) == (16, 26, 26)
    assert through(conv("c", 1, 16, 3, "'same'"), (1, 28, 28)) == (16, 28, 28)
    assert through(conv("c", 1, 16, 3, "'valid'"), (1, 28, 28)) == (16, 26, 26)
    assert through(POOL, (16, 26, 26)) == (16, 13, 13)
    assert through(LayerSeen("a", "AdaptiveAvgPool2d", (("output_size", "(1, 2)"),)), (16, 26, 26)) == (16, 1, 2)
    assert through(LayerSeen("r", "ReLU"), (16, 26, 26)) == (16, 26, 26)


def test_what_is_not_understood_is_not_guessed():
    assert through(LayerSeen("t", "Transformer"), (16, 26, 26)) is None
    assert through(conv("c", 3, 16, 3), (1, 28, 28)) is None
    assert through(conv("c", 1, 16, 5), (1, 3, 3)) is None


def test_a_stack_is_followed_layer_by_layer():
    layers = [conv("0", 3, 8, 3), LayerSeen("1", "ReLU"), POOL, FC]
    assert image_before(layers, FC, (4, 3, 28, 32), 8 * 13 * 15) == (8, 13, 15)


def test_a_layer_that_is_used_twice_leaves_a_square_image():
    layers = [conv("conv1", 1, 16, 3, "(1, 1)"), POOL, conv("conv2", 16, 32, 3, "(1, 1)"), FC]
    assert image_before(layers, FC, (8, 1, 28, 28), 32 * 7 * 7) == (32, 7, 7)


def test_without_convolutions_or_a_square_there_is_no_image():
    assert image_before([FC], FC, (8, 1, 28, 28), 784) is None
    assert image_before([conv("c", 1, 16, 3), FC], FC, (8, 10), 16 * 7) is None
