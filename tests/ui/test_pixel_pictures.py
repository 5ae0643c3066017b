"""Pictures in pixels over the screen: sent, sent again, and gone before anything else stands there."""

from __future__ import annotations

import re

import pytest
from textual.geometry import Offset, Region

from tests.engine.escapes import kitty_commands, kitty_pictures, sixel_picture
from tests.terminal.showing import FIGURE, IMAGES, RED
from tests.ui.fakes import OK, FakeRunner, make_app
from tests.ui.test_lesson_screen import SMALL, settle
from tutor.engine.events import ImageReceived, RunStarted, TensorShown
from tutor.engine.pixels import Encoded
from tutor.engine.terminal_graphics import VARIABLE
from tutor.ui.app import TutorApp
from tutor.ui.cells import TerminalCells
from tutor.ui.commands import TutorCommands
from tutor.ui.picture_setting import choose, current
from tutor.ui.pixel_layer import Painting, PixelLayer
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.widgets.picture import PictureView
from tutor.ui.widgets.pixel_picture import first_id

TENSOR = TensorShown((1, 1), "float32", minimum=1.0, mean=1.0, maximum=1.0, values=((1.0,),))


class Line:
    """What was written to the terminal beside the frames."""

    def __init__(self, app: TutorApp) -> None:
        self.texts: list[str] = []
        app._write = self._write  # type: ignore[method-assign]

    def _write(self, text: str) -> None:
        if text.startswith(("\x1b7", "\x1b_G")):  # a frame begins with a colour or a place
            self.texts.append(text)

    def taken(self) -> str:
        """What was written since one asked last."""
        text = "".join(self.texts)
        self.texts.clear()
        return text


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames are compared with the terminal's cells, as on a terminal."""
    monkeypatch.setattr(TutorApp, "_draws", True)
    monkeypatch.setattr(TutorApp, "_behind", False)


def app_on(pictures: str, *shown: object) -> tuple[TutorApp, Line]:
    app = make_app(FakeRunner(script=[RunStarted("snippet 2"), *shown, OK]))  # type: ignore[list-item]
    app.pictures = pictures  # type: ignore[assignment]
    return app, Line(app)


async def opened(pilot) -> PictureView:
    await pilot.press("r")
    await settle(pilot)
    await pilot.press("i")
    return await arrived(pilot)


async def arrived(pilot) -> PictureView:
    view = pilot.app.screen.query_one(PictureView)
    await view.workers.wait_for_complete()
    await pilot.pause(0.1)  # longer than the view waits for a frame
    return view


def sent_ids(text: str) -> list[str]:
    return [head["i"] for head, data in kitty_commands(text) if data]


def removed_ids(text: str) -> list[str]:
    return [head["i"] for head, _ in kitty_commands(text) if head["a"] == "d"]


def look(view: PictureView) -> str:
    return "\n".join("".join(s.text for s in view.render_line(y)).rstrip() for y in range(view.size.height))


async def test_a_figure_is_sent_once_where_its_place_is_blank(drawing: None) -> None:
    app, line = app_on("kitty", FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        view = await opened(pilot)
        text = line.taken()
        (bitmap,) = kitty_pictures(text)
        assert bitmap.rgb[:3] == RED
        corner = view.content_region
        assert f"\x1b[{corner.y + 1};{corner.x + 1}H\x1b_G" in text
        assert text.startswith("\x1b7")
        assert text.endswith("\x1b8")
        assert look(view).split() == ["figure", "64×48,", "a", "red", "field"]


async def test_back_on_the_page_it_is_gone(drawing: None) -> None:
    app, line = app_on("kitty", FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        ids = sent_ids(line.taken())
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)
        await pilot.pause()
        assert removed_ids(line.taken()) == ids


async def test_leaving_the_app_takes_it_away_and_sends_no_other(drawing: None) -> None:
    app, line = app_on("kitty", FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        view = await opened(pilot)
        ids = sent_ids(line.taken())
        app.exit()
        view.look_again()
        assert removed_ids(line.taken()) == ids
        assert not line.taken()


async def test_several_pictures_stand_over_their_captions(drawing: None) -> None:
    app, line = app_on("kitty", IMAGES)
    async with app.run_test(size=SMALL) as pilot:
        view = await opened(pilot)
        text = line.taken()
        assert [bitmap.rgb[:3] for bitmap in kitty_pictures(text)] == [RED, bytes(3)]
        columns = [int(column) for column in re.findall(r"\x1b\[\d+;(\d+)H\x1b_G", text)]
        captions = next(row for row in look(view).splitlines() if "cat" in row)
        left = view.content_region.x + 1
        assert columns == [left + captions.index("cat"), left + captions.index("dog")]


async def test_the_next_one_takes_the_place_of_the_one_before(drawing: None) -> None:
    app, line = app_on("kitty", IMAGES, FIGURE, TENSOR)
    async with app.run_test(size=SMALL) as pilot:
        view = await opened(pilot)
        assert not line.taken()
        assert "float32" in look(view)
        await pilot.press("left")
        await arrived(pilot)
        assert len(sent_ids(line.taken())) == 1
        await pilot.press("left")
        await arrived(pilot)
        text = line.taken()
        assert len(removed_ids(text)) == 1
        assert len(sent_ids(text)) == 2
        assert text.index("a=d") < text.index("a=T")


async def test_what_stands_before_it_covers_it_and_then_it_comes_back(drawing: None) -> None:
    app, line = app_on("kitty", FIGURE)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        view = await opened(pilot)
        line.taken()
        app.notify("A long sentence that reaches over the picture.\n" * 8, timeout=60)
        await pilot.pause(0.1)
        assert len(removed_ids(line.taken())) == 1
        await arrived(pilot)
        assert {s.style.bgcolor.name for s in view.render_line(0) if s.style.bgcolor} > {"#c82020"}
        assert not line.taken()
        app.clear_notifications()
        await pilot.pause(0.1)
        assert len(sent_ids(line.taken())) == 1


async def test_another_screen_takes_it_away_until_one_is_back(drawing: None) -> None:
    app, line = app_on("kitty", FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        line.taken()
        await pilot.press("question_mark")
        await pilot.pause()
        text = line.taken()
        assert removed_ids(text)
        assert not sent_ids(text)
        await pilot.press("escape")
        await arrived(pilot)
        assert len(sent_ids(line.taken())) == 1


async def test_a_screen_drawn_anew_gets_it_anew(drawing: None) -> None:
    app, line = app_on("kitty", FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        line.taken()
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert len(sent_ids(line.taken())) == 1
        app.app_suspend_signal.publish(app)
        assert len(removed_ids(line.taken())) == 1
        app.app_resume_signal.publish(app)
        await pilot.pause()
        assert len(sent_ids(line.taken())) == 1


async def test_another_size_and_another_theme_take_another_drawing(drawing: None) -> None:
    app, line = app_on("kitty", FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        view = await opened(pilot)
        before = line.taken()
        await pilot.resize_terminal(120, 40)
        await arrived(pilot)
        after = line.taken()
        assert removed_ids(after)
        assert re.findall(r"c=\d+,r=\d+", before) != re.findall(r"c=\d+,r=\d+", after)
        caption = view.render_line(view.size.height - 1)
        await pilot.press("d")
        await arrived(pilot)
        assert sent_ids(line.taken())
        assert view.render_line(view.size.height - 1) != caption


async def test_a_terminal_that_is_behind_gets_it_later(drawing: None) -> None:
    app, line = app_on("kitty", FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        view = await opened(pilot)
        line.taken()
        app._behind = True  # type: ignore[misc, assignment]
        view.look_again()
        await pilot.pause()
        assert not sent_ids(line.taken())
        app._behind = False  # type: ignore[misc, assignment]
        await pilot.pause(0.1)
        assert len(sent_ids(line.taken())) == 1


async def test_sixels_are_wiped_away_and_their_cells_drawn_anew(drawing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.ui.widgets.pixel_picture.cell_size", lambda stream: (8, 16))
    app, line = app_on("sixel", FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        view = await opened(pilot)
        width, height, pixels = sixel_picture(line.taken())
        assert (width, height) == (128, 96)
        assert set(pixels.values()) == {(78, 12, 12)}
        x, y = view.content_region.offset
        assert app._cells._rows[y][0][x] == " "
        app.pixels.remove()
        assert app._cells._rows[y][0][x] == ""
        wiped = line.taken()
        assert f"\x1b[{y + 1};{x + 1}H          " in wiped
        assert "\x1b_G" not in wiped


async def test_sixels_need_to_know_the_size_of_a_cell(drawing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.ui.widgets.pixel_picture.cell_size", lambda stream: None)
    app, line = app_on("sixel", FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        view = await opened(pilot)
        assert not line.taken()
        assert "#c82020" in {s.style.bgcolor.name for s in view.render_line(0) if s.style.bgcolor}


async def test_a_damaged_figure_says_so_in_words(drawing: None) -> None:
    app, line = app_on("kitty", ImageReceived("png", FIGURE.data[:45], 64, 48))
    async with app.run_test(size=SMALL) as pilot:
        view = await opened(pilot)
        assert not line.taken()
        assert "The PNG picture is cut off." in look(view)


@pytest.mark.parametrize("pictures", ["blocks", "off"])
async def test_an_unknown_terminal_gets_no_pixels(pictures: str, drawing: None) -> None:
    app, line = app_on(pictures, FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        view = await opened(pilot)
        await view._exhibit.prepare()
        await pilot.pause()
        grounds = {s.style.bgcolor.name for s in view.render_line(0) if s.style.bgcolor}
        assert ("#c82020" in grounds) is (pictures == "blocks")
        assert "figure 64×48, a red field" in look(view)
        assert not line.taken()


async def test_the_way_is_chosen_in_the_palette_and_remembered(drawing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "TMUX", "STY", "ZELLIJ", VARIABLE):
        monkeypatch.delenv(name, raising=False)
    app, line = app_on("blocks", FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        choose(app, app.services, "kitty")
        await pilot.pause()
        await arrived(pilot)
        assert len(sent_ids(line.taken())) == 1
        assert current(app) == "kitty"
        choose(app, app.services, "off")
        await pilot.pause()
        view = await arrived(pilot)
        assert len(removed_ids(line.taken())) == 1
        assert look(view).split() == ["figure", "64×48,", "a", "red", "field"]
        assert current(app) == "off"
        monkeypatch.setenv(VARIABLE, "sixel")
        assert current(app) == "sixel"


async def test_a_way_that_can_not_be_here_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app, _ = app_on("blocks", FIGURE)
    async with app.run_test(size=SMALL) as pilot:
        choose(app, app.services, "sixel")
        await pilot.pause()
        assert app.pictures == "blocks"
        assert "NO_COLOR" in list(app._notifications)[-1].message


async def test_the_palette_offers_every_way() -> None:
    app, _ = app_on("blocks", FIGURE)
    async with app.run_test(size=SMALL):
        titles = [title for title, _, _ in TutorCommands(app.screen)._pictures()]
        assert len(titles) == 5
        assert "Pictures: in pixels, as sixels" in titles


def test_a_painting_replaces_another_and_not_itself() -> None:
    sent: list[str] = []
    layer = PixelLayer(sent.append, TerminalCells())
    one = Painting(Offset(2, 1), Region(2, 1, 4, 2), (Encoded(0, 0, 4, 2, "ONE"),), "kitty", 9)
    other = Painting(Offset(2, 1), Region(2, 1, 4, 2), (Encoded(1, 1, 3, 1, "OTHER"),), "kitty", 9)
    layer.place(one)
    layer.place(one)
    layer.place(other)
    assert sent[:2] == ["\x1b7\x1b[2;3HONE\x1b8"] * 2
    assert sent[2:] == ["\x1b_Ga=d,d=I,i=9,q=2\x1b\\", "\x1b7\x1b[3;4HOTHER\x1b8"]
    assert layer.shows
    layer.close()
    layer.place(one)
    assert len(sent) == 5
    assert not layer.shows


def test_ids_of_different_tutors_differ() -> None:
    assert first_id(1234) != first_id(1235)
    assert abs(first_id(1234) - first_id(1235)) >= 64
    assert first_id(0) > 0
