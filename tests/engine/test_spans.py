from __future__ import annotations

import pytest

from tutor.engine.spans import cell_width, clean, clip, fit, parse, row_width, to_ansi


@pytest.mark.parametrize(("text", "width"), [("loss", 4), ("", 0), ("损失", 4), ("Verlust über", 12), ("📉x", 3)])
def test_cells_of_a_text(text: str, width: int) -> None:
    assert cell_width(text) == width


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x1b[31mb", "a?[31mb"),
        ("two\nlines\t.", "two lines ."),
        ("e\u0301\u200d\u202e", "e"),
        ("loss", "loss"),
    ],
)
def test_what_a_terminal_would_obey_is_taken_out(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_ascii_only() -> None:
    assert clean("损失 loss", unicode=False) == "?? loss"


@pytest.mark.parametrize(
    ("text", "width", "clipped"),
    [("loss", 2, "lo"), ("损失", 3, "损"), ("损失", 9, "损失"), ("loss", -1, "")],
)
def test_clip_cuts_no_character_in_half(text: str, width: int, clipped: str) -> None:
    assert clip(text, width) == clipped


def test_fit_gives_exactly_the_width() -> None:
    for width in range(12):
        assert row_width(fit([("损失", "#ffffff"), ("loss", None)], width)) == width


def test_fit_joins_neighbours_of_one_colour() -> None:
    assert fit([("a", "#ffffff"), ("b", "#ffffff"), ("", None), ("c", None)], 4) == [
        ("ab", "#ffffff"),
        ("c", None),
        (" ", None),
    ]


def test_parse_undoes_to_ansi() -> None:
    rows = [[("ab", "#56b4e9"), ("c", None)], [], [("d", "#000000")]]
    assert parse(to_ansi(rows, colour=True)) == rows


def test_without_colour_there_are_no_escapes() -> None:
    assert to_ansi([[("ab", "#56b4e9"), ("c", None)], [("d", None)]], colour=False) == "abc\nd"


def test_parse_leaves_other_codes_alone() -> None:
    assert parse("\x1b[1mbold\x1b[38;2;1;2;3mcolour\x1b[0mplain") == [
        [("bold", None), ("colour", "#010203"), ("plain", None)]
    ]
