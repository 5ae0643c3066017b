from __future__ import annotations

import math
import random

import pytest

from tests.engine.escapes import kitty_commands, kitty_pictures, sixel_picture
from tutor.engine.events import MetricsReceived
from tutor.engine.export import as_png
from tutor.engine.legend import LIGHT
from tutor.engine.pixels import FAR_BYTES, Placed, encode, kitty, kitty_removal, sixels, size_in_pixels
from tutor.engine.plot import plot
from tutor.engine.png import Bitmap, decode
from tutor.engine.series import Curves

CELL = (10, 20)


def picture(width: int, height: int, colours: int, seed: int = 0) -> Bitmap:
    """Pixels at random, of so many colours."""
    rng = random.Random(seed)
    palette = [rng.randbytes(3) for _ in range(colours)]
    return Bitmap(width, height, b"".join(rng.choice(palette) for _ in range(width * height)))


def own_size(bitmap: Bitmap) -> Placed:
    """Placed so that no pixel is scaled."""
    return Placed(0, 0, bitmap.width // CELL[0], bitmap.height // CELL[1], bitmap)


@pytest.mark.parametrize("colours", [1, 2, 200, 256])
def test_kittys_picture_is_the_picture(colours: int) -> None:
    bitmap = picture(60, 40, colours)
    (made,) = encode([own_size(bitmap)], "kitty", CELL)
    assert kitty_pictures(made.sequence) == [bitmap]


def test_kittys_picture_of_many_colours_keeps_them_all() -> None:
    bitmap = Bitmap(60, 40, random.Random(1).randbytes(60 * 40 * 3))
    (made,) = encode([own_size(bitmap)], "kitty", CELL)
    assert kitty_pictures(made.sequence) == [bitmap]


@pytest.mark.parametrize("colours", [1, 2, 200, 256])
@pytest.mark.parametrize("size", [(60, 40), (10, 20), (130, 60)])
def test_sixels_are_the_picture(colours: int, size: tuple[int, int]) -> None:
    bitmap = picture(*size, colours)
    (made,) = encode([own_size(bitmap)], "sixel", CELL)
    width, height, pixels = sixel_picture(made.sequence)
    assert (width, height) == size
    levels = [round(level * 100 / 255) for level in bitmap.rgb]
    wanted = {
        (place % width, place // width): (levels[3 * place], levels[3 * place + 1], levels[3 * place + 2])
        for place in range(width * height)
    }
    assert pixels == wanted


def test_sixels_of_too_many_colours_come_near_them() -> None:
    gradient = Bitmap(100, 40, bytes(value for y in range(40) for x in range(100) for value in (x * 2, y * 6, 128)))
    (made,) = encode([own_size(gradient)], "sixel", CELL)
    _, _, pixels = sixel_picture(made.sequence)
    assert len(pixels) == 4000
    assert len(set(pixels.values())) <= 256
    for (x, y), colour in pixels.items():
        assert max(abs(a - b) for a, b in zip(colour, (x * 2 / 2.55, y * 6 / 2.55, 128 / 2.55), strict=True)) < 12


def test_a_run_of_equal_sixels_is_said_once() -> None:
    assert sixels(300, 6, bytes(1800), [(0, 0, 0)]) == '\x1bP0;1;0q"1;1;300;6#0;2;0;0;0#0!300~\x1b\\'


def test_what_a_colour_has_not_at_the_end_of_a_line_is_left_out() -> None:
    row = b"\1" + b"\0" * 9
    text = sixels(10, 1, row, [(0, 0, 0), (255, 255, 255)])
    assert text.endswith("#0?!9@$#1@\x1b\\")


def test_pictures_in_the_room_of_cells_keep_their_proportions() -> None:
    figure = Placed(0, 0, 8, 3, Bitmap(640, 480, bytes(640 * 480 * 3)))
    assert size_in_pixels(figure, (100, 60)) == (80, 60)
    assert size_in_pixels(figure, (5000, 5000)) == (1280, 960)


def test_small_pictures_fill_their_room_and_their_pixels_stay_squares() -> None:
    digit = Placed(0, 0, 10, 5, Bitmap(2, 1, bytes([255, 0, 0, 0, 0, 255])), enlarge=True)
    assert size_in_pixels(digit, (99, 60)) == (99, 49)
    (made,) = encode([digit], "sixel", (10, 20))
    width, height, pixels = sixel_picture(made.sequence)
    assert (width, height) == (100, 50)
    assert {pixels[x, y] for x in range(50) for y in range(50)} == {(100, 0, 0)}
    assert {pixels[x, y] for x in range(50, 100) for y in range(50)} == {(0, 0, 100)}


def test_every_picture_stands_in_its_place_and_has_an_id_of_its_own() -> None:
    places = [Placed(3 * n, n, 2, 1, picture(4, 4, 3, n)) for n in range(3)]
    made = encode(places, "kitty", CELL, first_id=70)
    assert [(one.column, one.row) for one in made] == [(0, 0), (3, 1), (6, 2)]
    assert [head["i"] for one in made for head, _ in kitty_commands(one.sequence)] == ["70", "71", "72"]


def test_without_the_size_of_a_cell_the_terminal_scales_into_as_many_as_there_are() -> None:
    (made,) = encode([Placed(0, 0, 8, 3, picture(640, 480, 4))], "kitty", None)
    ((head, _),) = kitty_commands(made.sequence)
    assert (head["c"], head["r"]) == ("8", "3")
    (sized,) = encode([Placed(0, 0, 8, 3, picture(640, 480, 4))], "kitty", CELL)
    ((head, _),) = kitty_commands(sized.sequence)
    assert not {"c", "r"} & set(head)


@pytest.mark.parametrize("protocol", ["kitty", "sixel"])
def test_few_bytes_where_bytes_are_dear(protocol: str) -> None:
    noise = Placed(0, 0, 30, 10, Bitmap(150, 100, random.Random(0).randbytes(45_000)))
    (near,) = encode([noise], protocol, CELL)  # type: ignore[arg-type]
    (far,) = encode([noise], protocol, CELL, most_bytes=10_000)  # type: ignore[arg-type]
    assert 2_000 < len(far.sequence) <= 10_000 < len(near.sequence)


def test_few_colours_are_still_those_of_the_curves() -> None:
    """The thin lines of a figure have few pixels, many shades towards the ground, and colours that mean something."""
    rng = random.Random(0)
    made = Curves()
    for number in range(5):
        values = tuple(math.exp(-step / 99) * (number + 1) + 0.1 * rng.random() for step in range(500))
        made.add(MetricsReceived(f"loss {number}", tuple(range(500)), values))
    figure = decode(as_png(plot(made, "")), 800, 600)
    (few,) = encode([Placed(0, 0, 80, 25, figure)], "kitty", CELL, most_bytes=FAR_BYTES)
    (bitmap,) = kitty_pictures(few.sequence)
    seen = set(zip(*[iter(bitmap.rgb)] * 3, strict=True))
    assert len(seen) <= 32
    for colour in LIGHT.curves[:5]:
        levels = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
        assert min(math.dist(levels, one) for one in seen) < 30, colour


def test_a_large_picture_goes_in_parts_and_nobody_answers() -> None:
    text = kitty(random.Random(0).randbytes(20_000), 5)
    heads = [part.partition(";")[0] for part in text.split("\x1b\\")[:-1]]
    assert heads[0] == "\x1b_Ga=T,f=100,q=2,i=5,C=1,m=1"
    assert heads[-1] == "\x1b_Gm=0"
    assert set(heads[1:-1]) == {"\x1b_Gm=1"}
    ((_, data),) = kitty_commands(text)
    assert data == random.Random(0).randbytes(20_000)


def test_pictures_are_taken_away_with_their_memory() -> None:
    heads = [head for head, _ in kitty_commands(kitty_removal(range(7, 9)))]
    assert heads == [{"a": "d", "d": "I", "i": str(number), "q": "2"} for number in (7, 8)]
