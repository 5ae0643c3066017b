"""Fixtures for everyone: a real worker, shared by all tests that need one (its start costs seconds)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tutor.engine.worker_runner import WorkerRunner


@pytest.fixture(autouse=True)
def own_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the developer's own progress."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the developer's own data sets."""
    monkeypatch.setenv("PYTORCH_TUTOR_DATA", str(tmp_path / "datasets"))
    return tmp_path / "datasets"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def runner() -> AsyncIterator[WorkerRunner]:
    """A worker with torch. Tests that take it are marked ``asyncio(loop_scope="session")``."""
    made = WorkerRunner()
    await made.surveyed()
    yield made
    await made.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file in the test's folder and returns its path."""

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_file
