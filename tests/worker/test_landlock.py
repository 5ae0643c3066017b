"""What a ruleset says to kernels of each ABI."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from tutor.worker import landlock
from tutor.worker.landlock import WORK, Access, PathRule, handled_access, restrict, ruleset_attributes

SINCE = {Access.REFER: 2, Access.TRUNCATE: 3, Access.DEVICE_IOCTL: 5, Access.RESOLVE_SOCKET: 9}


@pytest.mark.parametrize("abi", range(1, 10))
def test_only_what_the_kernel_knows_is_handled(abi: int) -> None:
    handled = handled_access(abi)
    for access in Access:
        assert bool(handled & access) == (abi >= SINCE.get(access, 1)), access


@pytest.mark.parametrize(("abi", "fields"), [(1, 1), (3, 1), (4, 2), (5, 2), (6, 3), (9, 3)])
def test_the_attributes_have_the_kernels_size(abi: int, fields: int) -> None:
    values = struct.unpack(f"={fields}Q", ruleset_attributes(abi))
    assert values == (int(handled_access(abi)), 3, 3)[:fields]


def test_no_landlock_is_said_with_a_next_step() -> None:
    with pytest.raises(OSError, match=r"5\.13 or later"):
        restrict([], 0)


def test_an_absent_kernel_interface_is_version_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(1, "refused by a container")

    monkeypatch.setattr(landlock, "syscall", refuse)
    assert landlock.abi_version() == 0


def test_calls_are_made_in_the_kernels_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[tuple[object, ...]] = []

    def record(name: str, *arguments: object) -> int:
        calls.append((name, *arguments))
        return os.open(os.devnull, os.O_RDONLY) if name == "landlock_create_ruleset" else 0

    monkeypatch.setattr(landlock, "syscall", record)
    monkeypatch.setattr(landlock, "set_no_new_privileges", lambda: calls.append(("no_new_privs",)))
    restrict([PathRule(str(tmp_path), WORK), PathRule("/does/not/exist", WORK)], 4, [80, 443])
    assert [call[0] for call in calls] == [
        "landlock_create_ruleset",
        "landlock_add_rule",
        "landlock_add_rule",
        "landlock_add_rule",
        "no_new_privs",
        "landlock_restrict_self",
    ]
    assert [call[2] for call in calls if call[0] == "landlock_add_rule"] == [1, 2, 2]


def test_a_file_gets_no_rights_of_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    granted: list[bytes] = []
    monkeypatch.setattr(landlock, "_add_rule", lambda ruleset, kind, attributes: granted.append(attributes))
    landlock._add_path(-1, PathRule("/etc/passwd", WORK), handled_access(1))
    access, _ = struct.unpack("=Qi", granted[0])
    assert Access(access) == Access.EXECUTE | Access.WRITE_FILE | Access.READ_FILE
