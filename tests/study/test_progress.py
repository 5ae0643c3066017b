from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.study.progress import Place, Progress

LESSON = "autograd/linear-regression-by-hand"
CHALLENGE = f"{LESSON}/complete-the-loop"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "progress.db"


@pytest.fixture
def progress(path: Path) -> Iterator[Progress]:
    with Progress.open(path, clock=Clock()) as progress:
        assert progress.notice == ""
        yield progress


def test_the_first_time_there_is_nothing(progress: Progress) -> None:
    assert progress.place() is None
    assert progress.draft("x") is None
    assert progress.pages_seen(LESSON) == frozenset()
    assert progress.attempts(CHALLENGE) == 0
    assert progress.passed_code(CHALLENGE) is None
    assert progress.hints_shown(CHALLENGE) == 0
    assert progress.challenge_state(CHALLENGE, "h") == "new"


def test_the_place_is_the_last_one(progress: Progress) -> None:
    progress.set_place(LESSON, 0)
    progress.set_place(LESSON, 3)
    assert progress.place() == Place(LESSON, 3)


def test_drafts(progress: Progress) -> None:
    progress.save_draft("a", "one")
    progress.save_draft("b", "")
    progress.save_draft("a", "two")
    assert (progress.draft("a"), progress.draft("b")) == ("two", "")
    progress.clear_draft("a")
    progress.clear_draft("never there")
    assert progress.draft("a") is None


@pytest.mark.parametrize("text", ["ü损失 📉", "a\0b", "\r\n\t", "'; DROP TABLE draft; --", "x" * 1_000_000])
def test_any_text_comes_back_as_it_was(progress: Progress, text: str) -> None:
    progress.save_draft("a", text)
    assert progress.draft("a") == text


def test_half_a_surrogate_pair_does_not_stop_the_draft(progress: Progress) -> None:
    progress.save_draft("a", "x = 1\ud83d # y")
    assert progress.draft("a") == "x = 1? # y"


def test_pages_seen(progress: Progress) -> None:
    for page in (0, 2, 0):
        progress.page_seen(LESSON, page)
    progress.page_seen("another/lesson", 1)
    assert progress.pages_seen(LESSON) == {0, 2}


def test_attempts_and_the_newest_pass(progress: Progress) -> None:
    for code, passed in (("a", False), ("b", True), ("c", True), ("d", False)):
        progress.record_attempt(CHALLENGE, "h", code, passed, 1.5)
    assert progress.attempts(CHALLENGE) == 4
    assert progress.passed_code(CHALLENGE) == "c"


def test_hints_are_counted_one_by_one(progress: Progress) -> None:
    assert [progress.show_hint(CHALLENGE), progress.show_hint(CHALLENGE)] == [1, 2]
    assert progress.hints_shown(CHALLENGE) == 2
    assert progress.hints_shown("another") == 0


def test_states_of_a_challenge(progress: Progress) -> None:
    progress.record_attempt(CHALLENGE, "old", "a", False, 1.0)
    assert progress.challenge_state(CHALLENGE, "old") == "tried"
    progress.record_attempt(CHALLENGE, "old", "b", True, 1.0)
    assert progress.challenge_state(CHALLENGE, "old") == "passed"
    assert progress.challenge_state(CHALLENGE, "new") == "changed"
    progress.record_attempt(CHALLENGE, "new", "c", False, 1.0)
    assert progress.challenge_state(CHALLENGE, "new") == "changed"
    progress.record_attempt(CHALLENGE, "new", "d", True, 1.0)
    assert progress.challenge_state(CHALLENGE, "new") == "passed"
    assert progress.challenge_state(CHALLENGE, "old") == "passed"


def test_a_lesson_is_done_with_its_last_page_and_its_last_challenge(progress: Progress) -> None:
    challenges = [(CHALLENGE, "h"), (f"{LESSON}/second", "h")]
    assert progress.lesson_state(LESSON, challenges, 2) == "new"
    progress.page_seen(LESSON, 0)
    assert progress.lesson_state(LESSON, challenges, 2) == "started"
    progress.record_attempt(CHALLENGE, "h", "", True, 1.0)
    progress.page_seen(LESSON, 1)
    assert progress.lesson_state(LESSON, challenges, 2) == "started"
    progress.record_attempt(f"{LESSON}/second", "h", "", True, 1.0)
    assert progress.lesson_state(LESSON, challenges, 2) == "done"


def test_an_edited_lesson_takes_nothing_from_anyone(progress: Progress) -> None:
    progress.page_seen(LESSON, 0)
    progress.record_attempt(CHALLENGE, "old", "", True, 1.0)
    assert progress.lesson_state(LESSON, [(CHALLENGE, "new")], 1) == "done"


def test_pages_a_lesson_no_longer_has_count_for_nothing(progress: Progress) -> None:
    progress.page_seen(LESSON, 4)
    progress.page_seen(LESSON, 5)
    assert progress.lesson_state(LESSON, [], 2) == "started"


def test_an_attempt_alone_starts_a_lesson(progress: Progress) -> None:
    progress.record_attempt(CHALLENGE, "h", "", False, 1.0)
    assert progress.lesson_state(LESSON, [(CHALLENGE, "h")], 2) == "started"


def test_everything_is_there_the_next_time(path: Path) -> None:
    with Progress.open(path) as first:
        first.set_place(LESSON, 2)
        first.save_draft("a", "text")
        first.page_seen(LESSON, 2)
        first.record_attempt(CHALLENGE, "h", "code", True, 1.0)
        first.show_hint(CHALLENGE)
    with Progress.open(path) as second:
        assert second.notice == ""
        assert second.place() == Place(LESSON, 2)
        assert second.draft("a") == "text"
        assert second.pages_seen(LESSON) == {2}
        assert second.passed_code(CHALLENGE) == "code"
        assert second.hints_shown(CHALLENGE) == 1


def test_the_clock_is_the_one_given(path: Path) -> None:
    with Progress.open(path, clock=Clock()) as progress:
        progress.set_place(LESSON, 0)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT at FROM place").fetchall() == [(1_800_000_001.0,)]
    connection.close()


def test_close_twice(progress: Progress) -> None:
    progress.close()
    progress.close()


def test_the_state_folder_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with Progress.open() as progress:
        progress.set_place(LESSON, 1)
    assert (tmp_path / "pytorch-tutor" / "progress.db").is_file()


def test_a_relative_state_folder_is_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with Progress.open() as progress:
        assert progress.notice == ""
    assert not (tmp_path / "relative").exists()
    assert len(list(tmp_path.rglob("progress.db"))) == 1


def test_only_different_texts_are_real_tries(progress):
    starter = "def f(x):\n    return x\n"
    for code in (
        starter,
        "def f(x): return x",
        "def f(x):\n    return 2\n",
        "def f(x):\n    return  2",
        "def f(x): return 3",
    ):
        progress.record_attempt("u/l/c", "h", code, False, 1.0)
    assert progress.real_tries("u/l/c", starter) == 2
    assert progress.real_tries("u/l/other", starter) == 0
