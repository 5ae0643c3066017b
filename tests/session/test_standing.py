from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.fakes import CHALLENGE, FIRST, SECOND, FakeRunner
from tests.ui.study_app import course
from tutor.session.control import RunControl
from tutor.session.drafts import Drafts
from tutor.session.services import Services
from tutor.session.standing import BROKEN, ChallengeStanding, LessonStanding, keep, kept, standing
from tutor.study.progress import Progress
from tutor.study.reset import MAP_KEY, reset_progress


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with Progress.open(tmp_path / "progress.db") as progress:
        runner = FakeRunner()
        control = RunControl(runner, lambda: 0.0)  # type: ignore[arg-type]
        yield Services(course(), progress, runner, Drafts(progress), control)  # type: ignore[arg-type]


def test_a_lesson_stands_with_its_challenges(services: Services) -> None:
    services.progress.page_seen(FIRST.id, 0)
    services.progress.record_attempt(CHALLENGE.id, CHALLENGE.content_hash, "x", False, 1.0)
    assert standing(FIRST, services) == LessonStanding(
        "started", (ChallengeStanding("add-them", "Add them", 4, "tried"),)
    )
    assert standing(None, services) == LessonStanding(BROKEN)


def test_what_is_kept_comes_back_the_same(services: Services) -> None:
    standings = {lesson.id: standing(lesson, services) for lesson in (FIRST, SECOND)}
    assert kept(services) == {}
    keep(standings, services)
    assert kept(services) == standings


def test_starting_over_forgets_it(services: Services) -> None:
    keep({FIRST.id: standing(FIRST, services)}, services)
    reset_progress(services.progress)
    assert kept(services) == {}


@pytest.mark.parametrize("text", ["{", "[1]", '{"a/b": 3}', '{"a/b": ["new", [[1]]]}', '{"a/b": [1, []]}', "null"])
def test_what_can_not_be_read_is_as_good_as_nothing(services: Services, text: str) -> None:
    services.progress.save_draft(MAP_KEY, text)
    assert kept(services) == {}
