from __future__ import annotations

import re
from pathlib import Path

from tests.study.conftest import HandClock
from tests.study.test_transfer import exported, fill
from tutor.study.progress import Progress
from tutor.study.reset import reset_progress
from tutor.study.transfer import export_progress


def test_a_reset_forgets_all_but_settings_and_keeps_a_copy(study: Progress, hand_clock: HandClock) -> None:
    fill(study, hand_clock)
    before = export_progress(study, 1.0)
    copy = reset_progress(study)
    assert copy.parent == study.database.path.parent
    assert copy.name.startswith("progress-before-reset-")
    with Progress.open(copy) as kept:
        assert kept.notice == ""
        assert export_progress(kept, 1.0) == before
    left = {name: rows for name, rows in exported(study).items() if isinstance(rows, list) and rows}
    assert left == {}
    assert study.reviews.cards() == ()
    assert study.draft("setting:theme") == "tutor-light"


def test_a_lesson_is_forgotten_alone(study: Progress, hand_clock: HandClock) -> None:
    for lesson in ("u/l", "u/lx", "u/other"):
        study.page_seen(lesson, 0)
        study.save_draft(f"{lesson}/c", "x")
        for key in (f"{lesson}#1", f"{lesson}/q#answer", f"practice:{lesson}/c:2", f"kept:{lesson}#1:5.0"):
            study.save_draft(key, "x")
        study.show_hint(f"{lesson}/c")
        study.record_attempt(f"{lesson}/c", "h", "x", True, 1.0)
        study.answers.record_answer(f"{lesson}/q", "h", "1", True, 1.0)
        study.reviews.record_review(f"{lesson}/c", "h", 3, 1.0)
        study.reading.add_time(lesson, 5.0)
        study.reading.mark_known(lesson, "quiz")
    reset_progress(study, "u/l")
    document = exported(study)
    for table, key in (
        ("page_seen", "lesson"),
        ("draft", "key"),
        ("hint", "challenge"),
        ("attempt", "challenge"),
        ("answer", "question"),
        ("review", "item"),
        ("reading", "lesson"),
        ("known", "lesson"),
    ):
        names = {re.sub("(practice|kept):|#.*", "", row[key]) for row in document[table]}
        assert names, table
        assert not any(name == "u/l" or name.startswith("u/l/") for name in names), table
        assert any(name.startswith("u/lx") for name in names), table
        assert any(name.startswith("u/other") for name in names), table


def test_two_resets_in_one_second_make_two_copies(study: Progress) -> None:
    first, second = reset_progress(study), reset_progress(study)
    assert first != second
    assert all(isinstance(path, Path) and path.is_file() for path in (first, second))


def test_a_tutor_that_has_the_file_open_sees_it(study: Progress, hand_clock: HandClock) -> None:
    with Progress.open(study.database.path, clock=hand_clock) as second:
        second.page_seen("u/l", 0)
        reset_progress(study)
        assert second.pages_seen("u/l") == frozenset()
        second.page_seen("u/l", 1)
    assert study.pages_seen("u/l") == {1}
