"""Feedback at the command line: real processes, as a learner or a classroom starts them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.torch

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).parent / "corpus"
CHALLENGE = ROOT / "lessons/03-modules/02-module/one-forward-too-many"


def tutor(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tutor", *arguments], capture_output=True, text=True, cwd=ROOT)


def test_run_json_has_one_feedback_before_the_end() -> None:
    done = tutor("run", "--json", str(CORPUS / "f02_full_batch.py"))
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [event["type"] for event in events]
    assert kinds.count("feedback") == 1
    assert kinds[-2:] == ["feedback", "finished"]
    assert set(events[-2]) == {"type", "id", "message", "line", "lesson"}
    assert (events[-2]["id"], events[-2]["lesson"]) == ("F02", "training/the-five-steps")
    assert done.returncode == 0, "a mistake that is named is no failure of the run"


def test_run_says_it_in_one_line_on_stderr() -> None:
    done = tutor("run", str(CORPUS / "f24_no_eval.py"))
    said = [line for line in done.stderr.splitlines() if "Dropout" in line]
    assert len(said) == 1
    assert said[0].startswith("Line 14: ")
    assert "Dropout" not in done.stdout


def test_check_tells_it_below_the_verdict() -> None:
    done = tutor("check", "one-forward-too-many", str(CHALLENGE / "wrong" / "detached.py"))
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("Also seen. Line ")


def test_check_json_has_it() -> None:
    done = tutor("check", "one-forward-too-many", str(CHALLENGE / "wrong" / "detached.py"), "--json")
    (given,) = json.loads(done.stdout)["feedback"]
    assert given.keys() == {"id", "message", "line", "lesson"}
    assert given["id"] == "F18"
