"""The verdict on a submission: each check with its mark, and the first difference in full."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.course.keys import USUAL, KeyNames
from tutor.engine.events import ChallengeJudged, CheckResult
from tutor.grading.milestones import ProjectJudged
from tutor.session.records import duration
from tutor.ui.spans import Line, Span, fold, indent, width_of, with_code, wrap
from tutor.ui.widgets.lines import LinesWidget
from tutor.ui.widgets.milestones import project_lines

GRID_ORDER = ("inputs", "from above", "before", "after", "got", "expected", "difference")
GAP = 3
MAX_GRID_ROWS = 24


Block = tuple[str, list[str]]
"""A grid's name and its rows."""


def grids(details: dict[str, str], width: int) -> list[Line]:
    """Text grids with their names above them: as many side by side as fit, those that don't below."""
    names = [n for n in GRID_ORDER if n in details] + [n for n in details if n not in GRID_ORDER]
    bands: list[list[Block]] = []
    for name in names:
        block = (name, [row.rstrip() for row in details[name].split("\n")][:MAX_GRID_ROWS])
        if bands and sum(_width(one) + GAP for one in bands[-1]) + _width(block) <= width:
            bands[-1].append(block)
        else:
            bands.append([block])
    lines: list[Line] = []
    for band in bands:
        if len(band) > 1:
            lines += _side_by_side(band, [_width(block) for block in band])
            continue
        ((name, rows),) = band
        lines.append((Span(name, "strong"),))
        lines += [(Span(piece, "code_block"),) for row in rows for piece in fold(row, max(width, 1))]
    return lines


def _width(block: Block) -> int:
    name, rows = block
    return max(width_of(name), *(width_of(row) for row in rows))


def _side_by_side(blocks: Sequence[Block], widths: Sequence[int]) -> list[Line]:
    def padded(texts: Sequence[str], role: str) -> Line:
        return tuple(
            Span(text + " " * (width - width_of(text) + GAP), role) for text, width in zip(texts, widths, strict=True)
        )

    lines = [padded([name for name, _ in blocks], "strong")]
    for y in range(max(len(rows) for _, rows in blocks)):
        lines.append(padded([rows[y] if y < len(rows) else "" for _, rows in blocks], "code_block"))
    return lines


def check_lines(check: CheckResult, width: int, *, details: bool) -> list[Line]:
    """One check: mark, name, time; where it failed its message, and the grids if asked for."""
    mark = Span("✓ ", "ok") if check.passed else Span("✗ ", "fail")
    name = [Span(check.name, "text" if check.passed else "strong"), Span(f"  {check.seconds:.2f}\u00a0s", "faint")]
    lines = indent(wrap(name, max(width - 2, 1)), mark)
    if check.passed:
        return lines
    inner: list[Line] = wrap(with_code(check.message, "fail"), max(width - 2, 1)) if check.message else []
    if details and check.details:
        inner += [(), *grids(check.details, max(width - 2, 1)), ()]
    return [*lines, *indent(inner, Span("  "))]


def verdict_lines(judged: ChallengeJudged, width: int, keys: KeyNames = USUAL) -> list[Line]:
    """The whole verdict."""
    if isinstance(judged, ProjectJudged):
        return project_lines(judged, width, lambda check, room, grid: check_lines(check, room, details=grid), keys)
    passed = sum(check.passed for check in judged.checks)
    count = len(judged.checks)
    time = Span(f"  {duration(judged.seconds)}", "faint")
    if judged.passed:
        what = "the check" if count == 1 else f"all {count} checks"
        head = [Span(f"✓ Solved: {what} passed.", "ok_strong"), time]
    else:
        head = [Span(f"✗ Not yet: {passed} of {count} checks passed.", "fail_strong"), time]
    lines = wrap(head, width)
    first_failure = next((check for check in judged.checks if not check.passed), None)
    for check in judged.checks:
        lines += check_lines(check, width, details=check is first_failure)
    return lines


class Verdict(LinesWidget):
    """Shows a verdict, or a line about the check that runs."""

    DEFAULT_CSS = "Verdict { margin: 0 0 1 0; }"

    def __init__(self) -> None:
        super().__init__(id="verdict")
        self._judged: ChallengeJudged | None = None
        self._remark: Line = ()

    def show(self, judged: ChallengeJudged | None, remark: Line = ()) -> None:
        """Show a verdict and a line under it; either may be missing."""
        if (judged, remark) != (self._judged, self._remark):
            self._judged, self._remark = judged, remark
            self.content_changed()

    def lines(self, width: int) -> list[Line]:
        """The verdict, then the remark."""
        lines = verdict_lines(self._judged, width, self.keys) if self._judged is not None else []
        return [*lines, *(wrap(self._remark, width) if self._remark else [])]
