"""Workers behind a command, for every way to reach one."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from living import BARE, Make

from tutor.engine.worker_runner import WorkerRunner


@pytest_asyncio.fixture
async def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Make]:
    """Makes runners of workers elsewhere, and ends them."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    runners: list[WorkerRunner] = []

    def make_runner(command: str, python: str | None = sys.executable, **more: Any) -> WorkerRunner:
        runner = WorkerRunner(python, elsewhere=command, **{"preload": BARE, **more})
        runners.append(runner)
        return runner

    yield make_runner
    for runner in runners:
        await runner.close()
