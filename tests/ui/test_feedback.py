"""The mistake behind a run, where a learner meets it."""

from tests.ui.fakes import FakeRunner, make_app
from tests.ui.test_challenge_screen import FAILED, PASSED, app_at_challenge, opened
from tests.ui.test_lesson_screen import WIDE, screen_text, settle
from tutor.engine.events import ChallengeJudged, CheckResult, ErrorRaised, RunFinished, RunStarted
from tutor.engine.observed import FeedbackGiven, ObservationsReceived
from tutor.session.records import RunRecord
from tutor.ui.describe import feedback_lines, run_report

SEEN = ObservationsReceived(({"kind": "loop", "steps": 5}, {"kind": "uncleared", "count": 4, "file": "x", "line": 1}))
RUN = [RunStarted("snippet 1"), SEEN, RunFinished(0, 0.1, "ok")]
GIVEN = FeedbackGiven("F02", "Nothing clears the old gradients.", 7, "training/the-five-steps")


def text(lines):
    return " ".join("".join(span.text for span in line) for line in lines)


def test_it_names_line_and_lesson():
    shown = " ".join(text(feedback_lines(GIVEN, 60)).split())
    assert "Seen in your run (line 7): Nothing clears the old gradients. Lesson: training/the-five-steps" in shown
    assert "line" not in text(feedback_lines(FeedbackGiven("F02", "Nothing is cleared."), 60))


def test_a_crash_is_not_told_twice():
    record = RunRecord(error=ErrorRaised("RuntimeError", "no", id="F02"), feedback=GIVEN)
    assert "Seen in your run" not in text(run_report(record, "a", 80, traceback=False))
    record.error = ErrorRaised("RuntimeError", "no", id="F38")
    assert "Seen in your run" in text(run_report(record, "a", 80, traceback=False))


def test_a_new_run_forgets_it():
    record = RunRecord()
    record.apply(GIVEN, 0.0)
    assert record.reports
    record.wait("x = 1")
    assert not record.reports


def test_a_verdict_that_says_the_same_is_enough():
    same = CheckResult("learns", False, 0.1, "The loss grows, since nothing clears the old gradients.")
    for verdict, kept in ((FAILED, True), (ChallengeJudged("c", False, (same,)), False)):
        record = RunRecord(feedback=GIVEN)
        record.judged(verdict)
        assert (record.feedback is not None) is kept


async def test_under_a_snippet_that_was_changed():
    app = make_app(FakeRunner(script=RUN))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("r")
        await settle(pilot)
        assert "Seen in your run" not in screen_text(app)
        state, number = app.screen.state, app.screen.page.snippets[0].number
        state.set_text(number, state.text(number) + "\n# mine")
        await pilot.press("r")
        await settle(pilot)
        assert "Seen in your run" in screen_text(app)


async def test_under_the_verdict_on_an_answer():
    app, _ = app_at_challenge(FakeRunner(script=RUN, judgement=FAILED))
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "Seen in your run" not in screen_text(app), "the starter is the course's own text"
        screen.editor.text = "def add(a, b):\n    return b\n"
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "Got 1 where 3 belongs." in screen_text(app)
        assert "Seen in your run" in screen_text(app)


async def test_after_a_pass_what_is_certain_is_still_said():
    app, _ = app_at_challenge(FakeRunner(script=RUN, judgement=PASSED))
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot)
        screen.editor.text = "def add(a, b):\n    return a + b\n"
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "Seen in your run" in screen_text(app)
