"""The commands as a script or a classroom uses them: real processes, exit statuses, standard JSON."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
FIVE_MINUTES = "first-contact/a-network-in-five-minutes"
WriteFile = Callable[[str, str], Path]

TRAINING = """
import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(32, 4)
for step in range(25):
    loss = nn.functional.mse_loss(model(x), x.sum(1, keepdim=True))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("trained")
"""


def tutor(*arguments: str, status: int | None = 0, **options: Any) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", "tutor", *arguments], capture_output=True, text=True, **options)
    if status is not None:
        assert done.returncode == status, (done.stdout[-2000:], done.stderr[-2000:])
    return done


def strict(line: str) -> Any:
    """A line as standard JSON: NaN and Infinity are refused."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not standard JSON")

    return json.loads(line, parse_constant=refuse)


def events(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [strict(line) for line in done.stdout.splitlines()]


@pytest.mark.torch
def test_run_json_on_a_script_that_knows_nothing_of_the_tutor(write: WriteFile) -> None:
    found = events(tutor("run", str(write("train.py", TRAINING)), "--json"))
    assert found[0]["type"] == "started"
    losses = [event for event in found if event["type"] == "metric"]
    assert [event["step"] for event in losses] == list(range(25))
    assert all(event["name"] == "loss" and isinstance(event["value"], float) for event in losses)
    assert {"type": "output", "stream": "stdout", "text": "trained\n"} in found
    finished = [event for event in found if event["type"] == "finished"]
    assert finished == [found[-1]]
    assert (finished[0]["exit"], finished[0]["reason"]) == (0, "ok")
    assert finished[0]["seconds"] > 0


@pytest.mark.torch
def test_run_writes_the_curves_to_the_files_one_names(write: WriteFile, tmp_path: Path) -> None:
    names = [str(tmp_path / f"loss{form}") for form in (".png", ".svg", ".csv")]
    options = [part for name in names for part in ("--curves", name)]
    assert events(tutor("run", str(write("train.py", TRAINING)), "--json", *options))[-1]["type"] == "finished"
    png, svg, csv = (Path(name).read_bytes() for name in names)
    assert png.startswith(b"\x89PNG")
    assert b"<polyline" in svg
    assert b">train.py</text>" in svg
    assert len(csv.splitlines()) == 26


@pytest.mark.torch
def test_run_explains_an_exception_to_scripts_and_to_people(write: WriteFile) -> None:
    code = "import torch\nfrom torch import nn\nfc = nn.Linear(784, 10)\nx = torch.randn(64, 28, 28)\nfc(x)\n"
    path = str(write("crash.py", code))
    (error,) = [event for event in events(tutor("run", path, "--json", status=1)) if event["type"] == "error"]
    assert (error["id"], error["line"], error["code"]) == ("F38", 5, "fc(x)")
    assert error["explanation"].startswith("The layer `fc` expects 784 features in the last dimension; `x` has shape")
    assert error["explanation"].endswith("Flatten each sample before this layer, and keep dimension 0.")
    assert [(tensor["name"], tensor["shape"]) for tensor in error["tensors"]] == [("x", [64, 28, 28])]
    assert error["layer"]["text"] == "Linear(in_features=784, out_features=10)"
    told = tutor("run", path, status=1).stderr
    assert told.index("Traceback") < told.index("x   (64, 28, 28)  float32  cpu") < told.index("→ Flatten each sample")
    assert "\x1b" not in told


@pytest.mark.torch
def test_run_json_stays_standard_json_when_the_loss_is_not_a_number(write: WriteFile) -> None:
    code = "from tutor import log\nfor v in (1, 'nan', 'inf', '-inf'): log(loss=float(v))\nraise ValueError('x')"
    found = events(tutor("run", "--json", str(write("nan.py", code)), status=1))
    assert [event["value"] for event in found if event["type"] == "metric"] == [1.0, "nan", "inf", "-inf"]
    error = next(event for event in found if event["type"] == "error")
    assert (error["name"], error["message"], error["line"]) == ("ValueError", "x", 3)
    assert {"explanation", "id"} <= set(error)


@pytest.mark.torch
def test_run_ends_with_124_after_its_timeout(write: WriteFile) -> None:
    done = tutor(
        "run", str(write("endless.py", "print('begun')\nwhile True: pass")), "--timeout", "1", "--json", status=124
    )
    assert events(done)[-1]["reason"] == "timeout"


@pytest.mark.torch
def test_run_passes_arguments_and_the_exit_status_on(write: WriteFile) -> None:
    write("helper.py", "VALUE = 7")
    path = write(
        "args.py", "import sys, helper\nprint(sys.argv[1:], helper.VALUE)\nprint('err', file=sys.stderr)\nsys.exit(5)"
    )
    done = tutor("run", str(path), "--", "--epochs", "3", status=5)
    if "[" in done.stdout:  # a script's folder is readable unless it is one that must stay private
        assert done.stdout == "['--epochs', '3'] 7\n"
    assert done.stderr.startswith("err\n")


@pytest.mark.torch
def test_run_shows_a_traceback_without_the_tutors_frames(write: WriteFile) -> None:
    done = tutor("run", str(write("wrong.py", "import torch\ntorch.ones(2, 3) @ torch.ones(2, 3)")), status=1)
    assert "wrong.py" in done.stderr
    assert "RuntimeError" in done.stderr
    assert "<tutor" not in done.stderr


@pytest.mark.torch
def test_run_goes_through_a_lesson() -> None:
    found = events(tutor("run", "autograd/linear-regression-by-hand", "--json"))
    assert [event["type"] for event in found].count("started") == 1
    assert found[-1] == {**found[-1], "type": "finished", "exit": 0, "reason": "ok"}
    assert any(event["type"] == "metric" for event in found)


@pytest.mark.torch
def test_check_passes_the_solution_and_fails_the_starter() -> None:
    folder = ROOT / "lessons/02-autograd/05-linear-regression-by-hand/complete-the-loop"
    right = strict(tutor("check", "complete-the-loop", str(folder / "solution.py"), "--json").stdout)
    assert right["passed"] is True
    assert right["challenge"] == "autograd/linear-regression-by-hand/complete-the-loop"
    assert all(check["passed"] and {"name", "seconds", "message"} <= set(check) for check in right["checks"])
    wrong = strict(tutor("check", "complete-the-loop", str(folder / "starter.py"), "--json", status=1).stdout)
    assert wrong["passed"] is False
    assert wrong["feedback"] == []


@pytest.mark.torch
def test_doctor_reports(tmp_path: Path) -> None:
    report = strict(tutor("doctor", "--json", status=None).stdout)
    assert report["sandbox"]["level"] in ("full", "good", "network only", "none")
    assert report["torch"]
    assert isinstance(report["devices"], list)
    assert report["data"]["sets"] == []
    assert report["data"]["free_bytes"] > 0
    assert all({"what", "mend"} == set(fault) for fault in report["faults"])


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python without torch and without pip."""
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return str(folder / "bin/python")


def test_doctor_names_what_mends_a_python_without_torch(bare: str) -> None:
    report = strict(tutor("doctor", "--json", "--python", bare, status=1).stdout)
    assert "has no torch" in report["faults"][0]["what"]
    assert report["faults"][0]["mend"] == f"uv pip install --python {bare} torch"
    shown = tutor("doctor", "--python", bare, status=1).stdout
    assert f"  → uv pip install --python {bare} torch\n" in shown


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_no_encoding_ends_a_command(bare: str, encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    for arguments in (["--help"], ["list"], ["data"], ["list", "--json"]):
        assert tutor(*arguments, env=environment, encoding="latin-1").stdout
    shown = tutor("doctor", "--python", bare, status=1, env=environment, encoding="latin-1").stdout
    assert "\n  > export LC_ALL=C.UTF-8\n" in shown
    refused = tutor("check", "no-such-challenge", status=2, env=environment, encoding="latin-1").stderr
    assert 'There is no challenge "no-such-challenge"' in refused


def test_doctor_names_where_progress_could_be_kept(bare: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "file" / "state")}
    report = strict(tutor("doctor", "--json", "--python", bare, status=1, env=environment).stdout)
    (fault,) = (fault for fault in report["faults"] if "progress" in fault["what"])
    assert fault["mend"] == (
        f"export XDG_STATE_HOME=FOLDER    (one that you can write to; df -h {tmp_path / 'file'} tells its space)"
    )


def test_list_has_the_shape_that_scripts_rely_on() -> None:
    (first, *_) = strict(tutor("list", "--json").stdout)["units"]
    assert {"id", "title", "lessons"} <= set(first)
    lesson = first["lessons"][0]
    assert lesson["id"] == FIVE_MINUTES
    assert {"id", "title", "minutes", "state", "challenges"} <= set(lesson)
    assert {"id", "title", "kind", "minutes", "state"} <= set(lesson["challenges"][0])
    assert FIVE_MINUTES in tutor("list").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "no/such/file.py"], "There is no file"),
        (["run", "no-such-lesson"], "no-such-lesson"),
        (["check", "no-such-challenge", "x.py"], "no-such-challenge"),
        (["check", "complete-the-loop", "no-such-file.py"], "There is no file"),
        (["list", "--course", "/no/such/course"], "course.toml"),
        (["run", "x.py", "--timeout", "-1"], "-1 is no number of seconds. Give one from 0.001 to"),
        ([], "needs a terminal"),
    ],
)
def test_what_can_be_mended_is_a_sentence(arguments: list[str], sentence: str) -> None:
    done = tutor(*arguments, status=2)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_has_help() -> None:
    assert "doctor" in tutor("--help").stdout
    for command in ("list", "run", "check", "verify", "data", "doctor"):
        assert f"pytorch-tutor {command}" in tutor(command, "--help").stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m tutor list --json | head -c 1; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of one lesson that can be broken."""
    root = tmp_path / "course"
    source = ROOT / "lessons"
    shutil.copytree(
        source / "02-autograd/05-linear-regression-by-hand", root / "02-autograd/05-linear-regression-by-hand"
    )
    text = 'title = "A course"\nformat = 1\n\n[[units]]\nid = "autograd"\ntitle = "Autograd"\n'
    (root / "course.toml").write_text(text)
    lesson = root / "02-autograd/05-linear-regression-by-hand/lesson.md"
    lines = lesson.read_text().splitlines()
    lesson.write_text("\n".join(line for line in lines if not line.startswith("needs:")))
    return root


@pytest.mark.torch
def test_verify_fails_with_file_and_line_on_a_lesson_broken_in_every_way(course: Path) -> None:
    lesson = course / "02-autograd/05-linear-regression-by-hand"
    text = (lesson / "lesson.md").read_text()
    (lesson / "lesson.md").write_text(
        text.replace("minutes:", "minuets:", 1) + "\n```python run seconds=x\nx = (\n```\n"
    )
    (lesson / "complete-the-loop/check.py").write_text("def test_it(learner):\n    pass\n")
    report = strict(tutor("verify", str(course), "--json", status=1).stdout)
    faults = {(Path(fault["file"]).name, fault["line"]): fault["message"] for fault in report["faults"]}
    assert any(name == "lesson.md" and "minuets" in message for (name, _), message in faults.items())
    assert any(name == "check.py" and "docstring" in message for (name, _), message in faults.items())
    last = len((lesson / "lesson.md").read_text().splitlines())
    assert any(name == "lesson.md" and last - 3 <= line <= last for name, line in faults)


@pytest.mark.torch
def test_verify_runs_what_can_only_be_seen_by_running(course: Path) -> None:
    challenge = course / "02-autograd/05-linear-regression-by-hand/the-loop-that-forgets"
    wrong = next((challenge / "wrong").glob("*.py"))
    wrong.write_text('"""A sentence that no check says."""\n' + wrong.read_text().split('"""', 2)[2])
    (challenge / "solution.py").write_text((challenge / "starter.py").read_text())
    done = tutor("verify", str(challenge), status=1)
    assert f"{wrong.name}:1: No failing check says this docstring" in done.stdout
    assert "solution.py:1: This right answer fails" in done.stdout


def test_python_m_tutor_and_the_entry_point_are_one(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("pytorch-tutor")
    there = subprocess.run([script, "--version"], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert there.stdout == tutor("--version").stdout
    elsewhere = subprocess.run(
        [script, "list"], capture_output=True, text=True, cwd=tmp_path, env=os.environ, check=True
    )
    assert FIVE_MINUTES in elsewhere.stdout
