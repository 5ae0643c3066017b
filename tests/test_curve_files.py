from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tutor.commands.common import CommandError
from tutor.commands.curve_files import CurveFiles
from tutor.engine.events import MetricsReceived, OutputReceived, RunEvent, RunFinished

LOSSES = MetricsReceived("loss", (0, 1, 2), (3.0, 2.0, 1.0))
EVENTS: list[RunEvent] = [OutputReceived("stdout", "x\n"), LOSSES, RunFinished(0, 1.0, "ok")]


async def stream(events: list[RunEvent]) -> AsyncIterator[RunEvent]:
    for event in events:
        yield event


async def passed_on(files: CurveFiles, events: list[RunEvent]) -> list[RunEvent]:
    return [event async for event in files.of(stream(events), "train.py")]


async def test_events_pass_unchanged_and_the_files_replace_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "loss.CSV"
    path.write_text("old")
    assert await passed_on(CurveFiles([str(path)]), EVENTS) == EVENTS
    assert path.read_text().splitlines()[1:] == ["train.py,loss,0,3.0", "train.py,loss,1,2.0", "train.py,loss,2,1.0"]


async def test_without_curves_there_is_no_file_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "loss.png"
    await passed_on(CurveFiles([str(path)]), [EVENTS[-1]])
    assert not path.exists()
    assert "There are no curves to write" in capsys.readouterr().err


async def test_a_file_that_can_not_be_written_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken.svg").mkdir()
    other = tmp_path / "loss.svg"
    await passed_on(CurveFiles([str(tmp_path / "taken.svg"), str(other)]), EVENTS)
    assert "taken.svg can't be written: Is a directory. Name another file" in capsys.readouterr().err
    assert other.exists()


@pytest.mark.parametrize(("name", "sentence"), [("loss.jpg", "ends in .png"), ("missing/loss.png", "Make it first")])
def test_a_name_that_can_not_be_is_told_before_anything_runs(name: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=sentence):
        CurveFiles([str(tmp_path / name)])
