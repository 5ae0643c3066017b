"""Output of learner code on its way to a terminal: whatever is cut in two, no escape gets through."""

from __future__ import annotations

import pytest

from tutor.engine.text import OutputDecoder, strip_controls


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain\ttext\r\n", "plain\ttext\r\n"),
        ("\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m"),
        ("\x1b[2J\x1b[H\x1b[?25lgone", "gone"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link", "link"),
        ("\x1bPq#0\x1b\\sixel", "sixel"),
        ("\x1bc\x1b(Breset", "reset"),
        ("bell\x07 null\x00 del\x7f c1\x9b31m", "bell null del c131m"),
    ],
)
def test_only_colours_stay(text: str, safe: str) -> None:
    assert strip_controls(text) == safe


def in_pieces(data: bytes, size: int) -> str:
    decoder = OutputDecoder()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return "".join(map(decoder.feed, pieces)) + decoder.feed(b"", final=True)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_what_is_cut_in_two_is_kept_whole(size: int) -> None:
    data = "a\x1b[1;31mé\x1b[0m\x1b]0;t\x07\x1b[2Jx\n…".encode()
    assert in_pieces(data, size) == "a\x1b[1;31mé\x1b[0mx\n…"


def test_a_line_that_is_whole_does_not_wait() -> None:
    decoder = OutputDecoder()
    assert decoder.feed(b"one\n") == "one\n"
    assert decoder.feed(b"two\x1b[31\n") == "two31\n"
    assert decoder.feed(b"three\x1b[3") == "three"
    assert decoder.feed(b"1mred") == "\x1b[31mred"


def test_an_escape_without_end_is_not_kept_for_ever() -> None:
    decoder = OutputDecoder()
    assert decoder.feed(b"\x1b]0;" + b"x" * 4000) == ""
    assert decoder.feed(b"y" * 200).endswith("y")
    assert decoder.feed(b"on\n") == "on\n"


def test_bytes_that_are_no_text_are_marked() -> None:
    assert in_pieces(b"\xff\xfea\xc3", 1) == "\ufffd\ufffda\ufffd"
