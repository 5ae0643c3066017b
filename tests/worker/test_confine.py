"""The policy as a value, and what ``confine`` refuses to begin."""

from __future__ import annotations

import json
import os
import sys

import pytest

from tutor.worker import confine, landlock
from tutor.worker.confine import ALL_LAYERS, LOOPBACK_PORTS, Policy
from tutor.worker.limits import Limits


def test_it_survives_json() -> None:
    chosen = Policy(
        scratch="/scratch/1",
        readable=("/data/set",),
        layers=frozenset({"seccomp"}),
        landlock_abi=3,
        worker_processes=True,
        loopback=True,
        limits=Limits(memory=5),
    )
    assert Policy.from_dict(json.loads(json.dumps(chosen.as_dict()))) == chosen


def test_the_default_is_everything_closed() -> None:
    policy = Policy.from_dict({"scratch": "/scratch/1"})
    assert policy.layers == ALL_LAYERS
    assert not policy.worker_processes
    assert not policy.loopback
    assert policy.limits == Limits()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"scratch": "relative"},
        {"scratch": "/s", "layers": ["landlock", "hope"]},
        {"scratch": "/s", "network": True},
        {"scratch": "/s", "limits": {"ram": 1}},
    ],
)
def test_nonsense_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        Policy.from_dict(values)


def test_a_member_of_another_group_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getpgrp", lambda: os.getpid() + 1)
    with pytest.raises(OSError, match="process group"):
        confine.confine(Policy(scratch="/scratch/1"))


def test_layers_of_linux_are_refused_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(OSError, match="leave these layers out"):
        confine.confine(Policy(scratch="/scratch/1"))


def test_a_missing_scratch_folder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    applied: list[str] = []
    monkeypatch.setattr(os, "getpgrp", os.getpid)
    monkeypatch.setattr(os, "listdir", lambda _: ["1"])
    monkeypatch.setattr(confine, "set_no_new_privileges", lambda: applied.append("no_new_privs"))
    monkeypatch.setattr(confine, "drop_capabilities", lambda: applied.append("capabilities"))
    with pytest.raises(OSError, match="/does/not/exist"):
        confine.confine(Policy(scratch="/does/not/exist", layers=frozenset({"landlock", "seccomp"})))
    assert applied == ["no_new_privs", "capabilities"]


@pytest.mark.parametrize(("kernel", "cap", "used"), [(7, None, 7), (7, 3, 3), (2, 5, 2), (12, None, 9)])
def test_the_abi_is_the_lowest_of_three(
    monkeypatch: pytest.MonkeyPatch, kernel: int, cap: int | None, used: int
) -> None:
    monkeypatch.setattr(landlock, "abi_version", lambda: kernel)
    assert confine.usable_abi(cap) == used


def test_loopback_ports_are_the_kernels_own_and_two_known_ones() -> None:
    ports = confine.loopback_ports()
    assert set(LOOPBACK_PORTS) < set(ports)
    assert 0 in ports
    assert not {22, 25, 53, 80, 443, 5432, 6379, 8080} & set(ports)
