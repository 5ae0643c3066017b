"""Two pieces of code beside each other, or as one list where there is no room for two."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from tutor.ui.python_tokens import highlight
from tutor.ui.spans import Line, Span, fold_code, line_width, truncate
from tutor.ui.widgets.lines import LinesWidget

SIDE_BY_SIDE_FROM = 96
"""Columns from which two pieces of code stand beside each other."""

GAP = Span(" │ ", "rule")


class Pair(NamedTuple):
    """A row of the comparison: the place of a line in each text, from 0; None where one has no such line."""

    own: int | None
    other: int | None
    kind: Literal["same", "changed"]


def pairs(own: Sequence[str], other: Sequence[str]) -> list[Pair]:
    """The lines of both texts, those that agree in one row; white space at the end of a line is no difference."""
    left, right = [line.rstrip() for line in own], [line.rstrip() for line in other]
    rows: list[Pair] = []
    for tag, first, last, begin, end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [Pair(first + step, begin + step, "same") for step in range(last - first)]
            continue
        for step in range(max(last - first, end - begin)):
            rows.append(
                Pair(
                    first + step if first + step < last else None,
                    begin + step if begin + step < end else None,
                    "changed",
                )
            )
    return rows


class DiffView(LinesWidget):
    """The learner's code and another."""

    def __init__(self, own: str, other: str, titles: tuple[str, str] = ("yours", "the lesson's")) -> None:
        super().__init__(classes="code")
        self._texts = own.rstrip("\n"), other.rstrip("\n")
        self._titles = titles

    def lines(self, width: int) -> list[Line]:
        """Beside each other, or one below the other."""
        own, other = (list(highlight(text)) for text in self._texts)
        rows = pairs(self._texts[0].split("\n"), self._texts[1].split("\n"))
        drawn = (self._beside if width >= SIDE_BY_SIDE_FROM else self._below)(own, other, rows, width)
        return [truncate(line, width) for line in drawn]

    def _beside(self, own: list[Line], other: list[Line], rows: list[Pair], width: int) -> list[Line]:
        half = (width - line_width((GAP,))) // 2
        left, right = self._titles
        drawn = [_joined((Span(f"  {left}", "muted"),), (Span(f"  {right}", "muted"),), half)]
        for row in rows:
            before = _cells(own, row.own, row.kind, "−", "fail", half)
            after = _cells(other, row.other, row.kind, "+", "ok", half)
            for place in range(max(len(before), len(after))):
                drawn.append(
                    _joined(
                        before[place] if place < len(before) else (), after[place] if place < len(after) else (), half
                    )
                )
        return drawn

    def _below(self, own: list[Line], other: list[Line], rows: list[Pair], width: int) -> list[Line]:
        left, right = self._titles
        drawn: list[Line] = [
            (Span("− ", "fail_strong"), Span(left, "muted"), Span("   + ", "ok_strong"), Span(right, "muted"))
        ]
        held: list[Pair] = []
        for row in [*rows, None]:
            if row is not None and row.kind == "changed":
                held.append(row)
                continue
            # All of one's own first, then all of the other's: so each reads as code.
            for change in held:
                drawn += _cells(own, change.own, "changed", "−", "fail", width)
            for change in held:
                drawn += _cells(other, change.other, "changed", "+", "ok", width)
            held.clear()
            if row is not None:
                drawn += _cells(other, row.other, "same", " ", "", width)
        return drawn


def _cells(code: list[Line], place: int | None, kind: str, mark: str, role: str, width: int) -> list[Line]:
    """A line of code with its mark, as rows of at most ``width`` cells; no row where there is no line."""
    if place is None:
        return []
    line = code[place]
    if kind == "same":
        return [(Span("  "), *row) for row in fold_code(line, max(width - 2, 1))]
    coloured = tuple(span._replace(role=role) for span in line)
    folded = fold_code(coloured, max(width - 2, 1)) or [()]
    return [(Span(f"{mark} " if number == 0 else "  ", f"{role}_strong"), *row) for number, row in enumerate(folded)]


def _joined(left: Line, right: Line, half: int) -> Line:
    left = truncate(left, half)
    return (*left, Span(" " * (half - line_width(left))), GAP, *truncate(right, half))
