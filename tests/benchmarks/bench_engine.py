"""The engine beside its yardsticks: a bare fork of the same warm process, a cold Python, and (if installed) ipykernel.

uv run --with ipykernel --with jupyter_client python -m tests.benchmarks.bench_engine
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.figures import median, milliseconds, print_table
from tutor.engine.events import OutputReceived, RunFinished
from tutor.engine.launch import PRELOAD
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner
from tutor.worker import processes

ROUNDS = 25
COLD_ROUNDS = 5
STOP_ROUNDS = 20

BARE = f"""
import gc, importlib, os, sys
for name in {PRELOAD!r}:
    try: importlib.import_module(name)
    except ImportError: pass
gc.collect(); gc.freeze()
print("ready", flush=True)
for _ in sys.stdin:
    if os.fork() == 0:
        os.write(1, b"hi\\n")
        os._exit(0)
    os.wait()
"""

STOPPED = {
    "a Python loop": "while True: pass",
    "a regex": "import re\nre.match('(a+)+$', 'a' * 64 + 'b')",
    "a loop in C": "sum(iter(int, 1))",
    "a matmul": "import torch\na = torch.randn(2000, 2000)\nwhile True: a @ a",
    "a forking loop": """
import os, time
for _ in range(20):
    if os.fork() == 0:
        while True: time.sleep(1)
while True:
    if os.fork() == 0:
        time.sleep(0.1)
        os._exit(0)
    time.sleep(0.01)
    while os.waitpid(-1, os.WNOHANG)[0]: pass
""",
    "SIGSTOP": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
}

TRAINING = """
import torch
from torch import nn
model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(64, 8)
for _ in range(100):
    loss = model(x).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


class BareFork:
    """A process as warm as the zygote that forks and writes, and does nothing else."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", BARE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._ask()

    def _ask(self) -> None:
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def first_byte(self) -> float:
        assert self._process.stdin is not None
        started = time.perf_counter()
        self._process.stdin.write("\n")
        self._ask()
        return time.perf_counter() - started

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


async def first_byte(runner: WorkerRunner, code: str = "print('hi')") -> float:
    """Request to first byte of a lesson's snippet in a fresh session."""
    started = time.perf_counter()
    first = 0.0
    async for _, event in runner.run_lesson(f"bench {started}", [Source(code)], 0):
        if isinstance(event, OutputReceived) and not first:
            first = time.perf_counter() - started
    return first


def cold(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


async def requests(runner: WorkerRunner) -> None:
    bare = BareFork()
    ours, forks, ones = [], [], []
    for _ in range(ROUNDS):
        forks.append(bare.first_byte())
        ours.append(await first_byte(runner))
        await asyncio.sleep(0.1)
        ones.append(await first_byte(runner, "import torch\nprint(torch.ones(3))"))
        await asyncio.sleep(0.1)
    bare.close()
    colds = [cold("import torch, torchvision\nprint('hi')") for _ in range(COLD_ROUNDS)]
    print_table(
        "Request to first byte",
        [
            ("bare fork of the same warm process", milliseconds(forks)),
            ("print('hi'), every layer on", milliseconds(ours)),
            ("print(torch.ones(3)), every layer on", milliseconds(ones)),
            ("cold python, torch and torchvision imported", milliseconds(colds)),
            ("ours / bare fork (target: at most 1.5)", f"{median(ours) / median(forks):8.2f}"),
            ("cold / ours (target: at least 50)", f"{median(colds) / median(ours):8.0f}"),
        ],
    )


async def stops(runner: WorkerRunner) -> None:
    rows = []
    for name, code in STOPPED.items():
        times = []
        for _ in range(STOP_ROUNDS):
            times.append(await stop_to_dead(runner, code))
        rows.append((name, milliseconds(times)))
    print_table("Kill to dead, by the finished event (target: at most 100 ms)", rows)


async def stop_to_dead(runner: WorkerRunner, code: str) -> float:
    ready = "print('go', flush=True)\n"
    pressed = 0.0
    async for event in runner.run_script(Source(ready + code, seconds=30)):
        if isinstance(event, OutputReceived):
            await asyncio.sleep(0.05)
            pressed = time.perf_counter()
            await runner.stop()
            await runner.stop()
        elif isinstance(event, RunFinished):
            return time.perf_counter() - pressed
    raise AssertionError("it never finished")


def cpu_seconds(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def private_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    return kilobytes / 1024


async def rest(runner: WorkerRunner) -> None:
    async for _ in runner.run_lesson("memory", [Source(TRAINING)], 0):
        pass
    everyone = processes.tree(runner.hello["pid"])
    children = [pid for pid in everyone if processes.session_of(pid)[1] == pid and pid != runner.hello["pid"]]
    learner = max(children)
    before = cpu_seconds(everyone)
    await asyncio.sleep(10)
    print_table(
        "At rest",
        [
            ("processor time of the whole worker in 10 s", f"{cpu_seconds(everyone) - before:8.2f} s"),
            ("private memory of a child after a small training", f"{private_megabytes(learner):8.1f} MB (target: 20)"),
        ],
    )


def against_ipykernel(ours: Callable[[], float]) -> None:
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3")

    def cell(code: str) -> float:
        started = time.perf_counter()
        first = 0.0

        def hook(message: dict[str, object]) -> None:
            nonlocal first
            if message["msg_type"] == "stream" and not first:
                first = time.perf_counter() - started

        client.execute_interactive(code, output_hook=hook)
        return first

    cell("import torch, torchvision\nprint('hi')")
    warm, mine, restarted = [], [], []
    for _ in range(ROUNDS):
        warm.append(cell("print('hi')"))
        time.sleep(0.1)
        mine.append(ours())
    for _ in range(COLD_ROUNDS):
        started = time.perf_counter()
        manager.restart_kernel(now=True)
        client.wait_for_ready(timeout=60)
        cell("import torch, torchvision\nprint('hi')")
        restarted.append(time.perf_counter() - started)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    print_table(
        "Beside ipykernel",
        [
            ("its warm cell, shared namespace, no isolation", milliseconds(warm)),
            ("ours, a fresh confined process", milliseconds(mine)),
            ("difference (target: within 25 ms)", f"{1000 * (median(mine) - median(warm)):8.1f} ms"),
            ("its restart, import and run", milliseconds(restarted)),
            ("its restart and run / ours (target: at least 30)", f"{median(restarted) / median(mine):8.0f}"),
        ],
    )


async def run_all() -> None:
    runner = WorkerRunner()
    await runner.surveyed()
    await requests(runner)
    await stops(runner)
    await rest(runner)
    if importlib.util.find_spec("ipykernel") and importlib.util.find_spec("jupyter_client"):
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(
            against_ipykernel, lambda: asyncio.run_coroutine_threadsafe(first_byte(runner), loop).result()
        )
    else:
        print("\nipykernel is not installed; see the head of this file.")
    await runner.close()


if __name__ == "__main__":
    asyncio.run(run_all())
