from torch.nn.functional import linear

from tutor.check import fail, floats, forbid, matches

SIZES = {"in": (1, 7), "out": (1, 6), "n": (2, 7), "m": (1, 4)}
REFUSED = ("cannot be multiplied", "size mismatch", "must match", "size of tensor", "mat1", "batch2")


def shapes(x, weight):
    return f"With x of shape {tuple(x.shape)} and weight of shape {tuple(weight.shape)}"


def name_the_refusal(message, x, weight, bias):
    """The refusals of a product, in the words of this task."""
    if not any(words in message for words in REFUSED):
        return
    what = message.rstrip(".")
    if x.ndim == 2 and f"({weight.shape[0]}x{weight.shape[1]} and {x.shape[0]}x" in what:
        fail(
            f"{shapes(x, weight)} PyTorch refuses: {what}. The weight stands on the left of that product, but the "
            "samples stand in the rows of `x`. On which side must `x` be, so that each row is one sample?"
        )
    fail(
        f"{shapes(x, weight)} PyTorch refuses: {what}. The last axis of `x` has to meet the axis of `weight` that counts "
        "the inputs. Print both shapes just before the product."
    )


def name_the_shape(got, want, x, weight, bias):
    seen = f"{shapes(x, weight)} your result has shape {tuple(got.shape)}; it should be {tuple(want.shape)}"
    if x.ndim == 2 and got.shape == want.shape[::-1]:
        fail(f"{seen}: it is turned, but the samples stand in the rows of `x` and should stay there.")
    if got.ndim == want.ndim + 1:
        fail(f"{seen}: the products stand side by side, and nothing was added up. A sum goes over the inputs.")
    if got.numel() == want.numel():
        fail(f"{seen}. Only the last axis is the layer's business. All axes before it stay as they are.")
    fail(f"{seen}. Only the last axis changes, from in to out.")


MISTAKES = (
    (
        lambda x, weight, bias: x @ weight.T,
        "The products are right. The bias is missing: one number for each output, the same for all samples.",
    ),
    (lambda x, weight, bias: x @ weight.T - bias, "The bias is taken away; it should be added."),
    (
        lambda x, weight, bias: x @ weight + bias,
        "With a square weight the product fits either way, and you took the wrong one. The last axis of "
        "`x` has to meet the axis of `weight` that counts the inputs. Which one is it in (out, in)?",
    ),
)


def judge(learner, *front, inputs="in", outputs="out", draws=20):
    matches(
        learner.my_linear,
        lambda x, weight, bias: linear(x, weight, bias),
        floats(*front, inputs),
        floats(outputs, inputs),
        floats(outputs),
        sizes=SIZES,
        draws=draws,
        rtol=1e-4,
        atol=1e-5,
        mistakes=MISTAKES,
        explain_shape=name_the_shape,
        explain_error=name_the_refusal,
    )


def test_batch(learner):
    """A batch of samples, (N, in), becomes (N, out)"""
    judge(learner, "n")


def test_square(learner):
    """A square weight is used the right way round"""
    judge(learner, "n", inputs="out", draws=5)


def test_single_sample(learner):
    """A single sample, (in,), becomes (out,)"""
    judge(learner, draws=10)


def test_more_axes(learner):
    """More axes in front are carried along"""
    judge(learner, "m", "n", draws=10)
    judge(learner, 2, "m", 2, "n", draws=5)


def test_by_hand(tree):
    """No library layer is used"""
    forbid(
        tree,
        "Your code calls the library (`{found}`). Write the product and the sum yourself.",
        names={"linear", "Linear", "LazyLinear", "bilinear"},
    )
