"""Runs in a real worker with torch: sessions without hidden state, curves, ends."""

from __future__ import annotations

import asyncio
import math

import pytest

from tutor.engine.events import (
    ErrorRaised,
    MetricsReceived,
    OutputReceived,
    RunEvent,
    RunFinished,
    RunStarted,
    ValueTold,
)
from tutor.engine.runner import Source, WorkerStatus
from tutor.engine.worker_runner import WorkerRunner

pytestmark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]

LOOP = """
import torch
from torch import nn
x = torch.randn(64, 8)
y = x.sum(1, keepdim=True)
model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
losses = []
for step in range(120):
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
"""


async def script(runner: WorkerRunner, code: str, **options: float) -> list[RunEvent]:
    return [event async for event in runner.run_script(Source(code, "script.py", **options))]


async def lesson(runner: WorkerRunner, name: str, texts: list[str], index: int) -> list[tuple[int, RunEvent]]:
    sources = [Source(text, f"snippet {number}", str(number)) for number, text in enumerate(texts, start=1)]
    return [pair async for pair in runner.run_lesson(name, sources, index)]


def text_of(events: list[RunEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, OutputReceived))


def points(events: list[RunEvent], name: str = "loss") -> list[tuple[int, float]]:
    return [
        point
        for event in events
        if isinstance(event, MetricsReceived) and event.name == name
        for point in zip(event.steps, event.values, strict=True)
    ]


def ran(pairs: list[tuple[int, RunEvent]]) -> list[int]:
    return [position for position, event in pairs if isinstance(event, RunStarted)]


async def test_the_status_names_torch_and_the_sandbox(runner: WorkerRunner) -> None:
    assert runner.status.phase == "ready"
    assert runner.status.torch
    assert runner.status.level in ("full", "good", "network only", "none")
    assert runner.survey["blocked"]["network"] is True


async def test_a_run_begins_once_and_ends_once_and_last(runner: WorkerRunner) -> None:
    events = await script(runner, "print('hi')")
    assert isinstance(events[0], RunStarted)
    assert [event for event in events if isinstance(event, RunFinished)] == [events[-1]]
    assert events[-1].reason == "ok"


async def test_an_ordinary_loop_draws_its_own_loss(runner: WorkerRunner) -> None:
    events = await script(runner, LOOP + "print(losses)")
    drawn = points(events)
    assert [step for step, _ in drawn] == list(range(120))
    assert [value for _, value in drawn] == pytest.approx(eval(text_of(events)), abs=1e-6)


async def test_watching_changes_no_bit_of_the_result(runner: WorkerRunner) -> None:
    plain = LOOP + "print([p.detach().double().sum().item() for p in model.parameters()], torch.rand(3).tolist())"
    unwatched = "import inspect, torch\ntorch.autograd.backward = inspect.unwrap(torch.autograd.backward)\n" + plain
    assert text_of(await script(runner, plain)) == text_of(await script(runner, unwatched))
    assert points(await script(runner, unwatched)) == []


async def test_the_same_code_gives_the_same_numbers(runner: WorkerRunner) -> None:
    code = "import torch, random, numpy\nprint(torch.rand(4), random.random(), numpy.random.rand(2))"
    assert text_of(await script(runner, code)) == text_of(await script(runner, code))


async def test_a_loop_without_an_optimiser_draws_too(runner: WorkerRunner) -> None:
    code = """
import torch
w = torch.tensor(0.0, requires_grad=True)
for step in range(50):
    loss = (w - 3) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad = None
"""
    drawn = points(await script(runner, code))
    assert len(drawn) == 50
    assert drawn[0] == (0, 9.0)
    assert drawn[-1][1] < 0.01


async def test_log_wins_over_the_automatic_curve(runner: WorkerRunner) -> None:
    logged = LOOP.replace("losses.append(loss.item())", "log(train=loss, twice=2 * loss.item(), step=10 * step)")
    events = await script(runner, "from tutor import log\n" + logged)
    names = {event.name for event in events if isinstance(event, MetricsReceived)}
    assert names == {"train", "twice"}
    assert points(events, "train")[:3] == [
        (0, pytest.approx(points(events, "twice")[0][1] / 2)),
        (10, pytest.approx(points(events, "twice")[1][1] / 2)),
        (20, pytest.approx(points(events, "twice")[2][1] / 2)),
    ]


async def test_log_counts_its_own_steps(runner: WorkerRunner) -> None:
    events = await script(runner, "from tutor import log\nfor v in (3, 2, 1): log(loss=v)")
    assert points(events) == [(0, 3.0), (1, 2.0), (2, 1.0)]


async def test_a_loss_that_explodes_arrives_as_it_is(runner: WorkerRunner) -> None:
    code = LOOP.replace("lr=0.05", "lr=1e6")
    values = [value for _, value in points(await script(runner, code))]
    assert len(values) == 120
    assert any(math.isnan(value) or math.isinf(value) for value in values)


async def test_one_point_a_step_with_accumulation_and_closures(runner: WorkerRunner) -> None:
    accumulating = LOOP.replace(
        "    loss.backward()\n", "    (loss / 2).backward(retain_graph=True)\n    (loss / 2).backward()\n"
    )
    assert len(points(await script(runner, accumulating))) == 120
    closure = """
import torch
w = torch.tensor([4.0, -3.0], requires_grad=True)
optimizer = torch.optim.LBFGS([w], lr=0.1, max_iter=5)
def closure():
    optimizer.zero_grad()
    loss = (w ** 4).sum()
    loss.backward()
    return loss
for _ in range(6):
    optimizer.step(closure)
"""
    drawn = points(await script(runner, closure))
    assert len(drawn) == 6
    assert drawn[0][1] == 4.0**4 + 3.0**4


async def test_snippets_go_on_in_the_live_process(runner: WorkerRunner) -> None:
    texts = ["x = 1\nprint('one')", "x += 1\nprint(x)"]
    assert ran(await lesson(runner, "go-on", texts, 0)) == [0]
    second = await lesson(runner, "go-on", texts, 1)
    assert ran(second) == [1]
    assert text_of([event for _, event in second]) == "2\n"


async def test_there_is_no_hidden_state(runner: WorkerRunner) -> None:
    texts = ["x = 1", "x += 1\nprint(x)"]
    for _ in range(2):  # run again: what it did before does not show
        pairs = await lesson(runner, "hidden", texts, 1)
        assert text_of([event for _, event in pairs]) == "2\n"
    assert ran(pairs) == [0, 1]


async def test_an_edit_above_runs_again_what_depends_on_it(runner: WorkerRunner) -> None:
    await lesson(runner, "edit", ["x = 1", "print(x)"], 1)
    pairs = await lesson(runner, "edit", ["x = 5", "print(x)"], 1)
    assert ran(pairs) == [0, 1]
    assert text_of([event for _, event in pairs]) == "5\n"


async def test_a_failure_above_stops_before_the_snippet(runner: WorkerRunner) -> None:
    pairs = await lesson(runner, "fails", ["1 / 0", "print('not reached')"], 1)
    assert ran(pairs) == [0]
    assert isinstance(pairs[-1][1], RunFinished)
    assert pairs[-1][1].exit == 1


async def test_an_expected_failure_does_not(runner: WorkerRunner) -> None:
    sources = [
        Source("x = 7\n1 / 0", "snippet 1", "1", expect="ZeroDivisionError"),
        Source("print(x)", "snippet 2", "2"),
    ]
    pairs = [pair async for pair in runner.run_lesson("expected", sources, 1)]
    assert text_of([event for _, event in pairs]) == "7\n"


async def test_an_error_names_its_line_and_snippet(runner: WorkerRunner) -> None:
    pairs = await lesson(runner, "error", ["import torch", "a = torch.ones(2, 3)\na @ a"], 1)
    error = next(event for _, event in pairs if isinstance(event, ErrorRaised))
    assert (error.name, error.line, error.source) == ("RuntimeError", 2, "snippet 2")
    assert "tutor" not in error.traceback


async def test_stop_interrupts_and_keeps_the_state(runner: WorkerRunner) -> None:
    texts = ["n = 0\nwhile True:\n    n += 1\n    if n == 9:\n        print('go')", "print(n >= 9)"]
    sources = [Source(text, f"snippet {number}", str(number)) for number, text in enumerate(texts, start=1)]
    ending = None
    async for _, event in runner.run_lesson("stop", sources, 0):
        if isinstance(event, OutputReceived):
            await runner.stop()
        ending = event
    assert isinstance(ending, RunFinished)
    assert (ending.reason, ending.sentence) == ("stopped", "Stopped by you.")
    pairs = await lesson(runner, "stop", texts, 1)
    assert ran(pairs) == [1]
    assert text_of([event for _, event in pairs]) == "True\n"


async def test_a_stop_at_the_very_begin_is_not_lost(runner: WorkerRunner) -> None:
    endings = []
    for name in ("lesson", "script"):
        source = Source("while True: pass", "endless", "1", seconds=5)
        running = (
            (event async for _, event in runner.run_lesson("begin", [source], 0))
            if name == "lesson"
            else runner.run_script(source)
        )
        async for event in running:
            if isinstance(event, RunStarted):
                await runner.stop()
            elif isinstance(event, RunFinished):
                endings.append(event.reason)
    assert endings == ["stopped", "stopped"]


async def test_a_second_stop_kills_what_does_not_listen(runner: WorkerRunner) -> None:
    code = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('deaf')\nwhile True: pass"
    ending = None
    async for event in runner.run_script(Source(code, "deaf.py")):
        if isinstance(event, OutputReceived):
            await runner.stop()
            await runner.stop()
        ending = event
    assert isinstance(ending, RunFinished)
    assert (ending.reason, ending.exit) == ("stopped", 130)


async def test_whoever_leaves_a_run_ends_it(runner: WorkerRunner) -> None:
    events = runner.run_script(Source("print('begun')\nwhile True: pass", "endless.py"))
    async for event in events:
        if isinstance(event, OutputReceived):
            break
    await events.aclose()
    assert text_of(await script(runner, "print('next')")) == "next\n"


async def test_a_run_cleaned_up_late_does_not_hide_the_next_from_a_stop(runner: WorkerRunner) -> None:
    first = runner.run_script(Source("print('first')", "first.py"))
    async for event in first:
        if isinstance(event, RunFinished):
            break  # its generator is still open
    ending = None
    async for event in runner.run_script(Source("print('second')\nwhile True: pass", "second.py")):
        if isinstance(event, OutputReceived):
            await first.aclose()
            await runner.stop()
        ending = event
    assert isinstance(ending, RunFinished)
    assert ending.reason == "stopped"


async def test_checks_cleaned_up_late_do_not_hide_the_next_run_from_a_stop(runner: WorkerRunner) -> None:
    begun = asyncio.Event()

    async def check_without_end() -> None:
        check = 'def test_it(learner):\n    """It ends"""\n    while True: pass\n'
        async for event in runner.judge("u/l/c", Source("x = 1", "answer"), check):
            if isinstance(event, RunFinished):
                begun.set()

    left = asyncio.create_task(check_without_end())
    await begun.wait()
    ending = None
    async for event in runner.run_script(Source("print('next')\nwhile True: pass", "next.py", seconds=20.0)):
        if isinstance(event, OutputReceived):
            left.cancel()
            await asyncio.wait({left})
            await runner.stop()
        ending = event
    assert isinstance(ending, RunFinished)
    assert ending.reason == "stopped"


async def test_limits_end_a_run_with_a_sentence(runner: WorkerRunner) -> None:
    for code, reason, word in (
        ("while True: pass", "timeout", "time limit"),
        ("import torch\ntorch.empty(10 ** 13)", "memory", "memory"),
        ("while True: print('x' * 9999)", "output", "output"),
    ):
        ending = (await script(runner, code, seconds=2.0))[-1]
        assert isinstance(ending, RunFinished)
        assert ending.reason == reason
        assert word in ending.sentence


async def test_torch_works_inside(runner: WorkerRunner) -> None:
    code = """
import torch
torch.save({"w": torch.ones(3)}, "file.pt")
print(torch.load("file.pt")["w"].sum().item())
torch.set_num_threads(2)
a = torch.randn(300, 300)
print((a @ a).shape, torch.get_num_threads())
"""
    assert text_of(await script(runner, code)) == "3.0\ntorch.Size([300, 300]) 2\n"


LOADER = """
import torch
from torch.utils.data import DataLoader, TensorDataset
data = TensorDataset(torch.arange(16.0))
print(sum(batch.sum().item() for (batch,) in DataLoader(data, batch_size=4, num_workers=2)))
"""


async def test_worker_processes_are_a_declared_capability(runner: WorkerRunner) -> None:
    granted = Source(LOADER, "loader.py", capabilities=("worker_processes",))
    assert text_of([event async for event in runner.run_script(granted)]) == "120.0\n"
    refused = [event async for event in runner.run_script(Source(LOADER, "loader.py"))]
    error = next(event for event in refused if isinstance(event, ErrorRaised))
    assert error.name == "PermissionError"


async def test_threads_are_one_unless_asked_for(runner: WorkerRunner) -> None:
    assert text_of(await script(runner, "import torch\nprint(torch.get_num_threads())")) == "1\n"
    assert text_of(await script(runner, "import torch\nprint(torch.get_num_threads())", threads=2)) == "2\n"


async def test_escapes_in_output_do_not_reach_the_terminal(runner: WorkerRunner) -> None:
    text = text_of(await script(runner, r"print('\x1b[2J\x1b]0;title\x07\x1b[31mred\x1b[0m\x9b2J')"))
    assert text == "\x1b[31mred\x1b[0m2J\n"


async def test_learner_code_is_confined(runner: WorkerRunner) -> None:
    code = """
import os, socket
for act in (
    lambda: open("/etc/shadow").read(),
    lambda: open("/tmp/escaped", "w"),
    lambda: socket.create_connection(("127.0.0.1", 1)),
    lambda: os.kill(os.getppid(), 0),
):
    try:
        act()
        print("escaped")
    except OSError as error:
        print(type(error).__name__)
"""
    assert text_of(await script(runner, code)) == "PermissionError\n" * 4


async def test_a_worker_that_dies_says_so_and_comes_back() -> None:
    made = WorkerRunner()
    phases: list[str] = []
    made.watch(lambda status: phases.append(status.phase))
    await made.ready()
    assert made._link is not None
    assert made._link._process is not None
    made._link._process.kill()
    while made.status.phase != "lost":
        await asyncio.sleep(0.01)
    assert "signal 9" in made.status.detail
    assert text_of(await script(made, "print('back')")) == "back\n"
    await made.close()
    assert phases[0] == "starting"
    assert phases[-1] == "off"


async def test_lessons_wait_for_consent_and_scripts_do_not() -> None:
    made = WorkerRunner(preload=["json"], refusal=lambda level: f"Not at {level}.")
    ending = (await lesson(made, "refused", ["print(1)"], 0))[-1][1]
    assert isinstance(ending, RunFinished)
    assert ending.sentence == f"Not at {made.status.level}."
    assert text_of(await script(made, "print(2)")) == "2\n"
    ending = (await script(made, "print(3)", of_course=True))[-1]
    assert isinstance(ending, RunFinished)
    assert ending.sentence == f"Not at {made.status.level}."
    await made.close()


async def test_a_python_without_torch_is_a_sentence() -> None:
    made = WorkerRunner(preload=["no_such_module"])
    seen: list[WorkerStatus] = []
    made.watch(seen.append)
    events = await script(made, "print(1)")
    assert isinstance(events[-1], RunFinished)
    assert "no_such_module" in events[-1].sentence
    await made.close()


async def test_a_python_that_is_not_there_is_a_sentence() -> None:
    made = WorkerRunner("/no/such/python")
    ending = (await script(made, "print(1)"))[-1]
    assert isinstance(ending, RunFinished)
    assert "--python" in ending.sentence
    await made.close()


async def test_expressions_are_told_after_a_run(runner: WorkerRunner) -> None:
    source = Source("import torch\nx = torch.ones(2, 3)", "q.py", wanted=("x.mean(dim=1)", "x.dtype", "y"))
    events = [event async for event in runner.run_script(source)]
    told = [event for event in events if isinstance(event, ValueTold)]
    assert told == [
        ValueTold("x.mean(dim=1)", "tensor", "[1.0, 1.0]", (2,), "float32"),
        ValueTold("x.dtype", "dtype", "float32"),
        ValueTold("y", "", "", error="NameError: name 'y' is not defined"),
    ]
    assert isinstance(events[-1], RunFinished)
    assert events[-1].reason == "ok"


async def test_expressions_are_told_of_a_lesson_that_goes_on(runner: WorkerRunner) -> None:
    sources = [
        Source("import torch\nx = torch.rand(3)", "snippet 1", "1", wanted=("len(x)",)),
        Source("1 / 0", "snippet 2", "2", expect="ZeroDivisionError", wanted=("x.shape",)),
    ]
    first = [event async for _, event in runner.run_lesson("told", sources, 0)]
    assert [event.text for event in first if isinstance(event, ValueTold)] == ["3"]
    second = [pair async for pair in runner.run_lesson("told", sources, 1)]
    assert ran(second) == [1]
    assert [event.text for _, event in second if isinstance(event, ValueTold)] == ["(3,)"]
