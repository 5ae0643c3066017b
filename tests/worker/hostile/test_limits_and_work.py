"""Bombs that the kernel's limits end, what must go on working inside, and the level that a probe finds."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hostile.harness import NOBODY, Laboratory, Unavailable, interpreter
from hostile.test_forbidden_acts import REFUSALS
from tutor.worker.probe import ACTS, level_of

MEBI = 1 << 20

BOMBS = [
    pytest.param("fork_many", {"count": 400}, {"threads": 20}, {}, id="processes"),
    pytest.param("start_many_threads", {"count": 400}, {"threads": 20}, {}, id="threads"),
    pytest.param("write_big_file", {"folder": "{scratch}", "size": 2 * MEBI}, {"disk": MEBI}, {}, id="a file"),
    pytest.param(
        "write_big_file",
        {"folder": "/dev/shm", "size": 2 * MEBI},
        {"disk": MEBI},
        {"worker_processes": True},
        id="shared memory",
    ),
    pytest.param("fill_memory_file", {"size": 2 * MEBI}, {"disk": MEBI}, {}, id="a memory file"),
    pytest.param("take_memory", {"size": 1 << 30}, {"memory": 64 * MEBI, "data": True}, {}, id="memory"),
    pytest.param("open_many", {"count": 1100}, {}, {}, id="descriptors"),
]


@pytest.mark.parametrize(("act", "arguments", "limits", "policy"), BOMBS)
def test_a_bomb_ends_at_its_limit(
    laboratory: Laboratory, act: str, arguments: dict[str, Any], limits: dict[str, Any], policy: dict[str, Any]
) -> None:
    free = laboratory.run(act, None, **arguments)
    assert free.succeeded, free
    wide = laboratory.run(act, {**policy, "layers": ["landlock", "seccomp"]}, **arguments)
    assert wide.succeeded, wide  # so it is the limit that ends it, not another layer
    confined = laboratory.run(act, {**policy, "limits": limits}, **arguments)
    assert confined.error, confined


def test_limits_cannot_be_raised(laboratory: Laboratory) -> None:
    assert laboratory.run("raise_own_limit", None).succeeded
    assert not laboratory.run("raise_own_limit", {"layers": ["rlimits"]}).succeeded


def test_the_limits_are_in_force(laboratory: Laboratory) -> None:
    found = laboratory.run("limits", {"limits": {"cpu_seconds": 7, "disk": 5 * MEBI}}).result
    assert found["CORE"] == [0, 0]
    assert found["CPU"] == [7, 9]
    assert found["FSIZE"] == [5 * MEBI, 5 * MEBI]
    assert found["MSGQUEUE"] == [0, 0]


WORK = [
    ("work_with_files", {}, "twice"),
    ("run_a_program", {}, "x\n"),
    ("import_more", {}, [1, "xmlrpc.client"]),
    ("talk_over_a_pair", {}, "from the other side"),
    ("signal_itself", {}, 2),
    ("memory_file", {}, None),
    ("use_threads", {}, list(range(8))),
    ("know_itself", {}, ["Name:", True]),
    ("pool", {"worker_processes": True}, [0, 2, 4, 6]),
]


@pytest.mark.parametrize("cap", [None, 1, 3, 5])
@pytest.mark.parametrize(("act", "policy", "result"), WORK, ids=[act for act, _, _ in WORK])
def test_work_goes_on(
    laboratory: Laboratory, act: str, policy: dict[str, Any], result: object, cap: int | None
) -> None:
    outcome = laboratory.run(act, {**policy, "landlock_abi": cap})
    assert outcome.succeeded, outcome
    assert outcome.result == result


def test_semaphores_need_the_declaration(laboratory: Laboratory) -> None:
    assert not laboratory.run("pool", {}).succeeded
    assert not laboratory.run("list_path", {"worker_processes": True}, path="/dev/shm").succeeded


def test_files_are_moved_and_truncated_where_landlock_can_tell(laboratory: Laboratory, abi: int) -> None:
    if abi < 3:
        pytest.skip(f"this kernel's Landlock is {abi}")
    assert laboratory.run("move_between_folders", {}).result == ["moved"]
    assert laboratory.run("truncate_by_name", {}).result == 1
    assert not laboratory.run("move_between_folders", {"landlock_abi": 1}).succeeded
    assert not laboratory.run("truncate_by_name", {"landlock_abi": 2}).succeeded


def test_workers_are_ended_where_landlock_can_tell(laboratory: Laboratory, abi: int) -> None:
    if abi < 6:
        pytest.skip(f"this kernel's Landlock is {abi}")
    assert laboratory.run("end_a_worker", {}).result == 15
    assert laboratory.run("pool_that_is_terminated", {"worker_processes": True}).result == [0, 2, 4, 6]
    assert not laboratory.run("end_a_worker", {"landlock_abi": 5}).succeeded


def test_unknown_calls_do_not_exist(laboratory: Laboratory) -> None:
    assert laboratory.run("call_a_number_nobody_knows", {}).errno == errno.ENOSYS


def test_loopback_opens_tcp_and_little_else(laboratory: Laboratory, abi: int) -> None:
    assert laboratory.run("tcp_talk_to_itself", {"loopback": True}).result == "127.0.0.1"
    known = laboratory.run("tcp_listen", {"loopback": True}, port=29500)
    assert known.succeeded or known.errno == errno.EADDRINUSE  # a training run beside this test may hold it
    for act in ("udp_send", "unix_connect", "unix_send", "unix_send_from_pair", "abstract_connect"):
        assert laboratory.run(act, None).succeeded
        assert not laboratory.run(act, {"loopback": True}).succeeded
    for act in ("tcp_fast_open", "tcp_fast_open_message"):
        assert laboratory.run(act, {"loopback": True}).errno == errno.EPERM
    assert laboratory.run("talk_over_a_pair", {"loopback": True}).result == "from the other side"
    assert laboratory.run("tcp_connect", {"loopback": True}, protocol=262).errno == errno.EACCES
    assert "lo" in laboratory.run("name_interfaces", {"loopback": True}).result
    assert not laboratory.run("name_interfaces", {}).succeeded
    if abi >= 4:
        port = next(port for port in range(8100, 8200) if laboratory.run("tcp_listen", None, port=port).succeeded)
        assert laboratory.run("tcp_listen", {"loopback": True}, port=port).errno == errno.EACCES


def test_home_is_refused_however_it_is_asked_for(laboratory: Laboratory) -> None:
    home = str(Path(laboratory.home))
    for asked in (home, str(Path(home).parent), "/", "/tmp", f"{home}/../home"):
        assert not laboratory.run("read", {"readable": [asked]}, place="home/notes.txt").succeeded
    inside = laboratory.run("read", {"readable": [f"{home}/.ssh"]}, place="home/.ssh/id_ed25519")
    assert inside.succeeded  # a folder of the home, named by its own path, can be given


def test_confinement_wants_a_fresh_process(laboratory: Laboratory) -> None:
    outcome = laboratory.run("confine_with_a_thread", None)
    assert "one thread" in outcome.error


@pytest.mark.parametrize(
    ("layers", "cap", "level"),
    [
        (["rlimits", "landlock", "seccomp"], None, "full"),
        (["rlimits", "landlock", "seccomp"], 5, "good"),
        (["rlimits", "landlock", "seccomp"], 1, "good"),
        (["rlimits", "seccomp"], None, "network only"),
        (["rlimits", "landlock"], None, "none"),
        (["rlimits"], None, "none"),
    ],
)
def test_the_level_is_what_a_probe_finds(
    laboratory: Laboratory, layers: list[str], cap: int | None, level: str, abi: int
) -> None:
    if abi < 6:
        pytest.skip(f"this kernel's Landlock is {abi}")
    blocked = laboratory.run("probe_all", {"layers": layers, "landlock_abi": cap}).result
    assert set(blocked) == set(ACTS)
    used = (cap or abi) if "landlock" in layers else 0
    found, why = level_of(blocked, "linux", used)
    assert found == level, blocked
    assert bool(why) == (level != "full")


def test_a_free_process_is_blocked_nowhere(laboratory: Laboratory) -> None:
    assert not any(laboratory.run("probe_all", None).result.values())


@pytest.fixture
def isolated() -> Iterator[Laboratory]:
    """A laboratory in a process namespace of its own, where "everyone" is nobody else."""
    wrapper = ["unshare", "--pid", "--fork", "--kill-child"]
    if os.getuid() == 0:
        wrapper += ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    else:
        wrapper += ["--user", "--map-current-user"]
    try:
        interpreter()
        opened = Laboratory(wrapper, drop=False)
    except (Unavailable, OSError) as reason:
        pytest.skip(f"no process namespace here: {reason}")
    yield opened
    opened.close()


@pytest.mark.parametrize("policy", [{}, {"layers": ["rlimits", "seccomp"]}], ids=["all layers", "without Landlock"])
@pytest.mark.parametrize(("act", "which", "who"), [("set_priority", 2, ""), ("set_io_priority", 3, "user")])
def test_the_priority_of_all_of_a_user(isolated: Laboratory, act: str, which: int, who: str, policy: Any) -> None:
    confined = isolated.run(act, policy, which=which, who=who)
    assert confined.errno in REFUSALS, confined
    assert isolated.run(act, None, which=which, who=who).succeeded


def test_killing_everyone(isolated: Laboratory) -> None:
    confined = isolated.run("send_signal_to_everyone", {}, number=9)
    assert confined.errno == errno.EPERM
    assert isolated.run("send_signal", None, target="victim").succeeded, "the victim must have survived"
    assert isolated.run("send_signal_to_everyone", None, number=9).succeeded
    assert isolated.run("wait for the victim").result == 9
