from pathlib import Path

import pytest

from tests.ui.fakes import OK, FakeRunner, failing, good_run, make_app
from tests.ui.test_lesson_screen import SMALL, WIDE, block, keys, settle
from tutor.engine.events import ImageReceived, OutputReceived, RunStarted, TensorShown
from tutor.engine.mosaic import Look
from tutor.engine.png import Bitmap, encode
from tutor.session.exhibits import Exhibit
from tutor.session.output import MAX_EXHIBITS, OutputBuffer, OutputLine
from tutor.ui.files import write_new
from tutor.ui.folded import rows_of
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.pictures import PicturesScreen
from tutor.ui.widgets.picture import look_of

FIGURE = ImageReceived("png", encode(Bitmap(64, 48, bytes([200, 30, 30]) * 64 * 48)), 64, 48, "a red field")
EYE = ((1.0, 0.0), (0.0, 1.0))
TENSOR = TensorShown((2, 2), "float32", minimum=0.0, mean=0.5, maximum=1.0, values=EYE, title="eye")
SHOWING = [
    RunStarted("snippet 2"),
    OutputReceived("stdout", "before\n"),
    TENSOR,
    OutputReceived("stdout", "between\n"),
    FIGURE,
    OutputReceived("stdout", "after\n"),
    OK,
]


def pane_text(pane):
    return ["".join(s.text for s in pane.render_line(y)).rstrip() for y in range(pane.size.height)]


async def ready(pilot, record):
    """Until everything shown can be drawn."""
    for exhibit in record.output.exhibits:
        await exhibit.prepare()
    await pilot.pause()
    await pilot.pause()


async def test_what_is_shown_stands_between_the_lines_in_order():
    app = make_app(FakeRunner(script=SHOWING))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("r")
        await settle(pilot)
        await ready(pilot, block(app, 2).record)
        lines = pane_text(block(app, 2).query_one("OutputPane"))
        order = [lines.index(line) for line in ("before", "eye  (2, 2) float32", "between", "after")]
        assert order == sorted(order)
        assert lines[order[1] + 1].split() == ["1", "0"]
        assert lines[order[3] - 1] == "figure 64×48, a red field"
        assert order[3] - order[2] > 20


async def test_the_picture_is_drawn_in_colour_and_the_theme_switches_its_ground():
    app = make_app(FakeRunner(script=SHOWING))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        await ready(pilot, block(app, 2).record)
        pane = block(app, 2).query_one("OutputPane")
        grounds = {s.style.bgcolor.get_truecolor().hex for y in range(pane.size.height) for s in pane.render_line(y)}
        assert "#c82020" in grounds
        rows = pane._rows
        await pilot.press("d")
        await pilot.pause()
        assert pane._rows != rows


async def test_i_shows_one_at_a_time_and_the_arrows_turn():
    app = make_app(FakeRunner(script=SHOWING))
    async with app.run_test(size=SMALL) as pilot:
        assert "i Pictures" not in keys(app)
        await pilot.press("r")
        await settle(pilot)
        assert any(key == "i" for key, active in app.screen.active_bindings.items() if active.enabled)
        await pilot.press("i")
        assert isinstance(app.screen, PicturesScreen)
        assert app.screen.place() == "2 of 2 · figure 64×48, a red field"
        assert "w Write PNG" in keys(app)
        await pilot.press("right")
        assert app.screen.place().startswith("1 of 2 · tensor (2, 2) float32")
        assert "w Write PNG" not in keys(app)
        await pilot.press("i")
        assert isinstance(app.screen, LessonScreen)


async def test_w_writes_the_figure_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    app = make_app(FakeRunner(script=SHOWING))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("i", "w")
        assert (tmp_path / "first-snippet-2-figure-2.png").read_bytes() == FIGURE.data


async def test_a_challenge_shows_its_pictures_too():
    app = make_app(FakeRunner(script=SHOWING))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("n", "enter")
        await pilot.press("ctrl+r")
        await settle(pilot)
        await ready(pilot, app.screen.record)
        assert "figure 64×48, a red field" in pane_text(app.screen.output)
        await pilot.press("f6", "i")
        assert isinstance(app.screen, PicturesScreen)


@pytest.mark.parametrize("script", [good_run(), failing()])
async def test_without_pictures_i_does_nothing(script):
    app = make_app(FakeRunner(script=script))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("i")
        assert isinstance(app.screen, LessonScreen)


async def test_a_damaged_figure_says_so():
    exhibit = Exhibit(ImageReceived("png", FIGURE.data[:45], 64, 48))
    await exhibit.prepare()
    assert exhibit.rows(60, 20, Look())[1][0][0] == "The PNG picture is cut off."


def test_what_is_shown_ends_an_open_line():
    buffer = OutputBuffer()
    buffer.append("stdout", "no line end")
    buffer.show(TENSOR)
    buffer.append("stdout", "next")
    assert [type(item) for item in buffer.items()] == [OutputLine, Exhibit, OutputLine]
    assert buffer.text == "no line end\nnext"
    assert rows_of(buffer, 60)[0] == ("no line end", "stdout")


def test_the_number_of_pictures_is_bounded_and_the_text_keeps_a_trace_of_the_others():
    buffer = OutputBuffer()
    for _ in range(MAX_EXHIBITS + 3):
        buffer.show(TENSOR)
    assert len(buffer.exhibits) == MAX_EXHIBITS
    assert buffer.text.splitlines() == ["(tensor (2, 2) float32, eye; no longer kept)"] * 3
    huge = ImageReceived("png", bytes(7 << 20), 9, 9)
    buffer.show(huge)
    buffer.show(huge)
    assert len(buffer.exhibits) == 1


def test_files_are_never_written_over_each_other(tmp_path: Path):
    assert write_new("a b/c", ".csv", b"1", tmp_path) == f"Written to {tmp_path / 'a-b-c.csv'}"
    assert write_new("a b/c", ".csv", b"2", tmp_path).endswith("a-b-c-2.csv")
    assert (tmp_path / "a-b-c.csv").read_bytes() == b"1"
    assert "can't be written" in write_new("a", ".csv", b"", tmp_path / "missing")


async def test_without_colours_or_unicode_pictures_are_plain_characters(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(FakeRunner(script=SHOWING))
    app.services.unicode = False
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        await ready(pilot, block(app, 2).record)
        assert look_of(app) == Look(dark=True, unicode=False, colour=False)
        rows = [row for row in block(app, 2).query_one("OutputPane")._rows if isinstance(row, list)]
        assert all(text.isascii() and not ground for row in rows for text, _, ground in row)
        assert "figure 64x48, a red field" in [row[0][0] for row in rows]


async def test_a_flood_of_pictures_leaves_the_page_quick_to_draw():
    script = [RunStarted("snippet 2"), *[TENSOR] * 200, OK]
    app = make_app(FakeRunner(script=script))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await settle(pilot)
        buffer = block(app, 2).record.output
        assert len(buffer.exhibits) == MAX_EXHIBITS
        first = buffer.exhibits[0].rows(60, 14, Look())
        assert buffer.exhibits[0].rows(60, 14, Look()) is first
