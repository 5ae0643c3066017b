from dataclasses import replace
from pathlib import Path

from tests.ui.fakes import CHALLENGE, FakeLibrary, FakeProgress, FakeRunner, Place, make_app
from tests.ui.fakes import FIRST as LESSON
from tests.ui.test_challenge_screen import RUN, app_at_challenge, opened
from tests.ui.test_lesson_screen import WIDE, screen_text, settle
from tutor.course.model import Milestone
from tutor.engine.events import ChallengeJudged, CheckResult
from tutor.grading.milestones import MilestoneResult, ProjectJudged, by_milestone
from tutor.ui.spans import line_width, plain
from tutor.ui.widgets.challenge_card import CardText
from tutor.ui.widgets.verdict import verdict_lines

FIRST = Milestone("Forward", "correctness", 50, 15, ("add",), ("add sums",), ("test_sum",))
SECOND = Milestone("Loss", "analysis", 15, 20, ("loss",), ("loss is small", "loss is one number"), ("test_a", "test_b"))
SUM = CheckResult("add sums", True, 0.01)
SMALL = CheckResult("loss is small", False, 0.02, "The loss is 9.", {"got": "9", "expected": "1"})
ONE = CheckResult("loss is one number", True, 0.02)


def project(*results: MilestoneResult, others: tuple[CheckResult, ...] = ()) -> ProjectJudged:
    checks = (*others, *(check for result in results for check in result.checks))
    passed = all(result.state == "reached" for result in results)
    return ProjectJudged("c", passed, checks, 0.25, milestones=results)


def texts(judged: ProjectJudged, width: int = 100) -> list[str]:
    return [" ".join(plain(line).split()) for line in verdict_lines(judged, width)]


REACHED = MilestoneResult(FIRST, "reached", (SUM,))


def test_what_is_reached_takes_one_line_and_what_comes_next_is_named():
    assert texts(project(REACHED, MilestoneResult(SECOND, "not started"))) == [
        "◐ On the way: 1 of 2 milestones, 50 of 100 points. 0.25 s",
        "✓ 1 Forward 50 points",
        "○ 2 Loss 15 points · 20 min · not started · next",
        "Points: correctness 50 of 50 · result 0 of 25 · analysis 0 of 15 · clean code 0 of 10",
    ]


def test_what_is_begun_shows_its_checks_and_the_grids_of_the_first_failure():
    lines = texts(project(REACHED, MilestoneResult(SECOND, "begun", (SMALL, ONE))))
    assert lines[0].startswith("✗ Not yet: 1 of 2 milestones, 50 of 100 points.")
    assert lines[2:9] == [
        "✗ 2 Loss 15 points · 20 min · next",
        "✗ loss is small 0.02 s",
        "The loss is 9.",
        "",
        "got expected",
        "9 1",
        "",
    ]
    assert lines[9] == "✓ loss is one number 0.02 s"


def test_a_solved_project_says_so():
    lines = texts(project(REACHED, MilestoneResult(SECOND, "reached", (ONE,))))
    assert lines[0] == "✓ Solved: all 2 milestones, 100 points. 0.25 s"
    assert not any("next" in line for line in lines)


def test_code_that_did_not_run_is_told_above_the_milestones():
    stopped = CheckResult("Your code runs", False, 0.1, "It stopped with NameError in line 3.")
    lines = texts(
        project(MilestoneResult(FIRST, "not judged"), MilestoneResult(SECOND, "not started"), others=(stopped,))
    )
    assert lines[0].startswith("✗ Not judged to the end: mend what stopped it.")
    assert lines[1] == "✗ Your code runs 0.10 s"
    assert lines[2] == "It stopped with NameError in line 3."
    assert "· 1 Forward 50 points · 15 min · not judged · next" in lines


def test_no_line_is_wider_than_its_place():
    judged = project(REACHED, MilestoneResult(SECOND, "begun", (SMALL, ONE)))
    for width in (38, 60):
        assert max(line_width(line) for line in verdict_lines(judged, width)) <= width


def project_challenge():
    return replace(CHALLENGE, kind="project", milestones=(FIRST, SECOND), path=Path("project"))


def test_the_card_of_a_project_counts_its_milestones():
    card = [plain(line) for line in CardText(project_challenge(), "new").lines(70)]
    assert card[0] == "Project Add them"
    assert "project of 2 milestones" in card[1]


async def test_the_screen_says_what_to_build_next():
    challenge = project_challenge()
    verdict = ChallengeJudged(CHALLENGE.id, True, (SUM,), 0.4)
    app, progress = app_at_challenge(FakeRunner(script=RUN, judgement=by_milestone(challenge, verdict, (True, False))))
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        text = screen_text(app)
        assert "On the way: 1 of 2 milestones" in text
        assert "Build the next milestone" in text
        assert progress.recorded[0][3] is False


def app_at_project(**drafts):
    library = FakeLibrary([replace(LESSON, challenges=(project_challenge(),))])
    return make_app(FakeRunner(script=RUN), FakeProgress(where=Place(LESSON.id, 1), **drafts), library)


async def test_a_project_shows_its_milestones_before_it_is_checked():
    app = app_at_project()
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        text = screen_text(app)
        assert "On the way: 0 of 2 milestones" in text
        assert text.count("not started") == 2


async def test_what_is_begun_waits_for_the_check():
    app = app_at_project(drafts={CHALLENGE.id: CHALLENGE.solution})
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        text = screen_text(app)
        assert "Not checked yet: Ctrl+R tells how far it has come." in text
        assert text.count("not judged") == text.count("not started") == 1


async def test_another_challenge_has_no_milestones_to_show():
    app, _ = app_at_challenge()
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot)
        assert not screen.verdict.display
