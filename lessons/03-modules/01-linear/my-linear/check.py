import torch
from torch.nn.functional import linear

from tutor.check import CheckFailed, close, expect, fail, names_used

SIZES = [(3, 2), (2, 5), (1, 4), (7, 1), (4, 4)]


def draw(front, inputs, outputs, seed):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(*front, inputs, generator=generator)
    return x, torch.randn(outputs, inputs, generator=generator), torch.randn(outputs, generator=generator)


def ask(learner, x, weight, bias):
    """What my_linear gives, with the refusals of a product put into the words of this task."""
    shapes = f"With x of shape {tuple(x.shape)} and weight of shape {tuple(weight.shape)}"
    try:
        got = learner.my_linear(x, weight, bias)
    except CheckFailed as failed:
        refused = ("cannot be multiplied", "size mismatch", "must match", "size of tensor", "mat1", "batch2")
        if any(words in str(failed) for words in refused):
            what = str(failed).split("RuntimeError: ")[-1].split(" (line")[0].rstrip(".")
            if x.ndim == 2 and f"({weight.shape[0]}x{weight.shape[1]} and {x.shape[0]}x" in what:
                fail(
                    f"{shapes} PyTorch refuses: {what}. The weight stands on the left of that product, but the samples "
                    "stand in the rows of `x`. On which side must `x` be, so that each row is one sample?"
                )
            fail(
                f"{shapes} PyTorch refuses: {what}. The last axis of `x` has to meet the axis of `weight` that counts "
                "the inputs. Print both shapes just before the product."
            )
        raise
    expect(got is not None, "my_linear returned None. Does it end with `return`?")
    expect(isinstance(got, torch.Tensor), f"my_linear returned {got!r}; it should be a tensor.")
    want = linear(x, weight, bias)
    if got.shape != want.shape:
        seen = f"{shapes} your result has shape {tuple(got.shape)}; it should be {tuple(want.shape)}"
        if x.ndim == 2 and got.shape == want.shape[::-1]:
            fail(f"{seen}: it is turned, but the samples stand in the rows of `x` and should stay there.")
        if got.ndim == want.ndim + 1:
            fail(f"{seen}: the products stand side by side, and nothing was added up. A sum goes over the inputs.")
        if got.numel() == want.numel():
            fail(f"{seen}. Only the last axis is the layer's business. All axes before it stay as they are.")
        fail(f"{seen}. Only the last axis changes, from in to out.")
    return got.detach(), want


def compare(learner, front, inputs, outputs, seed):
    x, weight, bias = draw(front, inputs, outputs, seed)
    got, want = ask(learner, x, weight, bias)
    same = got.dtype == want.dtype
    product = x @ weight.T
    if same and torch.allclose(got, product, atol=1e-5):
        fail("The products are right. The bias is missing: one number for each output, the same for all samples.")
    if same and torch.allclose(got, product - bias, atol=1e-5):
        fail("The bias is taken away; it should be added.")
    if same and inputs == outputs and torch.allclose(got, x @ weight + bias, atol=1e-5):
        fail(
            "With a square weight of 4 × 4 the product fits either way, and you took the wrong one. The last axis of "
            "`x` has to meet the axis of `weight` that counts the inputs. Which one is it in (out, in)?"
        )
    close(got, want, f"my_linear for x of shape {tuple(x.shape)}", rtol=1e-4, atol=1e-5)


def test_batch(learner):
    """A batch of samples, (N, in), becomes (N, out)"""
    for seed, (inputs, outputs) in enumerate(SIZES):
        compare(learner, (seed + 2,), inputs, outputs, seed)


def test_square(learner):
    """A square weight is used the right way round"""
    compare(learner, (6,), 4, 4, 21)


def test_single_sample(learner):
    """A single sample, (in,), becomes (out,)"""
    for seed, (inputs, outputs) in enumerate(SIZES):
        compare(learner, (), inputs, outputs, 30 + seed)


def test_more_axes(learner):
    """More axes in front are carried along"""
    for seed, front in enumerate(((2, 3), (5, 1, 4), (3, 3), (2, 2, 2, 2))):
        compare(learner, front, 3, 2, 40 + seed)


def test_by_hand(tree):
    """No library layer is used"""
    used = {"linear", "Linear", "LazyLinear", "bilinear"} & names_used(tree)
    expect(
        not used, f"Your code calls the library (`{min(used, default='')}`). Write the product and the sum yourself."
    )
