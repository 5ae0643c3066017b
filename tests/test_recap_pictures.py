from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from tutor.commands.common import CommandError
from tutor.commands.export import _pictures


def options(*, png: bool = True, recap: bool = True, force: bool = False) -> Namespace:
    return Namespace(png=png, recap=recap, force=force)


def test_pictures_stand_in_a_folder_beside_the_recap(tmp_path: Path) -> None:
    keep = _pictures(options(), tmp_path / "my lesson.md")
    assert keep is not None
    assert not list(tmp_path.iterdir())  # a lesson without curves leaves no folder
    address = keep("snippet 1 curves.png", b"1")
    assert address == "my%20lesson-files/snippet-1-curves.png"
    assert (tmp_path / "my lesson-files" / "snippet-1-curves.png").read_bytes() == b"1"


def test_a_folder_that_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "lesson-files").mkdir()
    with pytest.raises(CommandError, match="lesson-files is there already"):
        _pictures(options(), tmp_path / "lesson.md")
    assert _pictures(options(force=True), tmp_path / "lesson.md") is not None


@pytest.mark.parametrize(
    ("given", "target", "sentence"),
    [
        (options(recap=False), Path("lesson.ipynb"), "--png goes with --recap"),
        (options(), None, "Name one by --output"),
    ],
)
def test_pictures_need_a_recap_in_a_file(given: Namespace, target: Path | None, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        _pictures(given, target)


def test_a_picture_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "lesson-files").write_text("a file in its place")
    keep = _pictures(options(force=True), tmp_path / "lesson.md")
    assert keep is not None
    with pytest.raises(CommandError, match="can't be written: File exists"):
        keep("a.png", b"")


def test_without_the_option_there_are_none(tmp_path: Path) -> None:
    assert _pictures(options(png=False), tmp_path / "lesson.md") is None
