"""``pytorch-tutor data`` as a person and a script meet it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dataset_files import mnist_files, packed, small
from tests.file_server import FileServer, breaking_after, refusing
from tutor.cli import main
from tutor.commands.data import Bar
from tutor.engine.datasets.catalogue import CATALOGUE, MNIST
from tutor.engine.datasets.store import Store


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """A server of a small MNIST, which the catalogue names."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    made = FileServer()
    files = mnist_files()
    made.files = {f"/{name}": data for name, data in packed(files).items()}
    monkeypatch.setitem(CATALOGUE, "mnist", small(MNIST, made.address, packed(files), files))
    yield made
    made.close()


def answer(capsys: pytest.CaptureFixture[str]) -> dict:
    """The one JSON line on stdout."""
    (line,) = capsys.readouterr().out.splitlines()
    found: dict = json.loads(line)
    return found


def test_the_list_tells_what_is_here_and_what_stands_in(
    server: FileServer, capsys: pytest.CaptureFixture[str], own_data_folder: Path
) -> None:
    assert main(["data"]) == 0
    before = capsys.readouterr().out
    assert "✓ digits" in before
    assert "glyphs(n, size=28)" in before
    assert f"\n{own_data_folder}, " in before
    assert before.endswith("pytorch-tutor data fetch mnist\n")
    main(["data", "fetch", "mnist"])
    capsys.readouterr()
    assert main(["data", "list"]) == 0
    after = capsys.readouterr().out
    assert "✓ mnist" in after
    assert "MNIST/raw" in after
    assert after.endswith("pytorch-tutor data fetch fashionmnist\n")


@pytest.mark.parametrize("arguments", [["data", "--json"], ["data", "list", "--json"], ["data", "--json", "list"]])
def test_the_list_as_json(arguments: list[str], capsys: pytest.CaptureFixture[str], own_data_folder: Path) -> None:
    assert main(arguments) == 0
    found = answer(capsys)
    assert found["folder"] == str(own_data_folder)
    assert found["free_bytes"] > 0
    assert [known["name"] for known in found["sets"]] == ["digits", "mnist", "fashionmnist", "cifar10"]
    assert [known["here"] for known in found["sets"]] == [True, False, False, False]
    assert found["sets"][3]["download_bytes"] == 170498071


def test_a_fetch_says_where_it_went(server: FileServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "fetch", "mnist"]) == 0
    assert capsys.readouterr().out.startswith("MNIST is now in ")
    assert main(["data", "fetch", "mnist"]) == 0
    assert capsys.readouterr().out.startswith("MNIST is already in ")
    assert main(["data", "fetch", "mnist", "--json"]) == 0
    assert answer(capsys)["already_here"] == ["mnist"]


def test_a_fetch_that_fails_is_a_sentence_and_status_1(server: FileServer, capsys: pytest.CaptureFixture[str]) -> None:
    server.script = [refusing(404)] * 2
    assert main(["data", "fetch", "mnist"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("pytorch-tutor: MNIST could not be fetched.")
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert main(["data", "fetch", "mnist", "--json"]) == 1
    assert "404" in answer(capsys)["error"]


def test_ctrl_c_keeps_what_came_and_says_so(
    server: FileServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(bar: Bar, file: str, here: int, total: int) -> None:
        if here:
            raise KeyboardInterrupt

    server.script = [breaking_after(400)]
    with monkeypatch.context() as patched:
        patched.setattr(Bar, "show", press)
        assert main(["data", "fetch", "mnist"]) == 130
    assert "goes on from there" in capsys.readouterr().err
    assert main(["data"]) == 0
    listed = capsys.readouterr().out
    assert "MB fetched;" in listed
    assert all(len(line) <= 80 for line in listed.splitlines() if " free" not in line)
    assert main(["data", "fetch", "mnist"]) == 0
    assert server.requests[1][1].startswith("bytes=")


def test_a_mirror_is_given_or_remembered(server: FileServer, capsys: pytest.CaptureFixture[str]) -> None:
    server.files = {f"/all/mnist{path}": data for path, data in server.files.items()}
    assert main(["data", "mirror"]) == 0
    assert "No mirror" in capsys.readouterr().out
    assert main(["data", "mirror", f"{server.address}all"]) == 0
    assert capsys.readouterr().out == f"{server.address}all/\n"
    assert main(["data", "fetch", "mnist"]) == 0
    assert server.requests[0][0].startswith("/all/mnist/")
    capsys.readouterr()
    assert main(["data", "mirror", "none", "--json"]) == 0
    assert answer(capsys) == {"mirror": ""}
    assert main(["data", "mirror", "example.org"]) == 1
    assert "https://" in capsys.readouterr().err


def test_files_by_hand_and_out_again(server: FileServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, data in packed(mnist_files()).items():
        (tmp_path / name).write_bytes(data)
    assert main(["data", "import", "mnist", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("MNIST is now in ")
    assert Store().state("mnist").here
    assert main(["data", "remove", "mnist", "--json"]) == 0
    assert answer(capsys)["removed"]["mnist"] > 0
    assert main(["data", "remove", "mnist"]) == 0
    assert "was not here" in capsys.readouterr().out
    assert server.requests == []


@pytest.mark.parametrize("arguments", [["fetch", "imagenet"], ["remove", "imagenet"], ["import", "imagenet", "."]])
def test_an_unknown_set_names_those_there_are(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", *arguments]) == 1
    assert "mnist, fashionmnist, cifar10" in capsys.readouterr().err


def test_a_folder_that_stays_closed_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTORCH_TUTOR_DATA", "/tmp")
    assert main(["data", "--json"]) == 0
    assert "whole" in answer(capsys)["notice"]


def test_a_folder_that_can_not_be_looked_at_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(store: Store) -> None:
        raise PermissionError(13, "Permission denied", "/data/other")

    monkeypatch.setattr(Store, "states", refuse)
    assert main(["data"]) == 1
    said = "/data/other can't be used: Permission denied. Name another folder by PYTORCH_TUTOR_DATA."
    assert capsys.readouterr().err == f"pytorch-tutor: {said}\n"
    assert main(["data", "--json"]) == 1
    assert answer(capsys) == {"error": said}


class Terminal:
    """Stands in for a terminal's stderr."""

    def __init__(self) -> None:
        self.written = ""

    def write(self, text: str) -> int:
        self.written += text
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        return True


def test_the_bar_tells_share_speed_and_time_left_within_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    now = 0.0
    bar = Bar("cifar10", clock=lambda: now)
    bar.show("file", 20_000_000, 100_000_000)
    now = 10.0
    bar.show("file", 60_000_000, 100_000_000)
    drawn = terminal.written.split("\r\x1b[K")[-1]
    assert "████████████░░░░░░░░" in drawn
    assert "60.0 of 100.0 MB" in drawn
    assert "4.0 MB/s" in drawn  # what was here before does not count
    assert len(drawn) <= 59
    count = terminal.written.count("\r")
    now = 10.05
    bar.show("file", 61_000_000, 100_000_000)
    assert terminal.written.count("\r") == count  # not more often than an eye can follow
    bar.clear()
    assert terminal.written.endswith("\r\x1b[K")


def test_the_bar_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    bar = Bar("mnist")
    bar.show("file", 1, 2)
    bar.clear()
    assert capsys.readouterr().err == ""
