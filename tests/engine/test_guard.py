"""The watch over a link to elsewhere, without a link: a clock that jumps, bytes that come when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from living import JumpingClock, settle

from tutor.engine.guard import Guard
from tutor.engine.patience import Patience


class SilentLink:
    """What a guard sees of a link."""

    name = "ssh far"
    last_words = ""
    bytes_received = 0
    connected = True
    queued = False

    def __init__(self, answers: bool = True) -> None:
        self.answers = answers
        self.sent: list[dict[str, Any]] = []

    def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)
        if self.answers:
            self.bytes_received += 20


class Watched:
    def __init__(self) -> None:
        self.clock = JumpingClock()
        self.link = SilentLink()
        self.awaited = False
        guard = Guard(self.link, self.clock, Patience(), lambda: self.awaited)  # type: ignore[arg-type]
        self.verdict = asyncio.create_task(guard.watch())


@pytest_asyncio.fixture
async def watched() -> AsyncIterator[Watched]:
    made = Watched()
    await settle()
    yield made
    made.verdict.cancel()


async def test_a_link_that_answers_is_left_alone(watched: Watched) -> None:
    watched.awaited = True
    await watched.clock.jump(3600)
    assert not watched.verdict.done()
    assert watched.link.sent[0] == {"type": "ping"}


async def test_silence_while_something_is_awaited_ends_it(watched: Watched) -> None:
    await watched.clock.jump(60)
    watched.link.answers, watched.awaited = False, True
    await watched.clock.jump(24)
    assert not watched.verdict.done()
    await watched.clock.jump(2)
    assert watched.verdict.result() == (
        "“ssh far” has not answered for 20 seconds, so the link counts as lost. "
        "Your next run connects again and runs what it needs."
    )


async def test_output_counts_as_an_answer(watched: Watched) -> None:
    await watched.clock.jump(60)
    watched.link.answers, watched.awaited = False, True
    for _ in range(60):  # a full line, on which the answer to the ping waits behind output
        await watched.clock.jump(15)
        watched.link.bytes_received += 1
    assert not watched.verdict.done()


async def test_at_rest_it_asks_once_a_minute(watched: Watched) -> None:
    await watched.clock.jump(60)
    await watched.clock.jump(600)
    assert 8 <= len(watched.link.sent) <= 10


async def test_a_dead_line_is_noticed_at_rest_too(watched: Watched) -> None:
    await watched.clock.jump(60)
    watched.link.answers = False
    await watched.clock.jump(90)
    assert watched.verdict.done()


async def test_after_a_stop_of_the_tutor_itself_it_asks_anew(watched: Watched) -> None:
    await watched.clock.jump(60)
    watched.link.answers, watched.awaited = False, True
    await watched.clock.jump(5)
    asked = len(watched.link.sent)
    await watched.clock.freeze_while(3600)
    assert not watched.verdict.done()
    assert len(watched.link.sent) == asked + 1
    watched.link.bytes_received += 20
    await watched.clock.jump(10)
    assert not watched.verdict.done()


@pytest.mark.parametrize("words", ["", "Welcome to the cluster"])
async def test_a_command_that_never_connects_is_given_up(watched: Watched, words: str) -> None:
    watched.link.connected, watched.link.last_words = False, words
    await watched.clock.jump(61)
    assert watched.verdict.result() == (
        "No worker answered through “ssh far” within 60 seconds."
        + (f" Its last words: {words}." if words else "")
        + " Try it by hand, then run again."
    )


async def test_a_queue_is_waited_for(watched: Watched) -> None:
    watched.link.connected, watched.link.queued = False, True
    await watched.clock.jump(24 * 3600)
    assert not watched.verdict.done()
    watched.link.queued = False
    await watched.clock.jump(61)
    assert watched.verdict.done()
