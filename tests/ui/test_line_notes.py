from __future__ import annotations

import asyncio

import pytest

from tests.ui.fakes import WAIT, FakeRunner, good_run, make_app
from tests.ui.test_lesson_screen import SMALL, WIDE, block, keys, screen_text, settle
from tutor.engine.events import RunStarted
from tutor.engine.line_values import LineValues
from tutor.ui.line_notes import with_notes
from tutor.ui.python_tokens import highlight
from tutor.ui.spans import line_width, plain

VALUES = LineValues({1: "x: (2, 3) float32"})
NOTE = "│ x: (2, 3) float32"


def laid_out(code, notes, width):
    rows = with_notes(highlight(code), notes, width)
    assert max(map(line_width, rows)) <= width
    return [plain(row) for row in rows]


def test_notes_stand_in_one_column_and_a_long_line_has_its_own_behind_it():
    code = "x = f()\nprint(x)\nlonger = g(x, x, x)\nlongest = function_of_many(x, x, x)"
    assert laid_out(code, {1: "x: (2,)", 3: "longer: ()", 4: "longest: ()"}, 60) == [
        "x = f()               │ x: (2,)",
        "print(x)",
        "longer = g(x, x, x)   │ longer: ()",
        "longest = function_of_many(x, x, x)   │ longest: ()",
    ]


def test_a_note_without_room_stands_below_its_line():
    code = "for a in b:\n    value = function(a, b)\nc = 1"
    assert laid_out(code, {2: "value: (64, 784) float32, other: (3,) int64"}, 30) == [
        "for a in b:",
        "    value = function(a, b)",
        "      │ value: (64, 784)",
        "      │ float32, other: (3,)",
        "      │ int64",
        "c = 1",
    ]


@pytest.mark.parametrize("width", [1, 5, 20, 200])
def test_every_width_can_be_drawn_and_nothing_of_the_code_is_lost(width):
    rows = with_notes(highlight("x = torch.ones(2, 3)\ny = x"), {1: "x: (2, 3)", 2: "y: (2, 3)", 9: "none"}, width)
    assert "y = x" in "".join(plain(row) for row in rows) or width < 9


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_shift_s_shows_the_shapes_beside_the_lines_and_hides_them(size):
    app = make_app(FakeRunner(script=good_run(), lines=VALUES))
    async with app.run_test(size=size) as pilot:
        assert "S Shapes" not in keys(app)
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("S")
        await pilot.pause()
        assert f"x = torch.ones(2, 3)   {NOTE}" in screen_text(app)
        sources, index = app.services.runner.lines_asked[0]
        assert (sources[index].key, len(app.services.runner.calls)) == ("2", 1)
        await pilot.press("S")
        await pilot.pause()
        assert NOTE not in screen_text(app)
        assert len(app.services.runner.lines_asked) == 1


async def test_it_says_that_it_runs_once_more_and_another_run_ends_it():
    fake = FakeRunner(script=good_run(), lines=VALUES, lines_gate=asyncio.Event())
    app = make_app(fake)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("S")
        await pilot.pause()
        assert "Running it once more" in screen_text(app)
        await pilot.press("r")
        await settle(pilot)
        fake.lines_gate.set()
        await pilot.pause()
        assert "Running it once more" not in screen_text(app)
        assert NOTE not in screen_text(app)


async def test_pressed_again_while_it_runs_it_is_given_up():
    fake = FakeRunner(script=good_run(), lines=VALUES, lines_gate=asyncio.Event())
    app = make_app(fake)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("S", "S")
        fake.lines_gate.set()
        await pilot.pause()
        assert "Running it once more" not in screen_text(app)
        assert NOTE not in screen_text(app)
        await pilot.press("S")
        await pilot.pause()
        assert NOTE in screen_text(app)


@pytest.mark.parametrize("key", ["s", "ctrl+c"])
async def test_it_can_be_stopped_as_every_run(key):
    fake = FakeRunner(script=good_run(), lines=VALUES, lines_gate=asyncio.Event())
    app = make_app(fake)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        assert "s Stop" not in keys(app)
        await pilot.press("S")
        await pilot.pause()
        assert "s Stop" in keys(app)
        assert "s stops it." in screen_text(app)
        await pilot.press(key)
        await pilot.pause()
        fake.lines_gate.set()
        await pilot.pause()
        assert "Running it once more" not in screen_text(app)
        assert NOTE not in screen_text(app)
        assert "s Stop" not in keys(app)


async def test_edited_code_shows_no_shapes_of_the_code_before():
    app = make_app(FakeRunner(script=good_run(), lines=VALUES))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("S")
        await pilot.pause()
        app.screen.state.set_text(2, "x = 1\n")
        block(app, 2).show_text()
        assert NOTE not in screen_text(app)
        app.screen.refresh_bindings()
        await pilot.pause()
        assert "S Shapes" not in keys(app)


async def test_a_fault_ends_in_a_sentence():
    app = make_app(FakeRunner(script=good_run(), lines=ValueError("no")))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("S")
        await pilot.pause()
        assert "broke off" in screen_text(app)
        app.services.runner.lines = VALUES
        await pilot.press("S")
        await pilot.pause()
        assert NOTE in screen_text(app)


async def test_it_is_not_offered_while_code_runs():
    app = make_app(FakeRunner(script=[RunStarted("snippet 2"), WAIT]))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert "S Shapes" not in keys(app)
        await pilot.press("s")
        await settle(pilot)
        assert "S Shapes" in keys(app)
