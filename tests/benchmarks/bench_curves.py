"""What watching costs: ``python tests/benchmarks/bench_curves.py [pairs]``, on a quiet machine; pytest leaves it alone.

Each pair runs the same loop watched and unwatched in one process, one after the other, in alternating order; the
medians of wall time and the means of process time are compared.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

from tutor.engine.events import ErrorRaised, MetricsReceived, OutputReceived
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner

PROGRAM = """
import gc, json, statistics, time, torch
from torch import nn
from tutor.worker.instruments import unwatch, watch

def fast(steps=100):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    loss_of = nn.MSELoss()
    for _ in range(steps):
        loss = loss_of(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

def slow(steps=100):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for _ in range(steps):
        until = time.perf_counter() + 0.005
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        work = big
        while time.perf_counter() < until: work = work @ big * 0.01

x = torch.randn(64, 8); y = x.sum(1, keepdim=True); big = torch.randn(64, 64)

def once(loop, watched):
    (watch if watched else unwatch)()
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    loop()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    unwatch()
    return wall, cpu

def compare(loop, pairs):
    once(loop, True), once(loop, False)
    times = {True: [], False: []}
    for pair in range(pairs):
        for watched in ((True, False) if pair % 2 else (False, True)):
            times[watched].append(once(loop, watched))
    wall = {kind: statistics.median(t[0] for t in all) for kind, all in times.items()}
    cpu = {kind: statistics.fmean(t[1] for t in all) for kind, all in times.items()}  # its clock may tick slowly
    ratios = [w[0] / p[0] for w, p in zip(times[True], times[False])]
    return {
        "plain ms": wall[False] * 1e3, "watched ms": wall[True] * 1e3,
        "wall %": 100 * (wall[True] / wall[False] - 1), "cpu %": 100 * (cpu[True] / cpu[False] - 1),
        "median of pairs %": 100 * (statistics.median(ratios) - 1),
        "us a step": (wall[True] - wall[False]) * 1e4,
    }
"""


async def main(pairs: int) -> None:
    """Print one line for each loop."""
    runner = WorkerRunner()
    print("load", *os.getloadavg())
    for loop, count in (("fast", pairs), ("slow", max(5, pairs // 20))):
        code = f"{PROGRAM}\nprint(json.dumps(compare({loop}, {count})))\n"
        points = 0
        async for event in runner.run_script(Source(code, "bench.py", seconds=500)):
            if isinstance(event, OutputReceived):
                figures = json.loads(event.text)
                print(
                    f"{loop:5} ({count} pairs)  " + "  ".join(f"{name} {value:.2f}" for name, value in figures.items())
                )
            elif isinstance(event, MetricsReceived):
                points += len(event.steps)
            elif isinstance(event, ErrorRaised):
                print(event.traceback)
        print(f"      {points} points arrived")
    await runner.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
