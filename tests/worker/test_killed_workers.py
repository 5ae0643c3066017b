"""What happens to the supervisor's processes, shared memory and folders when one of them is killed, or several."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile.harness import NOBODY, Unavailable, interpreter
from supervised import Supervised, alive, gone, group_members


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder every user can reach, which pytest's own (root's alone) is not."""
    try:
        interpreter()
    except Unavailable as reason:
        pytest.skip(str(reason))
    with tempfile.TemporaryDirectory(prefix="supervised-") as name:
        yield Path(name)


def test_everything_dies_with_the_tutor(folder: Path) -> None:
    made = Supervised(folder)
    session = made.open()
    child = made.wait_for("opened", session=session)["pid"]
    made.send({"type": "run", "session": session, "run": 1, "name": "a", "seconds": 60}, b"while True: pass")
    zygote = int(Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[1])
    assert alive(child)
    made.close()
    assert gone(child)
    assert gone(zygote)
    assert not [name for name in os.listdir(folder) if name.startswith("pytorch-tutor-")]


FAMILY = """
import os, time
if os.fork() == 0:
    if os.fork() == 0:
        time.sleep(600)
    os.wait()
print("ready", flush=True)
time.sleep(600)
"""


def at_work(made: Supervised) -> tuple[int, list[int]]:
    """The zygote, and the processes of a session that has descendants."""
    session = made.open()
    child = made.wait_for("opened", session=session)["pid"]
    made.send({"type": "run", "session": session, "run": 1, "name": "a", "seconds": 600}, FAMILY.encode())
    made.wait_for("output", session=session)
    until = time.monotonic() + 20
    while len(members := group_members(child)) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    assert len(members) == 3
    return int(Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[1]), members


def hang_up(made: Supervised) -> None:
    assert made.process.stdin is not None
    assert made.process.stdout is not None
    made.process.wait()
    made.process.stdin.close()
    made.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_supervisor_leaves_nothing(folder: Path, number: int) -> None:
    made = Supervised(folder)
    zygote, members = at_work(made)
    made.process.send_signal(number)
    hang_up(made)
    assert all(gone(pid) for pid in (zygote, *members))
    assert os.listdir(folder) == []


def test_a_killed_zygote_takes_every_session_along_and_is_reported(folder: Path) -> None:
    made = Supervised(folder)
    zygote, members = at_work(made)
    os.kill(zygote, signal.SIGKILL)
    assert made.wait_for("lost")["exit"] == -signal.SIGKILL
    assert all(gone(pid) for pid in members)
    made.close()
    assert os.listdir(folder) == []


def test_a_session_asked_for_after_the_zygote_died_is_closed(folder: Path) -> None:
    made = Supervised(folder)
    zygote, _ = at_work(made)
    os.kill(zygote, signal.SIGSTOP)
    session = made.open()  # a fork that never comes
    made.send({"type": "ping"})
    made.wait_for("pong")
    os.kill(zygote, signal.SIGKILL)
    made.wait_for("closed", session=session)
    late = made.open()
    made.wait_for("closed", session=late)
    made.close()
    assert os.listdir(folder) == []


def test_what_a_killed_supervisor_and_zygote_leave_the_next_one_tidies_up(folder: Path) -> None:
    made = Supervised(folder)
    session = made.open()
    child = made.wait_for("opened", session=session)["pid"]
    zygote = int(Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[1])
    os.kill(zygote, signal.SIGSTOP)
    made.process.kill()
    os.kill(zygote, signal.SIGKILL)
    hang_up(made)
    assert gone(child)
    assert len(os.listdir(folder)) == 1
    after = Supervised(folder)
    assert len(os.listdir(folder)) == 1
    after.close()
    assert os.listdir(folder) == []


FORKED_AND_STARTED = """
import os, subprocess, threading, time
if os.fork() == 0:
    if os.fork() == 0:
        time.sleep(600)
    os.wait()
def elsewhere():
    if os.fork() == 0:
        time.sleep(600)
thread = threading.Thread(target=elsewhere)
thread.start()
thread.join()
subprocess.Popen(["sleep", "600"], env={"PATH": os.environ["PATH"], **kept})
print("ready", flush=True)
time.sleep(600)
"""


def kill_both(made: Supervised, code: str) -> dict[str, int]:
    """Kill supervisor and zygote at one moment while ``code`` runs; the processes of its session by their kind."""
    session = made.open()
    leader = made.wait_for("opened", session=session)["pid"]
    made.send({"type": "run", "session": session, "run": 1, "name": "a", "seconds": 600}, code.encode())
    made.wait_for("output", session=session)
    until = time.monotonic() + 20
    while len(members := group_members(leader)) < 5 and time.monotonic() < until:
        time.sleep(0.01)
    parents = {pid: int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1]) for pid in members}
    (grandchild,) = (pid for pid in members if parents[pid] in members and parents[pid] != leader)
    (started,) = (pid for pid in members if Path(f"/proc/{pid}/comm").read_text() == "sleep\n")
    (by_thread,) = set(members) - {leader, grandchild, parents[grandchild], started}
    family = {"leader": leader, "child": parents[grandchild], "grandchild": grandchild}
    both = (made.process.pid, parents[leader])
    for number in (signal.SIGSTOP, signal.SIGKILL):  # stopped first, so that neither sees the other's end
        for pid in both:
            os.kill(pid, number)
    hang_up(made)
    assert gone(both[1])
    return {**family, "of a thread": by_thread, "started": started}


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks at processes in /proc")
def test_who_dies_with_supervisor_and_zygote_and_who_is_found_by_the_next(folder: Path) -> None:
    made = Supervised(folder)
    left = kill_both(made, "kept = {'PYTORCH_TUTOR_WORKER': __import__('os').environ['PYTORCH_TUTOR_WORKER']}"
                     + FORKED_AND_STARTED)  # fmt: skip
    assert all(gone(left[kind]) for kind in ("leader", "child", "grandchild"))
    # What the kernel is not asked to end shows that the others did not end by themselves.
    assert alive(left["of a thread"])
    assert alive(left["started"])
    shared, foreign = (Path(f"/dev/shm/torch_{pid}_1_0") for pid in (left["leader"], os.getpid()))
    for path in (shared, foreign):
        path.touch()
        if os.getuid() == 0:
            os.chown(path, NOBODY, NOBODY)
    after = Supervised(folder)
    assert gone(left["of a thread"])
    assert gone(left["started"])
    assert not shared.exists()
    assert foreign.exists()
    foreign.unlink()
    after.close()
    assert os.listdir(folder) == []
