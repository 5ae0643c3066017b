"""Real crashes in a real worker: what is seen of each, and what the learner is told."""

from __future__ import annotations

import pytest
from crash_corpus import Case, cases

from tutor.engine.events import ChallengeJudged, ErrorRaised, OutputReceived
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner
from tutor.grading.errors import explained, finding

pytestmark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]

CASES = cases()


async def crash(runner: WorkerRunner, code: str) -> ErrorRaised:
    errors = [event async for event in runner.run_script(Source(code, "script.py")) if isinstance(event, ErrorRaised)]
    assert len(errors) == 1
    return errors[0]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.theme}: {case.title}" for case in CASES])
async def test_a_crash_is_explained(runner: WorkerRunner, case: Case) -> None:
    if case.title.startswith("cuda") and runner.status.device != "CPU":
        pytest.skip("there is a GPU here")
    error = explained(await crash(runner, case.code), case.code)
    assert error.explanation == case.sentence, error.message
    assert error.next_step == case.next_step
    assert error.id == case.id


async def test_the_place_of_a_crash_is_seen(runner: WorkerRunner) -> None:
    code = (
        "import torch\nfrom torch import nn\n\nclass Net(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\n\n"
        "    def forward(self, x, scale):\n        return self.net(x * scale)\n\n"
        "model = Net()\nimages = torch.ones(64, 28, 27, requires_grad=True)\nmodel(images, 2)\n"
    )
    error = await crash(runner, code)
    seen = error.witness
    assert (seen.source, seen.line, seen.text) == ("script.py", 10, "return self.net(x * scale)")
    assert [(t.name, t.shape, t.dtype, t.device, t.requires_grad, t.is_leaf) for t in error.tensors] == [
        ("x", (64, 28, 27), "float32", "cpu", True, True)
    ]
    assert ("scale", "int", "2") in [(value.name, value.kind, value.text) for value in seen.values]
    assert error.layer is not None
    assert (error.layer.name, error.layer.call) == ("net.1", "Linear(in_features=784, out_features=10)")
    assert [tensor.shape for tensor in error.layer.inputs] == [(64, 756)]
    assert [(p.name, p.shape) for p in error.layer.parameters] == [("weight", (10, 784)), ("bias", (10,))]
    assert error.operation == "torch.nn.modules.linear.forward"
    assert [layer.kind for layer in seen.layers] == ["Flatten", "Linear"]
    assert "<tutor" not in error.traceback


async def test_the_part_that_failed_is_marked_where_python_knows_it(runner: WorkerRunner) -> None:
    code = "import torch\na, b = torch.ones(2), torch.ones(3)\nprint('é', a.sum(), a + b)\n"
    seen = (await crash(runner, code)).witness
    if runner.status.python < "3.11":
        assert seen.columns is None
    else:
        assert seen.failing_part == "a + b"
        assert [(tensor.name, tensor.at_fault) for tensor in seen.tensors] == [("a", True), ("b", True)]


async def test_a_function_of_an_earlier_snippet_is_named_as_the_place(runner: WorkerRunner) -> None:
    sources = [
        Source("import torch\n\ndef twice(rows):\n    return rows @ rows\n", "snippet 1", "1"),
        Source("x = torch.ones(2, 3)\ntwice(x)\n", "snippet 2", "2"),
    ]
    errors = [e async for _, e in runner.run_lesson("witness", sources, 1) if isinstance(e, ErrorRaised)]
    assert (errors[0].source, errors[0].line) == ("snippet 2", 2)
    assert (errors[0].witness.source, errors[0].witness.line) == ("snippet 1", 4)
    assert [tensor.name for tensor in errors[0].tensors] == ["rows"]


async def test_a_known_mistake_becomes_a_finding_with_the_same_words(runner: WorkerRunner) -> None:
    code = "import torch\nw = torch.ones(2, requires_grad=True)\nloss = (w * w).sum().item()\nloss.backward()\n"
    error = await crash(runner, code)
    found, told = finding(error, code), explained(error, code)
    assert found is not None
    assert (found.id, found.line, found.certain) == ("F20", 4, True)
    assert found.message == f"{told.explanation} {told.next_step}"


HOSTILE = """
import torch

class Loud(torch.Tensor):
    @property
    def shape(self):
        raise SystemError("shape was asked for")
    @property
    def dtype(self):
        print("dtype was asked for")
        return "nonsense"
    def __repr__(self):
        print("repr was asked for")
        return "Loud"
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        raise KeyError("no operation on this")

class Dispatching(torch.Tensor):
    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        print("dispatched", function)
        raise KeyError("no operation on this")

class Meta(type):
    def __instancecheck__(cls, instance):
        print("instance was asked for")
        return True
    @property
    def __mro__(cls):
        print("mro was asked for")
        return ()

class Strange(metaclass=Meta):
    @property
    def shape(self):
        print("property was run")
    def __getattr__(self, name):
        raise SystemError(name)
    @property
    def __class__(self):
        return torch.Tensor

class Names(dict):
    def __getitem__(self, key):
        print("names were asked", key)
        return dict.__getitem__(self, key)
    get = __getitem__
    def __contains__(self, key):
        print("names were asked for", key)
        return True

loud = torch.ones(2, 3).as_subclass(Loud)
dispatching = torch.Tensor._make_subclass(Dispatching, torch.ones(2))
strange = Strange()
holder = Names(tensor=torch.ones(4))
print("ready")
"""


async def test_hostile_objects_in_the_failing_line_are_not_asked(runner: WorkerRunner) -> None:
    code = HOSTILE + "(loud, dispatching, strange, strange.shape if loud is None else 0, holder['tensor'], 1 / 0)\n"
    lines: list[str] = []
    async for event in runner.run_script(Source(code, "script.py")):
        if isinstance(event, OutputReceived):
            lines += event.text.splitlines()
        elif isinstance(event, ErrorRaised):
            error = event
    assert lines == ["ready", "names were asked tensor"]  # the line itself asked for that one
    assert [(t.name, t.shape, t.dtype) for t in error.tensors] == [("loud", (2, 3), "float32")]
    assert error.name == "ZeroDivisionError"


async def test_a_session_lives_on_after_a_crash_with_hostile_objects(runner: WorkerRunner) -> None:
    sources = [Source(HOSTILE, "snippet 1", "1"), Source("loud + strange", "snippet 2", "2", expect="KeyError")]
    names = [e.name async for _, e in runner.run_lesson("hostile", sources, 1) if isinstance(e, ErrorRaised)]
    assert names == ["KeyError"]
    more = [*sources, Source("print(torch.ones(2).sum())", "snippet 3", "3")]
    events = [event async for _, event in runner.run_lesson("hostile", more, 2)]
    assert [event.text for event in events if isinstance(event, OutputReceived)] == ["tensor(2.)\n"]


CHECK = '''
import torch

def test_score(learner):
    """score multiplies rows and weights"""
    learner.score(torch.ones(2, 3), torch.ones(2, 3))

def test_other(learner):
    """other is there"""
    learner.other(3)
'''


async def test_an_exception_that_a_check_met_is_explained(
    runner: WorkerRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import torch\n\ndef score(rows, weights):\n    return (rows @ weights).sum()\n\n"
        "def other(n):\n    raise ValueError('no')\n"
    )
    monkeypatch.setattr(runner, "_explain", explained)
    events = [event async for event in runner.judge("a/b/c", Source(code, "answer.py"), CHECK)]
    verdict = events[-1]
    assert isinstance(verdict, ChallengeJudged)
    score, other = verdict.checks
    assert "raised RuntimeError" in score.message
    assert score.message.endswith(
        "(line 4 of your code). A product needs as many columns on the left as rows on the right; `rows` (2, 3) has 3 "
        "columns, `weights` (2, 3) has 2 rows. Transpose `weights` (.mT): its columns would fit."
    )
    lines = score.details["your code"].splitlines()
    assert lines[0] == "4 │ return (rows @ weights).sum()"
    assert lines[-2:] == ["rows     (2, 3)  float32  cpu", "weights  (2, 3)  float32  cpu"]
    assert other.message.endswith("raised ValueError: no (line 7 of your code)")
