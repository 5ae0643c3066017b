"""The graph behind a tensor, through the real worker, and as forged frames."""

from __future__ import annotations

import pytest

from tests.engine.test_lens import look, marked
from tutor.engine.autograd_graph import Graph, GraphRow, graph_of, graph_rows
from tutor.engine.mosaic import Look
from tutor.engine.worker_runner import WorkerRunner


def drawn(graph: Graph | None, look: Look | None = None, width: int = 80, height: int = 40) -> list[str]:
    assert graph is not None
    rows = graph_rows(graph, width, height, look or Look())
    return ["".join(text for text, _, _ in row).rstrip() for row in rows][1:]


NET = """
import torch
from torch import nn
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
x, y = torch.ones(5, 4), torch.zeros(5, dtype=torch.int64)
logits = model(x)
loss = nn.functional.cross_entropy(logits, y)
"""


@marked
async def test_the_operations_of_a_network_with_shapes_and_names(runner: WorkerRunner) -> None:
    assert drawn((await look(runner, NET, "loss")).graph) == [
        "NllLossBackward0  ()  loss",
        "LogSoftmaxBackward0  (5, 3)",
        "AddmmBackward0  (5, 3)  logits",
        "├ model.2.bias  (3,)  leaf  no gradient yet",
        "├ TBackward0  (8, 3)",
        "│ model.2.weight  (3, 8)  leaf  no gradient yet",
        "ReluBackward0  (5, 8)",
        "AddmmBackward0  (5, 8)",
        "├ model.0.bias  (8,)  leaf  no gradient yet",
        "TBackward0  (4, 8)",
        "model.0.weight  (8, 4)  leaf  no gradient yet",
    ]
    assert (await look(runner, NET, "x")).graph is None
    assert (await look(runner, NET, "model")).graph is None


@marked
async def test_after_backward_the_gradients_of_the_leaves_are_told(runner: WorkerRunner) -> None:
    code = """
import torch
w = torch.ones(2, requires_grad=True)
dead = torch.full((2,), -1.0, requires_grad=True)
out = (w + dead.relu()).sum()
out.backward()
"""
    rows = drawn((await look(runner, code, "out")).graph)
    assert rows == [
        "SumBackward0  ()  out",
        "AddBackward0  (2,)",
        "├ w  (2,)  leaf",
        "ReluBackward0  (2,)",
        "dead  (2,)  leaf  gradient is all zeros",
    ]


@marked
async def test_what_is_used_twice_stands_once_and_is_marked(runner: WorkerRunner) -> None:
    code = "import torch\nw = torch.ones(2, requires_grad=True)\nh = w.exp()\nout = h * h.sin()"
    assert drawn((await look(runner, code, "out")).graph) == [
        "MulBackward0  (2,)  out",
        "├ ExpBackward0  (2,)  h",
        "│ w  (2,)  leaf  no gradient yet",
        "SinBackward0  (2,)",
        "ExpBackward0  (2,)  h  see above",
    ]


@marked
async def test_each_output_of_an_operation_has_its_own_name_and_items_have_theirs(runner: WorkerRunner) -> None:
    code = """
import torch
params = [torch.ones(3, 2, requires_grad=True)]
first, rest = params[0].split([1, 2])
out = first.sum() + rest.sum()
"""
    rows = drawn((await look(runner, code, "out")).graph)
    assert "│ SplitWithSizesBackward0  (1, 2)  first" in rows
    assert "SplitWithSizesBackward0  (2, 2)  rest  see above" in rows
    assert "│ params[0]  (3, 2)  leaf  no gradient yet" in rows


@marked
async def test_a_long_graph_is_cut(runner: WorkerRunner) -> None:
    code = "import torch\nw = torch.ones(1, requires_grad=True)\nh = w\nfor _ in range(6000): h = h * 1.5"
    graph = (await look(runner, code, "h")).graph
    assert graph is not None
    assert (len(graph.rows), graph.total, {row.depth for row in graph.rows}) == (200, 3000, {0})
    assert drawn(graph, height=210)[-1] == "and 2800 more operations"
    branching = "def tree(n): return w.exp() if n == 0 else tree(n - 1) * tree(n - 1)\nw.grad, out = None, tree(8)"
    graph = (await look(runner, f"import torch\nw = torch.ones(1, requires_grad=True)\n{branching}", "out")).graph
    assert graph is not None
    assert max(row.depth for row in graph.rows) <= 12


@marked
async def test_reading_a_graph_runs_none_of_the_learners_code_and_keeps_nothing(runner: WorkerRunner) -> None:
    code = """
import torch, weakref
calls = []
def note(*args, **kwargs):
    if armed: calls.append(args)
class Marker: pass
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.marker = Marker()
        ctx.save_for_backward(x)
        return x * 2
    @staticmethod
    def backward(ctx, g): note(); return g * 2
class Mine(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        note()
        return super().__torch_function__(func, types, args, kwargs or {})
armed = False
w = torch.ones(2, requires_grad=True)
w.register_hook(note)
with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: note() or t):
    h = Twice.apply(w)
    out = h.exp().as_subclass(Mine)
h.grad_fn.register_hook(note)
type(h.grad_fn).next_functions = type(h.grad_fn).name = property(note)
gone = weakref.ref(h.grad_fn.marker)
armed = True
"""
    graph = (await look(runner, code, "out")).graph
    assert "TwiceBackward  (2,)  h" in drawn(graph)
    assert drawn(graph)[-1] == "w  (2,)  leaf  no gradient yet"
    seen = await runner.inspect("tests/lens")
    assert {one.name: one.text for one in seen.variables}["calls"] == "0 items"


@marked
async def test_a_graph_is_let_go_of_after_it_was_read(runner: WorkerRunner) -> None:
    from tutor.engine.runner import Source

    first = """
import torch, weakref
class Marker: pass
class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.marker = marker
        return x * 1
    @staticmethod
    def backward(ctx, g): return g
marker = Marker()
gone = weakref.ref(marker)
out = Same.apply(torch.ones(2, requires_grad=True))
del marker
"""
    sources = [Source(first, "snippet 1"), Source("del out\nprint(gone() is None)", "snippet 2")]
    async for _ in runner.run_lesson("tests/let-go", sources, 0):
        pass
    assert (await runner.inspect("tests/let-go", "out")).graph is not None
    printed = [getattr(event, "text", "") async for _, event in runner.run_lesson("tests/let-go", sources, 1)]
    assert "".join(printed) == "True\n"


def test_a_terminal_without_box_drawing_gets_plain_guides() -> None:
    graph = Graph((GraphRow("AddBackward0", "out", (2,)), GraphRow("AccumulateGrad", "", (2,), 1, True, "leaf")), 2)
    assert drawn(graph, Look(unicode=False))[1] == "+ a leaf without a name  (2,)  leaf"
    assert max(map(len, drawn(graph, width=12))) <= 12
    assert drawn(graph, height=2) == ["and 2 more operations"]


@pytest.mark.parametrize("told", [None, [], {"rows": []}, {"rows": "x"}])
def test_what_is_no_graph_is_none(told: object) -> None:
    assert graph_of(told) is None


def test_a_forged_graph_is_checked() -> None:
    odd = {"depth": 10**9, "node": "\x1b[2Jx", "name": 3, "shape": ["a", -1], "state": "?", "gradient": "?", "first": 1}
    graph = graph_of({"rows": [odd, 7] * 400, "total": "many"})
    assert graph is not None
    assert len(graph.rows) == 100
    assert graph.rows[0] == GraphRow("x", "", (0, 0), 12)
    assert graph.total == 100
