from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.ui.fakes import CHALLENGE
from tutor.course.model import Challenge, Lesson
from tutor.study.progress import Progress
from tutor.study.testing_out import hardest, mark_tested_out


def challenge(name: str, minutes: int, **changes: object) -> Challenge:
    return replace(CHALLENGE, id=name, minutes=minutes, **changes)  # type: ignore[arg-type]


def lesson(name: str, *challenges: Challenge, **changes: object) -> Lesson:
    return replace(Lesson(f"unit/{name}", name, "", 5, (), challenges, Path()), **changes)  # type: ignore[arg-type]


ONE = lesson("one", challenge("unit/one/a", 3), challenge("unit/one/b", 6), challenge("unit/one/c", 6))
TWO = lesson("two", challenge("unit/two/a", 4), challenge("unit/two/b", 90, kind="project"))
NONE = lesson("none")
QUIZ = lesson("quiz", kind="quiz")
UNIT = (ONE, TWO, NONE, QUIZ)


def test_the_hardest_is_the_longest_that_is_no_project() -> None:
    assert [found and found.id for found in map(hardest, UNIT)] == ["unit/one/c", "unit/two/a", None, None]


def test_all_of_the_hardest_make_the_unit_known(study: Progress) -> None:
    study.record_attempt("unit/one/c", "c1", "x", True, 1.0)
    assert not mark_tested_out(UNIT, study)
    study.record_attempt("unit/two/a", "c1", "x", False, 1.0)
    assert not mark_tested_out(UNIT, study)
    assert study.reading.known() == {}
    study.record_attempt("unit/two/a", "an older text", "x", True, 1.0)
    assert mark_tested_out(UNIT, study)
    assert set(study.reading.known()) == {"unit/one", "unit/two", "unit/none"}


def test_what_was_known_keeps_its_reason(study: Progress) -> None:
    study.reading.mark_known("unit/one", "placement")
    study.record_attempt("unit/one/c", "c1", "x", True, 1.0)
    assert mark_tested_out((ONE,), study)
    assert study.reading.known() == {"unit/one": "placement"}


def test_a_unit_without_challenges_has_no_such_way(study: Progress) -> None:
    assert not mark_tested_out((NONE, QUIZ), study)
