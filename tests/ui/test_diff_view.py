import pytest

from tutor.ui.spans import line_width, plain
from tutor.ui.widgets.diff_view import SIDE_BY_SIDE_FROM, DiffView, Pair, pairs

OWN = "def add(a, b):\n    c = a\n    return c\n"
THEIRS = "import torch\ndef add(a, b):   \n    return a + b\n"


@pytest.mark.parametrize(
    ("own", "other", "rows"),
    [
        ("a\nb", "a\nb", [Pair(0, 0, "same"), Pair(1, 1, "same")]),
        ("a  ", "a", [Pair(0, 0, "same")]),
        ("a", "b", [Pair(0, 0, "changed")]),
        ("a\nb\nc", "a\nc", [Pair(0, 0, "same"), Pair(1, None, "changed"), Pair(2, 1, "same")]),
        ("a", "a\nb", [Pair(0, 0, "same"), Pair(None, 1, "changed")]),
    ],
)
def test_lines_that_agree_share_a_row(own, other, rows):
    assert pairs(own.split("\n"), other.split("\n")) == rows


def drawn(width: int, own: str = OWN, theirs: str = THEIRS) -> list[str]:
    lines = DiffView(own, theirs).lines(width)
    assert all(line_width(line) <= width for line in lines)
    return [plain(line).rstrip() for line in lines]


def test_one_below_the_other_where_it_is_narrow():
    assert drawn(60) == [
        "− yours   + the lesson's",
        "+ import torch",
        "  def add(a, b):",
        "−     c = a",
        "−     return c",
        "+     return a + b",
    ]


def test_beside_each_other_where_there_is_room():
    rows = drawn(SIDE_BY_SIDE_FROM)
    assert [tuple(part.strip() for part in row.split("│")) for row in rows] == [
        ("yours", "the lesson's"),
        ("", "+ import torch"),
        ("def add(a, b):", "def add(a, b):"),
        ("−     c = a", "+     return a + b"),
        ("−     return c", ""),
    ]
    assert len({row.index("│") for row in rows}) == 1


@pytest.mark.parametrize("width", [1, 3, 10, 40, 95, 96, 200])
def test_any_width_and_long_lines_fit(width):
    drawn(width, "x = " + "a + " * 60 + "b", "y = " + "c + " * 60 + "d")


def test_marks_tell_the_sides_apart_without_colour():
    assert {row[0] for row in drawn(60)[1:]} == {"+", "−", " "}
