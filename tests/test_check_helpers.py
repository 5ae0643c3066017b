"""``tutor.check``: what authors build on."""

from __future__ import annotations

import ast

import pytest
import torch

from tutor.check import CheckFailed, approx, calls, close, expect, fail, grid, has_loop, names_used


def message(*args: object, **kwargs: object) -> str:
    with pytest.raises(CheckFailed) as failed:
        close(*args, **kwargs)  # type: ignore[arg-type]
    return str(failed.value)


def test_equal_values_pass() -> None:
    close(torch.ones(2, 3), torch.ones(2, 3), "x")
    close(3, 3.0, "x")
    close(torch.tensor([3.0]), 3, "x")
    close(torch.tensor(float("nan")), float("nan"), "x")
    close(torch.ones(2, requires_grad=True), torch.ones(2), "x")


def test_nothing_is_broadcast() -> None:
    assert message(torch.ones(3, 1), torch.ones(3), "x") == "x has shape (3, 1); it should be (3,)."
    assert message(torch.ones(3), 1.0, "x") == "x has shape (3,); it should be a single number."


def test_the_dtype_counts_unless_told_otherwise() -> None:
    assert "torch.float64; it should be torch.float32" in message(torch.ones(2).double(), torch.ones(2), "x")
    close(torch.ones(2).double(), torch.ones(2), "x", dtype=False)


def test_the_worst_element_is_named() -> None:
    got = torch.zeros(2, 3)
    got[1, 2] = 5.0
    assert message(got, torch.zeros(2, 3), "x") == "x[1, 2] is 5; it should be 0."


def test_nan_is_worse_than_any_number() -> None:
    got = torch.tensor([9.0, float("nan")])
    assert message(got, torch.zeros(2), "x") == "x[1] is nan; it should be 0."


@pytest.mark.parametrize("value", [None, "1", True, [1.0], object()])
def test_what_is_no_number_is_named(value: object) -> None:
    assert "x is " in message(value, torch.ones(2), "x")


def test_feedback_replaces_the_sentence_and_keeps_the_grids() -> None:
    with pytest.raises(CheckFailed) as failed:
        close(torch.ones(2), torch.zeros(2), "x", feedback="You forgot it.")
    assert str(failed.value) == "You forgot it."
    assert set(failed.value.details) == {"got", "expected", "difference"}


def test_expect_and_fail() -> None:
    expect(1 == 1, "no")
    with pytest.raises(CheckFailed, match="no"):
        expect([], "no")
    with pytest.raises(CheckFailed, match="always"):
        fail("always")


def test_approx_is_false_for_what_is_no_number() -> None:
    assert approx(1.05, 1.0, 0.1)
    assert not approx(1.2, 1.0, 0.1)
    assert not approx(float("nan"), 1.0, 10.0)
    assert not approx(None, 1.0, 10.0)
    assert not approx(torch.ones(2), 1.0, 10.0)
    assert approx(torch.tensor(1.0, requires_grad=True), 1.0, 0.1)


def test_syntax_questions() -> None:
    tree = ast.parse("import torch\nfor i in range(3):\n    loss.backward()\nnn.Linear(in_features=2)\n")
    assert calls(tree, "nn.Linear") == 1
    assert calls(tree, ".backward") == 1
    assert calls(tree, "backward") == 0
    assert {"loss", "backward", "Linear", "in_features"} <= names_used(tree)
    assert has_loop(tree)
    assert not has_loop(ast.parse("x = 1"))
    assert has_loop(ast.parse("x = [i for i in y]"))


def test_a_grid_is_small_whatever_the_tensor() -> None:
    for shape in ((), (0,), (3,), (100, 100), (2, 3, 4, 5)):
        text = grid(torch.zeros(shape))
        assert text.splitlines()[0].startswith(str(tuple(shape)))
        assert len(text.splitlines()) <= 8
