from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.study.conftest import HandClock
from tests.study.items import item
from tutor.study.practice import Sitting, due_ids, grade, plan
from tutor.study.progress import Progress
from tutor.study.skills import SkillLevel, skill_levels, weakness
from tutor.study.streak import active_days, longest_streak, streak


@pytest.mark.parametrize(
    ("passed", "tries", "hints", "seconds", "expected"),
    [
        (True, 1, 0, 60.0, 4),
        (True, 1, 0, 120.0, 4),
        (True, 1, 0, 200.0, 3),
        (True, 1, 0, 500.0, 3),
        (True, 2, 0, 480.0, 3),
        (True, 2, 0, 481.0, 2),
        (True, 2, 0, 60.0, 3),
        (True, 1, 1, 60.0, 3),
        (True, 2, 1, 60.0, 2),
        (True, 6, 3, 900.0, 2),
        (False, 1, 0, 10.0, 1),
    ],
)
def test_grades(passed: bool, tries: int, hints: int, seconds: float, expected: int) -> None:
    assert grade(passed, tries, hints, seconds, minutes=4) == expected


def test_nothing_read_means_nothing_to_practise(study: Progress) -> None:
    assert plan([item("a"), item("b")], study) == []


def test_new_items_come_from_pages_that_were_read(study: Progress) -> None:
    items = [item("a"), item("b", page=1), item("c", "tensors/second"), item("q", home="tensors/quiz", page=5)]
    study.page_seen("tensors/first", 0)
    assert {planned.item.title for planned in plan(items, study, 60)} == {"a", "q"}
    study.reading.mark_known("tensors/second", "quiz")
    assert {planned.item.title for planned in plan(items, study, 60)} == {"a", "c", "q"}


def test_due_come_before_new_and_what_is_not_due_stays_away(study: Progress, hand_clock: HandClock) -> None:
    study.page_seen("tensors/first", 0)
    items = [item("new"), item("due", skills=("x",)), item("later", skills=("y",))]
    study.reviews.record_review(items[1].id, "h", 3, 60.0)
    study.reviews.record_review(items[2].id, "h", 4, 60.0)
    hand_clock.pass_days(1)
    queue = plan(items, study, 60)
    assert [(planned.item.title, planned.why) for planned in queue] == [("due", "due"), ("new", "new")]


def test_weak_skills_come_first_and_early(study: Progress, hand_clock: HandClock) -> None:
    study.page_seen("tensors/first", 0)
    strong, weak = item("strong", skills=("easy",)), item("weak", skills=("hard",))
    new_strong, new_weak = item("new strong", skills=("easy",)), item("new weak", skills=("hard",))
    study.reviews.record_review(weak.id, "h", 1, 60.0)
    hand_clock.pass_days(1)
    study.reviews.record_review(strong.id, "h", 1, 60.0)
    hand_clock.now += 3600
    study.reviews.record_review(strong.id, "h", 4, 60.0)
    hand_clock.pass_days(400)
    items = [new_strong, strong, new_weak, weak]
    titles = [planned.item.title for planned in plan(items, study, 60)]
    assert titles == ["weak", "strong", "new weak", "new strong"]
    study.reviews.record_review(weak.id, "h", 2, 60.0)
    study.reviews.record_review(weak.id, "h", 1, 60.0)
    assert ("weak", "weak") in [(planned.item.title, planned.why) for planned in plan(items, study, 60)]


@pytest.mark.parametrize(("minutes", "most"), [(5, 5), (10, 10), (None, 10)])
def test_a_sitting_keeps_to_its_minutes(study: Progress, minutes: int | None, most: int) -> None:
    study.page_seen("tensors/first", 0)
    items = [item(f"item {number}", minutes=2 + number % 4) for number in range(12)]
    queue = plan(items, study, minutes)
    assert 0 < sum(planned.item.minutes for planned in queue) <= most


def test_a_sitting_may_take_all_its_minutes(study: Progress) -> None:
    study.page_seen("tensors/first", 0)
    assert len(plan([item("one", minutes=5), item("two", minutes=5)], study, 10)) == 2


def test_a_skill_is_weak_from_one_half_on(study: Progress, hand_clock: HandClock) -> None:
    items = [item("known"), item("failed", minutes=30)]
    study.reviews.record_review(items[0].id, "h", 4, 60.0)
    study.reviews.record_review(items[1].id, "h", 1, 60.0)
    assert [(planned.item.title, planned.why) for planned in plan(items, study)] == [("known", "weak")]


def test_where_nothing_fits_the_shortest_comes(study: Progress) -> None:
    study.page_seen("tensors/first", 0)
    queue = plan([item("nine", minutes=9), item("eight", minutes=8), item("long", minutes=25)], study, 5)
    assert [planned.item.title for planned in queue] == ["eight"]


def test_projects_and_long_tasks_are_no_practice(study: Progress) -> None:
    study.page_seen("tensors/first", 0)
    assert plan([item("long", minutes=11), item("project", task="project")], study, 60) == []


def test_each_review_draws_other_parameters(study: Progress, hand_clock: HandClock) -> None:
    study.page_seen("tensors/first", 0)
    only = item("a")
    draws = []
    for _ in range(3):
        (planned,) = plan([only], study)
        draws.append(planned.draw)
        study.reviews.record_review(only.id, "h", 3, 60.0)
        hand_clock.pass_days(2000)
    assert draws == [1, 2, 3]


def test_a_sitting_records_and_says_when_things_come_again(study: Progress, hand_clock: HandClock) -> None:
    sitting = Sitting(study, hand_clock.now)
    first = sitting.record(item("a"), passed=True, tries=1, hints=0, seconds=50.0)
    assert first.best is None
    assert not first.is_best
    assert first.due > hand_clock.now
    faster = sitting.record(item("a"), passed=True, tries=1, hints=0, seconds=40.0)
    assert (faster.best, faster.is_best) == (50.0, True)
    sitting.record(item("b"), passed=False, tries=3, hints=2, seconds=400.0)
    assert sitting.passed == 2
    rows = study._database.read("SELECT done, passed FROM sitting")
    assert rows == [(3, 2)]


def test_only_what_practice_would_ask_is_due(study: Progress, hand_clock: HandClock) -> None:
    items = [item("a"), item("b", minutes=11), item("c", task="project"), item("d", minutes=10), item("e")]
    for passed in items[:-1]:
        study.record_attempt(passed.id, "h", "", True, 1.0)
    study.record_attempt("gone/lesson/a", "h", "", True, 1.0)
    assert due_ids(study, items) == frozenset()
    hand_clock.pass_days(30)
    assert due_ids(study, items) == {items[0].id, items[3].id}
    asked = [planned.item.id for planned in plan(items, study, minutes=100) if planned.why == "due"]
    assert set(asked) == due_ids(study, items)


def test_skill_levels(study: Progress) -> None:
    items = [item("a"), item("b", skills=("tensors", "autograd")), item("c", skills=("autograd",)), item("d")]
    study.record_attempt(items[0].id, "h", "", True, 1.0)
    study.record_attempt(items[1].id, "h", "", False, 1.0)
    levels = skill_levels(items, study)
    assert levels == [SkillLevel("autograd", 1, 2, 0.0), SkillLevel("tensors", 2, 3, 0.5)]
    assert weakness(levels) == {"autograd": 1.0, "tensors": 0.5}


def test_a_project_under_way_says_nothing_of_its_skills(study: Progress) -> None:
    project = item("p", task="project")
    study.record_attempt(project.id, "h", "", False, 1.0)
    assert skill_levels([project], study) == [SkillLevel("tensors", 0, 1, 0.0)]
    study.record_attempt(project.id, "h", "", True, 1.0)
    assert skill_levels([project], study) == [SkillLevel("tensors", 1, 1, 1.0)]


def test_streaks() -> None:
    today = date(2026, 11, 21)
    days = frozenset(today - timedelta(days=back) for back in (0, 1, 2, 5, 6, 7, 8))
    assert streak(days, today) == 3
    assert streak(days - {today}, today) == 2
    assert streak(days - {today, today - timedelta(days=1)}, today) == 0
    assert longest_streak(days) == 4
    assert longest_streak(frozenset()) == 0


def test_days_of_moments(study: Progress, hand_clock: HandClock) -> None:
    for _ in range(3):
        study.record_attempt("a", "h", "", False, 1.0)
        hand_clock.pass_days(1)
    assert len(active_days(study)) == 3


def test_a_year_of_practice_asks_rarely_for_what_is_known(study: Progress, hand_clock: HandClock) -> None:
    """A learner who knows everything but one skill is asked for that skill most."""
    study.page_seen("tensors/first", 0)
    generator = random.Random(0)
    items = [item(f"{skill} {n}", skills=(skill,)) for skill in ("easy", "hard") for n in range(6)]
    asked = {"easy": 0, "hard": 0}
    for _ in range(60):
        sitting = Sitting(study, hand_clock.now)
        for planned in plan(items, study, 10):
            (skill,) = planned.item.skills
            asked[skill] += 1
            fails = skill == "hard" and generator.random() < 0.6
            sitting.record(planned.item, passed=not fails, tries=1 + 2 * fails, hints=0, seconds=150.0)
        hand_clock.pass_days(1)
    assert asked["hard"] > 3 * asked["easy"]
