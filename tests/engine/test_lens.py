"""The variables of a session, through the real worker, and as forged frames."""

from __future__ import annotations

import math

import pytest

from tutor.engine import sentences
from tutor.engine.events import OutputReceived, RunEvent, RunFinished, TensorShown
from tutor.engine.lens import Inspection, Variable, variables_of
from tutor.engine.runner import Source
from tutor.engine.shown import ModuleShown
from tutor.engine.worker_runner import WorkerRunner

torch_mark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]
SESSION = "tests/lens"


def marked(test):  # type: ignore[no-untyped-def]
    for mark in torch_mark:
        test = mark(test)
    return test


async def look(runner: WorkerRunner, code: str, name: str = "") -> Inspection:
    """Run a snippet and look at what it left."""
    source = Source(code, "snippet 1", key="1")
    events: list[RunEvent] = [event async for _, event in runner.run_lesson(SESSION, [source], 0)]
    assert isinstance(events[-1], RunFinished)
    return await runner.inspect(SESSION, name)


def by_name(seen: Inspection) -> dict[str, Variable]:
    assert seen.sentence == ""
    return {variable.name: variable for variable in seen.variables}


CODE = """
import torch, math
from torch import nn
w = torch.tensor([[1.0, float("nan")], [3.0, 5.0]], requires_grad=True)
big = torch.arange(10_000_000)
half = torch.ones(2, dtype=torch.bfloat16)
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
net(torch.ones(1, 2)).sum().mul(0).backward()
lr, name, sizes, names = 0.1, "sgd", (2, 3), ["a", "b"]
opt = torch.optim.SGD(net.parameters(), lr=lr)
def f(x): return x
class C: pass
_private = 3
"""


@marked
async def test_every_variable_is_told_with_its_facts(runner: WorkerRunner) -> None:
    seen = await look(runner, CODE)
    known = by_name(seen)
    assert list(known) == ["w", "big", "half", "net", "lr", "name", "sizes", "names", "opt"]
    assert seen.total == 9
    w = known["w"]
    assert (w.kind, w.shape, w.dtype, w.device, w.requires_grad) == ("tensor", (2, 2), "float32", "cpu", True)
    assert (w.minimum, w.mean, w.maximum, w.nan_count, w.gradient) == (1.0, 3.0, 5.0, 1, "none")
    assert (known["big"].sampled, known["big"].minimum, known["half"].mean) == (True, 0.0, 1.0)
    net = known["net"]
    assert (net.kind, net.class_name, net.parameters, net.gradient) == ("module", "Sequential", 9, "zero")
    assert [known[name].text for name in ("lr", "name", "sizes", "names", "opt")] == [
        "0.1",
        "'sgd'",
        "(2, 3)",
        "2 items",
        "",
    ]
    assert known["opt"].class_name == "SGD"


@marked
async def test_one_variable_in_full(runner: WorkerRunner) -> None:
    code = (
        "import torch\nw = torch.ones(2, 3, requires_grad=True)\n(w * 2).sum().backward()\nnet = torch.nn.Linear(3, 1)"
    )
    value, gradient = (await look(runner, code, "w")).pictures
    assert isinstance(value, TensorShown)
    assert isinstance(gradient, TensorShown)
    assert (value.title, value.values[0], value.requires_grad, sum(value.histogram)) == ("w", (1.0,) * 3, True, 6)
    assert (gradient.title, gradient.values[0]) == ("w.grad", (2.0,) * 3)
    (tree,) = (await runner.inspect(SESSION, "net")).pictures
    assert isinstance(tree, ModuleShown)
    assert tree.rows[0].parameters == 4
    assert (await runner.inspect(SESSION, "nothing")).pictures == ()


@marked
async def test_looking_runs_none_of_the_learners_code(runner: WorkerRunner) -> None:
    code = """
import torch
calls = []
def note(*args, **kwargs):
    calls.append(args)
    raise RuntimeError("it was called")
class Told(type):
    __name__ = property(note)
    def __instancecheck__(cls, other): note()
class Odd(metaclass=Told):
    __repr__ = __str__ = __len__ = __getattr__ = __bool__ = __eq__ = __class__ = property(note)
class Mine(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if armed: note()
        return super().__torch_function__(func, types, args, kwargs or {})
class Net(torch.nn.Module):
    def extra_repr(self): return note()
    def __getattr__(self, name):
        if armed: note()
        return super().__getattr__(name)
armed = False
odd, mine, net = Odd(), torch.ones(3).as_subclass(Mine), Net()
net.inner = torch.nn.Linear(2, 2)
armed = True
"""
    known = by_name(await look(runner, code))
    assert (known["odd"].kind, known["mine"].shape, known["mine"].mean) == ("value", (3,), 1.0)
    assert (known["net"].kind, known["net"].parameters) == ("module", 6)
    assert len((await runner.inspect(SESSION, "mine")).pictures) == 1
    (tree,) = (await runner.inspect(SESSION, "net")).pictures
    assert isinstance(tree, ModuleShown)
    assert tree.rows[0].kind == "Net"
    assert by_name(await runner.inspect(SESSION))["calls"].text == known["calls"].text


@marked
async def test_what_failed_can_be_looked_at_and_is_not_run_on_in(runner: WorkerRunner) -> None:
    known = by_name(await look(runner, "x = 3\ny = x / 0"))
    assert [known[name].text for name in known] == ["3"]
    assert list(by_name(await look(runner, "z = 4"))) == ["z"]


@marked
async def test_looking_changes_nothing_for_the_next_snippet(runner: WorkerRunner) -> None:
    first, second = Source("import torch\nx = torch.rand(1)", "snippet 1"), Source("print(torch.rand(1))", "snippet 2")
    printed = []
    for looks in (False, True):
        async for _ in runner.run_lesson(f"{SESSION}/{looks}", [first, second], 0):
            pass
        if looks:
            assert (await runner.inspect(f"{SESSION}/{looks}")).total == 1
        printed.append(
            "".join(
                [getattr(e, "text", "") async for _, e in runner.run_lesson(f"{SESSION}/{looks}", [first, second], 1)]
            )
        )
    assert printed[0] == printed[1]


@marked
async def test_nothing_to_see_is_a_sentence(runner: WorkerRunner) -> None:
    assert (await runner.inspect("tests/never")).sentence == sentences.LENS_NOTHING
    source = Source("print('begun', flush=True)\nwhile True: pass", "snippet 1")
    running = runner.run_lesson(SESSION, [source], 0)
    async for _, event in running:
        if isinstance(event, OutputReceived):
            assert (await runner.inspect(SESSION)).sentence == sentences.LENS_RUNNING
            await runner.stop()
    assert (await runner.inspect(SESSION)).sentence == ""


def test_forged_variables_are_checked() -> None:
    good = {"name": "x", "kind": "tensor", "shape": [2], "minimum": math.inf, "nan": 3, "gradient": "some"}
    found, total = variables_of({"variables": [good, 7, {"name": 5}], "total": "x"})
    assert found == (Variable("x", "tensor", shape=(2,), minimum=math.inf, nan_count=3, gradient="some"),)
    assert total == 1
    odd = {"name": "\x1b[2Jx\n", "kind": "k", "shape": [-1, "a"], "minimum": True, "nan": -4, "gradient": 1, "total": 3}
    found, _ = variables_of({"variables": [odd] * 500, "total": 10**30})
    assert len(found) == 200
    assert found[0] == Variable("x", "value", shape=(0, 0))
    assert variables_of({"variables": "x"}) == ((), 0)
