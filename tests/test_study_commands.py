"""``pytorch-tutor practice`` and ``exam`` without the app: what they refuse, and the result as JSON."""

from __future__ import annotations

import json

import pytest

from tutor.cli import main
from tutor.study.exams import ExamTask
from tutor.study.progress import Progress


def hand_in(passed: bool) -> None:
    with Progress.open() as progress:
        tasks = [
            ExamTask(1, "tensors/first/a", "h", "Tensors", 40.0, 1),
            ExamTask(2, "modules/x/b", "h", "Modules", 60.0, 1),
        ]
        exam = progress.exams.begin(9, "", 3600.0, tasks)
        progress.exams.hand_in(exam.id, 1234.56)
        progress.exams.mark(exam.id, 1, False, "Got 1 where 3 belongs.")
        progress.exams.mark(exam.id, 2, passed)


def test_the_last_result_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(passed=False)
    hand_in(passed=True)
    assert main(["exam", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["seed"], found["unit"], found["seconds"], found["points"]) == (9, None, 1234.6, 60.0)
    assert found["verdict"] == "passed"
    assert found["topics"] == [
        {"topic": "Tensors", "points": 0.0, "of": 40.0},
        {"topic": "Modules", "points": 60.0, "of": 60.0},
    ]
    assert found["tasks"][0] == {
        "item": "tensors/first/a",
        "topic": "Tensors",
        "points": 40.0,
        "passed": False,
        "remark": "Got 1 where 3 belongs.",
    }


def test_an_exam_not_passed_is_exit_status_one(capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(passed=False)
    assert main(["exam", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "not passed"


def test_no_exam_yet_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exam", "--json"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Begin one with: pytorch-tutor exam" in captured.err


def test_an_unknown_unit_is_named_with_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exam", "--unit", "knitting"]) == 2
    assert 'There is no unit "knitting". Choose one of first-contact, autograd' in capsys.readouterr().err


@pytest.mark.parametrize("command", ["practice", "exam"])
def test_the_app_needs_a_terminal(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command]) == 2
    assert "The app needs a terminal." in capsys.readouterr().err


@pytest.mark.parametrize("minutes", ["0", "-5", "soon", "500"])
def test_minutes_are_a_number(minutes: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["practice", "--minutes", minutes])
    assert "--minutes" in capsys.readouterr().err
