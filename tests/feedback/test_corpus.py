"""Feedback against the corpus: planted mistakes are named, right programs are left in peace."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.feedback.corpus_runs import Outcome, Program, observe, programs, summary
from tutor.engine.worker_runner import WorkerRunner

pytestmark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]

ALL = programs()
NOT_SEEN: dict[str, str] = {}
"""Planted mistakes that are not named, or not rightly, by file, with what is said instead."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def outcomes(runner: WorkerRunner) -> AsyncIterator[dict[str, Outcome]]:
    """Every program, run once, through one warm worker."""
    yield {program.path.name: await observe(runner, program) for program in ALL}


@pytest.mark.parametrize("program", ALL, ids=[program.path.stem for program in ALL])
async def test_each_program(outcomes: dict[str, Outcome], program: Program) -> None:
    outcome = outcomes[program.path.name]
    assert outcome.given == NOT_SEEN.get(program.path.name, program.expected), outcome
    if not program.expected:
        assert outcome.reason == "ok", outcome.error


async def test_figures(outcomes: dict[str, Outcome]) -> None:
    figures = summary(outcomes.values())
    assert figures["planted"] >= 120
    assert figures["right"] >= 80
    assert figures["named"] >= 0.9 * figures["planted"], figures
    assert figures["false alarms"] == 0, figures


async def test_sentences_are_whole(outcomes: dict[str, Outcome]) -> None:
    for outcome in outcomes.values():
        if outcome.feedback is not None:
            assert outcome.feedback.message.rstrip()[-1] in ".?)", outcome.feedback
            assert "{" not in outcome.feedback.message
            lines = outcome.program.text.count("\n") + 1
            assert outcome.feedback.line is None or 1 <= outcome.feedback.line <= lines


async def test_every_mistake_is_planted_twice_and_nearly_made() -> None:
    planted = [program.expected for program in ALL]
    near = {program.near for program in ALL}
    for number in range(1, 59):
        identifier = f"F{number:02}"
        assert planted.count(identifier) >= 2, identifier
        assert identifier in near, identifier
