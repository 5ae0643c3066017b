"""The limits of a run as values and as rlimits."""

from __future__ import annotations

import json
import resource
import threading

import pytest

from tutor.worker import limits
from tutor.worker.limits import Limits


def test_defaults() -> None:
    assert Limits().memory == 4 << 30
    assert Limits().processes == 64
    assert Limits().disk == 512 << 20
    assert Limits().output == 1 << 20


def test_they_survive_json() -> None:
    chosen = Limits(memory=7, processes=3, data=False)
    assert Limits.from_dict(json.loads(json.dumps(chosen.as_dict()))) == chosen


def test_what_is_missing_keeps_its_default() -> None:
    assert Limits.from_dict({"disk": 5}) == Limits(disk=5)


NONSENSE = [{"ram": 5}, {"memory": 0}, {"memory": -1}, {"memory": "4G"}, {"disk": True}, {"data": 1}]


@pytest.mark.parametrize("values", NONSENSE)
def test_nonsense_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="limit"):
        Limits.from_dict(values)


def test_the_kernel_keeps_its_part() -> None:
    found = limits.resource_limits(Limits(disk=1000, cpu_seconds=5, data=True))
    assert found[resource.RLIMIT_CORE] == (0, 0)
    assert found[resource.RLIMIT_CPU] == (5, 7)
    assert found[resource.RLIMIT_FSIZE] == (1000, 1000)


def test_memory_is_counted_from_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "data_bytes", lambda: 500)
    assert limits.resource_limits(Limits(memory=1000, data=True))[resource.RLIMIT_DATA] == (1500, 1500)


@pytest.mark.parametrize(
    ("data", "devices", "bound"),
    [(None, (), True), (None, ("/dev/nvidia0",), False), (True, ("/dev/nvidia0",), True), (False, (), False)],
)
def test_memory_is_bound_but_beside_a_gpu(
    monkeypatch: pytest.MonkeyPatch, data: bool | None, devices: tuple[str, ...], bound: bool
) -> None:
    monkeypatch.setattr(limits, "gpu_devices", lambda: devices)
    assert (resource.RLIMIT_DATA in limits.resource_limits(Limits(data=data))) == bound


def test_threads_are_counted_on_top_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "user_threads", lambda: 1000)
    soft, hard = limits.resource_limits(Limits(threads=50))[resource.RLIMIT_NPROC]
    assert soft == hard
    assert 1050 <= soft <= 1100


def test_own_threads_are_among_the_users() -> None:
    stop = threading.Event()
    threads = [threading.Thread(target=stop.wait) for _ in range(5)]
    for thread in threads:
        thread.start()
    try:
        assert limits.user_threads() >= 6
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_data_is_what_the_kernel_says() -> None:
    assert limits.data_bytes() > 1 << 20


def test_a_lower_limit_is_never_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(
        limits, "resource_limits", lambda _: {resource.RLIMIT_NOFILE: (1024, 1024), resource.RLIMIT_CPU: (5, 7)}
    )
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (10, 20) if kind == resource.RLIMIT_NOFILE else (-1, -1))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, pair: asked.update({kind: pair}))
    limits.apply(Limits())
    assert asked == {resource.RLIMIT_NOFILE: (20, 20), resource.RLIMIT_CPU: (5, 7)}


def test_a_refusal_of_the_kernel_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(kind: int, pair: tuple[int, int]) -> None:
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    with pytest.raises(OSError, match="refused resource limit"):
        limits.apply(Limits())
