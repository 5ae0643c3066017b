import torch

from tutor.check import expect, fail, floats, forbid, gradients_of, matches

SIZES = {"n": (2, 6), "in": (1, 7), "out": (1, 6)}
INPUTS = floats("n", "out"), floats("n", "in"), floats("in", "out"), floats("out")
right = gradients_of(lambda x, W, b: x @ W + b, upstream=True)


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


def only(learner, place):
    """linear_backward with one of its results."""

    def linear_backward(grad, x, W, b):
        return gradients(learner, grad, x, W, b)[place]

    return linear_backward


def name_the_shapes(got, want, grad, x, W, b):
    shapes, right_shapes = [tuple(t.shape) for t in got], [tuple(t.shape) for t in want]
    if shapes != right_shapes and sorted(shapes) == sorted(right_shapes):
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


def test_shapes(learner):
    """Each gradient has the shape of its tensor"""
    inputs = floats(4, 2), floats(4, 3), floats(3, 2), floats(2)
    matches(
        lambda *arguments: tuple(gradients(learner, *arguments)),
        right,
        *inputs,
        draws=1,
        values=False,
        explain_shape=name_the_shapes,
    )


def judge(learner, name):
    place = "xWb".index(name)
    divided = (
        lambda grad, x, W, b: right(grad, x, W, b)[place] / len(x),
        lambda grad, x, W, b: (
            f"Your gradient for {name} is the right one divided by {len(x)}, the number of rows. "
            "Gradients that meet are added. If the loss takes a mean, that is in `grad` already."
        ),
    )
    matches(
        only(learner, place),
        lambda grad, x, W, b: right(grad, x, W, b)[place],
        *INPUTS,
        sizes=SIZES,
        what=f"The gradient for {name}",
        rtol=1e-4,
        atol=1e-5,
        mistakes=[] if name == "x" else [divided],
    )


def test_x(learner):
    """The gradient for x"""
    judge(learner, "x")


def test_W(learner):
    """The gradient for W"""
    judge(learner, "W")


def test_b(learner):
    """The gradient for b"""
    judge(learner, "b")


def test_by_hand(tree):
    """No autograd is used"""
    forbid(
        tree,
        "Your code asks autograd (`{found}`). Find the three products yourself.",
        names={"backward", "autograd", "requires_grad", "requires_grad_"},
    )
