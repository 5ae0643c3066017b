"""What the sentinels of the feedback cost: ``python -m tests.benchmarks.bench_sentinels [pairs]``, on a quiet machine.

The smallest training loop (8→32→1, batch 64) runs with and without them in one process, in alternating order; the
curve's own hooks stay in place in both. ``awake`` is the first ten steps of a run, ``asleep`` the steps after a
hundred, ``whole`` a run of a thousand steps with all its wakes. The shortest times are compared: what else the machine
does only ever adds.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

from tutor.engine.events import ErrorRaised, OutputReceived
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner

PROGRAM = """
import gc, json, time, torch
from torch import nn
from tutor.worker import instruments

sentinels = instruments._watching[0].sentinels
x = torch.randn(64, 8)
y = x.sum(1, keepdim=True)

def loop(steps, before):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    loss_of = nn.MSELoss()
    def some(count):
        for _ in range(count):
            loss = loss_of(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    some(before)
    started = time.perf_counter()
    some(steps)
    return time.perf_counter() - started

def once(watched, steps, before):
    sentinels.detach()
    if watched:
        for part in (sentinels.record, sentinels.loops, sentinels.calls, sentinels.modes, sentinels.data):
            part.clear()
        sentinels.done.clear()
        sentinels._begin()
        sentinels.attach()
    gc.collect()
    return loop(steps, before)

def compare(pairs, steps, before):
    times = {True: [], False: []}
    for pair in range(pairs):
        for watched in ((True, False) if pair % 2 else (False, True)):
            times[watched].append(once(watched, steps, before))
    with_them, without = (min(times[kind]) for kind in (True, False))
    return {"without us": without / steps * 1e6, "with us": with_them / steps * 1e6,
            "more us a step": (with_them - without) / steps * 1e6, "more %": 100 * (with_them / without - 1),
            "more us in all": (with_them - without) * 1e6}

loop(200, 0)
"""

CASES = {"awake": (10, 0, 4), "asleep": (200, 100, 1), "whole": (1000, 0, 1)}
"""Steps that are timed, steps before them, and how many times as many pairs."""


async def main(pairs: int) -> None:
    """Print one line for each case."""
    runner = WorkerRunner()
    print("load", *os.getloadavg())
    for name, (steps, before, times) in CASES.items():
        code = f"{PROGRAM}\nprint(json.dumps(compare({pairs * times}, {steps}, {before})))\n"
        async for event in runner.run_script(Source(code, "bench.py", seconds=500)):
            if isinstance(event, OutputReceived) and event.stream == "stdout":
                figures = json.loads(event.text)
                print(f"{name:7}", "  ".join(f"{what} {value:.2f}" for what, value in figures.items()))
            elif isinstance(event, ErrorRaised):
                print(event.traceback)
    await runner.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 25))
