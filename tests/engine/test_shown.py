"""What learner code shows with ``show``, ``show_images`` and ``show_boundary``, through the real worker."""

from __future__ import annotations

import json

import pytest
from watched import run, text_of

from tutor.engine.events import OutputReceived, RunEvent, TensorShown, as_json
from tutor.engine.shown import BoundaryShown, ImagesShown, ModuleShown
from tutor.engine.worker_runner import WorkerRunner

pytestmark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]


def pictures(events: list[RunEvent]) -> list[ImagesShown]:
    return [event for event in events if isinstance(event, ImagesShown)]


def modules(events: list[RunEvent]) -> list[ModuleShown]:
    return [event for event in events if isinstance(event, ModuleShown)]


def planes(events: list[RunEvent]) -> list[BoundaryShown]:
    return [event for event in events if isinstance(event, BoundaryShown)]


async def test_pictures_arrive_as_bytes_whatever_their_form(runner: WorkerRunner) -> None:
    code = """
import torch
from tutor import show_images
show_images(torch.tensor([[0, 128], [255, 0]], dtype=torch.uint8))
show_images(torch.tensor([0.0, 0.5, 1.0]).reshape(3, 1, 1))
show_images(torch.tensor([-1.0, 1.0]).reshape(2, 1, 1))
two = [torch.zeros(1, 2, 3), torch.ones(1, 2, 3)]
show_images(two, [0, 1], torch.tensor([0, 0]), [0.9, 0.25], names=["cat", "dog"])
show_images(torch.zeros(100, 3, 128, 64), title="many")
"""
    events = await run(runner, code)
    assert text_of(events, "stderr") == ""
    grey, colour, stretched, listed, many = pictures(events)
    assert grey.pixels == bytes([0] * 3 + [128] * 3 + [255] * 3 + [0] * 3)
    assert colour.pixels == bytes([0, 128, 255])
    assert (stretched.count, stretched.pixels) == (2, bytes([0] * 3 + [255] * 3))
    assert (listed.width, listed.height) == (3, 2)
    assert (listed.labels, listed.predictions, listed.confidence) == (("cat", "dog"), ("cat", "cat"), (0.9, 0.25))
    assert (many.count, many.total, many.height, many.width, many.title) == (64, 100, 64, 32, "many")
    assert json.loads(json.dumps(as_json(listed)[0], allow_nan=False))["predictions"] == ["cat", "cat"]


async def test_what_is_no_picture_is_told_what_would_be(runner: WorkerRunner) -> None:
    code = """
import torch
from tutor import show_images
for wrong in (torch.zeros(2, 5, 5, 7), 3, [torch.zeros(2, 2), torch.zeros(3, 3)], torch.zeros(0, 3, 4, 4)):
    try:
        show_images(wrong)
    except TypeError as error:
        print(error)
try:
    show_images(torch.zeros(2, 4, 4), labels=[1])
except ValueError as error:
    print(error)
"""
    lines = text_of(await run(runner, code)).splitlines()
    assert [line.partition(". ")[0] for line in lines] == [
        "show_images() got a tensor of shape (2, 5, 5, 7)",
        "show_images() got a int",
        "show_images() got pictures of different shapes ((2, 2), (3, 3))",
        "show_images() got a tensor of shape (0, 3, 4, 4)",
        "show_images() got 1 labels for 2 pictures",
    ]


MODULE = """
import torch
from torch import nn
from tutor import show
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, 8), nn.ReLU())
        self.head = nn.Linear(8, 1)
        self.again = self.head
    def forward(self, x):
        return self.head(self.body(x))
net = Net()
for p in net.body.parameters(): p.requires_grad_(False)
"""


async def test_a_module_arrives_as_a_tree_with_counts_and_gradients(runner: WorkerRunner) -> None:
    code = f"""{MODULE}
show(net, 'net')
net(torch.ones(3, 2)).sum().mul(0).backward()
show(net)
net.body.append(net)
show(net)
"""
    events = await run(runner, code)
    fresh, after, circular = modules(events)
    assert [(row.depth, row.name, row.kind.partition("(")[0], row.parameters, row.trainable) for row in fresh.rows] == [
        (0, "", "Net", 33, 9),
        (1, "body", "Sequential", 24, 0),
        (2, "0", "Linear", 24, 0),
        (2, "1", "ReLU", 0, 0),
        (1, "head", "Linear", 9, 9),
        (1, "again", "Linear", 9, 9),
    ]
    assert fresh.title == "net"
    assert [row.gradient for row in fresh.rows] == ["none", "", "", "", "none", "none"]
    assert [row.gradient for row in after.rows] == ["zero", "", "", "", "zero", "zero"]
    assert len(circular.rows) == 6


async def test_a_boundary_is_asked_in_evaluation_mode_and_the_model_stays_as_it_was(runner: WorkerRunner) -> None:
    code = """
import torch
from torch import nn
from tutor import show_boundary
x = torch.tensor([[-1.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
class Half(nn.Module):
    def forward(self, x):
        assert not self.training
        return x[:, :1] * 3
model = Half()
show_boundary(model, x, torch.tensor([0, 1, 0]), title="half")
print(model.training)
show_boundary(lambda x: torch.stack((x[:, 0], x[:, 1], x.sum(1) * 0), 1), x, [2, 0, 1])
for wrong in ((model, x[:, :1], x), (model, x, [1]), (len, x, [0, 0, 0])):
    try:
        show_boundary(*wrong)
    except TypeError as error:
        print(error)
"""
    events = await run(runner, code)
    one, several = planes(events)
    assert one.title == "half"
    assert one.points == ((-1.0, 0.0, 0, 0), (1.0, 0.0, 1, 1), (1.0, 1.0, 0, 1))
    row = one.classes[: one.columns]
    assert (row[0], row[-1], row.count(1)) == (0, 1, one.columns // 2)
    assert one.bounds[0] == pytest.approx(-1.2)
    assert set(several.classes) == {0, 1, 2}
    lines = text_of(events).splitlines()
    assert lines[0] == "True"
    assert [line.partition(".")[0] for line in lines[1:]] == [
        "show_boundary() got x of (3, 1)",
        "show_boundary() got 3 points and 1 classes",
        "show_boundary() asked the model about 4611 points and got int",
    ]


async def test_each_kind_is_bounded_in_number(runner: WorkerRunner) -> None:
    code = """
import torch
from tutor import show, show_images
for _ in range(30): show_images(torch.zeros(2, 2))
show(torch.ones(2))
"""
    events = await run(runner, code)
    assert len(pictures(events)) == 20
    assert text_of(events, "stderr") == "show_images() was called more than 20 times; the rest is not shown.\n"
    assert len([event for event in events if isinstance(event, TensorShown)]) == 1


async def test_a_tensor_that_is_not_shown_whole_has_a_histogram(runner: WorkerRunner) -> None:
    code = """
import torch
from tutor import show
x = torch.linspace(0, 1, 3200)
x[5] = float("nan")
show(x)
show(x[:4])
"""
    large, small = (event for event in await run(runner, code) if isinstance(event, TensorShown))
    assert len(large.histogram) == 32
    assert sum(large.histogram) == 3199
    assert small.histogram == ()


async def test_names_of_a_confusion_matrix(runner: WorkerRunner) -> None:
    code = """
import torch
from tutor import show
show(torch.eye(2), "hits", names=["cat", 7])
try:
    show(torch.ones(2, 3), names=["cat", "dog"])
except ValueError as error:
    print(error)
"""
    events = await run(runner, code)
    (shown,) = (event for event in events if isinstance(event, TensorShown))
    assert shown.names == ("cat", "7")
    assert text_of(events).startswith("show() got 2 names for a tensor of shape (2, 3).")


async def test_what_is_shown_stands_where_it_was_shown(runner: WorkerRunner) -> None:
    code = """
from tutor import show
for number in range(50):
    print(number)
    show(number)
print("end", end="")
"""
    events = await run(runner, code)
    order = [
        e.text.split() if isinstance(e, OutputReceived) else int(e.values[0][0])
        for e in events[1:-1]
        if isinstance(e, (OutputReceived, TensorShown))
    ]
    flat = [item for entry in order for item in (entry if isinstance(entry, list) else [entry])]
    assert flat == [item for number in range(50) for item in (str(number), number)] + ["end"]
