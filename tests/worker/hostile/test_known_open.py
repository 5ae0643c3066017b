"""What the README says stays open, or does not work inside: when one of these changes, so must the README."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hostile.harness import SECRET, Laboratory

OPEN: list[tuple[str, dict[str, Any]]] = [
    ("size_of", {"place": "home/.ssh/id_ed25519"}),
    ("read_link", {"path": "/etc/mtab"}),
    ("read_path", {"path": "/proc/self/net/tcp"}),
    ("read_path", {"path": "/etc/passwd"}),
    ("list_path", {"path": "/sys/class/net"}),
]
NOT_WORKING = ["copy_with_mode", "start_in_a_session"]


@pytest.mark.parametrize(("act", "arguments"), OPEN, ids=str)
def test_it_is_open(laboratory: Laboratory, act: str, arguments: dict[str, Any]) -> None:
    free = laboratory.run(act, None, **arguments)
    if not free.succeeded:
        pytest.skip(f"this machine has no such thing: {free.error}")
    assert laboratory.run(act, {}, **arguments).result == free.result


def test_a_size_is_all_that_is_told_of_a_private_file(laboratory: Laboratory) -> None:
    assert laboratory.run("size_of", {}, place="home/.ssh/id_ed25519").result == len(SECRET)
    assert not laboratory.run("read", {}, place="home/.ssh/id_ed25519").succeeded


def test_the_import_path_can_be_read(laboratory: Laboratory) -> None:
    on_path = Path(laboratory.home).parent / "source" / "tutor" / "worker" / "probe.py"
    assert laboratory.run("read_path", {}, path=str(on_path)).result == 64


@pytest.mark.parametrize("act", NOT_WORKING)
def test_it_does_not_work(laboratory: Laboratory, act: str) -> None:
    assert laboratory.run(act, None).succeeded
    assert not laboratory.run(act, {}).succeeded


def test_copying_what_a_file_holds_works(laboratory: Laboratory) -> None:
    assert laboratory.run("copy_contents", {}).result == "second"
