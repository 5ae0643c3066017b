import torch

from tutor.check import close, expect, fail, names_used

SIZES = [(4, 3, 2), (1, 2, 5), (6, 1, 3), (3, 4, 1), (5, 7, 6), (2, 3, 4)]


def gradients(learner, grad, x, W, b):
    result = learner.linear_backward(grad, x, W, b)
    expect(result is not None, "linear_backward returned None. Does it end with `return`?")
    expect(
        isinstance(result, (tuple, list)) and len(result) == 3,
        "linear_backward should return three gradients: for x, for W and for b, in this order.",
    )
    for name, value in zip("xWb", result):
        expect(isinstance(value, torch.Tensor), f"What you return for {name} is {value!r}; it should be a tensor.")
    return result


def cases():
    generator = torch.Generator().manual_seed(31)
    for n, inputs, outputs in SIZES:
        x, W = torch.randn(n, inputs, generator=generator), torch.randn(inputs, outputs, generator=generator)
        b, grad = torch.randn(outputs, generator=generator), torch.randn(n, outputs, generator=generator)
        for t in (x, W, b):
            t.requires_grad_()
        want = torch.autograd.grad(x @ W + b, (x, W, b), grad)
        yield grad, x.detach(), W.detach(), b.detach(), want


def test_shapes(learner):
    """Each gradient has the shape of its tensor"""
    grad, x, W, b, _ = next(cases())
    got = gradients(learner, grad, x, W, b)
    shapes = [tuple(t.shape) for t in got]
    right = [tuple(t.shape) for t in (x, W, b)]
    if shapes != right and sorted(shapes) == sorted(right):
        fail(f"The three gradients have the shapes {shapes}: the right ones in another order. Return x, W, b.")
    for name, tensor, gradient in zip("xWb", (x, W, b), got):
        seen = (
            f"With N = 4, in = 3 and out = 2 your gradient for {name} has shape {tuple(gradient.shape)}, "
            f"and {name} has {tuple(tensor.shape)}"
        )
        if name == "b" and gradient.shape == grad.shape:
            fail(f"{seen}: four rows came back to one b. What happens to gradients that meet?")
        if name == "b" and gradient.ndim == 0:
            fail(
                f"{seen}: everything was added up to one number. Over which of the two axes was b used again and again?"
            )
        if gradient.shape == tensor.shape[::-1] and tensor.ndim == 2:
            fail(f"{seen}: it is transposed. Turn the order of the product round.")
        expect(gradient.shape == tensor.shape, f"{seen}. A gradient has the shape of its tensor.")


def test_x(learner):
    """The gradient for x"""
    for grad, x, W, b, want in cases():
        close(gradients(learner, grad, x, W, b)[0], want[0], "The gradient for x", rtol=1e-4, atol=1e-5)


def test_W(learner):
    """The gradient for W"""
    for grad, x, W, b, want in cases():
        judge_ratio("W", gradients(learner, grad, x, W, b)[1], want[1], len(x))


def test_b(learner):
    """The gradient for b"""
    for grad, x, W, b, want in cases():
        judge_ratio("b", gradients(learner, grad, x, W, b)[2], want[2], len(x))


def judge_ratio(name, got, want, n):
    if n > 1 and got.shape == want.shape and torch.allclose(got.float() * n, want, rtol=1e-4, atol=1e-5):
        fail(
            f"Your gradient for {name} is the right one divided by {n}, the number of rows. Gradients that meet are "
            "added. If the loss takes a mean, that is in `grad` already."
        )
    close(got, want, f"The gradient for {name}", rtol=1e-4, atol=1e-5)


def test_by_hand(tree):
    """No autograd is used"""
    used = {"backward", "autograd", "requires_grad", "requires_grad_"} & names_used(tree)
    expect(not used, f"Your code asks autograd (`{min(used, default='')}`). Find the three products yourself.")
