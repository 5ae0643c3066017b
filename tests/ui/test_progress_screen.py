from __future__ import annotations

from tests.ui.fakes import FIRST
from tests.ui.study_app import ADD, HARD, WHICH, StudyApp, offered, shown
from tests.ui.test_lesson_screen import SMALL, settle
from tutor.ui.commands import TutorCommands
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.practice import PracticeScreen
from tutor.ui.screens.progress import ProgressScreen


async def test_w_says_where_one_is(tmp_path):
    study = StudyApp(tmp_path, read=(FIRST,))
    study.progress.record_attempt(ADD.id, "c1", "x", True, 1.0)
    study.progress.answers.record_answer(WHICH.id, "q1", "b", True, 1.0)
    study.progress.reading.add_time(FIRST.id, 240.0)
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("W")
        await settle(pilot)
        assert isinstance(study.app.screen, ProgressScreen)
        text = shown(study.app)
        assert "███████░░░░░░░" in text
        assert "1/2 lessons · 1/1 solved · 1/1 answered · 4 min" in text
        assert "100%  of 1 tried, 1 in all" in text
        assert "1 day in a row, your longest yet." in text
        assert max(len(line) for line in text.splitlines()) <= 80
        await pilot.resize_terminal(44, 14)
        await settle(pilot)
        narrow = shown(study.app)
        assert max(len(line) for line in narrow.splitlines()) <= 44
        assert "1/1 answered · 4 min" in " ".join(narrow.split())
        await pilot.resize_terminal(*SMALL)
        await settle(pilot)
        assert {"Back", "Practice", "Exam"} <= offered(study.app)
        assert "Progress" not in offered(study.app)
        await pilot.press("W")
        await settle(pilot)
        assert isinstance(study.app.screen, LessonScreen)


async def test_practice_opens_from_here_and_comes_back_to_new_numbers(tmp_path):
    study = StudyApp(tmp_path, read=(FIRST,))
    study.progress.record_attempt(ADD.id, "c1", "x", True, 1.0)
    study.wall.now += 30 * 86400
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("W")
        await settle(pilot)
        assert "1 due now" in shown(study.app)
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
        assert isinstance(study.app.screen, ProgressScreen)
        assert "due now" not in shown(study.app)


async def test_reading_is_timed_page_by_page_and_not_under_other_screens(tmp_path):
    study = StudyApp(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        study.watch.now += 30
        await pilot.press("n")
        await settle(pilot)
        study.watch.now += 12
        await pilot.press("m")
        await settle(pilot)
        study.watch.now += 300
        await pilot.press("escape")
        await settle(pilot)
        study.watch.now += 5
        assert study.progress.reading.time_spent() == {FIRST.id: 42.0}
        await pilot.press("q")
        await settle(pilot)
    assert study.progress.reading.time_spent() == {FIRST.id: 47.0}


async def test_the_palette_finds_practice_exam_and_progress(tmp_path):
    study = StudyApp(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        provider = TutorCommands(study.app.screen)
        titles = [title for title, _, _ in provider._actions()]
        assert "Practise what is due  (P)" in titles
        assert "Begin or continue the exam  (X)" in titles
        assert "Where am I: units, skills, streak  (W)" in titles


async def test_the_map_shows_a_unit_that_was_tested_out(tmp_path):
    study = StudyApp(tmp_path)
    async with study.app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        for challenge in (ADD, HARD):
            study.progress.record_attempt(challenge.id, "c1", "x", True, 1.0)
        await pilot.press("m")
        await settle(pilot)
        text = shown(study.app)
        assert "2 of 2 done" in text
        assert "◉ First tensors" in text
        assert "◉ Second steps" in text
