from __future__ import annotations

import math

import pytest

from tests.engine.test_series import filled, metrics
from tutor.engine.edits import edit_label
from tutor.engine.history import MOST_RUNS, RunHistory
from tutor.engine.legend import DARK
from tutor.engine.lines import lines_of
from tutor.engine.series import KEPT_BUCKETS, Curves, Series
from tutor.engine.view import (
    LEAST_STEPS,
    SMOOTHINGS,
    View,
    epoch_at,
    is_extra,
    next_smoothing,
    panned,
    pinned,
    toggled,
    visible,
    whole_span,
    with_cursor,
    zoomed,
)

WHOLE = (0, 1000)


def curves(**values: tuple[float, ...]) -> Curves:
    made = Curves()
    for name, points in values.items():
        made.add(metrics(name, points))
    return made


def test_zooming_halves_the_sight_and_comes_back() -> None:
    close = zoomed(View(), WHOLE, 2.0)
    assert close.span == (250, 750)
    assert zoomed(close, WHOLE, 0.5).span is None


def test_zooming_keeps_the_cursor_where_it_stands() -> None:
    close = zoomed(View(cursor=100), WHOLE, 2.0)
    assert close.span == (50, 550)


def test_zooming_ends_somewhere_and_stays_inside() -> None:
    view = View(cursor=1000)
    for _ in range(40):
        view = zoomed(view, WHOLE, 2.0)
    assert view.span is not None
    assert view.span[1] - view.span[0] == LEAST_STEPS
    assert view.span[1] <= 1000
    assert zoomed(View(), (0, 3), 2.0).span is None


def test_panning_stops_at_the_ends() -> None:
    assert panned(View(), WHOLE, 0.5).span is None
    view = View(span=(400, 600))
    assert panned(view, WHOLE, 0.5).span == (500, 700)
    assert panned(view, WHOLE, 9.0).span == (800, 1000)
    assert panned(view, WHOLE, -9.0).span == (0, 200)
    assert panned(View(span=(4, 8)), WHOLE, 0.01).span == (5, 9)


def test_the_cursor_begins_at_the_newest_step_and_moves_at_least_one() -> None:
    first = with_cursor(View(), WHOLE, -0.01)
    assert first.cursor == 1000
    assert with_cursor(first, WHOLE, -0.01).cursor == 990
    assert with_cursor(View(cursor=5), (0, 8), 0.01).cursor == 6
    assert with_cursor(View(cursor=8), (0, 8), 0.01).cursor == 8


def test_the_sight_follows_the_cursor() -> None:
    view = with_cursor(View(span=(400, 500), cursor=499), WHOLE, 0.05)
    assert (view.cursor, view.span) == (504, (404, 504))
    view = with_cursor(View(span=(400, 500), cursor=401), WHOLE, -0.05)
    assert (view.cursor, view.span) == (396, (396, 496))


def test_smoothing_goes_round() -> None:
    view = View()
    for weight in (*SMOOTHINGS[1:], SMOOTHINGS[0]):
        view = next_smoothing(view)
        assert view.smoothing == weight


def test_hiding_and_pinning_turn_back() -> None:
    made = curves(loss=(1.0,), accuracy=(0.5,))
    view = toggled(View(), "loss")
    assert [series.name for series in visible(made, view)] == ["accuracy"]
    assert toggled(view, "loss") == View()
    view = pinned(View(), "accuracy")
    assert [series.name for series in visible(made, view)] == ["accuracy", "loss"]
    assert pinned(view, "accuracy") == View()


@pytest.mark.parametrize("name", ["lr", "train/lr", "lr_0", "learning_rate", "grad_norm", "gradient norm", "gradnorm"])
def test_what_accompanies_a_loss(name: str) -> None:
    assert is_extra(name)


@pytest.mark.parametrize("name", ["loss", "norm", "rate", "slr", "error_rate", "grade"])
def test_what_does_not(name: str) -> None:
    assert not is_extra(name)


def test_the_whole_span_covers_every_run() -> None:
    one, two = Curves(), Curves()
    one.add(metrics("loss", (1.0, 2.0)))
    two.add(metrics("loss", tuple(range(9))))
    assert whole_span([one, two]) == (0, 8)
    assert whole_span([Curves()]) is None


def test_the_epoch_of_a_step() -> None:
    made = curves(loss=tuple(range(100)))
    assert epoch_at(made, 50) is None
    made.add(metrics("epoch", tuple(step // 10 for step in range(100))))
    assert epoch_at(made, 55) == 5


def test_what_is_logged_as_an_epoch_may_be_none() -> None:
    assert epoch_at(curves(epoch=(1e30, 2.0)), 0) is None


# -- what a series tells -----------------------------------------------------------------------------------------------


def ema(values: list[float], weight: float) -> list[float]:
    average, seen, smooth = 0.0, 0.0, []
    for value in values:
        average, seen = average * weight + value * (1 - weight), seen * weight + 1 - weight
        smooth.append(average / seen)
    return smooth


def test_smoothing_is_the_moving_average_of_every_point() -> None:
    values = [math.sin(step / 5) for step in range(50)]
    assert [value for _, value in filled(values).smoothed(0.9)] == pytest.approx(ema(values, 0.9))


def test_smoothing_of_merged_points_ends_at_the_same_place() -> None:
    values = [1.0 + math.sin(step / 300) for step in range(5000)]
    smooth = filled(values, max_buckets=256).smoothed(0.97)
    assert len(smooth) <= 257
    assert smooth[-1][1] == pytest.approx(ema(values, 0.97)[-1], rel=0.02)


def test_smoothing_of_a_constant_and_of_nothing() -> None:
    assert [value for _, value in filled([2.0] * 10).smoothed(0.9)] == pytest.approx([2.0] * 10)
    assert Series("loss").smoothed(0.9) == []
    huge = filled([1.7e308] * 3000, max_buckets=16).smoothed(0.6)
    assert all(math.isfinite(value) for _, value in huge)


def test_a_value_is_read_at_the_nearest_step() -> None:
    series = filled([float(step) for step in range(10)])
    assert series.at(4) == (4, 4.0)
    assert series.at(99) == (9, 9.0)
    series.append((4,), (40.0,))
    assert series.at(4) == (4, 40.0)
    series.append((20,), (math.nan,))
    point = series.at(21)
    assert point is not None
    assert math.isnan(point[1])
    assert Series("loss").at(3) is None


def test_a_thinned_copy_keeps_range_ends_and_count_and_does_not_change_with_the_series() -> None:
    series = filled([math.sin(step) for step in range(4000)], max_buckets=2048)
    copy = series.thinned()
    series.append((4000,), (99.0,))
    assert len(copy.smoothed(0.5)) <= KEPT_BUCKETS + 1
    assert (copy.count, copy.maximum) == (4000, max(math.sin(step) for step in range(4000)))
    assert copy.decimated(10)[-1][0] == 3999


# -- earlier runs ------------------------------------------------------------------------------------------------------

CODE = """
import torch
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(100):
    loss = f(x)
"""


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (("0.1", "0.5"), "lr=0.5"),
        (("0.1", "-0.5"), "lr=-0.5"),
        (("SGD", "Adam"), "Adam"),
        (("range(100)", "range(200)"), "range(200)"),
        (("f(x)", "g(x) * 2"), "loss edited"),
        (("0.1", "0.5, momentum=0.9"), "lr edited"),
        (("import torch", "import torch  # why"), ""),
        (("import torch\n", "import torch\n\n\n"), ""),
        (("f(x)", "f(x"), "edited"),
    ],
)
def test_an_edit_in_a_word(change: tuple[str, str], label: str) -> None:
    assert edit_label(CODE, CODE.replace(*change)) == label


def test_many_edits_are_cut_short() -> None:
    edited = CODE.replace("0.1", "0.5").replace("SGD", "Adam").replace("100", "7")
    assert edit_label(CODE, edited) == "Adam, lr=0.5 …"


@pytest.mark.parametrize(
    ("before", "after", "label"),
    [
        ("x = (3)", "x = (4)", "x edited"),
        ("(3)", "(4)", "edited"),
        ("f(3)", "f(4)", "f(4)"),
        ("o.f(3)", "o.f(4)", "f(4)"),
    ],
)
def test_parentheses_are_no_call_by_themselves(before: str, after: str, label: str) -> None:
    assert edit_label(before, after) == label


def test_other_code_is_called_rewritten() -> None:
    assert edit_label(CODE, "x = 3\nprint(x)\n") == "rewritten"


def test_runs_are_numbered_and_named_and_the_lessons_own_is_known() -> None:
    history = RunHistory(CODE)
    assert history.reference is None
    history.add(CODE, curves(loss=(1.0,)))
    history.add(CODE.replace("0.1", "0.5"), curves(loss=(2.0,)))
    assert [run.label for run in history.runs] == ["run 1", "run 2, lr=0.5"]
    assert history.reference is history.runs[0]


def test_the_same_code_again_takes_the_place_of_its_last_run() -> None:
    history = RunHistory(CODE)
    for _ in range(3):
        history.add(CODE, curves(loss=(1.0,)))
    assert [run.label for run in history.runs] == ["run 3"]


def test_old_runs_make_room_but_the_reference_stays() -> None:
    history = RunHistory(CODE)
    history.add(CODE, curves(loss=(1.0,)))
    for number in range(MOST_RUNS + 4):
        history.add(CODE.replace("0.1", f"0.{number}9"), curves(loss=(2.0,)))
    assert len(history.runs) == MOST_RUNS
    assert history.reference is history.runs[0]
    assert history.runs[-1].label == f"run {MOST_RUNS + 5}, lr=0.{MOST_RUNS + 3}9"


def test_a_run_keeps_the_name_it_was_given() -> None:
    history = RunHistory(CODE)
    history.rename(1, "  too \n fast ")
    assert history.label(CODE, 1) == "too fast"
    history.add(CODE.replace("0.1", "9.9"), curves(loss=(1.0,)))
    history.add(CODE, curves(loss=(1.0,)))
    history.rename(2, "x" * 99)
    assert [run.label for run in history.runs] == ["too fast", "x" * 40]
    history.add(CODE, curves(loss=(1.0,)))
    assert [run.label for run in history.runs] == ["too fast", "x" * 40]
    history.rename(1, " ")
    assert history.runs[0].label == "run 1, lr=9.9"


def test_a_pinned_run_stands_first_and_stays_when_others_make_room() -> None:
    history = RunHistory(CODE)
    history.add(CODE.replace("0.1", "9.9"), curves(loss=(1.0,)))
    history.add(CODE, curves(loss=(1.0,)))
    history.pin(1)
    for number in range(MOST_RUNS):
        history.add(CODE.replace("0.1", f"0.{number}9"), curves(loss=(2.0,)))
    assert [run.number for run in history.runs][:2] == [1, 2]
    assert len(history.runs) == MOST_RUNS
    lines, _ = lines_of(curves(loss=(3.0,)), View(), history.runs, DARK)
    assert [line.run for line in lines] == [None, 1, 8, 7, 6, 5]
    history.pin(1)
    history.add(CODE.replace("0.1", "0.001"), curves(loss=(2.0,)))
    assert 1 not in [run.number for run in history.runs]


def test_a_hidden_run_leaves_the_others_their_colours() -> None:
    history = RunHistory(CODE)
    for number in range(3):
        history.add(CODE.replace("0.1", f"0.{number}9"), curves(loss=(2.0,)))
    view = toggled(View(), 3)
    shown, _ = lines_of(curves(loss=(3.0,)), View(), history.runs, DARK)
    left, _ = lines_of(curves(loss=(3.0,)), view, history.runs, DARK)
    assert [line.run for line in left] == [None, 2, 1]
    assert [line.colour for line in left] == [line.colour for line in shown if line.run != 3]
    assert toggled(view, 3) == View()


def test_where_colours_are_few_a_hidden_run_gives_its_own_away() -> None:
    history = RunHistory(CODE)
    for number in range(MOST_RUNS):
        history.add(CODE.replace("0.1", f"0.{number}9"), curves(loss=(2.0,)))
    left, _ = lines_of(curves(loss=(3.0,)), toggled(View(), 6), history.runs, DARK)
    assert [line.run for line in left] == [None, 5, 4, 3, 2, 1]
