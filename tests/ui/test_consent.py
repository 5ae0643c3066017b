"""Where the sandbox is weak the app asks, once, before anything runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.fakes import READY, FakeLibrary, FakeProgress, FakeRunner, good_run
from tests.ui.test_app import until
from tutor.study.consent import Consent
from tutor.ui.app import TutorApp
from tutor.ui.messages import WorkerChanged
from tutor.ui.screens.help import QuestionScreen

WEAK = replace(READY, level="network only")


def app_with(progress: FakeProgress) -> TutorApp:
    return TutorApp(
        FakeLibrary(),  # type: ignore[arg-type]
        progress,  # type: ignore[arg-type]
        FakeRunner(script=good_run()),
        consent=Consent(progress),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(("key", "refused"), [("y", False), ("n", True)])
async def test_the_answer_is_remembered(key, refused):
    progress = FakeProgress()
    app = app_with(progress)
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(WorkerChanged(WEAK))
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await pilot.press(key)
        await until(pilot, lambda: not isinstance(app.screen, QuestionScreen))
        app.post_message(WorkerChanged(WEAK))
        await pilot.pause()
        assert not isinstance(app.screen, QuestionScreen)
    assert bool(Consent(progress).refusal("network only")) is refused  # type: ignore[arg-type]


async def test_a_strong_sandbox_asks_nothing():
    app = app_with(FakeProgress())
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(WorkerChanged(READY))
        await pilot.pause()
        assert not isinstance(app.screen, QuestionScreen)
