"""Runs, stops, kills and restarts in a random order, the same every time: each run ends once, and nothing is left."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from living import BARE, gone, scratch_left

from tutor.engine.events import ChallengeJudged, OutputReceived, RunFinished
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner
from tutor.worker import processes

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")

ROUNDS = 32
LONGEST = 60.0
FAMILY = """
import os, time
for _ in range(2):
    if os.fork() == 0:
        os.fork()
        time.sleep(600)
open(f"/dev/shm/torch_{os.getpid()}_1_0", "w").close()
"""
GOES = "print('goes', flush=True)\n"
CODE = {
    "short": "print('short')",
    "fails": "1 / 0",
    "leaves": "import os\nos._exit(3)",
    "crashes": "import ctypes\nctypes.string_at(0)",
    "endless": GOES + "while True: pass",
    "sleeping": GOES + "import time\ntime.sleep(600)",
    "deaf": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n" + GOES + "while True: pass",
    "stopped": GOES + "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "family": FAMILY + GOES + "while True: pass",
}
CHECK = "def test(learner):\n    '''It is there'''\n    assert True\n"
Way = Callable[[WorkerRunner], Awaitable[None]]


async def stop(runner: WorkerRunner) -> None:
    await runner.stop()
    asyncio.get_running_loop().call_later(0.05, lambda: asyncio.ensure_future(runner.stop()))


async def stop_at_once(runner: WorkerRunner) -> None:
    await runner.stop()
    await runner.stop()


def killing(*names: str) -> Way:
    async def kill(runner: WorkerRunner) -> None:
        found = {
            "supervisor": runner.hello["pid"],
            "zygote": runner.report["pid"],
            "learner": runner._current.pid if runner._current else 0,
        }
        for name in names:
            if found[name]:
                os.kill(found[name], signal.SIGKILL)

    return kill


async def wait_for_the_limit(runner: WorkerRunner) -> None:
    """A second is enough."""


WAYS: dict[str, Way] = {
    "stop": stop,
    "stop at once": stop_at_once,
    "kill supervisor": killing("supervisor"),
    "kill zygote": killing("zygote"),
    "kill both": killing("supervisor", "zygote"),
    "kill learner": killing("learner"),
    "limit": wait_for_the_limit,
    "close": WorkerRunner.close,
}


async def plain(events: AsyncIterator[Any]) -> AsyncIterator[Any]:
    """The events of any kind of run, without the positions of a lesson's."""
    async for event in events:
        yield event[1] if isinstance(event, tuple) else event


def begun(runner: WorkerRunner, kind: str, source: Source, before: int) -> AsyncIterator[Any]:
    if kind == "lesson":
        return runner.run_lesson("lesson", [*[Source("x = 1", "before")] * before, source], before)
    if kind == "judge":
        return runner.judge("unit/lesson/challenge", source, CHECK)
    return runner.run_script(source)


async def one_round(runner: WorkerRunner, chance: random.Random) -> None:
    code, way, kind = chance.choice([*CODE]), chance.choice([*WAYS]), chance.choice(["script", "lesson", "judge"])
    capabilities = ("worker_processes",) if code == "family" else ()
    source = Source(CODE[code], "run.py", seconds=1.0 if way == "limit" else LONGEST, capabilities=capabilities)
    ways: list[asyncio.Future[None]] = []
    seen: list[Any] = []
    async for event in plain(begun(runner, kind, source, chance.randrange(3))):
        seen.append(event)
        if isinstance(event, OutputReceived) and event.text == "goes\n":
            ways.append(asyncio.ensure_future(WAYS[way](runner)))
    await asyncio.gather(*ways)
    what = f"{code}, {way}, {kind}: {seen}"
    assert isinstance(seen[-1], ChallengeJudged if kind == "judge" else RunFinished), what
    ends = [event for event in seen if isinstance(event, RunFinished)]
    assert len(ends) == 1 or (kind == "lesson" and all(end.exit == 0 for end in ends[:-1])), what
    if code in ("endless", "sleeping", "stopped", "family"):
        assert ends[-1].reason in ("stopped", "timeout", "error"), what
        assert (ends[-1].reason == "timeout") == (way == "limit"), what


async def test_in_any_order_every_run_ends_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    shared, descriptors = set(os.listdir("/dev/shm")), len(os.listdir("/proc/self/fd"))
    others = set(processes.tree(os.getpid()))  # another test's worker
    chance = random.Random(20)
    runner = WorkerRunner(preload=BARE)
    family: set[int] = set()
    for _ in range(ROUNDS):
        await asyncio.wait_for(one_round(runner, chance), LONGEST)
        family |= {pid for pid in (runner.hello.get("pid"), runner.report.get("pid")) if pid}
        if chance.random() < 0.1:
            await runner.close()
    family |= set(processes.tree(os.getpid())) - others
    await runner.close()
    await gone(family)
    assert scratch_left(tmp_path) == []
    assert {name for name in os.listdir("/dev/shm") if name.startswith("torch_")} <= shared
    assert len(os.listdir("/proc/self/fd")) <= descriptors + 4
