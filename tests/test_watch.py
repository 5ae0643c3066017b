"""Watching a file: what is written, what is kept, and the pane itself in a real terminal."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.terminal.screen import Terminal
from tutor.commands.common import CommandError
from tutor.commands.watch import Pane, _after, answer_file, next_challenge
from tutor.course.library import Library
from tutor.engine.events import ChallengeJudged, CheckResult
from tutor.study.progress import Progress

CHECKERBOARD = "first-contact/creation-rank-dtype/checkerboard"


@pytest.fixture
def library() -> Library:
    return Library.default()


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return Progress.open(tmp_path / "progress.db")


def test_the_file_begins_as_the_starter(library, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    challenge = library.challenge(CHECKERBOARD)
    path = answer_file(challenge, None, None)
    assert path.name == "checkerboard.py"
    assert path.read_text() == challenge.starter


def test_the_file_begins_as_the_draft_where_there_is_one(library, tmp_path):
    path = answer_file(library.challenge(CHECKERBOARD), str(tmp_path / "mine.py"), "x = 1\n")
    assert path.read_text() == "x = 1\n"


def test_a_file_that_is_there_stays_as_it_is(library, tmp_path):
    (tmp_path / "mine.py").write_text("mine\n")
    assert answer_file(library.challenge(CHECKERBOARD), str(tmp_path / "mine.py"), "x").read_text() == "mine\n"


def test_a_place_that_takes_no_file_is_told(library, tmp_path):
    challenge = library.challenge(CHECKERBOARD)
    with pytest.raises(CommandError, match="is a folder"):
        answer_file(challenge, str(tmp_path), None)
    with pytest.raises(CommandError, match="can't be written"):
        answer_file(challenge, str(tmp_path / "none" / "a.py"), None)


def test_the_next_challenge_is_the_first_that_was_not_passed_from_ones_place_on(library, progress):
    ids = library.challenge_ids()
    assert next_challenge(library, progress) == ids[0]
    first = library.challenge(ids[0])
    progress.record_attempt(first.id, first.content_hash, "", True, 1.0)
    assert next_challenge(library, progress) == ids[1]
    progress.set_place("first-contact/creation-rank-dtype", 0)
    assert next_challenge(library, progress).startswith("first-contact/creation-rank-dtype/")


def test_what_was_left_out_before_ones_place_comes_last(library, progress):
    left_out, *others = library.challenge_ids()
    for challenge in map(library.challenge, others):
        progress.record_attempt(challenge.id, challenge.content_hash, "", True, 1.0)
    progress.set_place(library.ids()[-1], 0)
    assert next_challenge(library, progress) == left_out
    assert _after(library, progress, left_out) is None
    assert _after(library, progress, others[0]) == left_out


def test_nothing_is_next_when_all_is_passed(library, progress, monkeypatch):
    monkeypatch.setattr(progress, "challenge_state", lambda *_: "passed")
    with pytest.raises(LookupError, match="passed every challenge"):
        next_challenge(library, progress)


class StoppedRunner:
    """A check that goes on until it is stopped, and then comes to a verdict of that alone."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self._stopped = asyncio.Event()

    async def judge(self, challenge, source, check):
        self.begun.set()
        await self._stopped.wait()
        yield ChallengeJudged(challenge, False, (CheckResult("Your code runs", False, 0.0, "It was stopped."),))

    async def stop(self):
        self._stopped.set()


async def test_a_check_that_was_stopped_is_no_attempt(library, progress, tmp_path):
    challenge, runner = library.challenge(CHECKERBOARD), StoppedRunner()
    pane = Pane(challenge, answer_file(challenge, str(tmp_path / "a.py"), None), runner, progress)
    checking = asyncio.create_task(pane._check("x = 1\n"))
    await runner.begun.wait()
    await pane._end(checking)
    assert checking.done()
    assert progress.attempts(challenge.id) == 0
    assert progress.draft(challenge.id) is None


class FailingRunner(StoppedRunner):
    """A check that fails at once."""

    async def judge(self, challenge, source, check):
        yield ChallengeJudged(challenge, False, (CheckResult("It adds", False, 0.0, "It does not."),))


async def test_what_is_typed_in_the_app_meanwhile_stays(library, progress, tmp_path):
    challenge = library.challenge(CHECKERBOARD)
    pane = Pane(challenge, answer_file(challenge, str(tmp_path / "a.py"), None), FailingRunner(), progress)
    await pane._check("x = 1\n")
    assert progress.draft(challenge.id) == "x = 1\n"
    progress.save_draft(challenge.id, "typed in the app")
    await pane._check("x = 2\n")
    assert progress.draft(challenge.id) == "typed in the app"
    assert progress.attempts(challenge.id) == 2


@pytest.mark.torch
@pytest.mark.terminal
def test_each_save_is_checked_until_it_passes(library, tmp_path):
    challenge = library.challenge(CHECKERBOARD)
    state = tmp_path / "pane-state"
    pane = Terminal(
        [sys.executable, "-m", "tutor", "watch", "checkerboard", "--once"],
        columns=100,
        lines=40,
        environment={"XDG_STATE_HOME": str(state)},
        folder=str(tmp_path),
    )
    try:
        pane.wait("Not yet: 2 of 3 checks.")
        fresh = tmp_path / "fresh"
        fresh.write_text(challenge.solution)
        fresh.replace(tmp_path / "checkerboard.py")
        pane.wait("Passed: 3 of 3 checks.")
        assert pane.wait_for_end() == 0
    finally:
        pane.close()
    with Progress.open(state / "pytorch-tutor" / "progress.db") as kept:
        assert kept.challenge_state(challenge.id, challenge.content_hash) == "passed"
        assert kept.attempts(challenge.id) == 2
        assert kept.draft(challenge.id) == challenge.solution
