from __future__ import annotations

from pathlib import Path

import pytest

from tutor.engine.whole_file import write_whole


def test_a_file_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a file.json"
    write_whole(path, "[1]")
    write_whole(path, "[“2”]")
    assert path.read_text(encoding="utf-8") == "[“2”]"
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["a file.json"]


def test_what_can_not_be_written_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half a pair \ud800")
    assert path.read_text() == "old"
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "no such folder" / "x", "new")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_whole(tmp_path / "folder", "new")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder", "kept.json"]
