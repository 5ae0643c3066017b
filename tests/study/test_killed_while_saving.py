"""What was reported as saved is there, whatever happens to the process; `python -m tests.study.killing` kills 200."""

from __future__ import annotations

from pathlib import Path

from tests.study.killing import kill_at_random, recorder
from tutor.study.progress import Progress


def test_forty_kills_lose_no_answer_that_was_reported_as_saved(tmp_path: Path) -> None:
    losses = kill_at_random(tmp_path / "progress.db", 40)
    assert (losses.kills, losses.lost, losses.torn, losses.unopened) == (40, 0, 0, 0)
    assert losses.reported >= 40


def test_two_tutors_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    processes = [recorder(path, name, "150") for name in ("one", "two")]
    for process in processes:
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        assert output.split() == [str(number) for number in range(1, 151)]
    with Progress.open(path) as progress:
        assert progress.notice == ""
        rows = progress.database.read("SELECT question, count(*) FROM answer GROUP BY question ORDER BY question")
        assert rows == [("one", 150), ("two", 150)]
        assert progress.database.read("PRAGMA integrity_check") == [("ok",)]
