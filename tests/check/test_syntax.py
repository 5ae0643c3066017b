"""Constructs in the text of a submission."""

from __future__ import annotations

import ast

import pytest

from tutor.check import CheckFailed, calls, find, forbid, has_loop, names_used, require

TEXT = """import torch
import torch.nn.functional as F
from torch import outer as o, triu

def softmax(x):
    for row in x:
        row.data = row.exp()
    return softmax(x) + F.log_softmax(x, dim=1)

class Net(torch.nn.Module):
    def cdist(self, x):
        return self.cdist(x)

@torch.no_grad()
def update(w):
    w -= 1
    w.sub_(2)
    w[0] = 3
    w.requires_grad_()
    with torch.inference_mode():
        return o(w, w)

loss.backward(retain_graph=True)
"""
TREE = ast.parse(TEXT)


def texts(**constructs: object) -> list[tuple[str, int]]:
    return [(one.text, one.line) for one in find(TREE, **constructs)]  # type: ignore[arg-type]


def test_loops() -> None:
    assert texts(loops=True) == [("for", 6)]
    assert texts(loops=True, inside="update") == []
    assert [
        one.line for one in find(ast.parse("for a in b: pass\ndef f():\n    while a: pass"), loops=True, inside="*")
    ] == [3]
    assert [one.text for one in find(ast.parse("while a:\n    [b for b in c]"), loops=True)] == [
        "while",
        "a comprehension",
    ]


def test_calls_names_and_attributes() -> None:
    assert texts(calls=[".backward"]) == texts(calls=["loss.backward"]) == [("loss.backward", 23)]
    assert texts(calls=["backward"]) == []
    assert texts(names=["retain_graph"]) == [("retain_graph", 23)]
    assert texts(attributes=["data"]) == [("data", 7)]
    assert texts(attributes=["loss"]) == []


def test_the_learner_s_own_names_are_not_the_library_s() -> None:
    assert texts(library={"softmax", "cdist"}) == []
    assert texts(library={"log_softmax"}) == [("F.log_softmax", 8)]
    assert texts(library={"outer"}) == [("outer", 3), ("o", 21)]
    assert texts(library={"triu"}) == [("triu", 3)]
    everything = ast.parse("from torch import *\ncdist(a, b)\ndef triu(): pass\ntriu()")
    assert [one.line for one in find(everything, library={"cdist", "triu"})] == [2]


def test_contexts_and_changes_in_place() -> None:
    assert texts(contexts={"no_grad", "inference_mode"}) == [("torch.no_grad", 15), ("torch.inference_mode", 20)]
    assert texts(in_place=True) == [("w -= 1", 16), (".sub_", 17), ("w[0] = 3", 18)]


def test_a_forbidden_construct_is_shown_with_its_line() -> None:
    with pytest.raises(CheckFailed) as failed:
        forbid(TREE, "`{function}` holds a loop.", loops=True)
    assert str(failed.value) == "Line 6: `softmax` holds a loop."
    assert failed.value.details == {"your code": "6  for row in x:"}
    with pytest.raises(CheckFailed, match=r"^You call `F.log_softmax` in line 8\.$"):
        forbid(TREE, "You call `{found}` in line {line}.", library={"log_softmax"})
    forbid(TREE, "Never.", calls=["torch.load"])


def test_a_required_construct() -> None:
    require(TREE, "Never.", contexts={"no_grad"}, inside="")
    with pytest.raises(CheckFailed, match=r"^Use a ModuleList\.$"):
        require(TREE, "Use a ModuleList.", calls=["nn.ModuleList", ".ModuleList"])
    require(TREE, "Never.", calls=["nn.ModuleList"], loops=True)


def test_syntax_questions() -> None:
    tree = ast.parse("import torch\nfor i in range(3):\n    loss.backward()\nnn.Linear(in_features=2)\n")
    assert calls(tree, "nn.Linear") == 1
    assert calls(tree, ".backward") == 1
    assert calls(tree, "backward") == 0
    assert {"loss", "backward", "Linear", "in_features"} <= names_used(tree)
    assert has_loop(tree)
    assert not has_loop(ast.parse("x = 1"))
    assert has_loop(ast.parse("x = [i for i in y]"))
