"""An answer that is checked outside the app, by ``pytorch-tutor watch`` in another pane."""

from tests.ui.fakes import CHALLENGE, FakeProgress
from tests.ui.test_challenge_screen import app_at_challenge, opened
from tests.ui.test_lesson_screen import SMALL, settle

MINE = "def add(a, b):\n    return b + a\n"


def checked_outside(progress: FakeProgress, text: str, passed: bool) -> None:
    progress.drafts[CHALLENGE.id] = text
    progress.record_attempt(CHALLENGE.id, CHALLENGE.content_hash, text, passed, 1.0)


def told(app) -> list[str]:
    return [notification.message for notification in app._notifications]


async def test_its_text_and_its_verdict_come_to_the_screen():
    app, progress = app_at_challenge()
    async with app.run_test(size=SMALL) as pilot:
        screen = await opened(pilot)
        checked_outside(progress, MINE, True)
        screen.elsewhere.look()
        await pilot.pause()
        assert screen.editor.text == MINE
        assert told(app) == ["Checked outside the app: passed. Ctrl+R checks here."]
        screen.elsewhere.look()
        await pilot.pause()
        assert len(told(app)) == 1


async def test_what_was_typed_here_meanwhile_stays():
    app, progress = app_at_challenge()
    async with app.run_test(size=SMALL) as pilot:
        screen = await opened(pilot)
        await pilot.press("x")
        typed = screen.editor.text
        checked_outside(progress, MINE, False)
        screen.elsewhere.look()
        await pilot.pause()
        assert screen.editor.text == typed
        assert "not yet" in told(app)[0]


async def test_ones_own_checks_are_no_news():
    app, _ = app_at_challenge()
    async with app.run_test(size=SMALL) as pilot:
        screen = await opened(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        screen.elsewhere.look()
        await pilot.pause()
        assert told(app) == []
