"""What is told of the value of an expression."""

from __future__ import annotations

import pytest
import torch

from tutor.worker.told import MOST_NUMBERS, tell

NAMES = {"torch": torch, "x": torch.arange(6.0).reshape(2, 3)}


def told(expression: str) -> dict[str, object]:
    found = tell(expression, dict(NAMES))
    assert found.pop("expression") == expression
    return found


@pytest.mark.parametrize(
    ("expression", "kind", "text"),
    [
        ("x.shape", "Size", "(2, 3)"),
        ("x[0].shape", "Size", "(3,)"),
        ("x.dtype", "dtype", "float32"),
        ("x.device", "device", "cpu"),
        ("x.ndim", "int", "2"),
        ("x.sum().item()", "float", "15.0"),
        ("x.requires_grad", "bool", "False"),
        ("'RuntimeError'", "str", "'RuntimeError'"),
        ("x.grad", "NoneType", "None"),
        ("[1, (2, 'a')]", "list", "[1, (2, 'a')]"),
        ("{'a': 1}", "dict", "{'a': 1}"),
        ("float('nan')", "float", "nan"),
    ],
)
def test_plain_values(expression, kind, text):
    assert told(expression) == {"kind": kind, "text": text}


def test_tensors_are_told_as_lists():
    expected = {"kind": "tensor", "text": "[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]", "shape": [2, 3], "dtype": "float32"}
    assert told("x") == expected
    assert told("torch.tensor(7)") == {"kind": "tensor", "text": "7", "shape": [], "dtype": "int64"}
    assert told("(x * 1).requires_grad_()[0, :1]")["text"] == "[0.0]"


def test_numpy_is_told_like_torch():
    assert told("x.numpy()[0]") == {"kind": "array", "text": "[0.0, 1.0, 2.0]", "shape": [3], "dtype": "float32"}
    assert told("x.numpy()[0, 1]") == {"kind": "array", "text": "1.0", "shape": [], "dtype": "float32"}


def test_large_values_are_told_by_their_shape():
    found = told(f"torch.zeros({MOST_NUMBERS + 1})")
    assert (found["text"], found["shape"]) == ("", [MOST_NUMBERS + 1])
    assert told("'a' * 10_000") == {"kind": "str", "text": ""}


def test_objects_are_named():
    assert told("torch.nn.ReLU()") == {"kind": "ReLU", "text": ""}
    assert told("[torch.nn.ReLU()]") == {"kind": "list", "text": ""}


def test_an_expression_that_raises_is_told_as_its_error():
    assert told("y") == {"kind": "", "text": "", "error": "NameError: name 'y' is not defined"}
    assert told("x @ x")["error"].startswith("RuntimeError: ")
