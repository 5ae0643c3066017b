from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tutor.study import database
from tutor.study.progress import Progress
from tutor.study.schema import MIGRATIONS

NOW = 1_800_000_000.0


def opened(path: Path) -> Progress:
    return Progress.open(path, clock=lambda: NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.db"


def set_aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob("progress-set-aside-*"))


def with_content(path: Path) -> None:
    with opened(path) as progress:
        for number in range(200):
            progress.save_draft(f"key {number}", "some text " * 50)


def test_the_file_is_in_wal_and_every_commit_is_synced(path: Path) -> None:
    with opened(path) as progress:
        connection = progress._database._connection
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (5000,)


def damage_header(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[:16] = b"not a database!!"
    path.write_bytes(data)


def damage_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 3 :] = random.Random(0).randbytes(len(data) - 4096 * 3)
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def replace_by_text(path: Path) -> None:
    path.write_text("my notes\n" * 1000)


def drop_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE attempt")


def make_newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def replace_by_another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (damage_header, "Your progress file is damaged."),
        (damage_pages, "Your progress file is damaged."),
        (truncate, "Your progress file is damaged."),
        (replace_by_text, "Your progress file is damaged."),
        (drop_table, "Your progress file is damaged."),
        (make_newer, "Your progress file is of a newer pytorch-tutor."),
        (replace_by_another_program, "The progress file belonged to another program."),
    ],
)
def test_a_file_that_cannot_be_used_is_set_aside_whole(path: Path, spoil: object, sentence: str) -> None:
    with_content(path)
    assert callable(spoil)
    spoil(path)
    content = path.read_bytes()
    with opened(path) as progress:
        (kept,) = [part for part in set_aside(path) if part.suffix == ".db"]
        assert kept.read_bytes() == content
        assert progress.notice.startswith(sentence)
        assert kept.name in progress.notice
        progress.save_draft("a", "new")
    with opened(path) as again:
        assert again.notice == ""
        assert again.draft("a") == "new"


def test_two_files_set_aside_in_one_second_get_two_names(path: Path) -> None:
    for _ in range(3):
        path.write_text("nonsense" * 100)
        opened(path).close()
    assert len(set_aside(path)) == 3


@pytest.mark.parametrize("spoil", [damage_header, damage_pages, make_newer, Path.touch])
def test_the_log_is_set_aside_with_its_file(path: Path, tmp_path: Path, spoil: object) -> None:
    live = tmp_path / "live"
    live.mkdir()
    with opened(live / "progress.db") as progress:
        for number in range(200):
            progress.save_draft(f"key {number}", "some text " * 50)
        if spoil is not Path.touch:
            progress._database._connection.execute("PRAGMA wal_checkpoint")
            path.write_bytes((live / "progress.db").read_bytes())
        assert callable(spoil)
        spoil(path)
        progress.save_draft("last", "in the log alone")
        log = (live / "progress.db-wal").read_bytes()
        path.with_name("progress.db-wal").write_bytes(log)
    with opened(path) as progress:
        assert progress.notice
        kept = {part.name.removeprefix(set_aside(path)[0].stem): part for part in set_aside(path)}
    assert {".db", ".db-wal"} <= kept.keys()
    assert kept[".db-wal"].read_bytes() == log


def test_an_empty_file_is_a_new_one(path: Path) -> None:
    path.touch()
    with opened(path) as progress:
        assert progress.notice == ""
        progress.save_draft("a", "b")
        assert progress.draft("a") == "b"


def test_no_folder_to_write_to_means_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with opened(tmp_path / "file" / "deeper" / "progress.db") as progress:
        assert "can't be saved" in progress.notice
        assert "XDG_STATE_HOME" in progress.notice
        progress.save_draft("a", "b")
        assert progress.draft("a") == "b"


def test_a_file_that_may_not_be_written_goes_on_in_memory_with_what_it_holds(path: Path) -> None:
    with opened(path) as progress:
        progress.save_draft("a", "before")
        progress._database._connection.execute("PRAGMA query_only = ON")
        progress.save_draft("b", "after")
        assert "readonly" in progress.notice
        assert (progress.draft("a"), progress.draft("b")) == ("before", "after")
    with opened(path) as again:
        assert (again.draft("a"), again.draft("b")) == ("before", None)


def test_a_full_disk_goes_on_in_memory_with_what_the_file_holds(path: Path) -> None:
    with opened(path) as progress:
        progress.save_draft("a", "before")
        told: list[str] = []
        progress.database.on_notice = told.append
        progress._database._connection.execute("PRAGMA max_page_count = 20")
        progress.save_draft("b", "x" * 1_000_000)
        assert "full" in progress.notice
        assert progress.draft("a") == "before"
        assert progress.draft("b") == "x" * 1_000_000
        progress.save_draft("c", "more")
        assert progress.draft("c") == "more"
        assert told == [progress.notice]
    with opened(path) as again:
        assert again.notice == ""
        assert again.draft("a") == "before"


def test_a_disk_that_takes_no_byte_more_goes_on_in_memory(path: Path) -> None:
    script = (
        "import resource, signal, sys, pathlib\n"
        "from tutor.study.progress import Progress\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "progress = Progress.open(pathlib.Path(sys.argv[1]))\n"
        "progress.save_draft('a', 'before')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "for number in range(100):\n"
        "    progress.save_draft(f'b{number}', 'x' * 50_000)\n"
        "assert progress.draft('a') == 'before'\n"
        "assert progress.draft('b99') == 'x' * 50_000\n"
        "assert 'can\\'t be saved' in progress.notice, progress.notice\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, timeout=60)
    with opened(path) as again:
        assert again.notice == ""
        assert again.draft("a") == "before"


def test_a_mistake_of_the_program_is_not_blamed_on_the_file(path: Path) -> None:
    with opened(path) as progress, pytest.raises(sqlite3.IntegrityError):
        progress.set_place(None, 0)  # type: ignore[arg-type]
    assert progress.notice == ""
    with opened(path) as progress:
        assert progress.place() is None


def test_a_file_locked_for_good_goes_on_in_memory(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.0)
    with_content(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with opened(path) as progress:
            assert "locked" in progress.notice
            progress.save_draft("a", "b")
            assert progress.draft("a") == "b"
    with opened(path) as again:
        assert again.notice == ""
        assert again.draft("key 7") is not None


def test_while_another_opens_the_file_one_waits_and_then_goes_on_in_memory(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_content(path)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.0)
    with path.with_name("progress.db.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with opened(path) as progress:
            assert "can't be saved" in progress.notice
            assert progress.draft("key 7") is not None


def test_threads_may_share_it(path: Path) -> None:
    with opened(path) as progress:
        threads = [threading.Thread(target=progress.show_hint, args=("c",)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert progress.hints_shown("c") == 20


WRITER = """
import pathlib, sys
from tutor.study.progress import Progress
progress = Progress.open(pathlib.Path(sys.argv[1]))
assert not progress.notice, progress.notice
name, count = sys.argv[2], int(sys.argv[3])
number = 0
while number != count:
    progress.record_attempt(name, "h", "x" * (number % 7 * 1000), number % 2 == 0, 1.0)
    progress.save_draft(name, str(number))
    progress.show_hint("shared")
    number += 1
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)], stdout=subprocess.PIPE, text=True
    )


def test_two_tutors_at_once_lose_nothing(path: Path) -> None:
    processes = [writer(path, name, 60) for name in ("one", "two", "three")]
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0, 0, 0]
    with opened(path) as progress:
        assert progress.notice == ""
        for name in ("one", "two", "three"):
            assert progress.attempts(name) == 60
            assert progress.draft(name) == "59"
        assert progress.hints_shown("shared") == 180


def test_tutors_that_meet_one_damaged_file_set_it_aside_once(path: Path) -> None:
    path.write_text("nonsense" * 1000)
    script = (
        "import pathlib, sys; from tutor.study.progress import Progress\n"
        "progress = Progress.open(pathlib.Path(sys.argv[1])); progress.show_hint('shared')\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", script, str(path)]) for _ in range(4)]
    assert [process.wait(timeout=60) for process in processes] == [0] * 4
    assert [part.suffix for part in set_aside(path)] == [".db"]
    with opened(path) as progress:
        assert progress.hints_shown("shared") == 4


def test_kill_at_any_moment_loses_nothing_that_was_committed(path: Path) -> None:
    rng = random.Random(0)
    done = 0
    for _ in range(15):
        process = writer(path, "one", -1)
        assert process.stdout is not None
        committed = 0
        for _ in range(rng.randint(1, 40)):
            committed = int(process.stdout.readline())
        os.kill(process.pid, signal.SIGKILL)
        # What the pipe still holds was committed as well.
        committed = max([committed, *(int(line) for line in process.stdout if line.endswith("\n"))])
        process.wait()
        process.stdout.close()
        with opened(path) as progress:
            assert progress.notice == ""
            attempts = progress.attempts("one")
            assert done + committed <= attempts <= done + committed + 1
            done = attempts
            assert progress._database.read("PRAGMA integrity_check") == [("ok",)]


def test_opening_imports_neither_torch_nor_textual() -> None:
    script = (
        "import sys, tutor.study.progress\n"
        "print([name for name in ('torch', 'numpy', 'textual', 'plotext') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("how", [lambda path: path.unlink(), lambda path: shutil.rmtree(path.parent)])
def test_a_file_that_somebody_deleted_is_written_anew(path: Path, how: Callable[[Path], object]) -> None:
    with_content(path)
    with opened(path) as progress:
        progress.save_draft("a", "before")
        how(path)
        progress.save_draft("b", "after")
        assert progress.notice == ""
        progress.save_draft("c", "later")
    with opened(path) as again:
        assert [again.draft(key) for key in ("a", "b", "c")] == ["before", "after", "later"]
        assert again.draft("key 7") is not None
        assert not set_aside(path)


def test_where_it_can_not_be_written_anew_memory_has_it(path: Path) -> None:
    with_content(path)
    with opened(path) as progress:
        shutil.rmtree(path.parent)
        path.parent.write_text("a file where the folder was")
        progress.save_draft("b", "after")
        assert "can't be saved" in progress.notice
        assert progress.draft("b") == "after"
        assert progress.draft("key 7") is not None
