"""What is seen of a crash from inside, piece by piece."""

from __future__ import annotations

import json
import linecache
import sys
from typing import Any

import pytest
import torch
from torch import nn

from tutor.worker.lookup import entries, is_module, is_tensor, items_of, static
from tutor.worker.tensor_facts import facts, value_facts
from tutor.worker.witness import witness

NAMES = {"torch": torch, "nn": nn, "__name__": "__main__"}
KNOWS_COLUMNS = sys.version_info >= (3, 11)


def seen(code: str, name: str = "script.py", **names: Any) -> dict[str, Any]:
    """What is witnessed of the exception that ``code`` raises."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    try:
        exec(compile(code, name, "exec"), {**NAMES, **names})
    except BaseException as error:
        found = witness(error, {name})
        json.dumps(found)
        return found
    raise AssertionError("it did not raise")


def named(found: dict[str, Any]) -> dict[str, list[int]]:
    return {tensor["name"]: tensor["shape"] for tensor in found["tensors"]}


def test_names_attributes_and_items_are_followed():
    class Holder:
        def __init__(self) -> None:
            self.w = torch.ones(2)
            self.parts = [torch.ones(3), torch.ones(4)]

    found = seen(
        "raise_(holder.w, holder.parts[1], batch['x'], model.fc.weight, pair)",
        raise_=lambda *_: 1 / 0,
        holder=Holder(),
        batch={"x": torch.ones(5), "y": 3},
        model=nn.ModuleDict({"fc": nn.Linear(2, 6)}),
        pair=(torch.ones(7), torch.ones(8)),
    )
    expected = {
        "holder.w": [2],
        "holder.parts[1]": [4],
        "batch['x']": [5],
        "model.fc.weight": [6, 2],
        "pair[0]": [7],
        "pair[1]": [8],
    }
    assert named(found).items() >= expected.items()


@pytest.mark.parametrize(
    ("code", "tensors"),
    [
        ("x = 3\ny = [row / 0 for row in rows]\n", set()),
        ("z = a + (b - 1 / 0)\n", {"a", "b"}),
        ("f = lambda q: q / 0\nf(a.sum().item())\n", set()),
        ("a -= b * (1 / 0)\n", {"a", "b"}),
        ("total = (\n    a.sum()\n    + b.sum() / (1 / 0)\n)\n", {"a", "b"}),
        ("with torch.no_grad():\n    if a.sum() > 1 / 0:\n        b = 3\n", {"a"}),
        ("for row in (a, b, 1 / 0):\n    pass\n", {"a", "b"}),
        ("def f(v, w=1):\n    return v @ w / (1 / 0)\nf(a, w=b)\n", {"v", "w"}),
    ],
)
def test_the_statement_that_failed_is_looked_at_and_no_other(code, tensors):
    found = seen(code, a=torch.ones(2), b=torch.ones(2), rows=[1, 2])
    assert set(named(found)) == tensors


@pytest.mark.skipif(not KNOWS_COLUMNS, reason="this Python knows no columns")
@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("x = 1 + 1 / 0\n", "1 / 0"),
        ("x = [\n    'ä', 1 / 0]\n", "1 / 0"),
        ("print('äöü', (3).nothing)\n", "(3).nothing"),
        ("len(1,\n    2)\n", None),
        ("1 / 0\n", None),
    ],
)
def test_columns_count_characters_of_the_line_without_its_indent(code, part):
    found = seen(code)
    if part is None:
        assert "columns" not in found or found["text"][slice(*found["columns"])] == found["text"]
    else:
        assert found["text"][slice(*found["columns"])] == part


def test_a_text_that_is_no_python_is_a_place_too():
    found = seen("x = 1\nif x = 2:\n    pass\n")
    assert (found["line"], found["text"]) == (2, "if x = 2:")
    assert seen("def f():\n    pass\nreturn 3\n")["text"] == "return 3"


def test_without_a_line_of_the_learner_nothing_is_said():
    with pytest.raises(RuntimeError) as caught:
        torch.ones(2) + torch.ones(3)
    assert witness(caught.value, {"script.py"}) == {}
    assert witness(caught.value, ()) == {}


def test_tensors_and_values_are_bounded():
    many = {f"t{n}": torch.ones(n) for n in range(40)}
    found = seen(f"f({', '.join(many)}, n{'n' * 500})", f=lambda *_: 1 / 0, **many, **{"n" * 501: 3})
    assert len(found["tensors"]) == 12
    assert len(found["values"]) <= 8
    assert len(found["text"]) == 300


def test_names_that_resemble_the_missing_one():
    assert seen("logits = 3\nprint(logit)\n")["near"] == ["logits"]
    assert seen("torch.zeroz(3)\n")["near"][0] == "zeros"
    assert seen("nn.linear(3, 3)\n")["near"][0] == "Linear"
    assert seen("model.fc2\n", model=nn.ModuleDict({"fc1": nn.Linear(2, 2)}))["near"] == ["fc1"]
    assert seen("None.shape\n")["near"] == []


def test_the_layer_that_raised_is_found_by_its_name_in_the_model():
    model = nn.Sequential(nn.Sequential(nn.Conv2d(1, 4, 3, padding=1)), nn.Flatten(), nn.Linear(10, 2))
    found = seen("model(x)\n", model=model, x=torch.ones(2, 1, 5, 5))
    layer = found["layer"]
    assert (layer["name"], layer["kind"], layer["is_model"]) == ("2", "Linear", False)
    assert layer["settings"] == [["in_features", "10"], ["out_features", "2"]]
    assert [tensor["shape"] for tensor in layer["inputs"]] == [[2, 100]]
    assert [entry["name"] for entry in found["layers"]] == ["0.0", "1", "2"]
    assert ["padding", "(1, 1)"] in found["layers"][0]["settings"]
    assert [tensor["shape"] for tensor in found["model_inputs"]] == [[2, 1, 5, 5]]


def test_a_module_that_holds_itself_is_walked_once():
    class Loop(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc = nn.Linear(2, 2)
            self.again = nn.ModuleList()
            self.again.append(self)

        def forward(self, x: Any) -> Any:
            return self.fc(x)

    assert [layer["name"] for layer in seen("m(x)\n", m=Loop(), x=torch.ones(3))["layers"]] == ["fc"]


def test_facts_of_tensors():
    leaf = torch.ones(2, 3, requires_grad=True)
    described = facts("w", leaf)
    assert described is not None
    assert (described["dtype"], described["requires_grad"], described["is_leaf"]) == ("float32", True, True)
    assert "minimum" not in described
    turned = facts("t", (leaf * 2).t())
    assert turned is not None
    assert (turned["is_leaf"], turned["contiguous"]) == (False, False)
    labels = facts("y", torch.tensor([3, -1, 7]))
    assert labels is not None
    assert (labels["minimum"], labels["maximum"]) == (-1, 7)
    assert "minimum" not in (facts("big", torch.zeros(200_000, dtype=torch.int64)) or {})
    assert "minimum" not in (facts("empty", torch.zeros(0, dtype=torch.int64)) or {})
    assert (facts("m", torch.ones(2, device="meta")) or {})["device"] == "meta"
    assert facts("s", torch.eye(3).to_sparse()) is not None
    assert facts("n", 3) is None


def test_facts_leave_autograd_and_the_generator_alone():
    labels = torch.tensor([3, -1, 7])
    state = torch.get_rng_state()
    facts("y", labels)
    assert torch.equal(torch.get_rng_state(), state)
    with torch.inference_mode():
        assert facts("x", torch.arange(3)) is not None


def test_a_parameter_and_a_plain_subclass_are_read_and_a_wrapper_is_not():
    class Named(torch.Tensor):
        @property
        def shape(self) -> Any:
            raise RuntimeError("asked")

    class Wrapper(torch.Tensor):
        @classmethod
        def __torch_dispatch__(cls, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            raise RuntimeError("asked")

    assert (facts("p", nn.Parameter(torch.ones(2))) or {})["shape"] == [2]
    assert (facts("n", torch.ones(2).as_subclass(Named)) or {})["shape"] == [2]
    assert facts("w", torch.Tensor._make_subclass(Wrapper, torch.ones(2))) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (2.5, "2.5"),
        (None, "None"),
        ("word", "'word'"),
        ((3, 4), "(3, 4)"),
        ((3,), "(3,)"),
        (torch.Size([2, 3]), "(2, 3)"),
        (torch.float32, "torch.float32"),
        (torch.device("cpu"), "cpu"),
        (10**100, "a huge number"),
        (("a", 3), ""),
        ([1, 2], ""),
        (object(), ""),
    ],
)
def test_small_values_have_a_text(value, text):
    assert value_facts("v", value)["text"] == text


def test_attributes_are_looked_up_without_running_anything():
    class Careful:
        kept = 3

        def __init__(self) -> None:
            self.plain = 4

        @property
        def risky(self) -> int:
            raise SystemError("run")

        def method(self) -> None:
            raise SystemError("run")

        @property
        def __class__(self) -> Any:
            raise SystemError("run")

        def __getattr__(self, name: str) -> int:
            raise SystemError(name)

    class Hidden:
        shown = 5

        @property
        def __dict__(self) -> Any:
            raise SystemError("run")

    careful = Careful()
    assert static(Hidden(), "shown") == (True, 5)
    assert static(Hidden(), "absent") == (False, None)
    assert static(careful, "plain") == (True, 4)
    assert static(careful, "kept") == (True, 3)
    for name in ("risky", "method", "absent"):
        assert static(careful, name) == (False, None)


def test_classes_alone_tell_tensors_and_modules():
    class Liar:
        @property
        def __class__(self) -> Any:
            raise SystemError("run")

    assert not is_tensor(Liar())
    assert not is_module(Liar())
    assert is_module(nn.ReLU())
    assert is_tensor(nn.Parameter(torch.ones(1)))
    assert entries(Liar(), "_modules") == []
    assert [name for name, _ in entries(nn.Linear(1, 1, bias=False), "_parameters")] == ["weight"]
    assert items_of("d", {"a": 1, 2: 3}) == [("d['a']", 1)]
