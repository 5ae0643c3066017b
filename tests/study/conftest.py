"""A progress file whose clock a test moves by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.study.progress import Progress

DAY = 86400.0


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += days * DAY


@pytest.fixture
def hand_clock() -> HandClock:
    return HandClock()


@pytest.fixture
def study(tmp_path: Path, hand_clock: HandClock) -> Iterator[Progress]:
    with Progress.open(tmp_path / "study" / "progress.db", clock=hand_clock) as opened:
        assert opened.notice == ""
        yield opened
