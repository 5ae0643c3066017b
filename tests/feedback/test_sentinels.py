"""Sentinels leave no trace: what a program computes, prints and sees is the same with and without them."""

from __future__ import annotations

import pytest

from tutor.engine.events import ErrorRaised, MetricsReceived, OutputReceived, RunEvent
from tutor.engine.observed import ObservationsReceived
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner

pytestmark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]

WITHOUT = "from tutor.worker import instruments as _i; _i._watching[0].sentinels.detach()\n"
WITH = "from tutor.worker import instruments as _i\n"

HEAD = """
import torch
from torch import nn
from torch.nn import functional as F
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x, y = torch.randn(20, 4), torch.randint(0, 3, (20,))
def one_step():
    loss = F.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss
"""

PROGRAMS = {
    "bits, gradients, modes and random numbers": """
for i in range(20):
    loss = one_step()
    if i % 5 == 4:
        model.eval()
        with torch.no_grad(): print(F.cross_entropy(model(x), y).item().hex())
        model.train()
    print(loss.item().hex(), model[0].weight.grad.sum().item().hex())
print(torch.rand(3).tolist(), model[1].running_mean.tolist(), model.training, torch.is_grad_enabled())
""",
    "saved tensors": """
seen = []
with torch.autograd.graph.saved_tensors_hooks(lambda t: seen.append("pack") or t, lambda t: seen.append("un") or t):
    for _ in range(4): one_step()
print(seen)
""",
    "checkpointed layers are computed again once": """
from torch.utils.checkpoint import checkpoint
calls = []
class Counted(nn.Module):
    def forward(self, x):
        calls.append(self.training)
        return torch.tanh(x)
layer, first = Counted(), nn.Linear(4, 4)
for _ in range(3): checkpoint(lambda v: layer(first(v)), x, use_reentrant=False).sum().backward()
print(len(calls))
""",
    "hooks of the learner": """
seen = []
model.register_forward_pre_hook(lambda m, a: seen.append("before"))
model.register_forward_hook(lambda m, a, o: seen.append("after"))
model[0].register_full_backward_hook(lambda m, gi, go: seen.append("back"))
optimizer.register_step_post_hook(lambda *a: seen.append("step"))
for _ in range(9): one_step()
print(seen)
""",
    "modes and profilers": """
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
names = []
class Functions(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        names.append(getattr(func, "__name__", str(func)))
        return func(*args, **(kwargs or {}))
class Operations(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        names.append(str(func))
        return func(*args, **(kwargs or {}))
with Functions():
    for _ in range(3): one_step()
with Operations():
    for _ in range(3): one_step()
print(names)
""",
    "nothing is kept alive": """
import gc, weakref
kept = []
for _ in range(5):
    loss = one_step()
    kept.append(loss)
refs = [weakref.ref(thing) for thing in (model, optimizer, loss, *model.parameters())]
total = sum(kept)
del model, optimizer, loss, kept, total
gc.collect()
print([ref() is None for ref in refs])
""",
    "what functions look like": """
import inspect, pickle, copy
for owner, name in ((nn.Module, "train"), (nn.Module, "__call__"), (nn.Module, "state_dict"), (torch, "save"),
                    (torch.optim.Optimizer, "zero_grad"), (F, "dropout"), (F, "cross_entropy"),
                    (torch.utils.data.DataLoader, "__iter__"), (nn.utils, "clip_grad_norm_")):
    function = getattr(owner, name)
    print(name, inspect.signature(function), function.__name__, function.__module__, len(inspect.getsource(function)),
          inspect.isfunction(function))
print(pickle.loads(pickle.dumps(F.dropout)) is F.dropout, type(copy.deepcopy(model)), isinstance(model, nn.Module))
""",
    "scripted and traced": """
import warnings
warnings.filterwarnings("ignore")
print(torch.jit.script(nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5), nn.BatchNorm1d(2))).code)
print(torch.jit.trace(nn.Linear(2, 2).eval(), torch.ones(1, 2)).code)
""",
    "warnings name the learner's line": """
import sys
def legacy():
    return F.softmax(x)
for _ in range(3): one_step()
legacy()
F.mse_loss(torch.ones(2, 1), torch.ones(2))
torch.optim.lr_scheduler.StepLR(optimizer, 1).step()
nn.LSTM(2, 2, dropout=0.5)
""",
    "methods of the learner are called no more often": """
from torch.utils.data import DataLoader, Dataset
calls = []
class Own(Dataset):
    def __init__(self): self.labels = torch.arange(20) % 3
    def __len__(self): calls.append("len"); return 20
    def __getitem__(self, i): return x[i], y[i]
class Net(nn.Module):
    def __init__(self): super().__init__(); self.net = model; self.extra = [nn.Linear(2, 2)]
    def forward(self, x): calls.append("forward"); return self.net(x)
    def parameters(self, recurse=True): calls.append("parameters"); return super().parameters(recurse)
    def named_parameters(self, *a, **k): calls.append("named"); return super().named_parameters(*a, **k)
    def __getattr__(self, name): calls.append("get") if name == "absent" else None; return super().__getattr__(name)
    def __len__(self): calls.append("length"); return 1
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for a, b in DataLoader(Own(), batch_size=5):
    optimizer.zero_grad(); F.cross_entropy(net(a), b).backward(); optimizer.step()
net.eval(); net.load_state_dict(net.state_dict())
print(calls)
""",
    "a data loader with its own sampler": """
from torch.utils.data import DataLoader, TensorDataset
loader = DataLoader(TensorDataset(x, y), batch_size=5, shuffle=True)
for a, b in loader: print(a[0, 0].item().hex())
print(len(loader), next(iter(loader))[1].tolist())
""",
}


async def _output(runner: WorkerRunner, code: str) -> tuple[str, list[RunEvent]]:
    events = [event async for event in runner.run_script(Source(code, "script.py"))]
    return "".join(event.text for event in events if isinstance(event, OutputReceived)), events


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
async def test_programs_are_the_same(runner: WorkerRunner, program: str) -> None:
    with_them, events = await _output(runner, WITH + HEAD + program)
    without, _ = await _output(runner, WITHOUT + HEAD + program)
    assert not [event for event in events if isinstance(event, ErrorRaised)], events
    assert with_them
    assert with_them == without


LIARS = """
asked = []
def odd(claims):
    class Odd:
        __class__ = property(lambda self: asked.append("__class__") or claims)
        def __getattr__(self, name): asked.append(name); raise OSError(name)
        def __eq__(self, other): asked.append("=="); return x
        __hash__ = object.__hash__
        def __len__(self): asked.append("len"); raise OSError
        def __bool__(self): asked.append("bool"); raise OSError
        def __repr__(self):
            asked.append("repr")
            while True: pass
    return Odd()
optimiser, module, tensor, table = map(odd, (torch.optim.Optimizer, nn.Module, torch.Tensor, dict))
listed, keyed, mixed = [optimiser, module, tensor], {module: tensor, 1: table}, (tensor, table)
class Trainer:
    def __init__(self): self.__dict__.update(odd=optimiser, kept=keyed)
    def fit(self, helper):
        for _ in range(8): one_step()
Trainer().fit(module)
print(asked)
"""


async def test_objects_that_lie_are_not_asked_and_hide_no_curve(runner: WorkerRunner) -> None:
    text, events = await _output(runner, HEAD + LIARS)
    assert text == "[]\n", events
    assert [event.name for event in events if isinstance(event, MetricsReceived)][:1] == ["loss"]
    (observed,) = (event for event in events if isinstance(event, ObservationsReceived))
    assert "cleared" in {fact["kind"] for fact in observed.facts}


FAILING = (
    HEAD
    + """
class Broken(nn.Module):
    def forward(self, x):
        return helper(x)
def helper(x):
    return x @ torch.ones(7, 7)
one_step()
try:
    Broken()(x)
finally:
    print("cleaned up")
"""
)


async def test_tracebacks_are_the_same(runner: WorkerRunner) -> None:
    ends = []
    for head in (WITH, WITHOUT):
        _, events = await _output(runner, head + FAILING)
        ends += [event for event in events if isinstance(event, ErrorRaised)]
    assert ends[0].traceback == ends[1].traceback
    assert (ends[0].name, ends[0].message, ends[0].line) == (ends[1].name, ends[1].message, ends[1].line)


async def test_they_sleep_after_the_first_steps(runner: WorkerRunner) -> None:
    places = (
        "print([f.__code__.co_filename for f in (nn.Module.__call__, torch.autograd.backward, nn.Module.zero_grad)])"
    )
    code = f"{HEAD}\nfor _ in range(12): one_step()\n_i._watching[0].sentinels.pulse = lambda: None\n{places}\n"
    with_them, _ = await _output(runner, WITH + code)
    without, _ = await _output(runner, WITHOUT + code)
    assert with_them == without


async def test_an_exception_in_a_look_is_swallowed_and_ours_alone(runner: WorkerRunner) -> None:
    code = (
        WITH
        + HEAD
        + "s = _i._watching[0].sentinels\ns.loops.reached = None\nfor _ in range(8): one_step()\nprint('done')"
    )
    text, events = await _output(runner, code)
    assert text == "done\n"
    assert not [event for event in events if isinstance(event, ErrorRaised)]


async def test_a_forked_process_is_left_alone(runner: WorkerRunner) -> None:
    code = (
        WITH
        + HEAD
        + (
            "import os\none_step()\npid = os.fork()\n"
            "if pid == 0:\n    one_step()\n    os._exit(7 if _i._watching[0].sentinels._off else 1)\n"
            "print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))"
        )
    )
    text, _ = await _output(runner, code)
    assert text == "7\n"


async def test_facts_are_of_one_run(runner: WorkerRunner) -> None:
    sources = [Source(HEAD, "snippet 1", "1"), Source("for _ in range(3): one_step()", "snippet 2", "2")]
    seen: list[tuple[int, set[str]]] = []
    async for position, event in runner.run_lesson("facts", sources, 1):
        if isinstance(event, ObservationsReceived):
            seen.append((position, {str(fact["kind"]) for fact in event.facts}))
    assert [position for position, _ in seen] == [0, 1]
    assert "cleared" not in seen[0][1]
    assert "cleared" in seen[1][1]
