import torch

from tutor.check import approx, expect, fail, must_raise


def ask(learner, prediction, target):
    got = learner.mse(prediction, target)
    expect(got is not None, "`mse` returned None. Does it end with `return`?")
    if isinstance(got, torch.Tensor) and got.numel() != 1:
        fail(f"`mse` returned shape {tuple(got.shape)}; it should be a single number. What is the M in MSE?")
    expect(isinstance(got, (int, float, torch.Tensor)), f"`mse` returned {got!r}; it should be a number in a tensor.")
    return got


def judge(learner, prediction, target):
    got = ask(learner, prediction, target)
    value = got.item() if isinstance(got, torch.Tensor) else float(got)
    difference = prediction.reshape(-1) - target.reshape(-1)
    n = len(difference)
    want = difference.square().mean().item()
    if approx(value, want, 1e-4 * max(1.0, want)):
        return
    shapes = f"For a prediction of shape {tuple(prediction.shape)} and a target of shape {tuple(target.shape)} "
    seen = f"{shapes}the error is {want:.4f}; you say {value:.4f}. "
    table = (prediction.reshape(-1, 1) - target.reshape(1, -1)).square().mean().item()
    if approx(value, table, 1e-4 * max(1.0, table)):
        fail(
            f"{seen}Every prediction was compared with every target, {n} × {n} pairs. "
            "Print the shape of the difference for this case."
        )
    if approx(value, want * n, 1e-3 * max(1.0, want * n)):
        fail(f"{seen}That is the sum; the M stands for mean.")
    fail(seen + "Work it out for two points on paper.")


def test_vector_target(learner):
    """A target of shape (n,) gives the mean squared error"""
    for n in (2, 3, 10, 50):
        judge(learner, torch.randn(n, 1), torch.randn(n))


def test_column_target(learner):
    """A target of shape (n, 1) gives it too"""
    for n in (2, 3, 10, 50):
        judge(learner, torch.randn(n, 1), torch.randn(n, 1))


def test_single_sample(learner):
    """A single sample works"""
    judge(learner, torch.randn(1, 1), torch.randn(1))
    judge(learner, torch.randn(1, 1), torch.randn(1, 1))


def test_gradient(learner):
    """The result is a tensor that gradients can flow through"""
    got = ask(learner, torch.randn(5, 1, requires_grad=True), torch.randn(5))
    expect(
        isinstance(got, torch.Tensor) and got.requires_grad,
        "The result has lost its graph: `backward()` on it would fail. Return the tensor, not the plain number in it.",
    )


def test_unequal(learner):
    """Unequally many numbers are refused"""
    for n, m in ((5, 1), (1, 4), (6, 3)):
        must_raise(
            Exception,
            learner.mse,
            torch.randn(n, 1),
            torch.randn(m),
            feedback="Such a number looks as good as any other. Who notices that some have no partner? "
            "Compare how many there are.",
        )
