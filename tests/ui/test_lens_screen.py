from __future__ import annotations

import pytest

from tests.ui.fakes import OK, WAIT, FakeRunner, failing, good_run, make_app
from tests.ui.test_lesson_screen import SMALL, WIDE, keys, screen_text, settle
from tutor.engine.autograd_graph import Graph, GraphRow
from tutor.engine.events import RunStarted, TensorShown
from tutor.engine.lens import Inspection, Variable
from tutor.engine.mosaic import Look
from tutor.engine.shown import ModuleRow, ModuleShown
from tutor.ui.screens.lens import Detail, LensScreen, VariableList, detail_rows, variable_row
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.spans import plain

VARIABLES = (
    Variable(
        "w", "tensor", "Tensor", "", (2, 2), "float32", "cuda:0", True, -1.5, 0.25, 2.0, nan_count=3, gradient="zero"
    ),
    Variable("net", "module", "Sequential", "Sequential", gradient="zero", parameters=1234),
    Variable("lr", "value", "float", "0.1"),
    Variable("big", "tensor", "Tensor", "", (9,), "int64", "cpu", minimum=0.0, mean=4.0, maximum=8.0, sampled=True),
)
VALUES = tuple(tuple(float(r * 4 + c) for c in range(4)) for r in range(4))
TENSOR = TensorShown((4, 4), "float32", minimum=0.0, mean=7.5, maximum=15.0, values=VALUES, title="w", histogram=(8, 8))
TREE = ModuleShown((ModuleRow(0, "", "Sequential", 1234, 1234, "zero"),), "net", 1)


def runner(**more):
    seen = {"": Inspection(VARIABLES, 5), "w": Inspection(pictures=(TENSOR,)), "net": Inspection(pictures=(TREE,))}
    return FakeRunner(script=good_run(), inspections={**seen, **more})


def listed(app):
    rows = app.screen.query_one(VariableList)
    return [plain(row.left) + " | " + plain(row.right) for row in rows._rows]


def detail(app):
    return ["".join(text for text, _, _ in row).rstrip() for row in app.screen.query_one(Detail)._rows]


async def looked(pilot):
    await pilot.press("r")
    await settle(pilot)
    await pilot.press("v")
    for _ in range(4):
        await pilot.pause()


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_v_lists_the_variables_and_shows_the_first_in_full(size):
    app = make_app(runner())
    async with app.run_test(size=size) as pilot:
        await looked(pilot)
        assert isinstance(app.screen, LensScreen)
        rows = listed(app)
        assert rows[0].startswith("w    (2, 2) float32 cuda:0 grad | gradient all zeros  3 NaN  min -1.500")
        assert rows[1].startswith("net  Sequential | gradient all zeros  1,234 parameters")
        assert rows[2] == "lr   float | 0.1"
        assert "min ~0" in rows[3]
        assert rows[4] == "and 1 more | "
        assert detail(app)[0] == "w  (4, 4) float32"
        await pilot.press("v")
        assert isinstance(app.screen, LessonScreen)


async def test_the_cursor_shows_one_after_the_other():
    app = make_app(runner())
    async with app.run_test(size=WIDE) as pilot:
        await looked(pilot)
        await pilot.press("down")
        await pilot.pause()
        assert detail(app) == ["net", "1,234  Sequential  gradient is all zeros"]
        await pilot.press("down")
        await pilot.pause()
        assert detail(app) == []
        assert app.services.runner.inspected == [
            ("tensors/first", ""),
            ("tensors/first", "w"),
            ("tensors/first", "net"),
        ]


async def test_the_graph_of_a_tensor_stands_below_its_picture():
    graph = Graph((GraphRow("MulBackward0", "w", (4, 4)), GraphRow("AccumulateGrad", "a", (4, 4), state="leaf")), 2)
    app = make_app(runner(w=Inspection(pictures=(TENSOR,), graph=graph)))
    async with app.run_test(size=SMALL) as pilot:
        await looked(pilot)
        assert detail(app)[-3].startswith("Computed by")
        assert detail(app)[-2:] == ["MulBackward0  (4, 4)  w", "a  (4, 4)  leaf"]
        await pilot.press("down")
        await pilot.pause()
        assert "MulBackward0" not in "".join(detail(app))


async def test_nothing_to_see_is_said():
    app = make_app(runner(**{"": Inspection(sentence="Nothing is kept. Run a snippet with r, then look again.")}))
    async with app.run_test(size=SMALL) as pilot:
        await looked(pilot)
        assert "Run a snippet with r" in screen_text(app)
        app.services.runner.inspections[""] = Inspection()
        await pilot.press("r")
        await pilot.pause()
        assert "The code left no variables" in screen_text(app)


async def test_it_is_offered_after_a_run_and_not_before_or_during_it():
    fake = runner()
    fake.script = [RunStarted("snippet 2"), WAIT, OK]
    app = make_app(fake)
    async with app.run_test(size=WIDE) as pilot:
        assert "v Variables" not in keys(app)
        await pilot.press("r")
        await pilot.pause()
        assert "v Variables" not in keys(app)
        await pilot.press("s")
        await settle(pilot)
        assert "v Variables" in keys(app)


async def test_what_failed_can_be_looked_at():
    fake = runner()
    fake.script = failing()
    app = make_app(fake)
    async with app.run_test(size=WIDE) as pilot:
        await looked(pilot)
        assert isinstance(app.screen, LensScreen)


async def test_a_challenge_has_no_variables_to_look_at():
    app = make_app(runner())
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("n", "enter")
        await pilot.press("ctrl+r")
        await settle(pilot)
        await pilot.press("f6", "v")
        assert not isinstance(app.screen, LensScreen)


def test_a_tensor_in_full_has_a_histogram_where_it_is_large_enough():
    rows = detail_rows((TENSOR, TREE), 60, 40, Look())
    text = ["".join(text for text, _, _ in row) for row in rows]
    assert any("████" in line for line in text)
    assert text[-1].startswith("1,234  Sequential")
    small = TensorShown((2,), "float32", minimum=0.0, maximum=1.0, values=((0.0, 1.0),), histogram=(1, 1))
    assert len(detail_rows((small,), 60, 40, Look())) == 3


def test_a_row_without_a_shape_shows_its_text():
    assert plain(variable_row(Variable("s", "value", "str", "'a'"), 3).left) == "s    str"
