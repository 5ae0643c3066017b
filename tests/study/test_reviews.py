from __future__ import annotations

from collections.abc import Sequence

from tests.study.conftest import DAY, HandClock
from tutor.study.progress import Progress
from tutor.study.reviews import AGAIN, Grade

ITEM = "autograd/loop/complete-the-loop"


def test_an_item_enters_with_its_first_review(study: Progress) -> None:
    assert study.reviews.cards() == ()
    study.reviews.record_review(ITEM, "h", 3, 60.0)
    assert [card.item for card in study.reviews.cards()] == [ITEM]
    assert study.reviews.reviews_of(ITEM) == 1


def test_intervals_grow_with_good_reviews_and_shrink_with_a_lapse(study: Progress, hand_clock: HandClock) -> None:
    waits = []
    for grade in (4, 3, 3, 3):
        due = study.reviews.record_review(ITEM, "h", grade, 60.0)
        waits.append((due - hand_clock.now) / DAY)
        hand_clock.now = due
    assert waits == sorted(waits)
    assert waits[0] >= 1
    assert waits[-1] > 5 * waits[0]
    due = study.reviews.record_review(ITEM, "h", AGAIN, 60.0)
    assert (due - hand_clock.now) / DAY < 1


def test_an_easier_first_pass_is_due_later(study: Progress) -> None:
    grades: tuple[Grade, ...] = (1, 2, 3, 4)
    dues = [study.reviews.record_review(f"u/l/{grade}", "h", grade, 60.0) for grade in grades]
    assert dues == sorted(dues)
    assert len(set(dues)) == 4


def test_due_are_those_whose_time_has_come_the_most_overdue_first(study: Progress, hand_clock: HandClock) -> None:
    study.reviews.record_review("later", "h", 4, 1.0)
    study.reviews.record_review("second", "h", 3, 1.0)
    study.reviews.record_review("first", "h", 1, 1.0)
    assert study.reviews.due() == ()
    hand_clock.now = study.reviews.cards()[0].due
    assert [entry.item for entry in study.reviews.due()] == ["first"]
    hand_clock.now += 3600
    assert [entry.item for entry in study.reviews.due()] == ["first", "second"]
    hand_clock.pass_days(365)
    assert [entry.item for entry in study.reviews.due()] == ["first", "second", "later"]


def test_the_same_reviews_give_the_same_cards(study: Progress, hand_clock: HandClock) -> None:
    for number, grade in enumerate((3, 3, 1, 2, 3, 4)):
        study.reviews.record_review(f"item {number % 2}", "h", grade, 30.0)  # type: ignore[arg-type]
        hand_clock.pass_days(4.3)
    before = study.reviews.cards()
    study.reviews.rebuild_cards()
    assert study.reviews.cards() == before


def test_a_clock_that_was_set_back_breaks_nothing(study: Progress, hand_clock: HandClock) -> None:
    first_due = study.reviews.record_review(ITEM, "h", 4, 30.0)
    hand_clock.pass_days(-30)
    study.reviews.record_review(ITEM, "h", 3, 30.0)
    assert study.reviews.reviews_of(ITEM) == 2
    (card,) = study.reviews.cards()
    assert card.due >= first_due


def test_the_best_time_is_of_passes_alone(study: Progress) -> None:
    assert study.reviews.best_seconds(ITEM) is None
    study.reviews.record_review(ITEM, "h", AGAIN, 5.0)
    assert study.reviews.best_seconds(ITEM) is None
    for seconds in (40.0, 31.5, 60.0):
        study.reviews.record_review(ITEM, "h", 3, seconds)
    assert study.reviews.best_seconds(ITEM) == 31.5


def test_what_was_passed_in_a_lesson_enters_when_it_was(study: Progress, hand_clock: HandClock) -> None:
    start = hand_clock.now
    for challenge, tries in (("at-once", 1), ("hard-won", 4), ("never", 0)):
        for _ in range(max(tries - 1, 0)):
            study.record_attempt(challenge, "h", "x", False, 1.0)
        study.record_attempt(challenge, "h", "x", tries > 0, 1.0)
    study.answers.record_answer("missed", "h", "1", False, 1.0)
    study.answers.record_answer("missed", "h", "2", True, 1.0)
    hand_clock.pass_days(1)
    grades = study.reviews.latest_grades()
    assert grades == {"at-once": 3, "hard-won": 2, "missed": 1}
    assert all(start < card.due < hand_clock.now for card in study.reviews.cards())
    assert [card.item for card in study.reviews.due()] == ["missed", "hard-won", "at-once"]
    study.reviews.adopt()
    assert study.reviews.reviews_of("at-once") == 1
    assert study.reviews.best_seconds("at-once") is None


def test_what_another_tutor_reviewed_meanwhile_stays(study: Progress, hand_clock: HandClock) -> None:
    study.record_attempt(ITEM, "h", "x", True, 1.0)
    hand_clock.pass_days(1)
    read = study.database.read

    def slowly(query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        rows = read(query, values)
        if "attempt" in query:
            with Progress.open(study.database.path, clock=hand_clock) as other:
                other.reviews.record_review(ITEM, "h", AGAIN, 5.0)
        return rows

    study.database.read = slowly  # type: ignore[method-assign]
    study.reviews.adopt()
    study.database.read = read  # type: ignore[method-assign]
    (card,) = study.reviews.cards()
    study.reviews.rebuild_cards()
    assert study.reviews.cards() == (card,)
    assert study.reviews.reviews_of(ITEM) == 1


def test_hints_make_a_first_pass_count_for_less(study: Progress) -> None:
    study.show_hint(ITEM)
    study.show_hint(ITEM)
    study.record_attempt(ITEM, "h", "x", True, 1.0)
    assert study.reviews.latest_grades() == {ITEM: 2}
