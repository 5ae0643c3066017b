from __future__ import annotations

from pathlib import Path

from tests.ui.fakes import FIRST, SECOND, FakeRunner
from tests.ui.study_app import ADD, FAILED, RUN, WHICH, StudyApp, offered, shown
from tests.ui.test_lesson_screen import SMALL, settle
from tutor.session.openings import PracticeOpening
from tutor.ui.screens.help import QuestionScreen
from tutor.ui.screens.map import MapScreen
from tutor.ui.screens.practice import PracticeScreen
from tutor.ui.screens.practice_question import PracticeQuestionScreen
from tutor.ui.screens.practice_task import PracticeTaskScreen


def sitting(tmp_path: Path, **changes: object) -> StudyApp:
    return StudyApp(tmp_path, PracticeOpening(), read=(FIRST, SECOND), **changes)  # type: ignore[arg-type]


def challenge_alone(tmp_path: Path, **changes: object) -> StudyApp:
    return StudyApp(tmp_path, PracticeOpening(), read=(FIRST,), **changes)  # type: ignore[arg-type]


async def test_the_queue_says_what_comes_and_why(tmp_path):
    study = sitting(tmp_path)
    study.progress.record_attempt(ADD.id, "c1", "x", True, 1.0)
    study.wall.now += 30 * 86400
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert isinstance(study.app.screen, PracticeScreen)
        text = shown(study.app)
        assert "2 tasks, about 6 min" in text
        assert "▸ due         4 min  Add them · tensors" in text
        assert "new         2 min  Which of these is a tensor?" in text
        assert "Enter begins" in text
        assert "Go" in offered(study.app)


async def test_a_whole_sitting(tmp_path):
    study = sitting(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        for _ in range(2):
            screen = study.app.screen
            study.watch.now += 50
            if isinstance(screen, PracticeTaskScreen):
                await pilot.press("ctrl+r")
                await settle(pilot)
                assert "Solved in 0:50" in shown(study.app)
                await pilot.press("ctrl+n")
            else:
                assert isinstance(screen, PracticeQuestionScreen)
                await pilot.press("b", "enter")
                await settle(pilot)
                assert "✓ Right, in 0:50." in shown(study.app)
                assert "It has a shape and a dtype." in shown(study.app)
                await pilot.press("enter")
            await settle(pilot)
        text = shown(study.app)
        assert "2 of 2 solved, in 1:40" in text
        assert "1 day in a row" in text
        assert "again in" in text
    assert {card.item for card in study.progress.reviews.cards()} == {ADD.id, WHICH.id}
    assert study.progress.attempts(ADD.id) == 1
    assert study.progress.answers.answer_state(WHICH.id, "q1") == "right"


async def test_practice_keeps_its_text_and_its_hints_to_itself(tmp_path):
    study = challenge_alone(tmp_path)
    study.progress.save_draft(ADD.id, "my lesson text")
    study.progress.show_hint(ADD.id)
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        screen = study.app.screen
        assert isinstance(screen, PracticeTaskScreen)
        assert screen.editor.text == ADD.starter
        assert "Hint 1 of 2" not in shown(study.app)
        await pilot.press("f2", "x")
        assert screen.counted.hints == 1
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(study.app.screen, PracticeScreen)
    assert study.progress.draft(ADD.id) == "my lesson text"
    assert study.progress.hints_shown(ADD.id) == 1
    assert study.progress.draft(f"practice:{ADD.id}:1") == "x" + ADD.starter
    assert study.progress.reviews.cards() == ()


async def test_a_task_left_unsolved_comes_again_soon(tmp_path):
    study = challenge_alone(tmp_path, runner=FakeRunner(script=list(RUN), judgement=FAILED))
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert isinstance(study.app.screen, QuestionScreen)
        await pilot.press("n")
        assert isinstance(study.app.screen, PracticeTaskScreen)
        await pilot.press("x")
        await pilot.press("ctrl+n")
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        text = shown(study.app)
        assert "0 of 1 solved" in text
        assert "✗ Add them" in text
    (card,) = study.progress.reviews.cards()
    assert card.due - study.wall.now < 3600
    assert study.progress.draft(f"practice:{ADD.id}:1") == "x" + ADD.starter


async def test_the_time_of_the_first_pass_counts_and_a_best_one_is_told(tmp_path):
    study = challenge_alone(tmp_path)
    study.progress.reviews.record_review(ADD.id, "c1", 3, 200.0)
    study.wall.now += 60 * 86400
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        study.watch.now += 90
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "Solved in 1:30 (best so far 3:20)" in " ".join(shown(study.app).split())
        study.watch.now += 500
        await pilot.press("ctrl+r")
        await settle(pilot)
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert "1:30 best time!" in shown(study.app)
    assert study.progress.reviews.best_seconds(ADD.id) == 90.0


async def test_leaving_after_a_pass_counts_it_and_shows_the_rest(tmp_path):
    study = sitting(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        if isinstance(study.app.screen, PracticeTaskScreen):
            await pilot.press("ctrl+r")
            await settle(pilot)
        else:
            await pilot.press("b", "enter")
            await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(study.app.screen, PracticeScreen)
        assert "1 task, about" in shown(study.app)
    assert len(study.progress.reviews.cards()) == 1


async def test_a_wrong_answer_says_why_and_what_cannot_be_understood_does_not_count(tmp_path):
    study = StudyApp(tmp_path, PracticeOpening(), read=(SECOND,))
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(study.app.screen, PracticeQuestionScreen)
        await pilot.press("z", "enter")
        await settle(pilot)
        assert "Type a letter from a to b." in shown(study.app)
        assert study.app.screen.graded is None
        await pilot.press("backspace", "a", "enter")
        await settle(pilot)
        assert "A list has no shape." in shown(study.app)
    assert study.progress.answers.answer_state(WHICH.id, "q1") == "wrong"


async def test_nothing_to_practise_leads_to_a_lesson(tmp_path):
    study = StudyApp(tmp_path, PracticeOpening())
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert "There is nothing to practise yet." in shown(study.app)
        assert "Go" not in offered(study.app)
        await pilot.press("escape")
        assert not isinstance(study.app.screen, PracticeScreen)


async def test_the_map_says_what_is_due_and_p_practises(tmp_path):
    study = StudyApp(tmp_path, read=(FIRST,))
    study.progress.record_attempt(ADD.id, "c1", "x", True, 1.0)
    study.wall.now += 30 * 86400
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("m")
        await settle(pilot)
        assert isinstance(study.app.screen, MapScreen)
        assert "1 due · P practises" in shown(study.app)
        await pilot.press("P")
        await settle(pilot)
        assert isinstance(study.app.screen, PracticeScreen)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        await pilot.press("ctrl+n")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(study.app.screen, MapScreen)
        assert "due · P" not in shown(study.app)


async def test_p_in_an_editor_is_a_letter(tmp_path):
    study = StudyApp(tmp_path, read=(FIRST,))
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("tab", "e")
        await settle(pilot)
        await pilot.press("P", "X", "W")
        await settle(pilot)
        assert not isinstance(study.app.screen, PracticeScreen)
        assert len(study.app.screen_stack) == 1


async def test_a_question_that_cannot_be_graded_now_may_be_tried_again(tmp_path, monkeypatch):
    study = StudyApp(tmp_path, PracticeOpening(), read=(SECOND,))

    async def lost(*_):
        raise RuntimeError("the worker is gone")

    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        with monkeypatch.context() as patched:
            patched.setattr("tutor.session.graded.work_out", lost)
            await pilot.press("b", "enter")
            await settle(pilot)
        assert "It could not be graded." in shown(study.app)
        await pilot.press("enter")
        await settle(pilot)
        assert "✓ Right" in shown(study.app)
