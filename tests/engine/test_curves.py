"""What ordinary training code draws by itself, through the real worker."""

from __future__ import annotations

import json
import math

import pytest
from watched import HEAD, curves, run, text_of

from tutor.engine.events import MetricsReceived, RunEvent, RunFinished
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner

pytestmark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]


def loop(body: str, steps: int = 20) -> str:
    lines = "\n".join("    " + line for line in body.strip().splitlines())
    return f"{HEAD}for step in range({steps}):\n{lines}\nimport json\nprint(json.dumps(seen))\n"


PLAIN = """
loss = F.mse_loss(model(x), y)
optimizer.zero_grad()
loss.backward()
optimizer.step()
seen.append(loss.item())
"""

BODIES = {
    "plain": PLAIN,
    "vector of one": PLAIN.replace("loss.backward()", "loss.reshape(1).backward()"),
    "retained graph": PLAIN.replace("loss.backward()", "loss.backward(retain_graph=True)"),
    "list": PLAIN.replace("loss.backward()", "torch.autograd.backward([loss * 0.25, loss * 0.75])"),
    "iterator": PLAIN.replace("loss.backward()", "torch.autograd.backward(iter([loss]))"),
    "sum": PLAIN.replace("loss.backward()", "(loss * 0.25 + loss * 0.75).backward()"),
    "autograd.grad": PLAIN.replace(
        "loss.backward()",
        "for p, g in zip(model.parameters(), torch.autograd.grad(loss, model.parameters())): p.grad = g",
    ),
    "accumulated": """
optimizer.zero_grad()
losses = [F.mse_loss(model(part), want) for part, want in zip(x.split(16), y.split(16))]
for loss in losses: loss.backward()
optimizer.step()
seen.append(sum(loss.item() for loss in losses) / 4)
""",
    "accumulated and divided": """
optimizer.zero_grad()
parts = 4 if step < 19 else 3
losses = [F.mse_loss(model(part), want) for part, want in list(zip(x.split(16), y.split(16)))[:parts]]
for loss in losses: (loss / 4).backward()
optimizer.step()
seen.append(sum(loss.item() for loss in losses) / parts)
""",
    "autocast": PLAIN.replace("    loss = ", "    loss = ").replace(
        "loss = F.mse_loss(model(x), y)",
        "with torch.autocast('cpu', dtype=torch.bfloat16): loss = F.mse_loss(model(x).float(), y)",
    ),
    "several optimisers for one loss": """
if step == 0: second = torch.optim.Adam(model[2].parameters())
loss = F.mse_loss(model(x), y)
loss.backward()
for one in (optimizer, second):
    one.step()
    one.zero_grad()
seen.append(loss.item())
""",
    "new optimiser each step": """
loss = F.mse_loss(model(x), y)
model.zero_grad()
loss.backward()
torch.optim.SGD(model.parameters(), lr=0.05).step()
seen.append(loss.item())
""",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_one_point_a_step(runner: WorkerRunner, body: str) -> None:
    events = await run(runner, loop(body))
    drawn = curves(events)
    assert list(drawn) == ["loss"]
    assert [step for step, _ in drawn["loss"]] == list(range(20))
    assert [value for _, value in drawn["loss"]] == pytest.approx(json.loads(text_of(events)), rel=1e-5)


@pytest.mark.parametrize("dtype", ["float64", "bfloat16", "float16"])
async def test_losses_of_every_floating_dtype(runner: WorkerRunner, dtype: str) -> None:
    code = f"""
import torch
w = torch.tensor([1.5, -2.0], dtype=torch.{dtype}, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.125)
for _ in range(10):
    loss = (w * w).sum()
    print(loss.item())
    optimizer.zero_grad(); loss.backward(); optimizer.step()
"""
    events = await run(runner, code)
    assert [value for _, value in curves(events)["loss"]] == [float(line) for line in text_of(events).split()]


async def test_complex_values_draw_their_real_loss_and_nothing_else(runner: WorkerRunner) -> None:
    code = """
import torch
z = torch.tensor([1 + 2j, 3 - 1j], requires_grad=True)
optimizer = torch.optim.SGD([z], lr=0.1)
for _ in range(5):
    optimizer.zero_grad()
    (z * z.conj()).sum().backward(torch.tensor(1 + 0j))
    optimizer.zero_grad()
    (z.abs() ** 2).sum().backward()
    optimizer.step()
"""
    values = [value for _, value in curves(await run(runner, code))["loss"]]
    assert len(values) == 5
    assert values[0] == pytest.approx(15.0)
    assert values == sorted(values, reverse=True)


async def test_a_nan_loss_is_drawn_as_it_is(runner: WorkerRunner) -> None:
    values = [v for _, v in curves(await run(runner, loop(PLAIN.replace("y)", "y) * float('nan')"))))["loss"]]
    assert len(values) == 20
    assert all(map(math.isnan, values))


async def test_a_step_with_a_closure_gives_its_first_loss(runner: WorkerRunner) -> None:
    code = """
import torch
w = torch.tensor([4.0, -3.0], requires_grad=True)
optimizer = torch.optim.LBFGS([w], lr=0.1, max_iter=5)
first = []
def closure():
    optimizer.zero_grad()
    loss = (w ** 4).sum()
    loss.backward()
    first.append(loss.item())
    return loss
for _ in range(6):
    first.clear()
    optimizer.step(closure)
    print(first[0])
"""
    events = await run(runner, code)
    assert curves(events)["loss"] == [(n, float(line)) for n, line in enumerate(text_of(events).split())]


async def test_mixed_precision_shows_the_loss_before_it_was_scaled(runner: WorkerRunner) -> None:
    body = """
loss = F.mse_loss(model(x), y)
if step == 5: loss = loss * float('inf')
for part in range(2):
    scaler.scale(loss / 2).backward(retain_graph=True)
scaler.step(optimizer)
scaler.update()
optimizer.zero_grad()
seen.append(loss.item())
"""
    code = loop(body).replace("seen = []", "seen = []\nscaler = torch.amp.GradScaler('cpu')")
    events = await run(runner, code.replace("print(json.dumps(seen))", "print(str(seen).replace('inf', 'Infinity'))"))
    drawn = curves(events)["loss"]
    assert [step for step, _ in drawn] == list(range(20))
    assert [value for _, value in drawn] == pytest.approx(json.loads(text_of(events)), rel=1e-5)


GAN = """
import torch
from torch import nn
torch.manual_seed(0)
G, D = nn.Linear(2, 2), nn.Linear(2, 1)
{make}
loss_of = nn.BCEWithLogitsLoss()
d_seen, g_seen = [], []
for step in range(12):
    fake = G(torch.randn(16, 2))
    for _ in range({critic}):
        loss_d = loss_of(D(torch.randn(16, 2)), torch.ones(16, 1)) + loss_of(D(fake.detach()), torch.zeros(16, 1))
        {d}.zero_grad(); loss_d.backward(); {d}.step()
        d_seen.append(loss_d.item())
    loss_g = loss_of(D(fake), torch.ones(16, 1))
    {g}.zero_grad(); loss_g.backward(); {g}.step()
    g_seen.append(loss_g.item())
import json
print(json.dumps([d_seen, g_seen]))
"""
MAKE = "opt_d, opt_g = torch.optim.Adam(D.parameters()), torch.optim.Adam(G.parameters())"
MAKE_DICT = (
    "optimizers = {'d': torch.optim.Adam(D.parameters()), 'g': torch.optim.Adam(G.parameters())}\n"
    "def both(): return optimizers"
)


@pytest.mark.parametrize(
    ("make", "d", "g", "names"),
    [
        (MAKE, "opt_d", "opt_g", ["opt_d", "opt_g"]),
        (MAKE_DICT, "optimizers['d']", "optimizers['g']", ["optimizers['d']", "optimizers['g']"]),
    ],
)
@pytest.mark.parametrize("critic", [1, 5])
async def test_each_optimiser_has_its_curve(
    runner: WorkerRunner, make: str, d: str, g: str, names: list[str], critic: int
) -> None:
    events = await run(runner, GAN.format(make=make, d=d, g=g, critic=critic))
    drawn = curves(events)
    assert list(drawn) == [f"loss ({name})" for name in names]
    for points, seen in zip(drawn.values(), json.loads(text_of(events)), strict=True):
        assert [step for step, _ in points] == list(range(len(seen)))
        assert [value for _, value in points] == pytest.approx(seen, rel=1e-5)


async def test_an_optimiser_is_known_by_its_outermost_name(runner: WorkerRunner) -> None:
    code = """
import torch
a, b = torch.ones(1, requires_grad=True), torch.full((1,), 2.0, requires_grad=True)
class Trainer:
    def __init__(self):
        self.slow, self.fast = torch.optim.SGD([a], lr=0.01), torch.optim.SGD([b], lr=0.1)
    def fit(self):
        for _ in range(4):
            self.update(self.slow, a)
            self.update(self.fast, b)
    def update(self, optimizer, w):
        optimizer.zero_grad(); (w ** 2).backward(); optimizer.step()
Trainer().fit()
"""
    drawn = curves(await run(runner, code))
    assert {name: len(points) for name, points in drawn.items()} == {"loss (slow)": 4, "loss (fast)": 4}


async def test_loops_in_functions_classes_and_modules(runner: WorkerRunner) -> None:
    code = """
import sys, types, torch
from torch import nn
helper = types.ModuleType("helper")
exec('''
import torch
class Halve(torch.optim.Optimizer):
    def __init__(self, params):
        super().__init__(params, {})
    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                p -= p.grad / 4
def train(w, steps):
    mine = Halve([w])
    for _ in range(steps):
        loss = (w ** 2).sum()
        mine.zero_grad(); loss.backward(); mine.step()
''', helper.__dict__)
sys.modules["helper"] = helper
from helper import train
class Trainer:
    def fit(self):
        train(torch.ones(1, requires_grad=True), 4)
Trainer().fit()
Trainer().fit()
"""
    assert curves(await run(runner, code)) == {
        "loss": [(0, 1.0), (1, 0.25), (2, 0.0625), (3, 0.015625), (4, 1.0), (5, 0.25), (6, 0.0625), (7, 0.015625)]
    }


async def test_a_second_loop_goes_on(runner: WorkerRunner) -> None:
    again = loop(PLAIN, 10).removeprefix(HEAD)
    adam = "optimizer = torch.optim.Adam(model.parameters())\n"
    by_hand = (
        "for step in range(70):\n"
        "    model.zero_grad(); loss = F.mse_loss(model(x), y); loss.backward()\n"
        "    with torch.no_grad():\n        for p in model.parameters(): p -= 0.01 * p.grad\n"
    )
    drawn = curves(await run(runner, loop(PLAIN, 10) + adam + again + by_hand))
    assert list(drawn) == ["loss"]
    assert [step for step, _ in drawn["loss"]] == list(range(90))


async def test_a_loop_by_hand_after_optimisers_exist(runner: WorkerRunner) -> None:
    by_hand = """
loss = F.mse_loss(model(x), y)
model.zero_grad()
loss.backward()
with torch.no_grad():
    for p in model.parameters(): p -= 0.05 * p.grad
seen.append(loss.item())
"""
    events = await run(runner, loop(by_hand, 30))
    assert [value for _, value in curves(events)["loss"]] == pytest.approx(json.loads(text_of(events)), rel=1e-5)


async def test_one_backward_is_no_curve(runner: WorkerRunner) -> None:
    assert curves(await run(runner, HEAD + "F.mse_loss(model(x), y).backward()\noptimizer.step()")) == {}


async def test_derivatives_alone_are_no_training(runner: WorkerRunner) -> None:
    assert curves(await run(runner, loop("g = torch.autograd.grad(F.mse_loss(model(x), y), model[0].weight)"))) == {}


EVALUATE = """
import torch
from torch import nn
from torch.nn import functional as F
torch.manual_seed(0)
x, x_val = torch.randn(64, 8), torch.randn(50, 8)
y, y_val = x.sum(1, keepdim=True), x_val.sum(1, keepdim=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
seen = []
def epoch():
    for _ in range(5):
        loss = F.mse_loss(model(x), y)
        optimizer.zero_grad(); loss.backward(); optimizer.step()
"""


def weighed(body: str) -> str:
    return EVALUATE + body + "\nimport json\nprint(json.dumps(seen))\n"


INLINE = """
for _ in range(4):
    epoch()
    with torch.no_grad():
        total = 0.0
        for part, want in zip(x_val.split(16), y_val.split(16)):
            total += F.mse_loss(model(part), want).item() * len(part)
    seen.append(total / 50)
"""
FUNCTION = """
@torch.inference_mode()
def evaluate():
    model.eval()
    loss = nn.MSELoss(reduction="sum")
    total = sum(loss(model(part), want).item() for part, want in zip(x_val.split(16), y_val.split(16)))
    model.train()
    return total / 50
for _ in range(4):
    epoch()
    seen.append(evaluate())
"""


@pytest.mark.parametrize("body", [INLINE, FUNCTION], ids=["inline", "function"])
async def test_an_evaluation_is_one_point_at_its_step(runner: WorkerRunner, body: str) -> None:
    events = await run(runner, weighed(body))
    drawn = curves(events)
    assert list(drawn) == ["loss", "val_loss"]
    assert [step for step, _ in drawn["loss"]] == list(range(20))
    assert [step for step, _ in drawn["val_loss"]] == [4, 9, 14, 19]
    assert [value for _, value in drawn["val_loss"]] == pytest.approx(json.loads(text_of(events)), rel=1e-5)


async def test_an_evaluation_before_training_stands_at_the_first_step(runner: WorkerRunner) -> None:
    body = """
def evaluate():
    with torch.no_grad():
        seen.append(F.mse_loss(model(x_val), y_val).item())
for _ in range(3):
    evaluate()
    epoch()
"""
    events = await run(runner, weighed(body))
    drawn = curves(events)["val_loss"]
    assert [step for step, _ in drawn] == [0, 4, 9]
    assert [value for _, value in drawn] == pytest.approx(json.loads(text_of(events)), rel=1e-5)


async def test_a_metric_beside_the_loss_is_left_out(runner: WorkerRunner) -> None:
    body = """
for _ in range(4):
    epoch()
    with torch.no_grad():
        out = model(x_val)
        mae = F.l1_loss(out, y_val)
        seen.append(F.mse_loss(out, y_val).item())
"""
    events = await run(runner, weighed(body))
    assert [value for _, value in curves(events)["val_loss"]] == pytest.approx(json.loads(text_of(events)), rel=1e-5)


async def test_evaluations_in_two_places_are_two_curves(runner: WorkerRunner) -> None:
    body = """
@torch.no_grad()
def evaluate(a, b):
    return F.mse_loss(model(a), b).item()
for _ in range(4):
    epoch()
    one = evaluate(x.clone(), y.clone())
    two = evaluate(x_val, y_val)
    seen.append([one, two])
"""
    events = await run(runner, weighed(body))
    first = json.loads(text_of(events))[0]
    drawn = curves(events)
    line = weighed(body).split("    one = ")[0].count("\n") + 1
    assert list(drawn) == ["loss", f"val_loss (line {line})", f"val_loss (line {line + 1})"]
    assert drawn[f"val_loss (line {line})"][0] == (4, pytest.approx(first[0]))
    assert drawn[f"val_loss (line {line + 1})"][0] == (4, pytest.approx(first[1]))


async def test_training_from_several_lines_goes_on_with_its_curves(runner: WorkerRunner) -> None:
    body = """
def fit():
    epoch()
    with torch.no_grad():
        F.mse_loss(model(x_val), y_val)
fit()
fit()
for _ in range(2):
    fit()
"""
    drawn = curves(await run(runner, weighed(body)))
    assert list(drawn) == ["loss", "val_loss"]
    assert [step for step, _ in drawn["val_loss"]] == [4, 9, 14, 19]


NO_EVALUATION = {
    "metric of the training batch": """
for _ in range(10):
    out = model(x)
    loss = F.mse_loss(out, y)
    optimizer.zero_grad(); loss.backward(); optimizer.step()
    with torch.no_grad(): seen.append(F.l1_loss(out, y).item())
""",
    "training loss once more": """
for _ in range(10):
    epoch()
    with torch.no_grad(): seen.append(F.mse_loss(model(x), y).item())
""",
    "detached": """
for _ in range(10):
    out = model(x)
    loss = F.mse_loss(out, y)
    optimizer.zero_grad(); loss.backward(); optimizer.step()
    with torch.no_grad(): seen.append(F.l1_loss(out.detach(), y).item())
""",
    "each sample": """
for _ in range(10):
    epoch()
    with torch.no_grad(): F.mse_loss(model(x_val), y_val, reduction="none")
""",
    "gradients on": """
for _ in range(10):
    epoch()
    F.mse_loss(model(x_val), y_val)
""",
}


@pytest.mark.parametrize("body", NO_EVALUATION.values(), ids=NO_EVALUATION)
async def test_what_is_no_evaluation(runner: WorkerRunner, body: str) -> None:
    assert list(curves(await run(runner, weighed(body)))) == ["loss"]


async def test_evaluations_without_training_draw_nothing(runner: WorkerRunner) -> None:
    body = "with torch.no_grad():\n    for _ in range(30): F.mse_loss(model(x_val), y_val)\n"
    assert curves(await run(runner, EVALUATE + body)) == {}


async def test_log_wins_even_when_it_starts_late(runner: WorkerRunner) -> None:
    code = loop(PLAIN + "if step >= 15: log(mine=loss)").replace(
        "import torch\n", "import torch\nfrom tutor import log\n", 1
    )
    events = await run(runner, code)
    logged = [event for event in events if isinstance(event, MetricsReceived) and not event.automatic]
    assert {event.name for event in logged} == {"mine"}
    assert [step for event in logged for step in event.steps] == list(range(5))
    after = events[events.index(logged[0]) :]
    assert not any(isinstance(event, MetricsReceived) and event.automatic for event in after)


async def test_the_next_snippet_has_its_own_curve(runner: WorkerRunner) -> None:
    sources = [Source(HEAD, "snippet 1", "1"), Source(loop(PLAIN).removeprefix(HEAD), "snippet 2", "2")]
    for _ in range(2):
        events = [event async for position, event in runner.run_lesson("curves", sources, 1) if position == 1]
        assert [step for step, _ in curves(events)["loss"]] == list(range(20))


async def test_a_stopped_loop_keeps_its_curve_and_its_channel(runner: WorkerRunner) -> None:
    endless = loop(PLAIN).replace("for step in range(20):", "import itertools\nfor step in itertools.count():")
    sources = [Source(endless, "snippet 1", "1"), Source("print(len(seen) == step + 1 or step)", "snippet 2", "2")]
    for _ in range(3):  # Ctrl+C may come at any instruction, also in the middle of a frame that is sent
        events: list[RunEvent] = []
        stopping = False
        async for _, event in runner.run_lesson("stopped", sources, 0):
            events.append(event)
            if isinstance(event, MetricsReceived) and not stopping:
                stopping = True  # a second stop would kill
                await runner.stop()
        assert isinstance(events[-1], RunFinished)
        assert events[-1].reason == "stopped"
        drawn = curves(events)["loss"]
        assert [step for step, _ in drawn] == list(range(len(drawn)))
    after = [event async for _, event in runner.run_lesson("stopped", sources, 1)]
    assert isinstance(after[-1], RunFinished)
    assert after[-1].reason == "ok"


MISUSE = """
from tutor import log
import torch
for wrong in (
    lambda: log("x"),
    lambda: log(loss="a"),
    lambda: log(loss="3"),
    lambda: log(loss=torch.ones(3)),
    lambda: log(loss=None),
    lambda: log(loss=1j),
    lambda: log(loss=10 ** 400),
    lambda: log(loss=[1.0]),
    lambda: log(loss=1.0, step="a"),
    lambda: log(loss=1.0, step=0.5),
    lambda: log(loss=1.0, step=float("nan")),
    lambda: log(loss=1.0, step=torch.ones(2)),
):
    try:
        wrong()
        print("no error")
    except TypeError as error:
        print(error)
"""


async def test_log_says_what_it_wants(runner: WorkerRunner) -> None:
    events = await run(runner, MISUSE)
    lines = text_of(events).splitlines()
    assert len(lines) == 12
    assert lines[0] == "log() needs a name for each value. Write log(loss=loss)."
    assert all("Give it a" in line for line in lines[1:])
    assert curves(events) == {}


async def test_log_takes_numbers_of_every_kind_and_any_step(runner: WorkerRunner) -> None:
    code = """
from tutor import log
import numpy, torch
for value in (1, True, 1.5, numpy.float32(0.5), torch.tensor(2), torch.tensor([3.0], requires_grad=True)):
    log(kind=value)
log(far=1.0, step=10 ** 5000)
log(far=2.0, step=-5)
log(far=3.0, step=torch.tensor(7))
log(far=float("nan"), step=8.0)
"""
    drawn = curves(await run(runner, code))
    assert [value for _, value in drawn["kind"]] == [1.0, 1.0, 1.5, 0.5, 2.0, 3.0]
    assert [step for step, _ in drawn["far"]] == [10**15, -5, 7, 8]


async def test_names_are_bounded_in_number_and_length(runner: WorkerRunner) -> None:
    code = r"""
from tutor import log
log(**{"\x1b[31mred\x1b[0m\x1b[2J\nline": 1.0, "n" * 10_000: 2.0, "": 3.0, "\x1b[38;5;1" + "2" * 100: 4.0})
for number in range(5000):
    log(**{f"metric{number}": number})
"""
    drawn = curves(await run(runner, code))
    assert list(drawn)[:3] == ["red line", "n" * 60, "metric"]
    assert len(drawn) <= 40
    assert all(name.isprintable() and len(name) <= 60 for name in drawn)


async def test_many_threads_may_train(runner: WorkerRunner) -> None:
    code = """
import threading, torch
from tutor import log
def train():
    w = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(200):
        optimizer.zero_grad(); (w ** 2).backward(); optimizer.step()
threads = [threading.Thread(target=train) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("done")
"""
    events = await run(runner, code)
    assert text_of(events) == "done\n"
    assert all(math.isfinite(value) for points in curves(events).values() for _, value in points)


async def test_a_fork_in_the_loop_is_silent(runner: WorkerRunner) -> None:
    body = (
        PLAIN
        + """
if step == 10:
    child = os.fork()
    if child == 0:
        log(from_child=1.0)
    else:
        os.waitpid(child, 0)
"""
    )
    code = loop(body).replace("import json\nprint(json.dumps(seen))", "print(len(seen))")
    events = await run(runner, "import os\nfrom tutor import log\n" + code)
    assert [step for step, _ in curves(events)["loss"]] == list(range(20))
    assert text_of(events) == "20\n20\n"
    assert text_of(events, "stderr") == ""


async def test_an_exception_in_the_loop_is_the_learners_own(runner: WorkerRunner) -> None:
    code = (
        HEAD
        + """
import traceback
for wrong in (
    lambda: torch.ones(3, requires_grad=True).backward(),
    lambda: torch.autograd.backward(None),
    lambda: torch.autograd.backward([]),
    lambda: torch.autograd.backward(torch.autograd.graph.get_gradient_edge(model(x).sum())),
    lambda: F.mse_loss(model(x)),
    lambda: torch.autograd.grad(model(x).sum()),
):
    try:
        wrong()
        print("fine")
    except Exception as error:
        print(type(error).__name__, error)
"""
    )
    plain = "from tutor.worker.instruments import unwatch\nunwatch()\n" + code
    assert text_of(await run(runner, code)) == text_of(await run(runner, plain))


async def test_warnings_name_the_learners_line(runner: WorkerRunner) -> None:
    events = await run(runner, HEAD + "F.mse_loss(model(x), y.flatten())")
    line = HEAD.count("\n") + 1
    assert text_of(events, "stderr").startswith(f"script.py:{line}: UserWarning: Using a target size")


async def test_compilers_and_tracers_see_no_difference(runner: WorkerRunner) -> None:
    code = (
        HEAD
        + """
import warnings
warnings.simplefilter("ignore")
class Loss(nn.Module):
    def forward(self, a, b):
        return F.mse_loss(a, b)
print(torch.jit.script(nn.CrossEntropyLoss())(torch.zeros(2, 2), torch.tensor([0, 1])).item())
print(torch.fx.symbolic_trace(Loss()).code.strip())
print([str(node.target) for node in torch.export.export(Loss(), (x, x)).graph.nodes])
compiled = torch.compile(lambda a, b: F.mse_loss(model(a), b), backend="eager", fullgraph=True)
print(compiled(x, y).item() == F.mse_loss(model(x), y).item())
with torch.no_grad(): print(compiled(x, y).item() == F.mse_loss(model(x), y).item())
loss = torch.func.grad(lambda w: F.mse_loss(w * y, y))(torch.tensor(2.0))
print(loss.item(), torch.func.vmap(F.mse_loss)(y, y).shape)
def step(a, b):
    loss = F.mse_loss(model(a), b)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss
compiled = torch.compile(step, backend="eager")
print([compiled(x, y).item() for _ in range(3)])
"""
    )
    plain = "from tutor.worker.instruments import unwatch\nunwatch()\n" + code
    assert text_of(await run(runner, code)) == text_of(await run(runner, plain))
