from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.fakes import FakeRunner
from tests.ui.study_app import ADD, FAILED, PASSED, RUN, WHICH, StudyApp, offered, shown
from tests.ui.test_lesson_screen import SMALL, settle
from tutor.engine.events import ChallengeJudged, CheckResult, RunFinished, RunStarted
from tutor.session.openings import ExamOpening
from tutor.ui.screens.exam import ExamScreen
from tutor.ui.screens.exam_task import ExamChallengeScreen, ExamQuestionScreen
from tutor.ui.screens.help import QuestionScreen
from tutor.ui.screens.lesson import LessonScreen


def written(tmp_path: Path, **changes: object) -> StudyApp:
    return StudyApp(tmp_path, ExamOpening(seed=3), **changes)  # type: ignore[arg-type]


async def begun(pilot, study: StudyApp) -> ExamScreen:
    await settle(pilot)
    screen = study.app.screen
    assert isinstance(screen, ExamScreen)
    await pilot.press("enter")
    await settle(pilot)
    assert screen.phase == "writing"
    return screen


async def open_task(pilot, study: StudyApp, item: str) -> None:
    """Move the cursor to the task of an item and open it."""
    exam = study.progress.exams.open_exam()
    number = next(task.number for task in exam.tasks if task.item == item)
    await pilot.press("home", *["down"] * (number - 1), "enter")
    await settle(pilot)


async def test_the_rules_come_before_the_clock(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        text = shown(study.app)
        assert "2 tasks in 6 minutes, 100 points." in text
        assert "50 points pass, 80 are a distinction." in text
        assert "as long as the tasks are meant to take" in text
        assert "the clock stops" in text
        assert "There are 2 tasks yet instead of 20" in text
        assert "pytorch-tutor exam --seed 3" in text
        assert study.progress.exams.open_exam() is None
        await begun(pilot, study)
        assert "0 of 2 answered" in shown(study.app)
        assert "Hand in" in offered(study.app)


async def test_every_answer_is_on_the_disk_when_it_is_shown_as_saved(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        await open_task(pilot, study, WHICH.id)
        assert isinstance(study.app.screen, ExamQuestionScreen)
        assert "✓ saved" not in shown(study.app)
        await pilot.press("b")
        await settle(pilot)
        assert "✓ saved" in shown(study.app)
        assert "b" in study.progress.exams.open_exam().answers.values()
        await pilot.press("escape")
        await settle(pilot)
        await open_task(pilot, study, ADD.id)
        screen = study.app.screen
        assert isinstance(screen, ExamChallengeScreen)
        assert screen.editor.text == ADD.starter
        await pilot.press("#")
        assert "… not saved yet" in shown(study.app)
        assert len(study.progress.exams.open_exam().answers) == 1
        screen.save()
        await settle(pilot)
        assert "✓ saved" in shown(study.app)
        assert "#" + ADD.starter in study.progress.exams.open_exam().answers.values()


async def test_no_hints_no_checks_no_solution(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        await open_task(pilot, study, ADD.id)
        assert {"Hint", "Solution", "Check", "Start over"} & offered(study.app) == set()
        assert "Run" in offered(study.app)
        await pilot.press("f2", "f4", "ctrl+r")
        await settle(pilot)
        text = shown(study.app)
        assert study.app.screen.record.output.text == "printed"
        assert "Hint 1" not in text
        assert "Solved" not in text
        assert study.runner.checked == []
    assert study.progress.attempts(ADD.id) == 0


async def test_handing_in_marks_and_shows_weak_topics_with_their_lessons(tmp_path):
    study = written(tmp_path, runner=FakeRunner(script=list(RUN), judgement=FAILED))
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        await open_task(pilot, study, ADD.id)
        await pilot.press("#", "escape")
        await settle(pilot)
        await pilot.press("h")
        await settle(pilot)
        assert isinstance(study.app.screen, QuestionScreen)
        assert "1 without an answer." in shown(study.app)
        await pilot.press("y")
        await settle(pilot)
        text = shown(study.app)
        assert "0 points: not passed" in text
        assert "Read again (Enter opens)" in text
        assert "→ First tensors" in text
        assert "Got 1 where 3 belongs." in text
        assert "No answer." in text
        assert "New exam" in offered(study.app)
    result = study.progress.exams.last_result()
    assert (result.points, result.marked) == (0.0, True)


async def test_the_result_recalls_a_missed_answer(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        await open_task(pilot, study, WHICH.id)
        await pilot.press("a", "escape")
        await settle(pilot)
        await pilot.press("h", "y")
        await settle(pilot)
        assert "You said a" in shown(study.app)
        assert "A list has no shape." in shown(study.app)


async def test_a_perfect_exam_is_a_distinction(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        await open_task(pilot, study, ADD.id)
        await pilot.press("#", "escape")
        await settle(pilot)
        await open_task(pilot, study, WHICH.id)
        await pilot.press("b", "escape")
        await settle(pilot)
        assert "2 of 2 answered" in shown(study.app)
        await pilot.press("h", "y")
        await settle(pilot)
        assert "100 points: passed with distinction" in shown(study.app)
        await pilot.press("n")
        await settle(pilot)
        assert "Begin" in shown(study.app)
        assert study.app.screen.phase == "ready"


async def test_an_exam_goes_on_where_a_crash_left_it(tmp_path):
    first = written(tmp_path)
    async with first.app.run_test(size=SMALL) as pilot:
        await begun(pilot, first)
        first.watch.now += 60
        await open_task(pilot, first, WHICH.id)
        await pilot.press("b")
        await settle(pilot)
        # The process dies here: nothing is closed, nobody says goodbye.
        second = written(tmp_path)
        async with second.app.run_test(size=SMALL) as again:
            await settle(again)
            assert second.app.screen.phase == "writing"
            text = shown(second.app)
            assert "1 of 2 answered" in text
            assert "5:00 left" in text


async def test_a_slip_of_the_keys_is_told_before_it_costs_the_points(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        await open_task(pilot, study, WHICH.id)
        await pilot.press("d", "enter")
        await settle(pilot)
        assert isinstance(study.app.screen, ExamQuestionScreen)
        assert "✓ saved · Type a letter from a to b." in shown(study.app)
        await pilot.press("backspace", "b", "enter")
        await settle(pilot)
        assert not isinstance(study.app.screen, ExamQuestionScreen)
        assert "b" in study.progress.exams.open_exam().answers.values()


async def test_leaving_keeps_the_exam_and_stops_its_clock(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        study.watch.now += 100
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(study.app.screen, LessonScreen)
        study.watch.now += 10_000
        await pilot.press("X")
        await settle(pilot)
        assert study.app.screen.phase == "writing"
        assert "4:20 left" in shown(study.app)


async def test_an_exam_can_be_given_up_and_another_begun(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        screen = await begun(pilot, study)
        first = study.progress.exams.open_exam()
        assert {"Leave", "Give up"} <= offered(study.app)
        await pilot.press("x")
        assert isinstance(study.app.screen, QuestionScreen)
        await pilot.press("n")
        assert study.progress.exams.open_exam() == first
        await pilot.press("x", "y")
        await settle(pilot)
        assert study.app.screen is screen
        assert screen.phase == "ready"
        assert study.progress.exams.open_exam() is None
        assert study.progress.exams.last_result() is None
        await pilot.press("enter")
        await settle(pilot)
        assert study.progress.exams.open_exam().id != first.id


async def test_when_the_time_is_up_what_was_typed_is_handed_in(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        screen = await begun(pilot, study)
        await open_task(pilot, study, ADD.id)
        await pilot.press("#")
        study.watch.now += 361
        screen._tick()
        await settle(pilot)
        assert study.app.screen is screen
        assert screen.phase == "result"
    result = study.progress.exams.last_result()
    assert "#" + ADD.starter in result.answers.values()
    assert result.spent == 360.0
    assert [task.passed for task in result.tasks if task.item == ADD.id] == [True]


async def test_marking_that_was_broken_off_goes_on(tmp_path):
    study = written(tmp_path)
    exams = study.progress.exams
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
    exam = exams.open_exam()
    exams.save_answer(exam.id, 1, "b" if exam.tasks[0].item == WHICH.id else "#", 10.0)
    exams.hand_in(exam.id, 10.0)
    exams.mark(exam.id, 2, False, "No answer.")
    again = written(tmp_path, runner=FakeRunner(script=list(RUN), judgement=PASSED))
    async with again.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert again.app.screen.phase == "result"
    assert exams.last_result().points == pytest.approx(50.0)


async def test_a_unit_without_tasks_is_said(tmp_path):
    study = StudyApp(tmp_path, ExamOpening(unit="nothing"))
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert "no exam tasks yet" in shown(study.app)


async def test_enter_on_a_weak_lesson_opens_it(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        await pilot.press("h", "y")
        await settle(pilot)
        await pilot.press("home", "enter")
        await settle(pilot)
        assert isinstance(study.app.screen, LessonScreen)
        assert study.app.screen.lesson_id in ("tensors/first", "tensors/second")


async def test_a_lesson_opened_from_the_palette_keeps_what_was_typed_and_the_exam(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        await open_task(pilot, study, ADD.id)
        await pilot.press("#")
        study.watch.now += 30
        study.app.open_lesson("tensors/second")
        await settle(pilot)
        assert isinstance(study.app.screen, LessonScreen)
    exam = study.progress.exams.open_exam()
    assert "#" + ADD.starter in exam.answers.values()
    assert exam.spent == 30.0


async def test_taking_everything_back_leaves_no_answer(tmp_path):
    study = written(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        await open_task(pilot, study, ADD.id)
        await pilot.press("#")
        study.app.screen.save()
        await pilot.press("backspace", "escape")
        await settle(pilot)
        assert "0 of 2 answered" in shown(study.app)
    assert set(study.progress.exams.open_exam().answers.values()) == {""}


async def test_a_marking_that_breaks_off_says_so_and_goes_on_later(tmp_path):
    study = written(tmp_path, runner=FakeRunner(fails=RuntimeError("gone")))
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        await open_task(pilot, study, ADD.id)
        await pilot.press("#", "escape")
        await settle(pilot)
        await pilot.press("h", "y")
        await settle(pilot)
        assert "The marking broke off; it goes on where it was." in shown(study.app)
    assert study.progress.exams.open_exam().handed_in is not None
    again = written(tmp_path)
    async with again.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert again.app.screen.phase == "result"


async def test_a_lost_worker_costs_no_points(tmp_path):
    lost = [RunStarted("x"), RunFinished(1, 0.0, "error", "The worker is gone.")]
    not_run = CheckResult("Your code runs", False, 0.0, "The worker is gone.")
    unheard = ChallengeJudged(ADD.id, False, (not_run,), had_its_say=False)
    study = written(tmp_path, runner=FakeRunner(script=lost, judgement=unheard))
    async with study.app.run_test(size=SMALL) as pilot:
        await begun(pilot, study)
        await open_task(pilot, study, ADD.id)
        await pilot.press("#", "escape")
        await settle(pilot)
        await pilot.press("h", "y")
        await settle(pilot)
        assert "The marking waits: The worker is gone." in shown(study.app)
        study.runner.script, study.runner.judgement = list(RUN), PASSED
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("X")
        await settle(pilot)
        assert study.app.screen.phase == "result"
    assert study.progress.exams.last_result().points == pytest.approx(50.0)
