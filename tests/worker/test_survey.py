"""What the probe child reads of the machine."""

from __future__ import annotations

from pathlib import Path

from tutor.worker.survey import nvidia_driver

VERSION = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.159.03  Tue Sep  9 20:11:27 UTC 2025\n"


def test_the_driver_is_named_by_its_version(tmp_path: Path) -> None:
    path = tmp_path / "version"
    path.write_text(VERSION)
    assert nvidia_driver(str(path)) == "580.159.03"


def test_no_driver_is_an_empty_text(tmp_path: Path) -> None:
    assert nvidia_driver(str(tmp_path / "missing")) == ""
    (tmp_path / "empty").write_text("")
    assert nvidia_driver(str(tmp_path / "empty")) == ""
