"""What ``ps`` tells, beside what /proc tells."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tutor.worker import process_table

needs_ps = pytest.mark.skipif(not os.path.exists(process_table.PS), reason="there is no ps on this machine")


@needs_ps
def test_a_group_is_told_with_its_memory() -> None:
    command = [sys.executable, "-c", "import os\nos.fork()\nprint(flush=True)\nos.read(0, 1)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          start_new_session=True) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert [process.stdout.readline(), process.stdout.readline()] == [b"\n", b"\n"]
        found = process_table.group(process.pid)
        process.stdin.write(b"12")
    assert process.pid in found
    assert len(found) == 2
    assert all(kilobytes > 500 for kilobytes in found.values())
    assert os.getpid() not in found


@needs_ps
def test_one_process_is_told() -> None:
    assert process_table.resident_kb(os.getpid()) > 5000
    assert process_table.resident_kb(2**30) == 0


def test_without_ps_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_table, "PS", "/no/such/ps")
    assert process_table.group(os.getpid()) == {}
