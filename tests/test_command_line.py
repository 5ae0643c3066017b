"""What is typed behind ``pytorch-tutor``, read without starting anything."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from tutor import cli
from tutor.commands import verify
from tutor.commands.common import CommandError, number, read_script, whole


@pytest.mark.parametrize("typed", ["nan", "inf", "-inf", "0", "-1", "much", "", "1e999"])
@pytest.mark.parametrize("option", ["--memory", "--timeout", "--threads"])
def test_what_is_no_number_is_told(option: str, typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", "x.py", f"{option}={typed}"])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert f"{typed} is no number of" in told
    assert "Give " in told


@pytest.mark.parametrize("typed", ["0", "121", "1.5", "²", "9" * 5000, "-3", "1_0"])
def test_a_sitting_takes_whole_minutes(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["practice", f"--minutes={typed}"])
    assert "Give a whole number from 1 to 120." in capsys.readouterr().err


def test_numbers_within_their_bounds() -> None:
    assert (number("1e3", 0, 1e3, "x"), whole("1024", 1, 1024, "x")) == (1000.0, 1024)
    with pytest.raises(argparse.ArgumentTypeError, match=r"5 is no x\. Give one from 0 to 4\."):
        number("5", 0, 4, "x")


def parsed(*given: str) -> argparse.Namespace:
    return cli._parse(list(given))


def test_a_value_may_be_called_as_a_command_is() -> None:
    options = parsed("--course", "run", "run", "x.py")
    assert (options.course, options.what) == ("run", "x.py")
    options = parsed("--course", "list", "list")
    assert options.course == "list"
    options = parsed("run", "list")
    assert options.what == "list"
    assert parsed("--course", "check").lesson is None


@pytest.mark.parametrize(
    "given",
    [
        ("s.py", "--curves", "a.png", "--json", "--", "--lr", "0.1"),
        ("--curves", "a.png", "s.py", "--json", "--", "--lr", "0.1"),
        ("--json", "--curves", "a.png", "s.py", "--", "--lr", "0.1"),
    ],
)
def test_options_of_a_script_stand_behind_dashes_wherever_ours_stand(given: tuple[str, ...]) -> None:
    options = parsed("run", *given)
    assert (options.what, options.curves, options.json) == ("s.py", ["a.png"], True)
    assert options.arguments == ["--lr", "0.1"]


def test_words_and_options_come_in_any_order() -> None:
    options = parsed("run", "s.py", "--timeout", "5", "one", "two")
    assert (options.what, options.timeout, options.arguments) == ("s.py", 5.0, ["one", "two"])
    options = parsed("check", "double", "--course", "mine", "answer.py")
    assert (options.challenge, options.course, str(options.file)) == ("double", "mine", "answer.py")
    options = parsed("check", "double", "--", "-odd.py")
    assert str(options.file) == "-odd.py"
    options = parsed("progress", "import", "--course", "mine", "-")
    assert (options.action, options.file) == ("import", "-")
    assert parsed("progress").action == parsed("progress", "--json").action
    assert [str(path) for path in parsed("verify", "one", "--jobs", "2", "two").what] == ["one", "two"]
    assert parsed("data", "fetch", "mnist", "cifar10").names == ["mnist", "cifar10"]


def test_options_of_a_script_among_ours_are_told_their_place(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["run", "s.py", "--lr", "0.1", "--json"])
    assert "put it behind dashes: -- --lr" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "/"])
def test_a_course_needs_a_folder_of_its_own(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", name]) != 0
    assert "pytorch-tutor new my-course" in capsys.readouterr().err


def test_a_command_to_go_on_with_can_be_pasted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", str(tmp_path / "two words")]) == 0
    assert f"--course '{tmp_path}/two words' UNIT/LESSON" in capsys.readouterr().out


@pytest.mark.parametrize("typed", ["0", "-1", "65", "many"])
def test_jobs_have_a_bound(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["verify", f"--jobs={typed}"])
    assert "Give a whole number from 1 to 64." in capsys.readouterr().err


def test_folders_of_two_courses_are_told_apart(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "course.toml").write_text('title = "A"\nformat = 1\n')
    with pytest.raises(CommandError, match="another course"):
        verify._select([str(tmp_path / "one"), str(tmp_path / "two")], None)
    assert verify._select([str(tmp_path / "one")], str(tmp_path / "one" / "..") + "/one") == (str(tmp_path / "one"), [])


def test_a_missing_word_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    for command, word in (("check", "CHALLENGE"), ("run", "FILE.py|LESSON")):
        with pytest.raises(SystemExit):
            cli.main([command, "--json"])
        assert capsys.readouterr().err.endswith(f"required: {word}\n")
    assert parsed("verify").what == []


def test_a_fault_of_ours_is_a_sentence_and_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(options: argparse.Namespace) -> int:
        raise ZeroDivisionError("inner detail")

    log = tmp_path / "tutor.log"
    monkeypatch.setattr("tutor.session.crash.log_path", lambda: log)
    monkeypatch.setattr("tutor.commands.listing.main", broken)
    assert cli.main(["list"]) == 1
    told = capsys.readouterr().err
    assert str(log) in told
    assert "inner detail" not in told
    assert "ZeroDivisionError: inner detail" in log.read_text()


def test_a_script_that_can_not_be_read_is_told_with_a_next_step(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Name a Python file that you may read"):
        read_script(str(tmp_path))
    (tmp_path / "latin.py").write_bytes(b"x = '\xe9'")
    with pytest.raises(CommandError, match="Save it as UTF-8"):
        read_script(str(tmp_path / "latin.py"))
    (tmp_path / "marked.py").write_bytes(b"\xef\xbb\xbfx = 1")
    assert read_script(str(tmp_path / "marked.py")) == "x = 1"


def test_folders_of_a_course_stand_for_its_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "course.toml").write_text("")
    lesson = tmp_path / "01-basics" / "02-first-steps" / "double-it"
    plain = tmp_path / "3d-shapes" / "2x2"
    for folder in (lesson, plain):
        folder.mkdir(parents=True)
    root = str(tmp_path.resolve())
    assert verify._select([str(lesson), str(plain)], None) == (root, ["basics/first-steps/double-it", "3d-shapes/2x2"])
    assert verify._select([root], None) == (root, [])
    assert verify._select(["basics/first-steps"], "x") == ("x", ["basics/first-steps"])
    monkeypatch.chdir(tmp_path.parent)
    with pytest.raises(CommandError, match="holds a course"):
        verify._select([str(tmp_path.parent)], None)
