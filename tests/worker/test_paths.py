"""What is made readable, and what never is."""

from __future__ import annotations

import os
import pwd
import sys
from pathlib import Path

import pytest

from tutor.worker import paths
from tutor.worker.landlock import READ, WORK, Access

HOME = "/home/ada"


@pytest.mark.parametrize(
    "path", ["/", "/home", HOME, f"{HOME}/", f"{HOME}/code/..", "/tmp", "/etc", "/proc", "/dev/shm", "", "code", "."]
)
def test_is_refused_with_a_next_step(path: str) -> None:
    assert ";" in paths.refusal(path, [HOME])


@pytest.mark.parametrize(
    "path", [f"{HOME}/envs/torch", f"{HOME}/code", "/usr/lib", "/opt/torch", "/home/adam", "/tmp/a"]
)
def test_is_granted(path: str) -> None:
    assert paths.refusal(path, [HOME]) == ""


def test_a_link_is_judged_by_where_it_leads(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "link").symlink_to(home)
    assert paths.refusal(str(tmp_path / "link"), [str(home)])
    assert paths.refusal(str(tmp_path), [str(home)])


def test_homes_are_the_databases_and_the_environments(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert str(tmp_path) in paths.homes()
    assert os.path.realpath(pwd.getpwuid(os.getuid()).pw_dir) in paths.homes()
    assert str(tmp_path) not in paths.homes(scratch=str(tmp_path))


def test_a_user_that_no_database_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 987654321)
    monkeypatch.setenv("HOME", "/somewhere")
    assert paths.homes() == ("/somewhere",)


def test_the_environment_is_this_pythons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["", "/opt/site-packages"])
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/cuda/lib::/opt/more")
    found = paths.environment()
    assert {sys.prefix, sys.base_prefix, "/opt/site-packages", "/opt/cuda/lib", "/opt/more"} <= set(found)
    assert "" not in found


def test_an_environment_in_the_home_opens_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "homes", lambda scratch: (HOME,))
    monkeypatch.setattr(paths, "environment", lambda: (HOME, "/", f"{HOME}/envs/torch", "/usr"))
    found = paths.readable_paths([f"{HOME}/lessons", "/home"], "/scratch/1")
    assert found == (f"{HOME}/envs/torch", "/usr", f"{HOME}/lessons")


def test_scratch_alone_can_be_worked_in() -> None:
    writable = Access.WRITE_FILE | Access.MAKE_FILE | Access.REMOVE_FILE | Access.MAKE_DIRECTORY
    granted = {rule.path: rule.access for rule in paths.rules("/scratch/1", ["/data/set"])}
    assert granted["/scratch/1"] == WORK
    assert granted["/data/set"] == READ
    for path, access in granted.items():
        if path != "/scratch/1" and not path.startswith("/dev/"):
            assert not access & writable or path == "/proc/self/task", path
        assert not access & (Access.MAKE_BLOCK_DEVICE | Access.MAKE_CHARACTER_DEVICE)


def test_shared_memory_is_granted_where_declared_and_never_listed() -> None:
    assert "/dev/shm" not in {rule.path for rule in paths.rules("/scratch/1")}
    granted = {rule.path: rule.access for rule in paths.rules("/scratch/1", shared_memory=True)}
    assert granted["/dev/shm"] & Access.MAKE_FILE
    assert not granted["/dev/shm"] & Access.READ_DIRECTORY


@pytest.mark.parametrize(("devices", "named"), [((), False), (("/dev/nvidia0", "/dev/dri"), True)])
def test_a_gpu_brings_its_devices_and_the_names_of_threads(
    monkeypatch: pytest.MonkeyPatch, devices: tuple[str, ...], named: bool
) -> None:
    monkeypatch.setattr(paths, "gpu_devices", lambda: devices)
    granted = {rule.path: rule.access for rule in paths.rules("/scratch/1")}
    assert ("/proc/self/task" in granted) == named
    for device in devices:
        assert granted[device] & Access.DEVICE_IOCTL


def test_gpu_devices_are_found_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "listdir", lambda _: ["null", "nvidia0", "nvidia-uvm", "sda", "dri", "kfd"])
    assert paths.gpu_devices() == ("/dev/dri", "/dev/kfd", "/dev/nvidia-uvm", "/dev/nvidia0")
