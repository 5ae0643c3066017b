from __future__ import annotations

import pytest

from tutor.course.formula import sample
from tutor.course.questions import Sketch
from tutor.ui.sketches import choices_lines, comparison_lines
from tutor.ui.spans import Span, line_width, plain

FALLS, RISES = Sketch("falls and levels off", sample("exp(-5*x)")), Sketch("rises", ((0, 1), (1, 3)))
LABELS = [(Span("1 "),), (Span("2 "),)]


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("width", [18, 40, 74, 200])
def test_sketches_fit_the_width(width, unicode):
    lines = choices_lines([FALLS, RISES], width, ["accent", "muted"], LABELS, unicode=unicode)
    assert all(line_width(line) <= width + 2 for line in lines)
    text = "\n".join(plain(line) for line in lines)
    assert "1 falls" in text
    assert "2 rises" in text


def test_sketches_stand_side_by_side_and_below_each_other_on_a_small_screen():
    wide = choices_lines([FALLS, RISES], 74, ["accent", "muted"], LABELS, unicode=True)
    small = choices_lines([FALLS, RISES], 20, ["accent", "muted"], LABELS, unicode=True)
    assert len(small) > 1.5 * len(wide)


def test_a_falling_curve_is_drawn_falling():
    lines = choices_lines([FALLS], 20, ["accent"], LABELS[:1], unicode=False)
    rows = [plain(line) for line in lines[:5]]
    assert "*" in rows[-1][10:]
    assert all("*" not in row[10:] for row in rows[:2])


def test_the_real_curve_lies_over_the_sketch():
    lines = comparison_lines(RISES, [2.0, 1.0, 0.5], "loss", 60, unicode=True)
    roles = {span.role for line in lines for span in line if span.text.strip()}
    assert {"accent", "warn"} <= roles
    assert plain(lines[-1]) == "── the real loss · ·· your sketch: rises"


def test_without_a_sketch_the_real_curve_stands_alone():
    lines = comparison_lines(None, [2.0, 1.0], "accuracy", 60, unicode=True)
    assert plain(lines[-1]) == "── the real accuracy"
