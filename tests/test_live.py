"""What ``run`` shows in a terminal and in a pipe."""

from __future__ import annotations

import base64
import io
import random

import pytest

from tutor.commands.live import LiveChart, kitty_picture, speaks_kitty
from tutor.engine.drawing import Picture
from tutor.engine.events import ImageReceived, TensorShown
from tutor.engine.png import Bitmap, decode, encode
from tutor.engine.shown import ModuleRow, ModuleShown

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
    for name in ("NO_COLOR", "TMUX", "KITTY_WINDOW_ID", "TERM_PROGRAM"):
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
    text = shown(FIGURE)
    assert text.startswith("\x1b_Ga=T,f=100,q=2,c=1,m=0;")
    assert text.endswith("\x1b\\\nfigure 8×8, red\n")
    sent = base64.b64decode(text.partition(";")[2].partition("\x1b")[0])
    assert decode(sent).rgb == bytes([255, 0, 0]) * 64


def test_a_large_picture_goes_in_parts() -> None:
    noise = Bitmap(100, 100, random.Random(0).randbytes(30_000))
    parts = kitty_picture(encode(noise), 40).split("\x1b\\")[:-1]
    heads = [part.partition(";")[0] for part in parts]
    assert heads[0] == "\x1b_Ga=T,f=100,q=2,c=40,m=1"
    assert heads[-1] == "\x1b_Gm=0"
    assert set(heads[1:-1]) == {"\x1b_Gm=1"}
    assert decode(base64.b64decode("".join(part.partition(";")[2] for part in parts))) == noise


@pytest.mark.parametrize(
    ("environment", "speaks"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-ghostty"}, True),
        ({"TERM": "xterm-kitty", "NO_COLOR": ""}, False),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, False),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, False),
    ],
)
def test_only_terminals_known_to_speak_it(environment: dict[str, str], speaks: bool) -> None:
    assert speaks_kitty(environment) is speaks


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
