"""Real torch inside the sandbox: what a course will use of it works there."""

from __future__ import annotations

import shutil

import pytest

from tutor.engine.events import ErrorRaised, OutputReceived, RunFinished
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner

pytestmark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]

WORKERS = ("worker_processes",)

QUEUE = """
import torch, torch.multiprocessing as mp
def produce(queue):
    for n in range(3):
        queue.put(torch.full((2,), float(n)))
queue = mp.Queue()
process = mp.Process(target=produce, args=(queue,))
process.start()
print([queue.get(timeout=30).tolist() for _ in range(3)])
process.join()
"""
POOL = """
import torch, torch.multiprocessing as mp
def norm(n):
    return torch.arange(float(n)).norm().item()
pool = mp.Pool(2)
print([round(value, 3) for value in pool.map(norm, range(4))])
pool.close()
pool.join()
"""
HOGWILD = """
import torch, torch.multiprocessing as mp
def fill(tensor, place):
    tensor[place] = place + 1
shared = torch.zeros(4).share_memory_()
processes = [mp.Process(target=fill, args=(shared, place)) for place in range(4)]
[process.start() for process in processes]
[process.join() for process in processes]
print(shared.tolist())
"""
PROFILER = """
import torch
from torch.profiler import profile, ProfilerActivity
with profile(activities=[ProfilerActivity.CPU]) as seen:
    torch.randn(64, 64) @ torch.randn(64, 64)
print(any("mm" in event.key for event in seen.key_averages()))
"""
EXPORT = """
import torch
program = torch.export.export(torch.nn.Linear(2, 3), (torch.ones(1, 2),))
torch.export.save(program, "model.pt2")
print(tuple(torch.export.load("model.pt2").module()(torch.ones(1, 2)).shape))
"""
SAVE = """
import torch
model = torch.nn.Linear(2, 2)
torch.save(model.state_dict(), "weights.pt")
other = torch.nn.Linear(2, 2)
other.load_state_dict(torch.load("weights.pt"))
print(torch.equal(model.weight, other.weight))
"""
THREADS = """
import torch
torch.manual_seed(0)
x = torch.randn(128, 64)
results = []
for threads in (1, 2):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 1))
    model(x).square().mean().backward()
    results.append(model[0].weight.grad.clone())
torch.testing.assert_close(*results)
print("same gradients with", threads, "threads")
"""
COMPILE = """
import torch
function = torch.compile(lambda x: (x.sin() + 1).sum())
print(round(function(torch.zeros(8)).item(), 3))
"""
GLOO = """
import os, torch, torch.distributed as dist
os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29500", GLOO_SOCKET_IFNAME="lo")
dist.init_process_group("gloo", rank=0, world_size=1)
tensor = torch.ones(2)
dist.all_reduce(tensor)
print(tensor.tolist())
dist.destroy_process_group()
"""

WORKING = {
    "a queue of tensors": (QUEUE, WORKERS, "[[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]\n"),
    "a pool": (POOL, WORKERS, "[0.0, 0.0, 1.0, 2.236]\n"),
    "shared memory": (HOGWILD, WORKERS, "[1.0, 2.0, 3.0, 4.0]\n"),
    "the profiler": (PROFILER, (), "True\n"),
    "export, saved and loaded": (EXPORT, (), "(1, 3)\n"),
    "save and load": (SAVE, (), "True\n"),
    "one and two threads": (THREADS, (), "same gradients with 2 threads\n"),
    "gloo on loopback": (GLOO, ("loopback", "worker_processes"), "[1.0, 1.0]\n"),
}


async def run(runner: WorkerRunner, code: str, capabilities: tuple[str, ...]) -> tuple[str, RunFinished, str]:
    """What it printed, how it ended, and the traceback if there was one."""
    printed, error = [], ""
    async for event in runner.run_script(Source(code, "script.py", seconds=240, capabilities=capabilities)):
        if isinstance(event, OutputReceived) and event.stream == "stdout":
            printed.append(event.text)
        elif isinstance(event, ErrorRaised):
            error = event.traceback
        elif isinstance(event, RunFinished):
            return "".join(printed), event, error
    raise AssertionError("it never finished")


@pytest.mark.parametrize("name", WORKING)
async def test_it_works_inside(runner: WorkerRunner, name: str) -> None:
    code, capabilities, expected = WORKING[name]
    printed, finished, error = await run(runner, code, capabilities)
    assert (printed, finished.reason) == (expected, "ok"), error


@pytest.mark.skipif(shutil.which("g++") is None, reason="torch.compile needs a C++ compiler, and there is none")
async def test_compile_works_where_a_compiler_is(runner: WorkerRunner) -> None:
    printed, finished, error = await run(runner, COMPILE, WORKERS)
    assert (printed, finished.reason) == ("8.0\n", "ok"), error


async def test_gloo_needs_its_capability(runner: WorkerRunner) -> None:
    printed, finished, _ = await run(runner, GLOO, ())
    assert printed == ""
    assert finished.reason == "error"


async def test_training_is_deterministic_under_a_seed(runner: WorkerRunner) -> None:
    code = """
import torch
model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.Dropout(0.5), torch.nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters())
for _ in range(20):
    loss = model(torch.randn(32, 8)).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item(), torch.rand(2).tolist())
"""
    assert (await run(runner, code, ()))[0] == (await run(runner, code, ()))[0]
