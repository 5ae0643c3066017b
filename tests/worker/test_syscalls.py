"""The system call tables, against the kernel's headers where they are installed."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

import pytest

from tutor.worker.syscalls import AARCH64, NEWEST, NUMBERS, X86_64, Architecture, architecture, prctl, syscall

HEADERS = {
    X86_64: "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    AARCH64: "/usr/include/asm-generic/unistd.h",
}


@pytest.mark.parametrize("target", HEADERS, ids=lambda target: target.name)
def test_numbers_are_the_headers(target: Architecture) -> None:
    header = Path(HEADERS[target])
    if not header.exists():
        pytest.skip("the kernel's headers are not installed")
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text()))
    compared = {call: target.number(call) for call in NUMBERS if call in known}
    assert len(compared) > 90
    assert compared == {call: int(known[call]) for call in compared}


@pytest.mark.parametrize("target", [X86_64, AARCH64], ids=lambda target: target.name)
def test_no_number_stands_twice_or_above_the_newest(target: Architecture) -> None:
    numbers = [number for call in NUMBERS if (number := target.number(call)) is not None]
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) <= NEWEST


def test_new_calls_have_one_number_everywhere() -> None:
    for call, (one, other) in NUMBERS.items():
        if one is not None and one >= 424:
            assert one == other, call


def test_an_unknown_processor_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(OSError, match="riscv64"):
        architecture()


@pytest.mark.parametrize("name", ["x86_64", "aarch64"])
def test_a_known_processor_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(platform, "machine", lambda: name)
    assert architecture().name == name


def test_the_kernels_answer_becomes_an_error() -> None:
    with pytest.raises(ProcessLookupError, match="kill"):
        syscall("kill", 2**22 + 1, 0)
    with pytest.raises(OSError, match="prctl"):
        prctl(123456)


def test_arguments_travel() -> None:
    syscall("kill", os.getpid(), 0)
