import os
import subprocess
import sys

from textual.widgets import Input, Static

from tutor.ui.frugal import FrugalApp


class OnALine(FrugalApp):
    """Draws as if on a terminal, which is behind or not as the test says."""

    _draws = True
    _behind = False

    def __init__(self):
        super().__init__()
        self.sent = []
        self.text = Static("zero")

    def compose(self):
        yield self.text

    def _send(self, screen, difference):
        self.sent.append(difference.render_segments(self.console))


async def test_a_terminal_that_is_behind_gets_one_frame_later_that_shows_how_things_stand_then():
    app = OnALine()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.sent.clear()
        app._behind = True
        for word in ("one", "two", "three"):
            app.text.update(word)
            await pilot.pause()
        assert app.sent == []
        app._behind = False
        while not app.sent:
            await pilot.pause()
        assert "three" in "".join(app.sent)
        assert not any(word in sequence for sequence in app.sent for word in ("one", "two"))


async def test_a_terminal_that_keeps_up_gets_every_frame():
    app = OnALine()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.sent.clear()
        for word in ("1", "2"):
            app.text.update(word)
            await pilot.pause()
        assert [word in "".join(app.sent) for word in "12"] == [True, True]


class Written(FrugalApp):
    """Writes its frames into a list."""

    _draws = True
    _behind = False

    def __init__(self):
        super().__init__()
        self.writes = []

    def compose(self):
        yield Static("text", id="text")
        yield Input(id="line")

    def on_mount(self):
        self._driver.write = self.writes.append
        self._sync_available = True


async def test_a_frame_is_one_write_that_is_shown_at_once():
    app = Written()
    async with app.run_test() as pilot:
        app.screen.set_focus(None)
        await pilot.pause()
        app.writes.clear()
        app.query_one("#text", Static).update("word")
        await pilot.pause()
        (frame,) = app.writes
        assert frame.startswith("\x1b[?2026h")
        assert frame.endswith("word\x1b[m\x1b[?2026l")


async def test_the_cursor_stands_where_one_types():
    app = Written()
    async with app.run_test() as pilot:
        app.query_one("#line").focus()
        await pilot.press("a")
        app.writes.clear()
        await pilot.press("b")
        place = app.cursor_position
        assert app.writes[-1].endswith(f"\x1b[{place.y + 1};{place.x + 1}H\x1b[?2026l")


def test_a_key_behind_a_picture_need_not_wait_for_the_next_sixtieth_of_a_second():
    script = "import tutor.ui.app, textual.screen; print(textual.screen.UPDATE_PERIOD)"
    environment = {name: value for name, value in os.environ.items() if name != "TEXTUAL_FPS"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert float(done.stdout) < 1 / 100
