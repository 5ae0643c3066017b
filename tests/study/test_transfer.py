from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.study.conftest import HandClock
from tutor.study.exams import ExamTask
from tutor.study.progress import Place, Progress
from tutor.study.transfer import FORMAT, VERSION, TransferError, export_progress, import_progress


def fill(study: Progress, hand_clock: HandClock, name: str = "one") -> None:
    """Something of everything."""
    study.set_place("u/l", 2)
    study.save_draft(f"u/l/{name}", "x = 1  # ü损失")
    study.save_draft("setting:theme", "tutor-light")
    study.page_seen("u/l", 0)
    study.record_attempt(f"u/l/{name}", "h", "print(1)", False, 2.5)
    study.show_hint(f"u/l/{name}")
    hand_clock.now += 60
    study.record_attempt(f"u/l/{name}", "h", "print(2)", True, 2.5)
    study.answers.record_answer(f"u/l/q-{name}", "h", "(2, 3)", False, 4.0)
    study.reading.add_time("u/l", 30.0)
    study.reading.mark_known(f"u/{name}", "placement")
    study.reviews.record_review(f"u/l/{name}", "h", 3, 50.0)
    study.reviews.record_sitting(f"sitting {name}", hand_clock.now, 1, 1)
    exam = study.exams.begin(7, "", 3600.0, [ExamTask(1, f"u/l/{name}", "h", "tensors", 100.0, 5)])
    study.exams.save_answer(exam.id, 1, "print(3)", 20.0)
    study.exams.hand_in(exam.id, 30.0)
    study.exams.mark(exam.id, 1, True)


@pytest.fixture
def other(tmp_path: Path, hand_clock: HandClock) -> Iterator[Progress]:
    with Progress.open(tmp_path / "other" / "progress.db", clock=hand_clock) as opened:
        yield opened


def exported(study: Progress) -> dict[str, Any]:
    return json.loads(json.dumps(export_progress(study, 1.0), allow_nan=False))  # type: ignore[no-any-return]


def test_an_export_names_its_format_and_version_and_holds_the_code(study: Progress, hand_clock: HandClock) -> None:
    fill(study, hand_clock)
    document = exported(study)
    assert (document["format"], document["version"], document["exported_at"]) == (FORMAT, VERSION, 1.0)
    assert [attempt["code"] for attempt in document["attempt"]] == ["print(1)", "print(2)"]
    assert [attempt["passed"] for attempt in document["attempt"]] == [False, True]


def test_settings_stay_where_they_are(study: Progress, hand_clock: HandClock) -> None:
    fill(study, hand_clock)
    assert [draft["key"] for draft in exported(study)["draft"]] == ["u/l/one"]


def test_everything_arrives(study: Progress, other: Progress, hand_clock: HandClock) -> None:
    fill(study, hand_clock)
    assert import_progress(other, exported(study)) > 10
    assert exported(other) == exported(study)
    assert other.place() == Place("u/l", 2)
    assert other.passed_code("u/l/one") == "print(2)"
    assert other.exams.last_result() == study.exams.last_result()
    assert [card.item for card in other.reviews.cards()] == [card.item for card in study.reviews.cards()]
    assert other.draft("setting:theme") is None


def test_a_second_import_changes_nothing(study: Progress, other: Progress, hand_clock: HandClock) -> None:
    fill(study, hand_clock)
    document = exported(study)
    import_progress(other, document)
    before = exported(other)
    assert import_progress(other, document) == 0
    assert exported(other) == before
    assert import_progress(study, document) == 0


def test_two_machines_end_with_the_same_whatever_the_order(
    study: Progress, other: Progress, hand_clock: HandClock, tmp_path: Path
) -> None:
    fill(study, hand_clock, "one")
    hand_clock.now += 1000
    fill(other, hand_clock, "two")
    mine, theirs = exported(study), exported(other)
    import_progress(study, theirs)
    import_progress(other, mine)
    assert study.attempts("u/l/one") == other.attempts("u/l/one") == 2
    assert study.attempts("u/l/two") == other.attempts("u/l/two") == 2
    assert study.reading.known() == other.reading.known()
    assert study.reading.time_spent() == {"u/l": 60.0} == other.reading.time_spent()

    def cards(progress: Progress) -> list[tuple[str, float]]:
        return [(card.item, card.due) for card in progress.reviews.cards()]

    assert cards(study) == cards(other)


def test_reviews_of_both_machines_make_one_card(study: Progress, other: Progress, hand_clock: HandClock) -> None:
    study.reviews.record_review("u/l/c", "h", 3, 50.0)
    hand_clock.pass_days(3)
    other.reviews.record_review("u/l/c", "h", 4, 30.0)
    hand_clock.pass_days(3)
    import_progress(study, exported(other))
    assert study.reviews.reviews_of("u/l/c") == 2
    assert study.reviews.best_seconds("u/l/c") == 30.0


def test_the_newer_draft_stays_and_the_other_is_kept(study: Progress, other: Progress, hand_clock: HandClock) -> None:
    study.save_draft("u/l/c", "older")
    hand_clock.now += 10
    other.save_draft("u/l/c", "newer")
    mine = exported(study)
    import_progress(study, exported(other))
    assert study.draft("u/l/c") == "newer"
    assert "older" in [draft["text"] for draft in exported(study)["draft"]]
    import_progress(other, mine)
    assert other.draft("u/l/c") == "newer"


def test_of_two_drafts_of_one_moment_the_own_stays(study: Progress, other: Progress) -> None:
    study.save_draft("u/l/c", "mine")
    other.save_draft("u/l/c", "theirs")
    import_progress(study, exported(other))
    assert study.draft("u/l/c") == "mine"


def test_a_draft_that_says_the_same_is_not_kept_twice(study: Progress, other: Progress, hand_clock: HandClock) -> None:
    study.save_draft("u/l/c", "the same")
    hand_clock.now += 10
    other.save_draft("u/l/c", "the same")
    import_progress(study, exported(other))
    assert [draft["text"] for draft in exported(study)["draft"]] == ["the same"]


def test_more_hints_and_the_later_place_win(study: Progress, other: Progress, hand_clock: HandClock) -> None:
    study.show_hint("c")
    study.show_hint("c")
    study.set_place("u/late", 1)
    other.show_hint("c")
    hand_clock.now -= 100
    other.set_place("u/early", 0)
    mine = exported(study)
    import_progress(study, exported(other))
    assert study.hints_shown("c") == 2
    assert study.place() == Place("u/late", 1)
    import_progress(other, mine)
    assert other.hints_shown("c") == 2
    assert other.place() == Place("u/late", 1)


@pytest.mark.parametrize("document", [None, [], "x", {}, {"format": "else", "version": 1}])
def test_a_foreign_document_is_refused(study: Progress, document: object) -> None:
    with pytest.raises(TransferError, match="no progress of pytorch-tutor"):
        import_progress(study, document)


def damaged(document: dict[str, Any], path: tuple[Any, ...], value: object) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    place: Any = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("version",), 2, "The file has version 2, this tutor reads 1: upgrade pytorch-tutor."),
        (("version",), True, "does not say its version"),
        (("attempt",), {}, '"attempt" is not a list'),
        (("attempt", 0), 5, 'Entry 1 of "attempt" is no set'),
        (("attempt", 1, "code"), None, '"code" of entry 2 in "attempt" is None'),
        (("attempt", 0, "passed"), 1, '"passed" of entry 1 in "attempt" is 1'),
        (("attempt", 0, "seconds"), "long", '"seconds" of entry 1 in "attempt" is \'long\''),
        (("attempt", 0, "seconds"), -1.0, '"seconds" of entry 1 in "attempt" is -1.0'),
        (("attempt", 0, "at"), float("nan"), '"at" of entry 1 in "attempt" is nan'),
        (("hint", 0, "shown"), 1 << 70, '"shown" of entry 1 in "hint"'),
        (("review", 0, "grade"), 7, '"grade" of entry 1 in "review" is 7'),
        (("draft", 0, "key"), "setting:consent:none:own course", "is a setting"),
        (("exam",), [], "don't fit together"),
        (("place", 0, "id"), 4, "don't fit together"),
    ],
)
def test_a_damaged_document_changes_nothing(
    study: Progress, other: Progress, hand_clock: HandClock, path: tuple[Any, ...], value: object, sentence: str
) -> None:
    fill(study, hand_clock)
    document = damaged(exported(study), path, value)
    with pytest.raises(TransferError) as caught:
        import_progress(other, document)
    assert sentence in str(caught.value)
    assert exported(other)["attempt"] == []
    assert other.place() is None


def test_no_document_however_damaged_does_anything_but_be_refused(
    study: Progress, other: Progress, hand_clock: HandClock
) -> None:
    fill(study, hand_clock)
    document = exported(study)
    generator = random.Random(0)
    strange = [None, True, -1, 1e300, "", "x\ud800", [], {}, [[]], 1 << 80, float("inf"), "'; DROP TABLE attempt; --"]
    tables = [name for name, rows in document.items() if isinstance(rows, list) and rows]
    for _ in range(400):
        table = generator.choice(tables)
        row = generator.randrange(len(document[table]))
        column = generator.choice(list(document[table][row]))
        with suppress(TransferError):
            import_progress(other, damaged(document, (table, row, column), generator.choice(strange)))
    assert other.notice == ""
    assert other.database.read("PRAGMA integrity_check") == [("ok",)]
    import_progress(other, document)
    assert "print(2)" in [attempt["code"] for attempt in exported(other)["attempt"]]
    assert other.reviews.cards()
