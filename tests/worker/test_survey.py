"""What the probe child reads of the machine."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tutor.worker.survey import devices, nvidia_driver

VERSION = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.159.03  Tue Sep  9 20:11:27 UTC 2025\n"


def test_the_driver_is_named_by_its_version(tmp_path: Path) -> None:
    path = tmp_path / "version"
    path.write_text(VERSION)
    assert nvidia_driver(str(path)) == "580.159.03"


def test_no_driver_is_an_empty_text(tmp_path: Path) -> None:
    assert nvidia_driver(str(tmp_path / "missing")) == ""
    (tmp_path / "empty").write_text("")
    assert nvidia_driver(str(tmp_path / "empty")) == ""


TOO_OLD = "The NVIDIA driver on your system is too old (found version 11040). Please update your GPU driver."
GPU = SimpleNamespace(name="NVIDIA H200", total_memory=1 << 37)


def torch_with(
    monkeypatch: pytest.MonkeyPatch, device_count: Callable[[], int], properties: Callable[[int], object]
) -> None:
    cuda = SimpleNamespace(device_count=device_count, get_device_properties=properties)
    mps = SimpleNamespace(is_available=lambda: False)
    fake = SimpleNamespace(cuda=cuda, backends=SimpleNamespace(mps=mps))
    monkeypatch.setitem(sys.modules, "torch", fake)  # type: ignore[arg-type]


def refuses(index: int) -> object:
    raise RuntimeError(TOO_OLD)


def warns(text: str) -> Callable[[], int]:
    def device_count() -> int:
        warnings.warn(f"CUDA initialization: {text} (Triggered internally at CUDAFunctions.cpp:119.)", stacklevel=1)
        return 0

    return device_count


def test_every_gpu_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    torch_with(monkeypatch, lambda: 2, lambda index: GPU)
    assert devices() == 2 * [{"name": "NVIDIA H200", "kind": "cuda", "memory": 1 << 37}]


def test_a_driver_that_is_too_old_is_told_as_it_is_raised_or_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"name": "CPU", "kind": "cpu", "memory": 0, "error": TOO_OLD}
    torch_with(monkeypatch, lambda: 1, refuses)
    assert devices() == [told]
    torch_with(monkeypatch, warns(TOO_OLD), refuses)
    assert devices() == [told]


def test_a_machine_without_a_gpu_has_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    torch_with(monkeypatch, lambda: 0, refuses)
    assert devices() == []
    torch_with(monkeypatch, warns("CUDA driver initialization failed, you might not have a CUDA gpu."), refuses)
    assert devices() == []
