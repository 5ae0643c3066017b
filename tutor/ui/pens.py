"""Pens: what a terminal draws the next character with, and the fewest bytes from one to another."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Pen(NamedTuple):
    """SGR parameters, apart by what they set."""

    attributes: tuple[str, ...] = ()
    """As SGR codes, for instance ``("1", "4")``."""
    colour: str | None = ""
    """Of the text, for instance ``38;2;255;0;0``; empty for the terminal's own, None where it is not seen."""
    ground: str = ""
    """For instance ``48;5;17``; empty for the terminal's own."""


PLAIN = Pen()
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
"""What ends an attribute; those that are not here end with a reset."""
_SEEN_ON_BLANKS = frozenset({"4", "7", "9", "21", "51", "52", "53"})
_GROUNDS = {"3": "4", "9": "10"}
"""First digits of a colour's code, and of the same as ground."""


@lru_cache(maxsize=4096)
def read_pen(code: str) -> Pen:
    """The pen that SGR parameters make, read from a reset."""
    attributes, colour, ground = [], "", ""
    values = iter(code.split(";")) if code else iter(())
    for value in values:
        whole = value
        if value in {"38", "48"}:
            kind = next(values)
            whole = ";".join([value, kind, *(next(values) for _ in range(3 if kind == "2" else 1))])
        if len(value) < 2 or value[0] in "25" or value in {"1", "2"}:
            attributes.append(value)
        elif value[0] in "39":
            colour = whole
        else:
            ground = whole
    return Pen(tuple(attributes), colour, ground)


@lru_cache(maxsize=4096)
def blank_pen(pen: Pen) -> Pen:
    """What of a pen is seen on a blank: its ground, unless it draws lines."""
    if pen.attributes == ("7",) and pen.colour and pen.ground:
        return Pen((), None, _as_ground(pen.colour))
    if _SEEN_ON_BLANKS.intersection(pen.attributes):
        return pen
    return Pen((), None, pen.ground)


def _as_ground(colour: str) -> str:
    return _GROUNDS[colour[0]] + colour[1:]


@lru_cache(maxsize=4096)
def change(old: Pen | None, new: Pen) -> str:
    """The escape sequence that turns one pen into another; ``old`` is None where it is unknown."""
    reset = ["0", *new.attributes, *filter(None, (new.colour, new.ground))]
    if old is None:
        return _sequence(reset)
    codes: list[str] = []
    blank = new.colour is None
    dropped = [one for one in old.attributes if one not in new.attributes and (not blank or one in _SEEN_ON_BLANKS)]
    if any(one not in _OFF for one in dropped):
        return _sequence(reset)
    codes.extend(dict.fromkeys(_OFF[one] for one in dropped))
    codes.extend(one for one in new.attributes if one not in old.attributes or _OFF.get(one) in codes)
    if not blank and new.colour != old.colour:
        codes.append(new.colour or "39")
    if new.ground != old.ground:
        codes.append(new.ground or "49")
    return min(_sequence(codes), _sequence(reset), key=len) if codes else ""


def after(old: Pen | None, new: Pen) -> Pen:
    """The pen that the terminal is left with by ``change(old, new)``."""
    sequence = change(old, new)
    if new.colour is not None:
        return new
    if old is None or sequence.startswith("\x1b[0") or sequence == "\x1b[m":
        return Pen(new.attributes, "", new.ground)
    return Pen(tuple(one for one in old.attributes if one not in _SEEN_ON_BLANKS), old.colour, new.ground)


def _sequence(codes: list[str]) -> str:
    return "\x1b[m" if codes == ["0"] else f"\x1b[{';'.join(codes)}m"
