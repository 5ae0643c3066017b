"""Few bytes a frame: of each update only the cells that differ from what the terminal shows are sent.

Textual repaints whole widgets, which over a slow line costs seconds. This compares cell by cell instead, and draws
what differs pen by pen: to move the cursor takes fewer bytes than to change colours. It builds on two private
classes of Textual (``LayoutUpdate`` and ``ChopsUpdate``); an update of another kind, and text whose width terminals
disagree about, are sent as Textual would send them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tutor.ui.pens import PLAIN, Pen, after, blank_pen, change, read_pen

# Characters that take one cell in every terminal: Latin, Greek, Cyrillic, punctuation, arrows, box drawing, blocks,
# braille. For any other the terminal's opinion on its width may differ from ours.
SIMPLE = re.compile(
    r"[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e"
    r"\u2190-\u21ff\u2200-\u22ff\u23ce\u2500-\u25fc\u25ff\u2713\u2717\u2800-\u28ff]*\Z"
)
LONGEST_GAP = 3
"""Unchanged cells that are sent again, because moving the cursor over them costs more."""
SHORTEST_ERASURE = 6
"""Blanks from which on erasing them takes fewer bytes than writing them."""

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


def erases_in_colour(term: str) -> bool:
    """Whether erasing on a terminal of this name (``TERM``) leaves the ground of the pen; not so in GNU screen."""
    return term.startswith(("xterm", "tmux", "alacritty", "foot", "wezterm", "rxvt", "linux", "st-"))


class TerminalCells:
    """What the terminal shows, as far as it is known: a character and a pen for every cell."""

    def __init__(self, *, erases: bool = False) -> None:
        self._rows: dict[int, tuple[list[str], list[Pen]]] = {}
        self._erases = erases
        self._watched: Region | None = None
        self.disturbed = False
        """Whether something was drawn in the region that is watched."""

    def forget(self, region: Region | None = None) -> None:
        """Nothing is known any more: after a resize, a suspension, or when something else wrote on the terminal.

        With a ``region``, nothing of that.
        """
        if region is None:
            self._rows.clear()
            return
        for y in range(region.y, region.bottom):
            self._set_unknown(y, region.x, region.width)

    def watch(self, region: Region | None) -> None:
        """Say by ``disturbed`` when something is drawn in a region; None ends that."""
        self._watched = region
        self.disturbed = False

    def render(self, update: CompositorUpdate, console: Console) -> str | None:
        """The escape sequences that bring the terminal to the update's picture; None if it is of an unknown kind."""
        placed = placed_strips(update)
        if placed is None:
            self.forget()
            return None
        colours = console._color_system or ColorSystem.TRUECOLOR
        wholes: list[str] = []
        runs: list[_Run] = []
        for y, x, strip in placed:
            text = strip.text
            if SIMPLE.match(text) and len(text) == strip.cell_length and not _has_link(strip):
                runs.extend(self._changes(y, x, strip, colours))
            else:
                wholes.append(f"\x1b[{y + 1};{x + 1}H{strip.render(console)}")
                self._set_unknown(y, x, strip.cell_length)
                self._note(y, x, x + strip.cell_length)
        for run in runs if self._watched is not None else ():
            self._note(run.y, run.x, run.end)
        return "".join(wholes) + _draw(runs, self._rows, erases=self._erases)

    def _note(self, y: int, x: int, end: int) -> None:
        watched = self._watched
        if watched is not None and watched.y <= y < watched.bottom and x < watched.right and end > watched.x:
            self.disturbed = True

    def _row(self, y: int, width: int) -> tuple[list[str], list[Pen]]:
        characters, pens = self._rows.setdefault(y, ([], []))
        if len(characters) < width:
            missing = width - len(characters)
            characters.extend([""] * missing)
            pens.extend([PLAIN] * missing)
        return characters, pens

    def _set_unknown(self, y: int, x: int, width: int) -> None:
        characters, _ = self._row(y, x + width)
        characters[x : x + width] = [""] * width

    def _changes(self, y: int, x: int, strip: Strip, colours: ColorSystem) -> list[_Run]:
        """The cells of a strip that the terminal shows otherwise; from here on they count as shown."""
        characters, pens = self._row(y, x + strip.cell_length)
        runs: list[_Run] = []
        for text, style, control in strip:
            if control or not text:
                continue
            pen = PLAIN if style is None else _pen_of(style, colours)
            blank = blank_pen(pen)
            end = x + len(text)
            new = list(text)
            new_pens = [blank if character == " " else pen for character in new]
            if characters[x:end] != new or pens[x:end] != new_pens:
                for position, (character, its) in enumerate(zip(new, new_pens, strict=True), x):
                    if characters[position] != character or pens[position] != its:
                        _append(runs, y, position, character, its)
                characters[x:end], pens[x:end] = new, new_pens
            x = end
        return runs


def _pen_of(style: Style, colours: ColorSystem) -> Pen:
    return read_pen(Strip.render_ansi(style, colours) if style._ansi is None else style._ansi)


def _has_link(strip: Strip) -> bool:
    return any(style is not None and style.link is not None for _, style, _ in strip)


@dataclass(slots=True)
class _Run:
    """Changed cells side by side that one pen draws."""

    y: int
    x: int
    text: str
    pen: Pen

    @property
    def end(self) -> int:
        return self.x + len(self.text)


def _fits(pen: Pen, over: Pen) -> bool:
    """Whether what ``pen`` draws looks the same drawn with ``over``: blanks show their ground alone."""
    return pen == over or (pen.colour is None and pen.ground == over.ground and blank_pen(over) == pen)


def _append(runs: list[_Run], y: int, x: int, character: str, pen: Pen) -> None:
    """Add a changed cell to the last run if it ends there and one pen does for both."""
    last = runs[-1] if runs else None
    if last is not None and last.y == y and last.end == x:
        if _fits(pen, last.pen):
            last.text += character
            return
        if _fits(last.pen, pen):
            last.text, last.pen = last.text + character, pen
            return
    runs.append(_Run(y, x, character, pen))


def _by_pen(runs: list[_Run]) -> list[tuple[Pen, list[_Run]]]:
    """Runs by the pen that draws them, pens of one ground behind each other; blanks go with any of their ground."""
    grounds: dict[str, dict[Pen, list[_Run]]] = {}
    for run in runs:
        grounds.setdefault(run.pen.ground, {}).setdefault(run.pen, []).append(run)
    ordered: list[tuple[Pen, list[_Run]]] = []
    for pens in grounds.values():
        blanks = next((pen for pen in pens if pen.colour is None), None)
        host = next((pen for pen in pens if blanks is not None and pen != blanks and _fits(blanks, pen)), None)
        if blanks is not None and host is not None:
            pens[host] = _merged([*pens[host], *pens.pop(blanks)])
        ordered.extend(pens.items())
    return ordered


def _merged(runs: list[_Run]) -> list[_Run]:
    """Runs in the order of the screen; those that touch become one."""
    merged: list[_Run] = []
    for run in sorted(runs, key=lambda run: (run.y, run.x)):
        last = merged[-1] if merged else None
        if last is not None and (last.y, last.end) == (run.y, run.x):
            last.text += run.text
        else:
            merged.append(run)
    return merged


def _draw(runs: list[_Run], rows: dict[int, tuple[list[str], list[Pen]]], *, erases: bool) -> str:
    """The escape sequences for all runs."""
    parts: list[str] = []
    place: tuple[int, int] | None = None
    pen: Pen | None = None
    for wanted, group in _by_pen(runs):
        parts.append(change(pen, wanted))
        pen = after(pen, wanted)
        for run in group:
            parts.append(_way(place, run, pen, rows[run.y]))
            text, place = run.text, (run.y, run.end)
            kept = text.rstrip(" ")
            if erases and len(text) - len(kept) >= SHORTEST_ERASURE and blank_pen(pen).colour is None:
                parts.append(f"{kept}\x1b[{len(text) - len(kept)}X")
                place = (run.y, run.x + len(kept))
            else:
                parts.append(text)
    if pen not in {None, PLAIN}:
        parts.append("\x1b[m")
    return "".join(parts)


def _way(place: tuple[int, int] | None, run: _Run, pen: Pen, row: tuple[list[str], list[Pen]]) -> str:
    """What brings the cursor to a run: nothing, cells between that may be drawn again, or a move."""
    if place is None or place[0] != run.y or place[1] > run.x:
        return f"\x1b[{run.y + 1};{run.x + 1}H" if run.x else f"\x1b[{run.y + 1}H"
    gap = run.x - place[1]
    if not gap:
        return ""
    if gap <= LONGEST_GAP:
        between, pens = "".join(row[0][place[1] : run.x]), row[1][place[1] : run.x]
        if len(between) == gap == len(between.encode()) and all(_fits(one, pen) for one in pens):
            return between
    return "\x1b[C" if gap == 1 else f"\x1b[{gap}C"


class Difference(CompositorUpdate):
    """An update that renders as the difference to what the terminal shows, once."""

    def __init__(self, update: CompositorUpdate, cells: TerminalCells) -> None:
        self._update = update
        self._cells = cells
        self._sequence: str | None = None

    def render_segments(self, console: Console) -> str:
        """The escape sequences; the same when asked again."""
        if self._sequence is None:
            sequence = self._cells.render(self._update, console)
            self._sequence = self._update.render_segments(console) if sequence is None else sequence
        return self._sequence
