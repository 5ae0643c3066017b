from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.ui.fakes import OK, WAIT, FakeRunner, make_app
from tests.ui.test_lesson_screen import SMALL, WIDE, block, keys, screen_text, settle
from tutor.engine.events import MetricsReceived, RunStarted
from tutor.engine.png import SIGNATURE
from tutor.ui.screens.chart import ChartScreen
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.widgets.chart_panel import ChartPanel

STEPS = tuple(range(100))
FALLING = tuple(1.0 / (step + 1) for step in STEPS)
NOISY = tuple(2.0 + (step % 7) for step in STEPS)
LOSSES = MetricsReceived("loss", STEPS, FALLING, automatic=False)
CHECKED = MetricsReceived("val_loss", STEPS, NOISY, automatic=False)
RATES = MetricsReceived("lr", STEPS, (0.1,) * 100, automatic=False)
EPOCHS = MetricsReceived("epoch", STEPS, tuple(float(step // 10) for step in STEPS), automatic=False)
RUN = [RunStarted("snippet 2"), LOSSES, CHECKED, RATES, EPOCHS, OK]


def picture(app, id="large-chart"):
    panel = app.screen.query_one(f"#{id}", ChartPanel)
    return ["".join(segment.text for segment in strip) for strip in panel._strips]


async def opened(pilot):
    await pilot.press("r")
    await settle(pilot)
    await pilot.press("f")
    await pilot.pause()
    assert isinstance(pilot.app.screen, ChartScreen)


async def run_twice(pilot):
    """The lesson's own code, then edited code."""
    await pilot.press("r")
    await settle(pilot)
    pilot.app.screen.state.set_text(2, "x = torch.ones(2, 5)\nprint(x)\n")
    await pilot.press("r")
    await settle(pilot)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_f_shows_the_chart_on_the_whole_screen_and_escape_goes_back(size):
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=size) as pilot:
        await pilot.press("f")
        assert isinstance(app.screen, LessonScreen)
        await opened(pilot)
        assert "step 99, epoch 9" in picture(app)[0]
        assert "loss 0.01000" in picture(app)[0]
        assert {"l Log", "m Smooth", "+ Zoom"} <= set(keys(app))
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)


async def test_l_on_the_page_and_in_the_chart_is_one_switch():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("l")
        assert picture(app)[0].rstrip().endswith("log")
        await pilot.press("escape")
        await pilot.pause()
        assert "log" in picture(app, "chart")[0]
        await pilot.press("l")
        assert not picture(app, "chart")[0].rstrip().endswith("log")


async def test_the_cursor_reads_every_curve():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("left", "left")
        assert app.screen.view.cursor == 98
        assert "step 98, epoch 9" in picture(app)[0]
        await pilot.press("pageup")
        assert app.screen.view.cursor == 88
        table = screen_text(app)
        assert f"{1 / 89:.4f}"[:6] in table
        assert "6.000" in table
        await pilot.press("0")
        assert app.screen.view.cursor is None


async def test_a_click_puts_the_cursor_there():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.click("#large-chart", offset=(60, 8))
        assert app.screen.view.cursor == pytest.approx(46, abs=4)
        await pilot.click("#large-chart", offset=(1, 8))
        assert app.screen.view.cursor == pytest.approx(46, abs=4)


async def test_zoom_pan_and_back():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        everything = picture(app)
        await pilot.press("plus")
        assert app.screen.view.span == (24, 74)
        assert picture(app) != everything
        await pilot.press("full_stop")
        assert app.screen.view.span == (36, 86)
        await pilot.press("minus")
        assert picture(app) == everything


async def test_curves_are_chosen_hidden_and_pinned():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("down", "p")
        assert picture(app)[0].index("val_loss") < picture(app)[0].index("━ loss")
        await pilot.press("up", "space")
        assert "━ loss" not in picture(app)[0]
        assert "hidden" in screen_text(app)
        await pilot.press("space")
        assert "━ loss" in picture(app)[0]


async def test_smoothing_goes_round_and_says_so():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        raw = picture(app)
        await pilot.press("m")
        assert app.screen.view.smoothing == 0.6
        assert "moving average 0.6" in screen_text(app)
        assert picture(app) != raw
        await pilot.press("m", "m", "m")
        assert picture(app) == raw


async def test_learning_rate_stands_in_a_chart_of_its_own():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        assert not app.screen.query_one("#extra-chart").display
        await pilot.press("g")
        await pilot.pause()
        assert "lr 0.1000" in picture(app, "extra-chart")[0]


async def test_earlier_runs_are_laid_behind_by_name():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await run_twice(pilot)
        await pilot.press("f")
        assert "run 2, x edited" in screen_text(app)
        await pilot.press("r")
        assert "━ run 1 0.01000" in picture(app)[0]
        await pilot.press("r")
        assert "run 1" not in picture(app)[0]
        await pilot.press("o")
        assert "━ run 1 0.01000" in picture(app)[0]


async def test_runs_are_chosen_named_hidden_and_pinned():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await run_twice(pilot)
        await pilot.press("f", "n")
        await pilot.press("ctrl+u", *"wide", "enter")
        await pilot.pause()
        assert "Chart · wide" in screen_text(app)
        await pilot.press("r", "up")
        assert "▸ ━ run 1" in screen_text(app)
        await pilot.press("n", "ctrl+u", *"first", "enter")
        await pilot.pause()
        assert "━ first 0.01000" in picture(app)[0]
        await pilot.press("p")
        assert app.screen.earlier[0].pinned
        assert "pinned" in screen_text(app)
        await pilot.press("space")
        assert "━ first" not in picture(app)[0]
        assert "hidden, pinned" in screen_text(app)
        await pilot.press("space")
        assert "━ first" in picture(app)[0]


async def test_escape_leaves_the_name_as_it_was():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await pilot.press("n", *"xyz")
        await pilot.pause()
        assert keys(app)[:2] == ["⏎ Take", "esc Back"]
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ChartScreen)
        assert "Chart · run 1" in screen_text(app)
        assert not app.screen.query("NameBar")


async def test_a_name_is_asked_for_once():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("n")
        app.screen.set_focus(None)
        await pilot.press("n", "x")
        assert [bar.value for bar in app.screen.query("NameBar")] == ["x"]  # the old name was selected


async def test_a_name_makes_a_file_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("n", "ctrl+u", *"../a b?", "enter")
        await pilot.press("w")
        await app.screen.workers.wait_for_complete()
        await pilot.pause()
        assert [file.suffix for file in sorted(tmp_path.iterdir())] == [".csv", ".png", ".svg"]


async def test_without_a_run_of_the_lessons_own_code_o_says_how_to_get_one():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        assert "r Runs" not in keys(app)
        await pilot.press("o")
        assert any("Run the snippet unedited once" in note.message for note in app._notifications)


async def test_w_writes_what_one_looks_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("w")
        await app.screen.workers.wait_for_complete()
        await pilot.pause()
        lines = (tmp_path / "first-snippet-2-run-1.csv").read_text().splitlines()
        assert lines[:2] == ["run,metric,step,value", "run 1,loss,0,1.0"]
        assert len(lines) == 401
        drawing = ElementTree.parse(tmp_path / "first-snippet-2-run-1.svg").getroot()
        assert len(drawing.findall("{http://www.w3.org/2000/svg}polyline")) == 2
        assert (tmp_path / "first-snippet-2-run-1.png").read_bytes().startswith(SIGNATURE)
        assert any(str(tmp_path) in note.message for note in app._notifications)


async def test_it_follows_a_run_and_stops_it():
    app = make_app(FakeRunner(script=[RunStarted("snippet 2"), LOSSES, WAIT, OK]))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("r")
        while block(app, 2).record.curves is None:
            await pilot.pause()
        app.screen._draw_chart()
        await pilot.press("f")
        assert "s Stop" in keys(app)
        await pilot.press("s")
        await settle(pilot)
        await pilot.press("escape")
        record = block(app, 2).record
        assert (record.phase, record.sentence) == ("stopped", "You stopped it. r runs it again.")


async def test_a_challenge_has_the_same_chart_and_remembers_its_runs():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("n", "enter")
        for _ in range(2):
            await pilot.press("ctrl+r")
            await settle(pilot)
        await pilot.press("f6", "f", "r")
        assert isinstance(app.screen, ChartScreen)
        assert "━ run 1 0.01000" in picture(app)[0]
