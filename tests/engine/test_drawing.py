from __future__ import annotations

import math
import random
import re

import pytest

from tutor.engine.drawing import Picture, bitmap_of, caption, draw
from tutor.engine.events import ImageReceived, TensorShown
from tutor.engine.heat import heat_colour, histogram_rows, number_texts
from tutor.engine.mosaic import Look, MosaicRow, picture_rows, tiles_width, to_text
from tutor.engine.pixels import Placed
from tutor.engine.png import Bitmap, encode
from tutor.engine.shown import BoundaryShown, ImagesShown, ModuleRow, ModuleShown

NAN, INF = math.nan, math.inf
LOOKS = [Look(dark, unicode, colour) for dark in (True, False) for unicode in (True, False) for colour in (True, False)]
PLAIN = Look(colour=False)
ASCII = Look(unicode=False, colour=False)


def tensor(*rows: tuple[float, ...], dtype: str = "float32", **more: object) -> TensorShown:
    flat = [value for row in rows for value in row if value == value]
    facts: dict[str, object] = {
        "shape": (len(rows), len(rows[0])),
        "dtype": dtype,
        "minimum": min(flat, default=None),
        "mean": sum(flat) / len(flat) if flat else None,
        "maximum": max(flat, default=None),
        "values": rows,
        "nan_count": sum(value != value for row in rows for value in row),
    }
    return TensorShown(**{**facts, **more})  # type: ignore[arg-type]


def text(shown: Picture, width: int = 70, height: int = 24, look: Look = PLAIN, **more: object) -> str:
    return "\n".join("".join(t for t, _, _ in row).rstrip() for row in draw(shown, width, height, look, **more))  # type: ignore[arg-type]


def noise(width: int, height: int, count: int = 1) -> bytes:
    return random.Random(0).randbytes(3 * width * height * count)


PNG = encode(Bitmap(60, 40, noise(60, 40)))
FIGURE = ImageReceived("png", PNG, 60, 40, "losses")
PICTURES = ImagesShown(28, 28, noise(28, 28, 6), 6, 9, ("cat", "dog") * 3, ("cat",) * 6, (0.5,) * 6, "batch")
TREE = ModuleShown(
    (
        ModuleRow(0, "", "Net", 1234, 1210, "some"),
        ModuleRow(1, "body", "Linear(in_features=2, out_features=8, bias=True)", 24, 0),
        ModuleRow(1, "head", "Linear(in_features=8, out_features=1, bias=True)", 1210, 1210, "zero"),
    ),
    total=3,
)
PLANE = BoundaryShown(8, 4, bytes([0, 0, 0, 0, 1, 1, 1, 1] * 4), ((0.1, 0.5, 0, 0), (0.9, 0.1, 0, 1)))
LARGE = tensor(*[tuple(float(c + r) for c in range(32)) for r in range(32)], shape=(1000, 784), whole=False)
ODD: list[Picture] = [
    FIGURE,
    PICTURES,
    TREE,
    PLANE,
    LARGE,
    tensor((NAN, INF, -INF)),
    tensor((1e308, -1e308), (5e-324, 0.0)),
    TensorShown((), "float32", values=((2.0,),), minimum=2.0, maximum=2.0, mean=2.0),
    TensorShown((0, 3), "float32"),
    TensorShown((3,), "float32", values=((),), title="\x1b[2J‮损失"),
    ModuleShown((ModuleRow(64, "损" * 60, "k" * 200, 10**18, 0),), total=500),
]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_everything_stays_in_its_bounds_whatever_the_size(look: Look) -> None:
    bitmap, _ = bitmap_of(FIGURE)
    for shown in ODD:
        for width, height in ((1, 1), (3, 2), (11, 5), (40, 12), (78, 20), (200, 60)):
            rows = draw(shown, width, height, look, bitmap)
            assert len(rows) <= height
            assert all(tiles_width(row) <= width for row in rows)
            together = "".join(text for row in rows for text, _, _ in row)
            assert together.isprintable()
            assert look.unicode or together.isascii()
            if not look.colour:
                assert not any(ground for row in rows for _, _, ground in row)


def test_a_small_tensor_shows_its_numbers_on_their_colours() -> None:
    shown = tensor((1.0, -2.5), (0.25, NAN), title="w", requires_grad=True)
    assert text(shown).splitlines() == [
        "w  (2, 2) float32 · requires grad",
        "  1.000  -2.500",
        "  0.250     NaN",
        "min -2.500  mean -0.4167  max 1.000 · 1 NaN",
    ]
    grounds = {t.strip(): ground for row in draw(shown, 70, 9, Look()) for t, _, ground in row if ground}
    assert len(set(grounds.values())) == 4


def test_whole_numbers_and_truth_are_written_as_such() -> None:
    assert number_texts([[1.0, 20.0]], "int64") == [["1", "20"]]
    assert number_texts([[1.0, 0.0]], "bool") == [["True", "False"]]
    assert number_texts([[1.0, 2.0]], "float32") == [["1", "2"]]
    assert number_texts([[123456.0, 0.5]], "float32") == [["123456", "0.5000"]]
    assert "min 2  mean" in text(tensor((2.0, 86.0), dtype="int64"))


def test_a_matrix_of_counts_has_its_rows_and_columns_numbered() -> None:
    lines = text(tensor(*[tuple(float(r == c) for c in range(5)) for r in range(5)], dtype="int64")).splitlines()
    assert lines[1].split() == ["0", "1", "2", "3", "4"]
    assert lines[2].split() == ["0", "1", "0", "0", "0", "0"]


def test_a_confusion_matrix_has_the_names_of_its_classes() -> None:
    counts = tensor((9.0, 1.0), (0.0, 8.0), dtype="int64", title="test", names=("cat", "a very long dog"))
    assert text(counts).splitlines()[:4] == [
        "test  (2, 2) int64",
        "                  cat a very lon",
        "       cat          9          1",
        "a very lon          0          8",
    ]
    narrow = text(counts, 24).splitlines()
    assert narrow[1].split() == ["cat", "a", "ver"]


def test_a_large_tensor_is_a_grid_of_half_blocks_that_says_it_is_a_sample() -> None:
    rows = draw(LARGE, 70, 20, Look())
    grid = [row for row in rows if any(ground for _, _, ground in row)]
    assert len(grid) == 16
    assert all(tiles_width(row) == 64 // 2 for row in grid)
    assert "32 × 32 of its values" in text(LARGE)
    assert "32 x 32 of its values" in text(LARGE, look=ASCII)


def test_without_colours_the_weight_of_a_character_tells_the_value() -> None:
    lines = text(LARGE, 70, 40).splitlines()
    assert lines[1][0] == " "
    assert lines[32][-1] == "@"


def test_colours_on_both_sides_of_zero_differ_and_the_middle_is_the_ground() -> None:
    low, zero, high = (heat_colour(value, -1, 1, True) for value in (-1.0, 0.0, 1.0))
    assert low[2] > low[0]
    assert high[0] > high[2]
    assert max(zero) < 60
    assert heat_colour(0.0, 0, 1, True) != heat_colour(1.0, 0, 1, True)
    assert heat_colour(INF, 0, 1, True) == heat_colour(1.0, 0, 1, True)


def test_a_figure_is_drawn_in_proportion_with_its_caption() -> None:
    bitmap, fault = bitmap_of(FIGURE)
    assert not fault
    rows = draw(FIGURE, 30, 30, Look(), bitmap)
    assert [tiles_width(row) for row in rows[:-1]] == [30] * 10
    assert text(FIGURE, bitmap=bitmap).splitlines()[-1] == "figure 60×40, losses"
    assert caption(FIGURE, unicode=False) == "figure 60x40, losses"


def test_a_figure_that_can_not_be_drawn_says_why() -> None:
    bitmap, fault = bitmap_of(ImageReceived("png", PNG[:50], 60, 40))
    assert bitmap is None
    assert text(FIGURE, fault=fault).splitlines() == ["figure 60×40, losses", "The PNG picture is cut off."]


def test_small_pictures_are_enlarged_by_whole_factors() -> None:
    two = Bitmap(2, 2, bytes([255] * 3 + [0] * 9))
    rows = picture_rows(two, 9, 9, Look(), enlarge=True)
    assert [tiles_width(row) for row in rows] == [8] * 4


def test_truth_prediction_and_confidence_stand_below_each_picture() -> None:
    shown = text(PICTURES, 100, 40)
    assert "✓ cat 50%" in shown
    assert "✗ cat 50%" in shown
    assert "and 3 more" in shown
    assert "ok cat 50%" in text(PICTURES, 100, 40, ASCII)
    assert "NO cat 50%" in text(PICTURES, 100, 40, ASCII)


def test_a_module_is_a_tree_with_counts_and_says_what_does_not_learn() -> None:
    lines = text(TREE, 90).splitlines()
    assert lines[0] == "1,234  Net  24 frozen"
    assert lines[1] == "   24    body: Linear(in_features=2, out_features=8, bias=True)  frozen"
    assert lines[2].endswith("gradient is all zeros")
    long = ModuleShown((TREE.rows[0], *[TREE.rows[1]] * 40), total=90)
    assert text(long, height=10).splitlines()[-1] == "and 81 more parts"


def test_a_boundary_marks_class_and_mistake() -> None:
    shown = text(PLANE)
    assert "●" in shown
    assert "1 of 2 right, 1 wrong (hollow)" in shown
    assert "○" in shown
    assert "!" in text(PLANE, look=ASCII).splitlines()[-2]


def test_a_histogram_has_a_bar_for_every_count_that_is_not_zero() -> None:
    rows = histogram_rows((1, 0, 100), -1.0, 2.0, 5, Look())
    bottom = rows[-2][0][0]
    assert bottom[:2] != "  "
    assert bottom[2:4] == "  "
    assert rows[0][0][0].strip() == "██"
    assert rows[-1][0][0].split() == ["-1.000", "2.000"]


ROWS: list[MosaicRow] = [[("▀ ", "#ff0000", "#000000"), ("x", None, None)], [("plain  ", None, None)]]


def test_colours_for_terminals_with_millions_with_256_and_with_none() -> None:
    assert to_text(ROWS, 24) == "\x1b[38;2;255;0;0;48;2;0;0;0m▀ \x1b[0mx\nplain"
    assert to_text(ROWS, 8) == "\x1b[38;5;196;48;5;16m▀ \x1b[0mx\nplain"
    assert to_text(ROWS, 0) == "▀ x\nplain"
    assert re.search(r"38;5;(23[2-9]|24\d|25[0-5])m", to_text([[("x", "#7f7f7f", None)]], 8))


def test_a_figure_that_is_drawn_in_pixels_leaves_its_place_blank() -> None:
    bitmap, _ = bitmap_of(FIGURE)
    places: list[Placed] = []
    rows = draw(FIGURE, 40, 12, Look(), bitmap, places=places)
    (place,) = places
    assert (place.column, place.row, place.rows) == (0, 0, len(rows) - 1)
    assert place.columns <= 40
    assert rows[:-1] == [[]] * place.rows
    assert place.columns / (2 * place.rows) == pytest.approx(FIGURE.width / FIGURE.height, rel=0.15)
    assert "figure" in rows[-1][0][0]


@pytest.mark.parametrize("ratio", [1.5, 2.0, 2.5])
def test_the_caption_follows_a_figure_whatever_the_cells_are_like(ratio: float) -> None:
    bitmap, _ = bitmap_of(FIGURE)
    places: list[Placed] = []
    draw(FIGURE, 40, 40, Look(cell_ratio=ratio), bitmap, places=places)
    (place,) = places
    assert place.columns == 40
    assert place.rows == math.ceil(40 / FIGURE.width * FIGURE.height / ratio)


def test_pictures_that_are_drawn_in_pixels_stand_over_their_captions() -> None:
    places: list[Placed] = []
    drawn = text(PICTURES, 40, 40, places=places).splitlines()
    assert {row for row in drawn if row and "cat" not in row} == {"batch", "and 3 more"}
    assert len(text(PICTURES, 40, 40).splitlines()) == len(drawn)
    assert [place.bitmap.rgb for place in places] == [PICTURES.pixels[n * 2352 : (n + 1) * 2352] for n in range(6)]
    for place, label in zip(places, PICTURES.labels, strict=True):
        assert drawn[place.row + place.rows][place.column :].startswith(label)
        assert not "".join(row[place.column : place.column + place.columns] for row in drawn[place.row :][: place.rows])
    assert all(place.enlarge for place in places)


def test_pictures_that_are_cut_off_are_not_drawn_in_pixels() -> None:
    images = ImagesShown(64, 64, bytes(3 * 64 * 64), 1, 1, title="zeros")
    places: list[Placed] = []
    draw(images, 20, 3, Look(), places=places)
    assert not places


@pytest.mark.parametrize("shown", [FIGURE, ImagesShown(4, 4, bytes(48), 1, 1, ("cat",))])
def test_whoever_wants_no_pictures_gets_their_captions(shown: Picture) -> None:
    bitmap, _ = bitmap_of(FIGURE)
    (row,) = draw(shown, 60, 20, Look(pictures=False), bitmap)
    assert row[0][0] == caption(shown)
