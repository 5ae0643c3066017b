"""Code with a faint note beside each line that has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tutor.ui.spans import Line, Span, fold_code, line_width, plain, wrap

GAP = 3
MARK = "│ "


def with_notes(code: Sequence[Line], notes: Mapping[int, str], width: int) -> list[Line]:
    """The lines folded to a width, the notes (by line from 1) in one column at the right.

    A note that has no room there stands straight behind its line, and where that is too long, below it.
    """
    noted = [line_width(line) for number, line in enumerate(code, 1) if number in notes]
    column = max((size for size in noted if size <= width // 2), default=0) + GAP
    rows: list[Line] = []
    for number, line in enumerate(code, 1):
        pieces = fold_code(line, width)
        note = notes.get(number, "")
        if not note:
            rows += pieces
            continue
        told = Span(MARK + note, "faint")
        used, room = line_width(pieces[-1]), width - line_width((told,))
        start = column if used + GAP <= column <= room else used + GAP
        if start <= room:
            rows += [*pieces[:-1], (*pieces[-1], Span(" " * (start - used)), told)]
        else:
            text = plain(line)
            before = Span(" " * min(len(text) - len(text.lstrip()) + 2, width // 2))
            below = wrap([Span(note, "faint")], width - line_width((before,)) - len(MARK))
            rows += [*pieces, *((before, Span(MARK, "faint"), *row) for row in below)]
    return rows
