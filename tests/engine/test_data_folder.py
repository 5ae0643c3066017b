"""Data sets in a confined process: found, read, left alone; on whichever machine the code runs."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.dataset_files import mnist_files, write_set
from tutor.engine.events import ErrorRaised, OutputReceived
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner

COUNT = "from tutor.data import digits, mnist\nprint(len(mnist()[0]), len(digits()[0]))"

pytestmark = [pytest.mark.torch, pytest.mark.asyncio]


@pytest_asyncio.fixture
async def worker(own_data_folder: Path) -> AsyncIterator[WorkerRunner]:
    """One that starts while there is no data set here yet."""
    made = WorkerRunner(preload=("torch",))
    await made.surveyed()
    yield made
    await made.close()


async def run(worker: WorkerRunner, code: str) -> tuple[str, str]:
    """What the code printed, and the exception that ended it."""
    printed, error = "", ""
    async for event in worker.run_script(Source(code, "script.py")):
        if isinstance(event, OutputReceived):
            printed += event.text
        elif isinstance(event, ErrorRaised):
            error = f"{event.name}: {event.message}"
    return printed, error


async def test_a_set_that_arrives_later_is_read_and_stays_as_it_is(worker: WorkerRunner, own_data_folder: Path) -> None:
    _, error = await run(worker, "from tutor.data import mnist\nmnist()")
    assert error.startswith("FileNotFoundError")
    assert "pytorch-tutor data fetch mnist" in error
    write_set(own_data_folder / "MNIST/raw", mnist_files())
    printed, error = await run(worker, COUNT)
    assert (printed, error) == ("12 1797\n", "")
    folder = str(own_data_folder)
    for code in (
        f"open({folder + '/more'!r}, 'w')",
        f"open({folder + '/MNIST/raw/t10k-labels-idx1-ubyte'!r}, 'a')",
        f"import os; os.unlink({folder + '/MNIST/raw/t10k-labels-idx1-ubyte'!r})",
    ):
        assert (await run(worker, code))[1].startswith("PermissionError")


async def test_elsewhere_that_machines_own_folder_counts(own_data_folder: Path, tmp_path: Path) -> None:
    write_set(tmp_path / "far/pytorch-tutor/datasets/MNIST/raw", mnist_files(train=3))
    write_set(own_data_folder / "MNIST/raw", mnist_files())
    command = f"env -u PYTORCH_TUTOR_DATA XDG_DATA_HOME={tmp_path}/far"
    made = WorkerRunner(sys.executable, elsewhere=command, preload=("torch",))
    try:
        await made.surveyed()
        printed, error = await run(made, COUNT)
        assert (printed, error) == ("3 1797\n", "")
        assert made.survey["data"]["sets"] == ["mnist"]
        assert made.survey["data"]["folder"] == f"{tmp_path}/far/pytorch-tutor/datasets"
    finally:
        await made.close()
