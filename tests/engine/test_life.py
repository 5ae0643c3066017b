"""The worker's life: crashes at any moment, rest when nobody uses it, and an end in every way a tutor can end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from living import (
    BARE,
    LEARNER,
    TUTOR,
    JumpingClock,
    alive,
    ending,
    gone,
    learner_of,
    lesson,
    ran,
    scratch_left,
    script,
    settle,
    text_of,
    until,
)

from tutor.engine.events import OutputReceived, RunEvent
from tutor.engine.runner import Source, WorkerStatus
from tutor.engine.worker_runner import WorkerRunner
from tutor.worker import ending as ending_of_all
from tutor.worker import processes
from tutor.worker import scratch as scratch_folders

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
pytestmark = linux

MINUTE = 60.0
ENDLESS = "print('begun', flush=True)\nwhile True: pass"
TEXTS = ["x = 1\nprint('one')", "x += 1\nprint(x)"]


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where workers keep their folders during the test."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest_asyncio.fixture
async def made(scratch: Path, clock: JumpingClock) -> AsyncIterator[WorkerRunner]:
    runner = WorkerRunner(preload=BARE, clock=clock)
    yield runner
    await runner.close()


def supervisor_of(runner: WorkerRunner) -> int:
    return int(runner.hello["pid"])


def zygote_of(runner: WorkerRunner) -> int:
    (zygote,) = processes.children_of(supervisor_of(runner))
    return zygote


# -- rest ------------------------------------------------------------------------------------------------------------


async def test_a_worker_nobody_uses_goes_away_and_comes_back(made: WorkerRunner, clock: JumpingClock) -> None:
    await made.surveyed()
    family = processes.tree(supervisor_of(made))
    await clock.jump(20 * MINUTE - 1)
    assert made.status.phase == "ready"
    await clock.jump(2)
    assert made.status.phase == "off"
    assert made.status.detail == ("The worker went away after 20 minutes without a run; your next run starts it again.")
    await gone(family)
    assert text_of(await script(made, "print('back')")) == "back\n"
    assert made.status.phase == "ready"


async def test_who_reads_on_keeps_it_warm_or_has_it_back(made: WorkerRunner, clock: JumpingClock) -> None:
    await made.surveyed()
    await clock.jump(15 * MINUTE)
    await made.start()
    await clock.jump(15 * MINUTE)
    assert made.status.phase == "ready"
    await clock.jump(6 * MINUTE)
    assert made.status.phase == "off"
    await made.start()
    assert made.status.phase == "starting"
    await made.ready()


async def test_a_lesson_that_holds_state_keeps_it_for_two_hours(made: WorkerRunner, clock: JumpingClock) -> None:
    await made.surveyed()
    await lesson(made, TEXTS, 0)
    await clock.jump(119 * MINUTE)
    pairs = await lesson(made, TEXTS, 1)
    assert ran(pairs) == [1]
    await clock.jump(121 * MINUTE)
    assert made.status.phase == "off"
    assert made.status.detail.startswith("The worker went away after 2 hours without a run")
    assert "snippets run again first" in made.status.detail
    pairs = await lesson(made, TEXTS, 1)
    assert ran(pairs) == [0, 1]
    assert text_of(event for _, event in pairs) == "one\n2\n"


async def test_a_long_run_is_no_idleness_and_its_end_counts_as_use(made: WorkerRunner, clock: JumpingClock) -> None:
    await made.surveyed()
    seen: list[RunEvent] = []
    async for event in made.run_script(Source(ENDLESS, "long.py", seconds=1e6)):
        if isinstance(event, OutputReceived):
            await clock.jump(600 * MINUTE)
            assert made.status.phase == "ready"
            await made.stop()
        seen.append(event)
    assert ending(seen).reason == "stopped"
    await clock.jump(19 * MINUTE)
    assert made.status.phase == "ready"


# -- crashes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("victim", [supervisor_of, zygote_of])
async def test_a_crash_while_nothing_runs(made: WorkerRunner, victim: object, scratch: Path) -> None:
    await made.surveyed()
    await lesson(made, TEXTS, 0)
    family = processes.tree(supervisor_of(made))
    os.kill(victim(made), signal.SIGKILL)  # type: ignore[operator]
    await until(lambda: made.status.phase == "lost")
    assert made.status.detail.endswith("It starts again with your next run.")
    pairs = await lesson(made, TEXTS, 1)
    assert ran(pairs) == [0, 1]
    assert text_of(event for _, event in pairs) == "one\n2\n"
    await gone(family)
    await made.close()
    assert scratch_left(scratch) == []


@pytest.mark.parametrize("victim", [supervisor_of, zygote_of])
async def test_a_crash_during_a_run(made: WorkerRunner, victim: object, scratch: Path) -> None:
    seen: list[RunEvent] = []
    family: list[int] = []
    forks = "import os, time\nif os.fork() == 0:\n    time.sleep(600)\n" + ENDLESS
    async for event in made.run_script(Source(forks, "run.py")):
        if isinstance(event, OutputReceived):
            family = processes.tree(supervisor_of(made))
            os.kill(victim(made), signal.SIGKILL)  # type: ignore[operator]
        seen.append(event)
    assert len(family) >= 4  # and perhaps the probe of the sandbox
    assert ending(seen).reason == "error"
    assert ending(seen).sentence == made.status.detail
    assert ending(seen).sentence.endswith("It starts again with your next run.")
    await gone(family)
    assert text_of(await script(made, "print('back')")) == "back\n"
    await made.close()
    assert scratch_left(scratch) == []


@pytest.mark.parametrize("victim", [supervisor_of, zygote_of])
async def test_a_crash_during_a_fork(made: WorkerRunner, victim: object, scratch: Path) -> None:
    await made.surveyed()
    await script(made, "pass")
    zygote, doomed = zygote_of(made), victim(made)  # type: ignore[operator]
    os.kill(zygote, signal.SIGSTOP)  # the fork is asked for and never comes
    running = asyncio.create_task(script(made, "print('never')"))
    await until(lambda: made._current is not None)
    os.kill(doomed, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(zygote, signal.SIGCONT)
    assert ending(await running).sentence.endswith("It starts again with your next run.")
    await gone([zygote])
    assert text_of(await script(made, "print('back')")) == "back\n"
    await made.close()
    assert scratch_left(scratch) == []


@pytest.mark.parametrize("victim", [supervisor_of, zygote_of])
async def test_a_crash_during_the_start(
    scratch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, victim: object
) -> None:
    slow, allowed = tmp_path / "slow_to_import.py", tmp_path / "allowed"
    slow.write_text(f"import os, time\nwhile not os.path.exists({str(allowed)!r}): time.sleep(0.005)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = WorkerRunner(preload=["slow_to_import"])
    running = asyncio.create_task(script(made, "print('never')"))
    await until(lambda: made.hello and processes.children_of(supervisor_of(made)))
    family = processes.tree(supervisor_of(made))
    os.kill(victim(made), signal.SIGKILL)  # type: ignore[operator]
    assert ending(await running).sentence.endswith("It starts again with your next run.")
    assert made.status.phase == "lost"
    await gone(family)
    allowed.touch()
    assert text_of(await script(made, "print('back')")) == "back\n"
    await made.close()
    assert scratch_left(scratch) == []


async def test_a_run_whose_own_process_is_killed_leaves_the_worker_be(made: WorkerRunner) -> None:
    code = "import os\nprint(os.getpid(), flush=True)\nwhile True: pass"
    seen: list[RunEvent] = []
    async for event in made.run_script(Source(code, "run.py")):
        if isinstance(event, OutputReceived):
            os.kill(int(event.text), signal.SIGKILL)
        seen.append(event)
    assert "killed from outside" in ending(seen).sentence
    assert made.status.phase == "ready"


async def test_a_loss_is_told_once(made: WorkerRunner) -> None:
    told: list[WorkerStatus] = []
    await made.surveyed()
    made.watch(told.append)
    os.kill(zygote_of(made), signal.SIGKILL)
    await until(lambda: made.status.phase == "lost")
    await settle()
    assert [status.phase for status in told] == ["lost"]


LEAVES_TWO = """
import os, subprocess, threading, time
def fork():
    if os.fork() == 0:
        time.sleep(600)
thread = threading.Thread(target=fork)
thread.start()
thread.join()
started = subprocess.Popen(["sleep", "600"], env={})
open(f"/dev/shm/torch_{os.getpid()}_1_0", "w").close()
print(os.getpid(), flush=True)
time.sleep(600)
"""
"""Leaves what the kernel is not asked to end with its parent: a fork of a thread, and a program without a variable."""


async def killed_with_its_zygote(made: WorkerRunner) -> tuple[list[int], str]:
    """Kill supervisor and zygote at one moment during a run; the processes of the run, and its shared memory."""
    family: list[int] = []
    shared = ""
    async for event in made.run_script(Source(LEAVES_TWO, "run.py", capabilities=("worker_processes",))):
        if isinstance(event, OutputReceived):
            family = processes.members(int(event.text))
            shared = f"/dev/shm/torch_{int(event.text)}_1_0"
            assert os.path.exists(shared)
            both = (supervisor_of(made), zygote_of(made))
            for number in (signal.SIGSTOP, signal.SIGKILL):  # stopped first, so that neither sees the other's end
                for pid in both:
                    os.kill(pid, number)
    assert len(family) == 3
    return family, shared


async def test_a_worker_killed_with_its_zygote_leaves_nothing(made: WorkerRunner, scratch: Path) -> None:
    family, shared = await killed_with_its_zygote(made)
    await gone(family)
    await made.close()
    assert scratch_left(scratch) == []
    assert not os.path.exists(shared)


async def test_without_a_tutor_that_looks_they_live_on(
    made: WorkerRunner, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    with monkeypatch.context() as patched:
        patched.setattr("tutor.worker.ending.end_groups", lambda leaders: None)
        patched.setattr("tutor.worker.scratch.remove_abandoned", lambda root, zygote=0: None)
        family, shared = await killed_with_its_zygote(made)
        await made.close()
    leader, *others = family
    await gone([leader])
    assert all(map(alive, others))
    ending_of_all.end_groups([leader])
    await gone(others)
    scratch_folders.remove_abandoned(str(scratch))
    assert scratch_left(scratch) == []
    assert not os.path.exists(shared)


# -- the end ---------------------------------------------------------------------------------------------------------


async def test_a_run_that_waits_for_the_start_hears_of_the_end(scratch: Path) -> None:
    made = WorkerRunner(preload=["tutor_has_no_such_module"])
    made.watch(lambda status: None)
    running = asyncio.create_task(script(made, "print(1)"))
    await until(lambda: made.status.phase == "starting")
    await made.close()
    assert ending(await running).exit == 1
    assert made.status.phase == "off"


async def test_whoever_stops_waiting_for_a_start_leaves_no_half_of_it(made: WorkerRunner) -> None:
    waiting = asyncio.create_task(made.start())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert text_of(await script(made, "print('there')")) == "there\n"


async def test_closing_at_once_and_twice_leaves_nothing(scratch: Path) -> None:
    others = processes.children_of(os.getpid())
    made = WorkerRunner(preload=BARE)
    starting = asyncio.create_task(made.start())
    await asyncio.sleep(0)
    await made.close()
    await made.close()
    await asyncio.gather(starting, return_exceptions=True)
    assert made.status.phase == "off"
    assert processes.children_of(os.getpid()) == others
    assert scratch_left(scratch) == []


@pytest.mark.parametrize("way", ["exit", "exception", "at once", "SIGINT", "SIGTERM", "SIGHUP", "SIGKILL", "SIGSEGV"])
async def test_nothing_outlives_the_tutor(scratch: Path, way: str) -> None:
    tutor = subprocess.Popen(
        [sys.executable, "-c", TUTOR, way, LEARNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert tutor.stdin is not None
    assert tutor.stdout is not None
    shared = f"/dev/shm/torch_{await learner_of(tutor)}_1_0"
    family = processes.tree(tutor.pid)
    assert len(family) >= 8  # the tutor, its supervisor, the zygote, the learner's process and its four
    assert os.path.exists(shared)
    assert len(scratch_left(scratch)) == 1
    tutor.stdin.write(b"now\n")
    tutor.stdin.close()
    tutor.stdout.close()
    await asyncio.to_thread(tutor.wait)
    await gone(family)
    assert not os.path.exists(shared)
    assert scratch_left(scratch) == []


async def test_looking_for_processes_can_fail() -> None:
    assert alive(os.getpid())
