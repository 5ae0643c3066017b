from __future__ import annotations

import itertools
import math

import pytest

from tests.engine.test_export import curves, earlier
from tutor.engine.legend import DARK, LIGHT
from tutor.engine.plot import BOTTOM, DOT, HEIGHT, LEFT, RIGHT, TEXT_SIZE, WIDTH, plot
from tutor.engine.series import Curves
from tutor.engine.view import View


def texts(made: Curves, view: View | None = None, **options: object) -> list[str]:
    return [words.text for words in plot(made, "a run", view, **options).words]  # type: ignore[arg-type]


def test_title_legend_axes_and_notes_are_in_words() -> None:
    made = curves(loss=(3.0, 1.0, math.nan), val_loss=(2.0, 2.0, 2.0))
    said = texts(made, View(log=True, smoothing=0.9))
    assert said[0] == "a run"
    assert {"loss: NaN", "val_loss: 2.000", "loss NaN at step 2", "moving average 0.9", "log", "step", "2"} <= set(said)


def test_a_logarithm_that_can_not_be_says_so() -> None:
    assert "linear (log needs values above 0)" in texts(curves(loss=(0.0, 1.0)), View(log=True))


def test_the_cursor_reads_the_curves() -> None:
    made = plot(curves(loss=(3.0, 1.0, 2.0)), "", View(cursor=1))
    said = [words.text for words in made.words]
    assert {"loss: 1.000", "at step 1"} <= set(said)
    (upright,) = [s for s in made.below if s.points[0][0] == s.points[1][0] and s.points[0][1] < HEIGHT - BOTTOM]
    assert upright.points[0][0] == made.curves[0].points[1][0]


def test_a_cross_stands_at_each_step_without_a_value() -> None:
    made = plot(curves(loss=(1.0, math.nan, 3.0, math.inf, 5.0)), "")
    line = {round(x, 3): y for x, y in made.curves[0].points}
    assert len(made.above) == 4
    columns = {round((stroke.points[0][0] + stroke.points[1][0]) / 2, 3) for stroke in made.above}
    width = (WIDTH - LEFT - RIGHT) / 4
    assert columns == {LEFT + width, LEFT + 3 * width}
    assert not columns & set(line)
    assert {stroke.colour for stroke in made.above} == {LIGHT.warning}


def test_crosses_do_not_run_into_each_other() -> None:
    made = plot(curves(loss=(1.0, 2.0, *[math.nan] * 500)), "")
    places = sorted({stroke.points[0][0] for stroke in made.above})
    assert min(b - a for a, b in itertools.pairwise(places)) >= 10


def test_a_moving_average_has_the_raw_curve_behind_it() -> None:
    made = curves(loss=tuple(float(n % 2) for n in range(50)))
    raw, smooth = plot(made, "", View(smoothing=0.9)).curves
    assert raw.colour != smooth.colour == LIGHT.curves[0]
    assert [x for x, _ in raw.points] == [x for x, _ in plot(made, "").curves[0].points]
    assert len({y for _, y in raw.points}) == 2
    assert {y for _, y in smooth.points} != {y for _, y in raw.points}


def test_earlier_runs_lie_below_and_are_thinner() -> None:
    before, now = plot(curves(loss=(3.0, 1.0)), "", earlier=earlier().runs).curves
    assert before.width < now.width
    assert now.colour == LIGHT.curves[0]


def test_a_single_point_is_a_dot() -> None:
    (dot,) = plot(curves(loss=(3.0,)), "").curves
    assert dot.width == DOT
    assert dot.points[0] == dot.points[1]


@pytest.mark.parametrize(
    ("made", "view", "sentence"),
    [
        (Curves(), View(), "No curve yet."),
        (curves(loss=(math.nan,)), View(), "Every value is NaN or infinite."),
        (curves(loss=(1.0,)), View(hidden=frozenset({"loss"})), "Every curve is hidden."),
        (curves(loss=(1.0, 2.0)), View(span=(10, 20)), "No point of a curve is in sight."),
    ],
)
def test_an_empty_picture_says_why(made: Curves, view: View, sentence: str) -> None:
    assert sentence in texts(made, view)


def test_a_long_legend_is_folded_and_leaves_the_curves_their_place() -> None:
    made = curves(**{f"a metric with a long name {n}": (1.0, 2.0) for n in range(6)})
    drawn = plot(made, "x" * 500)
    legend = [words for words in drawn.words if words.text.startswith("a metric")]
    assert len(legend) == 6
    assert all(words.x + len(words.text) * TEXT_SIZE * 0.5 < WIDTH for words in legend)
    assert min(y for curve in drawn.curves for _, y in curve.points) > max(words.y for words in legend)


def test_dark_and_light_have_grounds_and_colours_of_their_own() -> None:
    made = curves(loss=(1.0, 2.0))
    dark, light = (plot(made, "", dark=dark) for dark in (True, False))
    assert light.ground == "#ffffff" != dark.ground
    assert (dark.curves[0].colour, light.curves[0].colour) == (DARK.curves[0], LIGHT.curves[0])
