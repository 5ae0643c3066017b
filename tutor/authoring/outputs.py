"""Whether what a snippet printed is what its lesson shows."""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_ESCAPE = re.compile(r"\x1b\[[0-9;:]*[A-Za-z]")


def difference(shown: str, printed: str) -> tuple[int, str] | None:
    """The first line (from 0) of ``shown`` that ``printed`` contradicts, and what differs; None if none.

    Numbers agree if they are equal to the digits shown, within 1 in the last of them. Where neither has a
    fraction, as in shapes and counts, they must be the same. Trailing white space and colours don't matter.
    """
    wanted, got = _lines(shown), _lines(_ESCAPE.sub("", printed))
    for number, (left, right) in enumerate(zip(wanted, got)):  # noqa: B905  # lengths are compared below
        if not same_line(left, right):
            return number, f'the lesson shows "{left}" and the run prints "{right}"'
    if len(wanted) > len(got):
        return len(got), f'the lesson shows "{wanted[len(got)]}" and the run prints nothing more'
    if len(got) > len(wanted):
        return max(len(wanted) - 1, 0), f'the run goes on with "{got[len(wanted)]}", which the lesson doesn\'t show'
    return None


def same_line(shown: str, printed: str) -> bool:
    """Whether two lines agree: text exactly, numbers to the digits shown."""
    if _NUMBER.split(shown) != _NUMBER.split(printed):
        return False
    numbers = zip(_NUMBER.findall(shown), _NUMBER.findall(printed), strict=True)
    return all(_same_number(left, right) for left, right in numbers)


def _same_number(shown: str, printed: str) -> bool:
    left, right = Decimal(shown), Decimal(printed)
    if not (_has_fraction(shown) or _has_fraction(printed)):
        return left == right
    last_digit = Decimal(1).scaleb(int(left.as_tuple().exponent))
    return abs(left - right) <= last_digit


def _has_fraction(number: str) -> bool:
    mantissa = re.split("[eE]", number)[0]
    return bool(mantissa.partition(".")[2])


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []
