"""Gradient checks: right ones pass, each way of losing one is told."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from tutor.check import CheckFailed, floats, gradient_matches, gradients_of, grads_match, labels, matches


def failure(*args: object, **kwargs: object) -> CheckFailed:
    with pytest.raises(CheckFailed) as failed:
        gradient_matches(*args, **kwargs)  # type: ignore[arg-type]
    return failed.value


def mse(p: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    return ((p - t) ** 2).mean()


class Cube(torch.autograd.Function):
    """x³ with a backward that a test may spoil."""

    factor = 3.0

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, x: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, grad: torch.Tensor) -> torch.Tensor:
        (x,) = ctx.saved_tensors
        return Cube.factor * grad * x**2


def cube(x: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = Cube.apply(x)
    return result


def test_right_gradients_pass() -> None:
    gradient_matches(
        mse, lambda p, t: (p * p - 2 * p * t + t * t).mean(), floats("n"), floats("n"), atol=1e-5, rtol=1e-4
    )
    gradient_matches(lambda x: x.sin(), torch.sin, floats("n", 2))
    gradient_matches(lambda x, k: x[k], lambda x, k: x[k], floats(4), labels(2, 4))
    gradient_matches(mse, mse, floats("n"), floats("n"), wrt=(0, 1), names=("p", "t"))


def test_a_wrong_gradient_is_shown_with_place_and_input() -> None:
    failed = failure(lambda p, t: p.sum() * 2, lambda p, t: p.sum(), floats("n"), floats("n"))
    assert str(failed) == "The gradient of your function[0] is 2; it should be 1."
    assert failed.details["inputs"] == "p (1,) float32\n0\nt (1,) float32\n0"
    assert {"got", "expected", "difference"} <= set(failed.details)


def test_each_argument_is_named() -> None:
    failed = failure(lambda a, b: a + 2 * b, lambda a, b: a + b, floats(1), floats(1), wrt=(0, 1), names=("a", "b"))
    assert str(failed) == "The gradient of your function for b[0] is 2; it should be 1."


def test_elements_of_a_result_don_t_hide_behind_one_another() -> None:
    failed = failure(lambda x: x.flip(0), lambda x: x, floats(3))
    assert "should be" in str(failed)
    assert failed.details["from above"] == "(3,) float32\n1 2 3"


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        (lambda x: x.detach(), "has lost its notes"),
        (lambda x: x.sum().item(), "returned a float, and autograd can't go back"),
        (lambda x: None, "returned None, and autograd can't go back"),
        (lambda x: torch.ones(1, requires_grad=True), "No gradient of `your function` reaches its argument"),
    ],
)
def test_a_gradient_that_never_arrives(spoil: object, part: str) -> None:
    assert part in str(failure(spoil, lambda x: x, floats(2)))


def test_without_a_reference_differences_judge_the_learner_s_own_backward() -> None:
    gradient_matches(cube, None, floats("n"))
    Cube.factor = 2.0
    try:
        failed = failure(cube, None, floats("n"))
    finally:
        Cube.factor = 3.0
    assert str(failed).startswith("The gradient of cube[0] is ")
    assert failed.details["got"].startswith("(1,) float64")


def test_a_reference_for_gradients_by_hand() -> None:
    def by_hand(grad: torch.Tensor, x: torch.Tensor, W: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return grad @ W.T, x.T @ grad

    reference = gradients_of(lambda x, W: x @ W, upstream=True)
    inputs = floats("n", "o"), floats("n", "i"), floats("i", "o")
    matches(by_hand, reference, *inputs, parts=("x", "W"), rtol=1e-4, atol=1e-5)
    with pytest.raises(CheckFailed) as failed:
        matches(lambda grad, x, W: (grad @ W.T, x.T @ grad / len(x)), reference, *inputs, parts=("x", "W"))
    assert str(failed.value).startswith("W[")
    assert failed.value.details["inputs"].startswith("grad (2, 1) float32")


def test_a_reference_for_one_argument_gives_one_tensor() -> None:
    gradient = gradients_of(lambda x, y: (x * y).sum(), wrt=0)
    assert torch.equal(gradient(torch.ones(2), torch.full((2,), 3.0)), torch.full((2,), 3.0))
    whole = gradients_of(lambda x, k: x[k].sum())
    assert torch.equal(whole(torch.ones(2), torch.tensor([1, 1])), torch.tensor([0.0, 2.0]))


def test_the_gradients_that_backward_left() -> None:
    model = nn.Linear(2, 1)
    model(torch.ones(3, 2)).sum().backward()
    right = {"weight": torch.full((1, 2), 3.0), "bias": torch.tensor([3.0])}
    grads_match(model, right)
    grads_match({"w": None}, {"w": None})
    with pytest.raises(CheckFailed, match=r"`weight.grad`\[0, 0\] is 3; it should be 1. Look again."):
        grads_match(model, {"weight": torch.ones(1, 2)}, remark="Look again.")
    with pytest.raises(CheckFailed, match=r"`bias.grad` is None: no `backward\(\)` has reached it."):
        grads_match({"bias": None}, {"bias": torch.ones(1)})
    with pytest.raises(CheckFailed, match="should be None or 0"):
        grads_match(model, {"bias": None})
    with pytest.raises(CheckFailed, match="no parameter `scale`; there are weight, bias"):
        grads_match(model, {"scale": torch.ones(1)})
