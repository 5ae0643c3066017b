"""Watching changes nothing: programs that train give the same bits, and make the same calls, watched or not."""

from __future__ import annotations

import subprocess
import sys

import pytest
from watched import HEAD, curves, run, text_of

from tutor.engine.worker_runner import WorkerRunner

pytestmark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]

UNWATCHED = "from tutor.worker.instruments import unwatch\nunwatch()\n"

COUNT = """
import hashlib, random, torch
random.seed(0)
calls = {"item": 0, "backward": 0, "detach": 0}
def counted(name):
    original = getattr(torch.Tensor, name)
    def method(*args, **kwargs):
        calls[name] += 1
        return original(*args, **kwargs)
    setattr(torch.Tensor, name, method)
for name in calls: counted(name)
def report(*modules):
    digest = hashlib.sha256()
    for module in modules:
        for value in module.state_dict().values():
            digest.update(value.detach().reshape(-1).contiguous().view(torch.uint8).numpy().tobytes())
        for parameter in module.parameters():
            digest.update(b"none" if parameter.grad is None else parameter.grad.numpy().tobytes())
    print(digest.hexdigest())
    print(hashlib.sha256(torch.get_rng_state().numpy().tobytes()).hexdigest(), random.random())
    print(calls, sorted(torch.optim.Optimizer.__dict__), torch.is_grad_enabled(), torch.get_num_threads())
"""

STEP = """
    loss = F.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


def looped(make: str, body: str = STEP, modules: str = "model") -> str:
    return f"{COUNT}{HEAD}{make}\nfor step in range(30):\n{body}\nreport({modules})\n"


PROGRAMS = {
    "sgd": looped("optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)"),
    "adam": looped("optimizer = torch.optim.Adam(model.parameters(), weight_decay=0.01)"),
    "scheduled": looped(
        "schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 30)", STEP + "    schedule.step()\n"
    ),
    "lbfgs": looped(
        "optimizer = torch.optim.LBFGS(model.parameters(), max_iter=4)",
        """
    def closure():
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        return loss
    optimizer.step(closure)
""",
    ),
    "accumulation": looped(
        "",
        """
    for part, want in zip(x.split(16), y.split(16)):
        (F.mse_loss(model(part), want) / 4).backward()
    optimizer.step()
    optimizer.zero_grad()
""",
    ),
    "dropout": looped(
        "model = nn.Sequential(nn.Linear(8, 16), nn.Dropout(0.5), nn.Linear(16, 1))\n"
        "optimizer = torch.optim.SGD(model.parameters(), lr=0.05)"
    ),
    "batch norm and evaluation": looped(
        "model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Linear(16, 1))\n"
        "optimizer = torch.optim.Adam(model.parameters())\n"
        "x_val, y_val = torch.randn(20, 8), torch.randn(20, 1)",
        STEP + "    model.eval()\n    with torch.no_grad(): F.mse_loss(model(x_val), y_val)\n    model.train()\n",
    ),
    "gan": looped(
        "critic = nn.Linear(1, 1)\n"
        "opt_d, opt_g = torch.optim.Adam(critic.parameters()), torch.optim.Adam(model.parameters())",
        """
    fake = model(torch.randn(64, 8))
    loss_d = critic(fake.detach()).mean() - critic(y).mean()
    opt_d.zero_grad(); loss_d.backward(); opt_d.step()
    loss_g = -critic(fake).mean()
    opt_g.zero_grad(); loss_g.backward(); opt_g.step()
""",
        "model, critic",
    ),
    "mixed precision": looped(
        "scaler = torch.amp.GradScaler('cpu')",
        """
    with torch.autocast("cpu", dtype=torch.bfloat16): out = model(x)
    loss = F.mse_loss(out.float(), y)
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
""",
    ),
    "gradients by hand": looped(
        "",
        """
    loss = F.mse_loss(model(x), y)
    for p, g in zip(model.parameters(), torch.autograd.grad(loss, model.parameters())): p.grad = g
    optimizer.step()
""",
    ),
    "several threads of torch": "import torch\ntorch.set_num_threads(2)\n" + looped(""),
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
async def test_bits_generators_and_calls_stay(runner: WorkerRunner, program: str) -> None:
    watched, unwatched = await run(runner, program), await run(runner, UNWATCHED + program)
    assert any(name.startswith("loss") for name in curves(watched))
    assert curves(unwatched) == {}
    assert text_of(watched) == text_of(unwatched)


SEEN = {
    "dispatch mode": """
from torch.utils._python_dispatch import TorchDispatchMode
class Log(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        names.append(str(func))
        return func(*args, **(kwargs or {}))
names = []
with Log():
    for step in range(8): one_step()
print(names)
""",
    "function mode": """
from torch.overrides import TorchFunctionMode
class Log(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        names.append(getattr(func, "__name__", str(func)))
        return func(*args, **(kwargs or {}))
names = []
with Log():
    for step in range(8): one_step()
print(names)
""",
    "profiler": """
with torch.profiler.profile() as profiler:
    for step in range(8): one_step()
print(sorted((event.key, event.count) for event in profiler.key_averages()))
""",
    "memory": """
import gc, weakref
gc.collect(); gc.disable()
for step in range(8): one_step()
watch = [weakref.ref(kept) for kept in (model, optimizer, *model.parameters())]
del model, optimizer
gc.collect()
print([ref() is None for ref in watch])
""",
    "subclass": """
class Mine(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        names.append(func.__name__)
        return super().__torch_function__(func, types, args, kwargs)
names = []
y = y.as_subclass(Mine)
for step in range(8): one_step()
print(names)
""",
}

ONE_STEP = """
x_val, y_val = torch.randn(5, 8), torch.randn(5, 1)
def one_step():
    loss = F.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad(): F.mse_loss(model(x_val), y_val)
"""


@pytest.mark.parametrize("program", SEEN.values(), ids=SEEN)
async def test_no_one_else_who_watches_sees_more(runner: WorkerRunner, program: str) -> None:
    code = HEAD + ONE_STEP + program
    watched, unwatched = await run(runner, code), await run(runner, UNWATCHED + code)
    assert list(curves(watched)) == ["loss", "val_loss"]
    assert text_of(watched) == text_of(unwatched)


async def test_a_judged_script_has_the_same_bits() -> None:
    """Its hooks are more; they are put in without a worker, in a process that stands for a child."""
    install = "import socket\nfrom tutor.worker.instruments import install\ninstall(socket.socketpair()[0], True)\n"
    ends = [
        subprocess.run([sys.executable, "-c", head + PROGRAMS["sgd"]], capture_output=True, text=True, check=True)
        for head in ("", install)
    ]
    assert ends[0].stdout == ends[1].stdout
