"""What ``run`` shows in a terminal and in a pipe."""

from __future__ import annotations

import io
import os
import re

import pytest

from tests.engine.escapes import kitty_pictures, sixel_picture
from tutor.cli import _parse
from tutor.commands.live import LiveChart
from tutor.engine.drawing import Picture
from tutor.engine.events import ImageReceived, TensorShown
from tutor.engine.png import Bitmap, encode
from tutor.engine.shown import ImagesShown, ModuleRow, ModuleShown
from tutor.engine.terminal_graphics import read_wish

FIGURE = ImageReceived("png", encode(Bitmap(8, 8, bytes([255, 0, 0]) * 64)), 8, 8, "red")
TENSOR = TensorShown(
    (1, 2), "int64", minimum=1.0, mean=1.5, maximum=2.0, values=((1.0, 2.0),), text="(1, 2) int64\n1 2"
)


class Screen(io.TextIOWrapper):
    """A stream that may say it is a terminal."""

    def __init__(self, *, terminal: bool, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    @property
    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TERM": "xterm", "COLORTERM": "truecolor", "COLUMNS": "60", "LINES": "30"}.items():
        monkeypatch.setenv(name, value)
    for name in (
        "NO_COLOR",
        "TMUX",
        "STY",
        "PYTORCH_TUTOR_PICTURES",
        "KITTY_WINDOW_ID",
        "TERM_PROGRAM",
        "LC_TERMINAL",
        "SSH_CONNECTION",
    ):
        monkeypatch.delenv(name, raising=False)


def shown(what: Picture, **screen: object) -> str:
    made = Screen(**{"terminal": True, **screen})  # type: ignore[arg-type]
    LiveChart(made).show(what)
    return made.text


def test_a_terminal_gets_half_blocks() -> None:
    text = shown(FIGURE)
    assert text.count("\x1b[48;2;248;0;0m        \x1b[0m\n") + text.count("48;2;255;0;0m        ") == 4
    assert text.endswith("figure 8×8, red\x1b[0m\n")


def test_fewer_colours_where_the_terminal_does_not_say_that_it_has_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLORTERM")
    assert "48;5;196m" in shown(FIGURE)


def test_no_colours_where_none_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown(FIGURE)
    assert "\x1b" not in shown(TENSOR)


def test_a_terminal_that_speaks_kittys_protocol_gets_the_picture_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-kitty")
    text, _, drawn = shown(FIGURE).partition("\x1b7")
    *blank, told = text.splitlines()
    assert told.endswith("figure 8×8, red\x1b[0m")
    assert set(blank) == {""}
    assert drawn.startswith(f"\x1b[{len(blank) + 1}A\r\x1b_Ga=T,f=100,q=2,C=1,c=2,r=1,m=0;")
    assert drawn.endswith("\x1b\\\x1b8")
    (bitmap,) = kitty_pictures(drawn)
    assert set(zip(*[iter(bitmap.rgb)] * 3, strict=True)) == {(255, 0, 0)}


def test_sixels_where_the_size_of_a_cell_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "foot")
    assert "\x1bP" not in shown(FIGURE)
    monkeypatch.setattr("tutor.commands.live.cell_size", lambda stream: (10, 20))
    width, height, pixels = sixel_picture(shown(FIGURE))
    assert (width, height) == (16, 16)
    assert set(pixels.values()) == {(100, 0, 0)}


def test_each_of_several_pictures_is_drawn_above_its_caption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-kitty")
    images = ImagesShown(4, 4, bytes(3 * 16 * 2), 2, 2, ("cat", "dog"))
    text, *drawn = shown(images).split("\x1b7")
    height = text.count("\n")
    assert text.splitlines()[-1].split() == ["cat", "dog"]
    assert drawn[0].startswith(f"\x1b[{height}A\r\x1b_G")
    assert re.match(rf"\x1b\[{height}A\r\x1b\[\d+C\x1b_G", drawn[1])
    assert len(drawn) == 2


def test_no_pictures_where_none_are_wanted() -> None:
    screen = Screen(terminal=True)
    LiveChart(screen, "off").show(FIGURE)
    assert screen.text == "\x1b[38;2;139;148;158mfigure 8×8, red\x1b[0m\n"


def test_a_pipe_gets_a_line() -> None:
    assert shown(FIGURE, terminal=False) == "figure 8×8, red\n"
    assert shown(TENSOR, terminal=False) == "(1, 2) int64\n1 2\n"


def test_a_pipe_gets_a_module_in_full() -> None:
    tree = ModuleShown((ModuleRow(0, "", "Linear(2, 1)", 3, 3),), "net", 1)
    assert shown(tree, terminal=False) == "net\n3  Linear(2, 1)\n"


@pytest.mark.parametrize("terminal", [True, False])
def test_a_stream_of_plain_characters_gets_only_those(terminal: bool) -> None:
    assert "figure 8x8, red" in shown(FIGURE, terminal=terminal, encoding="ascii")


def test_a_picture_does_not_go_on_in_an_open_line() -> None:
    screen = Screen(terminal=True)
    chart = LiveChart(screen)
    chart.write("open", screen)
    chart.show(TENSOR)
    assert screen.text.startswith("open\n(1, 2) int64\n")


def test_the_option_is_a_wish_for_every_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTORCH_TUTOR_PICTURES", "auto")
    options = _parse(["--pictures", "sixel", "run", "train.py"])
    assert options.what == "train.py"
    assert read_wish(os.environ) == "sixel"
    assert _parse(["run", "train.py"]).what == "train.py"
    assert read_wish(os.environ) == "sixel"
