"""Few bytes a frame: of each update only the cells that differ from what the terminal shows are sent.

Textual repaints whole widgets, which over a slow line costs seconds. This compares cell by cell instead. It builds
on two private classes of Textual (``LayoutUpdate`` and ``ChopsUpdate``); an update of another kind, and text whose
width terminals disagree about, are sent as Textual would send them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

# Characters that take one cell in every terminal: Latin, Greek, Cyrillic, punctuation, arrows, box drawing, blocks,
# braille. For any other the terminal's opinion on its width may differ from ours.
SIMPLE = re.compile(
    r"[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e"
    r"\u2190-\u21ff\u2200-\u22ff\u23ce\u2500-\u25fc\u25ff\u2713\u2717\u2800-\u28ff]*\Z"
)
LONGEST_GAP = 4
"""Unchanged cells that are sent again, because moving the cursor over them costs more."""

Placed = tuple[int, int, Strip]
"""Row, column and the strip that starts there."""


def placed_strips(update: CompositorUpdate) -> Iterator[Placed] | None:
    """The strips of an update and where they go; None for an update of another kind."""
    if isinstance(update, LayoutUpdate):
        return _of_layout(update)
    if isinstance(update, ChopsUpdate):
        return _of_chops(update)
    return None


def _of_layout(update: LayoutUpdate) -> Iterator[Placed]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield y, x, strip
            x += strip.cell_length


def _of_chops(update: ChopsUpdate) -> Iterator[Placed]:
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > last or end <= first:
                continue
            whole = last > x >= first and end <= last
            yield y, x, strip if whole else strip.crop(0, min(end, last) - x)


class TerminalCells:
    """What the terminal shows, as far as it is known: a character and its escape codes for every cell."""

    def __init__(self) -> None:
        self._rows: dict[int, tuple[list[str], list[str]]] = {}

    def forget(self) -> None:
        """Nothing is known any more: after a resize, a suspension, or when something else wrote on the terminal."""
        self._rows.clear()

    def render(self, update: CompositorUpdate, console: Console) -> str | None:
        """The escape sequences that bring the terminal to the update's picture; None if it is of an unknown kind."""
        placed = placed_strips(update)
        if placed is None:
            self.forget()
            return None
        writer = _Writer(console._color_system or ColorSystem.TRUECOLOR)
        for y, x, strip in placed:
            text = strip.text
            if SIMPLE.match(text) and len(text) == strip.cell_length and not _has_link(strip):
                self._write_changes(writer, y, x, strip)
            else:
                writer.whole(y, x, strip.render(console))
                self._set_unknown(y, x, strip.cell_length)
        return writer.finish()

    def _row(self, y: int, width: int) -> tuple[list[str], list[str]]:
        characters, codes = self._rows.setdefault(y, ([], []))
        if len(characters) < width:
            missing = width - len(characters)
            characters.extend([""] * missing)
            codes.extend([""] * missing)
        return characters, codes

    def _set_unknown(self, y: int, x: int, width: int) -> None:
        characters, _ = self._row(y, x + width)
        characters[x : x + width] = [""] * width

    def _write_changes(self, writer: _Writer, y: int, x: int, strip: Strip) -> None:
        characters, codes = self._row(y, x + strip.cell_length)
        for text, style, control in strip:
            if control or not text:
                continue
            code = "" if style is None else writer.code(style)
            end = x + len(text)
            new = list(text)
            if characters[x:end] != new or codes[x:end] != [code] * len(text):
                for position, character in enumerate(text, x):
                    if characters[position] != character or codes[position] != code:
                        writer.cell(y, position, character, code, characters, codes)
                        characters[position], codes[position] = character, code
            x = end


def _has_link(strip: Strip) -> bool:
    return any(style is not None and style.link is not None for _, style, _ in strip)


class _Writer:
    """Collects escape sequences and knows where the terminal's cursor and pen are."""

    def __init__(self, colours: ColorSystem) -> None:
        self._colours = colours
        self._parts: list[str] = []
        self._place: tuple[int, int] | None = None
        self._pen: str | None = None

    def code(self, style: Style) -> str:
        """The SGR parameters of a Rich style."""
        return Strip.render_ansi(style, self._colours) if style._ansi is None else style._ansi

    def cell(self, y: int, x: int, character: str, code: str, characters: list[str], codes: list[str]) -> None:
        """Write one cell; the row's cells as the terminal shows them serve to bridge small gaps."""
        if self._place is None or self._place[0] != y or not self._bridge(x, code, characters, codes):
            self._parts.append(f"\x1b[{y + 1};{x + 1}H")
        if code != self._pen:
            self._parts.append(f"\x1b[0;{code}m" if code else "\x1b[0m")
            self._pen = code
        self._parts.append(character)
        self._place = (y, x + 1)

    def _bridge(self, x: int, code: str, characters: list[str], codes: list[str]) -> bool:
        assert self._place is not None
        start = self._place[1]
        gap = x - start
        if not 0 <= gap <= LONGEST_GAP:
            return False
        if gap and not (code == self._pen and all(characters[start:x]) and set(codes[start:x]) == {code}):
            return False
        self._parts.extend(characters[start:x])
        return True

    def whole(self, y: int, x: int, sequence: str) -> None:
        """Write a strip as Textual renders it."""
        if self._pen:
            self._parts.append("\x1b[0m")
        self._parts.append(f"\x1b[{y + 1};{x + 1}H{sequence}")
        self._place, self._pen = None, None

    def finish(self) -> str:
        """All that is to be sent."""
        if self._pen:
            self._parts.append("\x1b[0m")
        return "".join(self._parts)


class Difference(CompositorUpdate):
    """An update that renders as the difference to what the terminal shows."""

    def __init__(self, update: CompositorUpdate, cells: TerminalCells) -> None:
        self._update = update
        self._cells = cells

    def render_segments(self, console: Console) -> str:
        """The escape sequences."""
        sequence = self._cells.render(self._update, console)
        return self._update.render_segments(console) if sequence is None else sequence
