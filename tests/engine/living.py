"""For tests of the worker's life: a clock that jumps, generous waits for conditions, a look at processes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tutor.engine.events import OutputReceived, RunEvent, RunFinished, RunStarted
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner
from tutor.worker import processes

BARE = ("json",)
"""What a worker imports where torch is not what is tried; it is up in a tenth of a second."""
PATIENCE = 60.0
Make = Callable[..., WorkerRunner]
"""What the fixture ``make`` gives: a maker of workers behind a command."""


LEARNER = """
import os, time
for _ in range(2):
    if os.fork() == 0:
        if os.fork() == 0:
            time.sleep(600)
        os.wait()
open("made", "w").close()
with open(f"/dev/shm/torch_{os.getpid()}_1_0", "w") as file:
    file.write("tensor")
print(os.getpid(), flush=True)
time.sleep(600)
"""
"""Learner code with two generations of children, a file, and what torch would leave in shared memory; tells its id."""

TUTOR = """
import asyncio, os, signal, sys
from tutor.engine.events import OutputReceived
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner

async def main():
    elsewhere = sys.argv[3] if len(sys.argv) > 3 else None
    runner = WorkerRunner(sys.executable, elsewhere=elsewhere, preload=["json"])
    await runner.surveyed()
    source = Source(sys.argv[2], "learner.py", capabilities=("worker_processes",))
    async for event in runner.run_script(source):
        if isinstance(event, OutputReceived):
            print(event.text, flush=True)
            sys.stdin.readline()
            if sys.argv[1] == "exception":
                raise RuntimeError("a fault in the tutor")
            if sys.argv[1] == "exit":
                sys.exit(0)
            if sys.argv[1] == "at once":
                os._exit(0)
            os.kill(os.getpid(), getattr(signal, sys.argv[1]))

asyncio.run(main())
"""
"""A tutor that runs ``argv[2]``, passes its first words on, and ends in the way that ``argv[1]`` names, once it is told
to on its input."""


async def learner_of(tutor: subprocess.Popen[bytes]) -> int:
    """The process that runs ``LEARNER``, once all that it starts is there."""
    assert tutor.stdout is not None
    learner = int(await asyncio.to_thread(tutor.stdout.readline))
    await until(lambda: len(processes.tree(learner)) == 5)
    return learner


class JumpingClock:
    """Time passes only by ``jump``, which wakes whoever's wait is over, in order."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, future))
        await future

    async def jump(self, seconds: float) -> None:
        until = self.now + seconds
        await settle()
        while True:
            self._sleepers = [sleeper for sleeper in self._sleepers if not sleeper[1].done()]
            due = min(self._sleepers, key=lambda sleeper: sleeper[0], default=None)
            if due is None or due[0] > until:
                break
            self.now = max(self.now, due[0])
            due[1].set_result(None)
            await settle()
        self.now = until

    async def freeze_while(self, seconds: float) -> None:
        """Time passes, but nobody is woken before all of it is over, as when the machine stops this process."""
        self.now += seconds
        await self.jump(0)


async def settle() -> None:
    """Let everything run that can run without waiting."""
    for _ in range(20):
        await asyncio.sleep(0)


async def until(condition: Callable[[], object], what: str = "") -> None:
    """Wait for a condition, generously."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"never came true: {what or condition}"
        await asyncio.sleep(0.005)


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def gone(pids: Iterable[int]) -> None:
    """Wait until none of the processes is left."""
    pids = list(pids)
    assert pids
    await until(lambda: not any(alive(pid) for pid in pids), f"end of {pids}")


def scratch_left(folder: Path) -> list[str]:
    """What supervisors left in the folder that was their TMPDIR."""
    return [name for name in os.listdir(folder) if name.startswith("pytorch-tutor-")]


async def script(runner: WorkerRunner, code: str) -> list[RunEvent]:
    return [event async for event in runner.run_script(Source(code, "script.py"))]


async def lesson(runner: WorkerRunner, texts: list[str], index: int) -> list[tuple[int, RunEvent]]:
    sources = [Source(text, f"snippet {number}", str(number)) for number, text in enumerate(texts, start=1)]
    return [pair async for pair in runner.run_lesson("lesson", sources, index)]


def ran(pairs: list[tuple[int, RunEvent]]) -> list[int]:
    return [position for position, event in pairs if isinstance(event, RunStarted)]


def text_of(events: Iterable[RunEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, OutputReceived))


def ending(events: list[RunEvent]) -> RunFinished:
    last = events[-1]
    assert isinstance(last, RunFinished)
    assert [event for event in events if isinstance(event, RunFinished)] == [last]
    return last


async def failure(runner: WorkerRunner) -> str:
    """The one sentence of a run that can't take place."""
    said = ending(await script(runner, "print(1)")).sentence
    assert runner.status.phase == "lost"
    assert runner.status.detail == said
    return said


def through(runner: WorkerRunner) -> int:
    """Process id of the command through which the worker is reached."""
    assert runner._link is not None
    assert runner._link._process is not None
    return runner._link._process.pid
