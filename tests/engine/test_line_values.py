"""What each line of a snippet left in its names, through the real worker, and as forged frames."""

from __future__ import annotations

import pytest

from tests.engine.test_lens import marked
from tutor.engine import sentences, worker_runner
from tutor.engine.line_values import LineValues, notes_of
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner


async def follow(runner: WorkerRunner, *texts: str, **more: str) -> LineValues:
    sources = [Source(text, f"snippet {number}", str(number), **more) for number, text in enumerate(texts, 1)]
    return await runner.line_values(sources, len(sources) - 1)


LOOP = """\
import torch
from torch import nn
x, lr = torch.rand(10, 3), float("0.1")
size = 4
model = nn.Linear(3, size)
with torch.no_grad():
    model.weight.zero_(), model.bias.fill_(0.5)
for start in range(0, 10, 4):
    batch = x[start:start + 4]
    out = model(
        batch
    )
    loss: torch.Tensor = out.mean(); twice = loss * 2
names = ["a", "b"]
pair = (batch, out)
def scale(values, by=2):
    half = values / by
    return half.sum(dim=0)
result = scale(x)
unused = [value for value in range(3)]
"""


@marked
async def test_each_line_tells_what_it_left_the_last_time(runner: WorkerRunner) -> None:
    assert await follow(runner, LOOP) == LineValues(
        {
            3: "x: (10, 3) float32, lr: 0.1",
            5: "gives (2, 4) float32",
            8: "start: 8",
            9: "batch: (2, 3) float32",
            10: "out: (2, 4) float32",
            13: "loss: () float32 = 0.5, twice: () float32 = 1",
            15: "pair: tuple of 2 tensors",
            16: "values: (10, 3) float32, by: 2",
            17: "half: (10, 3) float32",
            18: "returns (3,) float32",
            19: "result: (3,) float32",
            20: "unused: list of 3 items",
        }
    )


@marked
async def test_a_line_that_makes_layers_tells_what_they_gave(runner: WorkerRunner) -> None:
    code = """\
import torch
from torch import nn
class Own(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.first = nn.Linear(4, size)
        self.unused = nn.Linear(1, 1)
    def forward(self, x):
        return self.first(x).relu()
model = nn.Sequential(
    Own(8),
    nn.Dropout(0.5),
    nn.Linear(8, 3),
)
small = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
model[2].weight.register_hook(lambda g: None)
small(model(torch.ones(5, 4)))
inner = nn.TransformerEncoderLayer(2, 1, 4)
for size in (1, 2, 3):
    nn.Linear(2, size)(torch.ones(1, 2)) if size < 3 else None
    again = nn.Linear(2, size)
    again(torch.ones(1, 2))
"""
    notes = (await follow(runner, code)).notes
    assert {line: note for line, note in notes.items() if "gives" in note} == {
        6: "gives (5, 8) float32",
        12: "gives (5, 8) float32",
        13: "gives (5, 3) float32",
        15: "gives (5, 2) float32 × 2, (5, 1) float32",
        20: "gives (1, 2) float32",
        21: "gives (1, 3) float32",
    }


@marked
async def test_what_a_line_puts_into_an_object_is_told_without_asking_the_object(runner: WorkerRunner) -> None:
    code = """\
import torch
class Scale(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = torch.nn.Parameter(torch.ones(2))
        self.kept = torch.ones(3)
class Loud:
    def __getattr__(self, name): raise RuntimeError("asked for " + name)
    def __setattr__(self, name, value): object.__setattr__(self, name, value)
scale, loud = Scale(), Loud()
loud.size = 2 + 3
scale.scale.grad = torch.zeros(2)
"""
    assert (await follow(runner, code)).notes == {
        5: "self.scale: (2,) float32",
        6: "self.kept: (3,) float32",
        9: "name: 'size', value: 5",
        11: "loud.size: 5",
    }


@marked
async def test_it_needs_the_snippets_before_and_tells_only_of_the_last(runner: WorkerRunner) -> None:
    first = "import torch\ndef double(x):\n    y = x * 2\n    return y\nraise KeyError(1)"
    sources = [
        Source(first, "snippet 1", "1", expect="KeyError"),
        Source("z = double(torch.ones(2))", "snippet 2", "2"),
    ]
    assert (await runner.line_values(sources, 1)).notes == {1: "z: (2,) float32"}
    failing = await follow(runner, "x = 1 / 0", "y = 2 + 3")
    assert (dict(failing.notes), failing.sentence) == ({}, sentences.LINES_BEFORE.format(name="snippet 1"))


@marked
async def test_a_line_that_raises_tells_nothing_and_those_before_it_do(runner: WorkerRunner) -> None:
    code = "import torch\nx = torch.ones(2, 3)\nx = x @ x\n"
    assert (await follow(runner, code)).notes == {2: "x: (2, 3) float32"}
    caught = "a = int('1')\ntry:\n    a = int('x')\nexcept ValueError:\n    a = int('3')\n"
    assert (await follow(runner, caught)).notes == {1: "a: 1", 5: "a: 3"}
    assert (await follow(runner, "x = (")).sentence == sentences.LINES_NOTHING


@marked
async def test_what_ran_before_is_left_as_it_was(runner: WorkerRunner) -> None:
    first = Source("import torch\nx = torch.rand(1)\nprint('x')", "snippet 1", "1")
    second = Source("print(torch.rand(1), x)", "snippet 2", "2")
    printed = []
    for session, asks in (("tests/plain", False), ("tests/asked", True)):
        async for _ in runner.run_lesson(session, [first, second], 0):
            pass
        if asks:
            assert (await runner.line_values([first, second], 0)).notes == {2: "x: (1,) float32"}
        events = [event async for position, event in runner.run_lesson(session, [first, second], 1)]
        printed.append("".join(getattr(event, "text", "") for event in events))
    assert printed[0] == printed[1] != ""


@marked
async def test_what_runs_on_is_stopped_and_tells_what_it_had(
    runner: WorkerRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_runner, "LINES_SECONDS", 1.0)
    seen = await follow(runner, "import torch\nx = torch.ones(3)\nwhile True:\n    x = x + 1\n")
    assert (seen.notes, seen.sentence) == ({2: "x: (3,) float32", 4: "x: (3,) float32"}, sentences.LINES_SLOW)
    assert (await follow(runner, "while True: pass", "x = 2")).sentence == sentences.LINES_TOO_SLOW


@marked
async def test_methods_of_the_learners_classes_are_not_called(runner: WorkerRunner) -> None:
    code = """\
calls = []
class Odd(list):
    def __len__(self): calls.append(1); return 3
    __repr__ = __iter__ = __len__
class Number(int):
    __repr__ = __str__ = Odd.__len__
odd, number = Odd(), Number(4)
count = len(calls)
"""
    assert (await follow(runner, code)).notes == {8: "count: 0"}


def test_forged_values_are_checked() -> None:
    good = {"line": 2, "values": [{"name": "x", "shape": [1, "a", True], "dtype": "int64", "device": "cuda:0"}, 5]}
    odd = [7, {"line": -1, "values": []}, {"line": 3, "values": "x"}, {"line": 4, "values": [{"name": 3, "text": "t"}]}]
    assert notes_of([good, *odd, {"line": 5, "values": [{"name": "a", "text": "\x1b[2J1"}]}]) == {
        2: "x: (1,) int64 cuda:0",
        5: "a: 1",
    }
    assert notes_of("x") == {}
