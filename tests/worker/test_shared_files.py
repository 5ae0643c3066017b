"""Named shared memory: who is charged for it, and what goes with a session."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tutor.worker import shared_files
from tutor.worker.shared_files import SharedFiles

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="looks at processes in /proc")

MEBI = 1 << 20
HOLDS = """
import mmap, os, sys
file = open(sys.argv[1], "w+b")
os.ftruncate(file.fileno(), 1 << 20)
mapped = mmap.mmap(file.fileno(), 1 << 20)
mapped[:] = bytes(1 << 20)
if sys.argv[2] == "maps":
    file.close()
print(flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(shared_files, "FOLDER", str(tmp_path))
    monkeypatch.setattr(shared_files, "LEAST_REST", 0)
    return tmp_path


@contextmanager
def holder(path: Path, how: str = "opens") -> Iterator[int]:
    """A process of this user that holds a file of one MiB."""
    command = [sys.executable, "-c", HOLDS, str(path), how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.communicate()


def test_what_was_there_before_is_not_charged_and_stays(folder: Path) -> None:
    (folder / "before").write_bytes(bytes(MEBI))
    shared = SharedFiles()
    assert shared.used_bytes([os.getpid()]) == 0
    with (folder / "before").open("rb"):
        assert shared.used_bytes([os.getpid()]) == 0
        shared.remove()
    assert (folder / "before").exists()


@pytest.mark.parametrize("how", ["opens", "maps"])
def test_what_a_member_holds_is_its_own_and_goes(folder: Path, how: str) -> None:
    shared = SharedFiles()
    with holder(folder / "own", how) as member:
        assert shared.used_bytes([member]) == MEBI
        assert shared.foreign_bytes([member]) == 0
    (folder / "nobody's").write_bytes(bytes(MEBI))
    assert shared.used_bytes([]) == 2 * MEBI
    shared.remove()
    assert os.listdir(folder) == ["nobody's"]


def test_what_another_process_holds_is_not_charged_in_the_end(folder: Path) -> None:
    shared = SharedFiles()
    with holder(folder / "foreign", "maps"):
        assert shared.used_bytes([os.getpid()]) == MEBI
        assert shared.foreign_bytes([os.getpid()]) == MEBI
        shared.remove()
        assert (folder / "foreign").exists()


def test_the_next_look_waits_where_looking_takes_long(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_files, "LEAST_REST", 1e9)
    shared = SharedFiles()
    assert shared.used_bytes([]) == 0
    (folder / "new").write_bytes(bytes(MEBI))
    assert shared.used_bytes([]) == 0


def test_a_folder_that_is_not_there_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_files, "FOLDER", "/no/such/folder")
    shared = SharedFiles()
    assert shared.used_bytes([os.getpid()]) == 0
    shared.remove()
