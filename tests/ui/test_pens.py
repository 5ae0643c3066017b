import itertools

import pyte
import pytest

from tutor.ui.pens import PLAIN, Pen, after, blank_pen, change, read_pen

CODES = [
    "",
    "1",
    "1;2;3",
    "4;38;2;1;2;3",
    "7;38;2;1;2;3;48;2;4;5;6",
    "38;2;1;2;3;48;2;4;5;6",
    "1;38;2;1;2;3;48;2;4;5;6",
    "38;5;7;48;5;9",
    "31;44",
    "9;97;100",
]
RED, BOLD_RED = Pen((), "31", "40"), Pen(("1",), "31", "40")


@pytest.mark.parametrize(
    ("code", "pen"),
    [
        ("", PLAIN),
        ("1;4;38;2;1;2;3;48;5;200", Pen(("1", "4"), "38;2;1;2;3", "48;5;200")),
        ("21;53;97;104", Pen(("21", "53"), "97", "104")),
        ("39;49", Pen((), "39", "49")),
        ("38;5;4;1", Pen(("1",), "38;5;4", "")),
    ],
)
def test_codes_are_read(code, pen):
    assert read_pen(code) == pen


@pytest.mark.parametrize(("old", "new"), list(itertools.product(CODES, CODES)))
def test_a_change_leads_where_a_reset_leads(old, new):
    pens = read_pen(old), read_pen(new)
    changed, fresh = written(f"\x1b[0;{old}m" + change(*pens)), written(f"\x1b[0;{new}m")
    assert changed == fresh
    assert after(*pens) == pens[1]


@pytest.mark.parametrize(("old", "new"), list(itertools.product(CODES, CODES)))
def test_a_blank_shows_the_ground_it_would_have(old, new):
    pens = read_pen(old), blank_pen(read_pen(new))
    changed, fresh = written(f"\x1b[0;{old}m" + change(*pens), " "), written(f"\x1b[0;{new}m", " ")
    assert ground(changed) == ground(fresh)
    assert (changed.underscore, changed.strikethrough) == (fresh.underscore, fresh.strikethrough)
    left, known = written(f"\x1b[0;{old}m" + change(*pens)), after(*pens)
    assert left == written(change(None, known))


def written(sequence, character="x"):
    screen = pyte.Screen(4, 1)
    pyte.Stream(screen).feed(sequence + character)
    return screen.buffer[0][0]


def ground(cell):
    return (cell.fg, cell.bg) if cell.reverse and "default" in (cell.fg, cell.bg) else (cell.bg, cell.fg)[cell.reverse]


def test_only_what_differs_is_sent():
    assert change(RED, RED) == ""
    assert change(RED, Pen((), "32", "40")) == "\x1b[32m"
    assert change(RED, BOLD_RED) == "\x1b[1m"
    assert change(BOLD_RED, RED) == "\x1b[22m"
    assert change(RED, PLAIN) == "\x1b[m"


def test_one_of_two_attributes_that_end_together_stays():
    assert change(Pen(("1", "2")), Pen(("1",))) in {"\x1b[22;1m", "\x1b[0;1m"}


def test_a_blank_asks_for_no_colour():
    assert change(RED, Pen((), None, "40")) == ""
    assert blank_pen(BOLD_RED) == Pen((), None, "40")
    assert blank_pen(Pen(("4",), "31", "40")) == Pen(("4",), "31", "40")
    assert blank_pen(Pen(("7",), "91", "40")) == Pen((), None, "101")
