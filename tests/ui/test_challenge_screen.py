import pytest

from tests.ui.fakes import (
    CHALLENGE,
    OK,
    WAIT,
    FakeProgress,
    FakeRunner,
    Place,
    failing,
    make_app,
    training,
)
from tests.ui.test_lesson_screen import SMALL, WIDE, keys, screen_text, settle
from tutor.engine.events import ChallengeJudged, CheckResult, ErrorRaised, OutputReceived, RunFinished, RunStarted
from tutor.ui.screens.challenge import ChallengeScreen
from tutor.ui.screens.help import QuestionScreen
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.viewer import CodeScreen

RUN = [RunStarted("your code"), OutputReceived("stdout", "printed\n"), OK]
BAD = RunFinished(1, 0.1, "error")
PASSED = ChallengeJudged(CHALLENGE.id, True, (CheckResult("add sums", True, 0.01),), 0.4)
FAILED = ChallengeJudged(
    CHALLENGE.id,
    False,
    (CheckResult("add sums", False, 0.01, "Got 1 where 3 belongs.", {"got": "1", "expected": "3"}),),
    0.4,
)


def app_at_challenge(runner=None, **progress):
    kept = FakeProgress(where=Place("tensors/first", 1), **progress)
    return make_app(runner or FakeRunner(script=RUN, judgement=FAILED), kept), kept


async def opened(pilot):
    await pilot.press("enter")
    await pilot.pause()
    assert isinstance(pilot.app.screen, ChallengeScreen)
    return pilot.app.screen


async def test_enter_opens_the_challenge_with_task_starter_and_cursor_in_the_editor():
    app, _ = app_at_challenge()
    async with app.run_test(size=SMALL) as pilot:
        assert "not tried yet" in screen_text(app)
        screen = await opened(pilot)
        assert "Write add(a, b) that returns the sum" in screen_text(app)
        assert screen.editor.text == CHALLENGE.starter
        assert screen.editor.has_focus


@pytest.mark.parametrize("key", ["ctrl+r", "f5"])
async def test_a_failed_check_shows_the_difference_and_is_recorded(key):
    app, progress = app_at_challenge()
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await pilot.press(key)
        await settle(pilot)
        text = screen_text(app)
        assert "✗ Not yet: 0 of 1 checks passed." in text
        assert "Got 1 where 3 belongs." in text
        assert "expected" in text
        assert progress.recorded == [(CHALLENGE.id, "c1", CHALLENGE.starter, False, 0.4)]
        assert app.screen.record.output.text == "printed"


async def test_a_pass_is_celebrated_with_afterwards_and_a_next_step():
    app, progress = app_at_challenge(FakeRunner(script=RUN, judgement=PASSED))
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot)
        assert not screen.afterwards.display
        await pilot.press("ctrl+r")
        await settle(pilot)
        text = screen_text(app)
        assert "✓ Solved: the check passed." in text
        assert "torch.add does the same." in text
        assert "back to the lesson" in text
        assert progress.recorded[0][3] is True
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, LessonScreen)
        assert "● solved" in screen_text(app)


async def test_code_that_fails_is_explained_and_no_attempt_is_recorded():
    app, progress = app_at_challenge(FakeRunner(script=failing()))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        text = screen_text(app)
        assert "RuntimeError" in text
        assert "The checks did not run." in text
        assert progress.recorded == []


async def test_code_that_raised_is_told_once_with_line_sentence_and_step():
    error = ErrorRaised(
        "RuntimeError", "no product", "Traceback", 2, explanation="a is (2, 3).", next_step="Transpose it."
    )
    said = "It stopped with RuntimeError in line 2: no product. a is (2, 3). Transpose it."
    judged = ChallengeJudged(CHALLENGE.id, False, (CheckResult("Your code runs", False, 0.1, said),), 0.1)
    app, progress = app_at_challenge(FakeRunner(script=[RunStarted(), error, BAD], judgement=judged))
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        text = screen_text(app)
        assert "The checks did not run." in text
        assert text.count("a is (2, 3).") == 1
        assert "→ Transpose it." in text
        assert progress.recorded != []


async def test_what_is_checked_is_what_was_typed_and_it_is_kept():
    runner = FakeRunner(script=RUN, judgement=FAILED)
    app, progress = app_at_challenge(runner)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await pilot.press("q", "ctrl+r")
        await settle(pilot)
        assert runner.checked[0].text == "q" + CHALLENGE.starter
        await pilot.press("escape")
        assert progress.drafts[CHALLENGE.id] == "q" + CHALLENGE.starter
        await opened(pilot)
        assert app.screen.editor.text == "q" + CHALLENGE.starter


async def test_hints_come_one_at_a_time_and_are_counted():
    app, progress = app_at_challenge()
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("f2")
        await pilot.pause()
        assert "Hint 1 of 2." in screen_text(app)
        assert "Hint 2 of 2." not in screen_text(app)
        await pilot.press("f2")
        await pilot.pause()
        assert "Hint 2 of 2." in screen_text(app)
        assert progress.hints[CHALLENGE.id] == 2


async def test_the_last_hint_can_be_read_again_after_a_check():
    app, progress = app_at_challenge(hints={CHALLENGE.id: 2})
    async with app.run_test(size=SMALL) as pilot:
        screen = await opened(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        last = list(screen.query(".hint"))[-1]
        assert last.region.y < screen.column.region.y  # the verdict has pushed it out of sight
        await pilot.press("f2")
        await settle(pilot)
        assert last.region.y == screen.column.region.y
        assert "f2 Hint" in keys(app)
        assert progress.hints[CHALLENGE.id] == 2


async def test_hints_seen_before_are_there_again():
    app, _ = app_at_challenge(hints={CHALLENGE.id: 1})
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        assert "Hint 1 of 2." in screen_text(app)


async def test_starting_over_asks_first():
    app, progress = app_at_challenge(drafts={CHALLENGE.id: "mine"})
    async with app.run_test(size=SMALL) as pilot:
        screen = await opened(pilot)
        await pilot.press("f3")
        assert isinstance(app.screen, QuestionScreen)
        await pilot.press("n")
        assert screen.editor.text == "mine"
        await pilot.press("f3", "y")
        await pilot.pause()
        assert screen.editor.text == CHALLENGE.starter
        app.services.drafts.flush()
        assert CHALLENGE.id not in progress.drafts


async def test_the_solution_needs_a_pass_or_three_tries():
    tries = [(CHALLENGE.id, "c1", code, False, 0.1) for code in ("x", "y", "y ", CHALLENGE.starter)]
    app, _ = app_at_challenge(recorded=tries)
    async with app.run_test(size=SMALL) as pilot:
        screen = await opened(pilot)
        await pilot.press("f4")
        assert app.screen is screen
        assert any("or 1 more checked try. F2" in notification.message for notification in app._notifications)
        await pilot.press("z", "ctrl+r")
        await settle(pilot)
        await pilot.press("f4")
        await pilot.pause()
        assert isinstance(app.screen, CodeScreen)
        assert "+     return a + b" in screen_text(app)
        await pilot.press("d")
        await pilot.pause()
        assert "−" not in screen_text(app)
        assert "return a + b" in screen_text(app)
        await pilot.press("escape")
        assert app.screen is screen


async def test_f6_goes_to_the_text_and_back():
    app, _ = app_at_challenge()
    async with app.run_test(size=SMALL) as pilot:
        screen = await opened(pilot)
        await pilot.press("f6")
        assert screen.column.has_focus
        await pilot.press("f6")
        assert screen.editor.has_focus


async def test_a_check_can_be_stopped():
    runner = FakeRunner(script=[RunStarted(), WAIT, OK])
    app, progress = app_at_challenge(runner)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert any("Stop" in key for key in keys(app))
        await pilot.press("ctrl+c")
        await settle(pilot)
        assert runner.stops == 1
        assert app.screen.record.phase == "stopped"
        assert progress.recorded == []


async def test_leaving_ends_the_check():
    runner = FakeRunner(script=[RunStarted(), WAIT, OK])
    app, _ = app_at_challenge(runner)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+r")
        await pilot.pause()
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, LessonScreen)
        assert runner.stops == 2


async def test_a_training_challenge_draws_its_curve():
    app, _ = app_at_challenge(FakeRunner(script=training(), judgement=FAILED))
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert screen.chart.display
