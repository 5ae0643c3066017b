"""What the app makes of a terminal with few colours, none, or no more than ASCII."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tests.ui.fakes import FakeLibrary, FakeProgress, FakeRunner, failing, good_run, training
from tutor.session.characters import as_ascii
from tutor.ui.app import TutorApp
from tutor.ui.terminal import NoColour, PlainCharacters, Terminal, read_terminal
from tutor.ui.theme import CONTRAST, DARK, LIGHT

TRUE, MANY, FEW = ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD
BLACK = Color(0, 0, 0)


def app_on(terminal: Terminal, runner: FakeRunner | None = None, progress: FakeProgress | None = None) -> TutorApp:
    return TutorApp(
        FakeLibrary(),  # type: ignore[arg-type]
        progress or FakeProgress(),  # type: ignore[arg-type]
        runner or FakeRunner(script=good_run()),
        terminal=terminal,
    )


def drawn(app: TutorApp) -> list[Segment]:
    """Every segment of the screen as it goes to the terminal."""
    width, height = app.size
    strips = app.screen._compositor.render_strips(app.size)
    assert len(strips) == height
    assert all(strip.cell_length == width for strip in strips)
    return [segment for strip in strips for segment in strip]


def text(app: TutorApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips(app.size))


@pytest.mark.parametrize(
    ("environment", "terminfo", "depth"),
    [
        ({"COLORTERM": "truecolor", "TERM": "xterm-256color"}, 8, TRUE),
        ({"COLORTERM": "24bit"}, 8, TRUE),
        ({"TERM": "xterm-direct"}, 8, TRUE),
        ({"TERM": "foo"}, 1 << 24, TRUE),
        ({"TERM": "screen-256color"}, 8, MANY),
        ({"TERM": "xterm-kitty"}, 8, MANY),
        ({"TERM": "foo"}, 256, MANY),
        ({"TERM": "xterm"}, 8, FEW),
        ({"TERM": "linux"}, 8, FEW),
        ({}, 8, FEW),
        ({"TERM": "linux", "TEXTUAL_COLOR_SYSTEM": "truecolor"}, 8, TRUE),
        ({"TERM": "screen.xterm-256color", "COLORTERM": "truecolor", "STY": "1.x"}, 256, MANY),
        ({"TERM": "screen", "COLORTERM": "truecolor", "STY": "1.x"}, 8, MANY),
        ({"TERM": "screen-256color", "COLORTERM": "truecolor", "TMUX": "/tmp/x"}, 256, TRUE),
        ({"TERM": "screen", "TMUX": "/tmp/x"}, 8, MANY),
    ],
)
def test_the_depth_of_colour_is_found(environment: dict[str, str], terminfo: int, depth: ColorSystem) -> None:
    assert read_terminal(environment, "utf-8", lambda: terminfo).colours is depth


@pytest.mark.parametrize(
    ("environment", "encoding", "unicode"),
    [
        ({}, "utf-8", True),
        ({}, "UTF8", True),
        ({"LC_ALL": "C.UTF-8"}, "utf-8", True),
        ({"LC_ALL": "C"}, "utf-8", False),
        ({"LC_ALL": "POSIX"}, "utf-8", False),
        ({"LC_ALL": "C", "PYTHONIOENCODING": "utf-8"}, "utf-8", True),
        ({}, "iso8859-1", False),
        ({}, "ascii", False),
        ({}, "", False),
    ],
)
def test_characters_beyond_ascii_are_used_where_they_arrive(
    environment: dict[str, str], encoding: str, unicode: bool
) -> None:
    assert read_terminal(environment, encoding, lambda: 8).unicode is unicode


@pytest.mark.parametrize(("environment", "colour"), [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False)])
def test_no_color_counts_once_it_has_a_value(environment: dict[str, str], colour: bool) -> None:
    assert read_terminal(environment, "utf-8", lambda: 8).colour is colour


@pytest.mark.parametrize("word", ["✓ ran · 3 × 4 → “é”…", "│ ─ ┼ ▶ ● ○ ■", "数 ok", "⠿⣿", "a\u0301"])
def test_ascii_takes_as_many_cells(word: str) -> None:
    assert as_ascii(word).isascii()
    assert cell_len(as_ascii(word)) == cell_len(word)


def test_marks_of_different_meaning_stay_different() -> None:
    assert len({as_ascii(mark) for mark in "✓✗▶●○◌■"}) == 7


def test_plain_characters_keep_the_style() -> None:
    bold = Style(bold=True)
    assert PlainCharacters().apply([Segment("✓ ok", bold)], BLACK) == [Segment("+ ok", bold)]


def test_no_colour_keeps_attributes_and_what_a_click_does() -> None:
    style = Style(color="red", bold=True, meta={"@click": "app.quit"})
    (segment,) = NoColour().apply([Segment("x", style)], BLACK)
    assert segment.style is not None
    assert (segment.style.color, segment.style.bold, segment.style.meta) == (None, True, {"@click": "app.quit"})


@pytest.mark.parametrize(("ground", "reverse"), [("#ffffff", True), ("#101010", None)])
def test_a_cursor_shows_without_colour(ground: str, reverse: bool | None) -> None:
    (segment,) = NoColour().apply([Segment("x", Style(color="#202020", bgcolor=ground))], BLACK)
    assert segment.style is not None
    assert segment.style.reverse is reverse
    assert segment.style.bgcolor is None


async def test_no_color_draws_no_colour_anywhere() -> None:
    app = app_on(Terminal(colour=False), FakeRunner(script=training()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await pilot.pause()
        styles = [segment.style for segment in drawn(app) if segment.style is not None]
        assert not any(style.color or style.bgcolor for style in styles)


async def test_a_narrow_alphabet_draws_ascii_alone() -> None:
    app = app_on(Terminal(unicode=False), FakeRunner(script=training()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert text(app).isascii(), [line for line in text(app).split("\n") if not line.isascii()]
        assert "+ ran in" in text(app)
        await pilot.press("question_mark")
        await pilot.pause()
        assert text(app).isascii()


async def test_success_and_failure_differ_in_ascii_without_colour() -> None:
    marks = []
    for script in (good_run(), failing()):
        app = app_on(Terminal(unicode=False, colour=False), FakeRunner(script=script))
        async with app.run_test(size=(80, 40)) as pilot:
            await pilot.press("r")
            await pilot.pause()
            marks.append(
                [line.strip()[2:].strip() for line in text(app).split("\n") if " 0.31 s" in line or "failed" in line]
            )
    assert marks[0][0].startswith("+ ran in")
    assert marks[1][0].startswith("x failed")


@pytest.mark.parametrize(("colours", "theme"), [(FEW, CONTRAST), (MANY, DARK), (TRUE, DARK)])
def test_sixteen_colours_begin_with_high_contrast(colours: ColorSystem, theme: str) -> None:
    app = app_on(Terminal(colours))
    assert app.theme == theme
    assert app.console._color_system is colours


def test_a_chosen_theme_counts_more() -> None:
    assert app_on(Terminal(FEW), progress=FakeProgress(drafts={"setting:theme": LIGHT})).theme == LIGHT


async def test_one_key_goes_through_the_themes_and_remembers() -> None:
    progress = FakeProgress()
    app = app_on(Terminal(), progress=progress)
    async with app.run_test() as pilot:
        seen = []
        for _ in range(3):
            await pilot.press("d")
            seen.append(app.theme)
        assert seen == [LIGHT, CONTRAST, DARK]
        assert progress.drafts["setting:theme"] == DARK


async def test_the_palette_chooses_a_theme() -> None:
    app = app_on(Terminal())
    async with app.run_test() as pilot:
        await app.run_action("app.switch_theme('tutor-contrast')")
        await pilot.pause()
        assert app.theme == CONTRAST


async def test_the_row_under_the_cursor_shows_without_colour() -> None:
    app = app_on(Terminal(colour=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m")
        await pilot.pause()
        reversed_text = "".join(s.text for s in drawn(app) if s.style is not None and s.style.reverse)
        assert "First tensors" in reversed_text
        assert "Second steps" not in reversed_text
