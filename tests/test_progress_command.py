"""``pytorch-tutor progress`` as scripts and learners use it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tutor.cli import main
from tutor.commands import progress as command
from tutor.study.progress import Progress

LESSON = "basics/first-steps"
DOUBLE = f"{LESSON}/double"


@pytest.fixture
def course(tmp_path: Path) -> str:
    sys.path.insert(0, str(Path(__file__).parent / "course"))
    from sample_course import SampleCourse

    return str(SampleCourse(tmp_path / "lessons").root)


@pytest.fixture
def done() -> None:
    with Progress.open() as progress:
        progress.page_seen(LESSON, 0)
        progress.page_seen(LESSON, 1)
        progress.record_attempt(DOUBLE, "h", "print('mine')", True, 1.0)
        progress.reading.add_time(LESSON, 300.0)


def test_the_report(course: str, done: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--course", course, "progress"]) == 0
    out = capsys.readouterr().out
    assert "The basics                     ████████  1/1 lessons  1/1 solved  0:05 h" in out
    assert "arithmetic                   ████████ 100% of 1 tried" in out
    assert "Time on lessons: 5 min." in out
    assert "1 day in a row" in out
    assert max(len(line) for line in out.splitlines()) <= 80


def test_the_report_before_anything_was_done(course: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", "--course", course]) == 0
    assert "No streak yet" in capsys.readouterr().out


def test_the_report_as_json(course: str, done: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", "--json", "--course", course]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["units"][0]["id"] == "basics"
    assert found["units"][0]["done"] == 1
    assert found["streak"] == {"days": 1, "longest": 1}


def test_export_and_import(tmp_path: Path, done: None, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.json"
    assert main(["progress", "export", str(file)]) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert "print('mine')" in file.read_text(encoding="utf-8")
    assert main(["progress", "reset", "--yes"]) == 0
    capsys.readouterr()
    assert main(["progress", "import", str(file)]) == 0
    assert "entries are new here" in capsys.readouterr().out
    assert main(["progress", "import", str(file)]) == 0
    assert capsys.readouterr().out == "All of it was here already.\n"
    with Progress.open() as progress:
        assert progress.passed_code(DOUBLE) == "print('mine')"


def test_export_to_standard_output(done: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", "export", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["attempt"][0]["challenge"] == DOUBLE


def test_reset_keeps_a_copy_and_says_where(done: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", "reset", "--yes"]) == 0
    copy = Path(capsys.readouterr().out.rsplit(" ", 1)[1].strip())
    with Progress.open(copy) as kept, Progress.open() as now:
        assert kept.attempts(DOUBLE) == 1
        assert now.attempts(DOUBLE) == 0


def test_reset_of_one_lesson(course: str, done: None) -> None:
    with Progress.open() as progress:
        progress.page_seen("other/lesson", 0)
    assert main(["progress", "reset", "--lesson", "first-steps", "--yes", "--course", course]) == 0
    with Progress.open() as progress:
        assert progress.pages_seen(LESSON) == frozenset()
        assert progress.pages_seen("other/lesson") == {0}


@pytest.mark.parametrize(("answer", "left"), [("yes", 0), ("y", 0), ("no", 1), ("", 1)])
def test_reset_asks(
    done: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, left: int
) -> None:
    monkeypatch.setattr(command.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert main(["progress", "reset"]) == left
    with Progress.open() as progress:
        assert progress.attempts(DOUBLE) == left
    if left:
        assert "Nothing was changed." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["reset"], "--yes"),
        (["export"], "Name the file"),
        (["import"], "Name the file"),
        (["reset", "x.json"], "takes no file"),
        (["--yes"], "belong to reset"),
        (["import", "/nowhere/x.json"], "There is no file"),
        (["export", "/nowhere/x.json"], "can't be written"),
        (["import", __file__], "is not JSON"),
        (["reset", "--lesson", "nothing-like-it", "--yes"], "There is no lesson"),
    ],
)
def test_what_is_wrong_is_said_with_a_next_step(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["progress", *arguments]) != 0
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert "Traceback" not in captured.err


def test_a_foreign_file_is_refused(tmp_path: Path, done: None, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.json"
    file.write_text('{"format": "notes"}')
    assert main(["progress", "import", str(file)]) != 0
    assert "nothing has changed. This is no progress of pytorch-tutor." in capsys.readouterr().err


@pytest.mark.parametrize("text", ["9" * 5000, "[" * 100_000, ""], ids=["a number without end", "too deep", "nothing"])
def test_what_json_itself_refuses_is_told_as_such(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "progress.json"
    file.write_text(text)
    assert main(["progress", "import", str(file)]) != 0
    assert "is not JSON" in capsys.readouterr().err


def test_an_editor_may_have_put_a_mark_in_front(tmp_path: Path, done: None, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "progress.json"
    assert main(["progress", "export", str(file)]) == 0
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert main(["progress", "import", str(file)]) == 0
    assert "All of it was here already" in capsys.readouterr().out
