"""What the terminal can show, and how the app keeps to it: depth of colour, no colour at all, no more than ASCII."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter, Monochrome

from tutor.engine.frozen import dataclass
from tutor.session.characters import as_ascii, speaks_unicode

TRUE_COLOURS, MANY_COLOURS = 1 << 24, 256
STANDS_OUT = 0.12
"""A ground that differs this much in brightness (0 to 1) from the widget's own means something: a cursor, a
selection, the handle of a scrollbar."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """Its abilities."""

    colours: ColorSystem = ColorSystem.TRUECOLOR
    unicode: bool = True
    colour: bool = True
    """False where the person wants none (``NO_COLOR``)."""

    @property
    def few_colours(self) -> bool:
        """Whether it has just the sixteen, which most shades of a theme fall together in."""
        return self.colours is ColorSystem.STANDARD


def in_gnu_screen(environment: Mapping[str, str]) -> bool:
    """Whether GNU screen stands between the program and the terminal, as the innermost if there are several."""
    term = environment.get("TERM", "")
    if term.startswith("screen."):
        return True
    return bool(environment.get("STY")) and not environment.get("TMUX") and term.startswith("screen")


def in_tmux(environment: Mapping[str, str]) -> bool:
    """Whether tmux stands between the program and the terminal, as the innermost if there are several."""
    return bool(environment.get("TMUX")) and not in_gnu_screen(environment)


def read_terminal(
    environment: Mapping[str, str], encoding: str, terminfo_colours: Callable[[], int] | None = None
) -> Terminal:
    """Abilities by the environment, by the encoding of the stream that is written to, and by terminfo."""
    return Terminal(
        _depth(environment, terminfo_colours or _terminfo_colours),
        speaks_unicode(environment, encoding),
        colour=not environment.get("NO_COLOR"),
    )


def _depth(environment: Mapping[str, str], terminfo_colours: Callable[[], int]) -> ColorSystem:
    forced = environment.get("TEXTUAL_COLOR_SYSTEM", "")
    named = {"truecolor": ColorSystem.TRUECOLOR, "256": ColorSystem.EIGHT_BIT, "standard": ColorSystem.STANDARD}
    if forced in named:
        return named[forced]
    if environment.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        # The variable is the outer terminal's. GNU screen 4 reads a true colour as other attributes.
        return ColorSystem.EIGHT_BIT if in_gnu_screen(environment) else ColorSystem.TRUECOLOR
    term = environment.get("TERM", "").lower()
    if term.endswith("-direct"):
        return ColorSystem.TRUECOLOR
    if term.endswith(("-256color", "kitty", "ghostty", "alacritty", "wezterm", "foot")):
        # ssh hands TERM on and COLORTERM not: 256 colours are there in any case.
        return ColorSystem.EIGHT_BIT
    if in_tmux(environment):
        # It takes 256 whatever name it has for itself (long `screen`), and hands on what its terminal can show.
        return ColorSystem.EIGHT_BIT
    count = terminfo_colours()
    if count >= TRUE_COLOURS:
        return ColorSystem.TRUECOLOR
    return ColorSystem.EIGHT_BIT if count >= MANY_COLOURS else ColorSystem.STANDARD


def _terminfo_colours() -> int:
    """How many colours terminfo knows of; 8 where it knows nothing."""
    try:
        import curses

        curses.setupterm()
        return max(curses.tigetnum("colors"), 8)
    except Exception:  # no curses, no terminfo, or no entry for this TERM: each raises something else
        return 8


def adapt(app: App[Any], terminal: Terminal) -> None:
    """Make the app keep to what the terminal can show; before it runs."""
    app.console._color_system = terminal.colours
    app.no_color = not terminal.colour
    filters = [one for one in app._filters if not isinstance(one, Monochrome)]
    if not terminal.colour:
        filters.append(NoColour())
    if not terminal.unicode:
        filters.append(PlainCharacters())
    app._filters[:] = filters


class NoColour(LineFilter):
    """Takes every colour away; what stood out by its ground is drawn in reverse, attributes stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Transform a line."""
        return [
            Segment(text, None if style is None else uncoloured(style, background), control)
            for text, style, control in segments
        ]


@lru_cache(maxsize=2048)
def uncoloured(style: Style, background: Color) -> Style:
    """A style without its colours, reversed if its ground stands out from ``background``."""
    plain = style.without_color
    if style.meta:
        plain += Style.from_meta(style.meta)
    if style.bgcolor is None or style.bgcolor.is_default:
        return plain
    ground = Color.from_rich_color(style.bgcolor)
    stands_out = abs(ground.brightness - background.brightness) >= STANDS_OUT
    return plain + Style(reverse=True) if stands_out and not style.reverse else plain


class PlainCharacters(LineFilter):
    """Puts ASCII in the place of every other character, cell by cell."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Transform a line."""
        return [
            segment if segment.text.isascii() else Segment(as_ascii(segment.text), segment.style, segment.control)
            for segment in segments
        ]


def this_terminal(environment: Mapping[str, str]) -> Terminal:
    """The terminal that the app is about to draw on; a stream that can't take a character gets a question mark."""
    terminal = read_terminal(environment, getattr(sys.__stderr__, "encoding", "") or "")
    for stream in (sys.__stdout__, sys.__stderr__):
        if not terminal.unicode and stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    return terminal
