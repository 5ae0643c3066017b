import torch

from tutor.check import expect, fail, forbid, gradients_of, matches


def away_from_zero(count):
    """Tensors of one shape, without numbers close to 0, where relu has its kink."""

    def case(draw):
        shape = draw.one_of((4,), (2, 3), (5, 1), ())
        signs = [1 - 2 * draw.booleans(*shape).float() for _ in range(count)]
        return tuple(sign * draw.floats(*shape, low=0.1, high=2) for sign in signs)

    return case


def two(learner, name):
    """The learner's function, once it returns two tensors."""

    def backward(grad, a, b):
        result = getattr(learner, name)(grad, a, b)
        expect(result is not None, f"{name} returned None. Does it end with `return`?")
        expect(
            isinstance(result, (tuple, list)) and len(result) == 2,
            f"{name} should return two gradients: first the one for a, then the one for b.",
        )
        for value, letter in zip(result, "ab"):
            expect(
                isinstance(value, torch.Tensor),
                f"What {name} returns for {letter} is {value!r}; it should be a tensor of the shape of {letter}.",
            )
        return result

    return backward


def judge(learner, name, forward, operation, mistakes):
    parts = [f"The gradient of {operation} for {letter}" for letter in "ab"]
    reference = gradients_of(forward, upstream=True)
    matches(two(learner, name), reference, away_from_zero(3), parts=parts, mistakes=mistakes, draws=30)


def test_mul(learner):
    """mul_backward: the gradients of a * b"""
    judge(
        learner,
        "mul_backward",
        lambda a, b: a * b,
        "a * b",
        (
            (
                lambda grad, a, b: (grad * a, grad * b),
                "mul_backward gives a what belongs to b, and the other way round. "
                "If a grows by 1, by how much does a * b grow?",
            ),
            (
                lambda grad, a, b: (b, a),
                "mul_backward gives its own slopes, b and a, and forgets what arrives. What did `grad` have to say?",
            ),
        ),
    )


def test_add(learner):
    """add_backward: the gradients of a + b"""
    judge(
        learner,
        "add_backward",
        lambda a, b: a + b,
        "a + b",
        (
            (
                lambda grad, a, b: (torch.ones_like(grad), torch.ones_like(grad)),
                "add_backward gives its own slopes, 1 and 1, and forgets what arrives. Multiply by it.",
            ),
            (
                lambda grad, a, b: (grad / 2, grad / 2),
                "add_backward shares `grad` between a and b. But if a alone grows by 1, the sum grows by a whole 1.",
            ),
            (
                lambda grad, a, b: (grad * a, grad * b),
                "add_backward multiplies by a and b. Does it matter for the growth of a sum how large a is already?",
            ),
        ),
    )


def test_relu(learner):
    """relu_backward: the gradient of x.relu()"""

    def relu_backward(grad, x):
        got = learner.relu_backward(grad, x)
        return got[0] if isinstance(got, (tuple, list)) and len(got) == 1 else got

    matches(
        relu_backward,
        gradients_of(torch.relu, upstream=True),
        away_from_zero(2),
        what="The gradient of x.relu()",
        mistakes=(
            (
                lambda grad, x: grad.relu(),
                "relu_backward returns relu of `grad`. What decides is the sign of x, on the way forward; "
                "a gradient that arrives may well be negative.",
            ),
            (
                lambda grad, x: (x > 0).float(),
                "relu_backward gives its own slopes, 1 and 0, and forgets what arrives.",
            ),
            (
                lambda grad, x: x.relu(),
                "relu_backward returns x.relu(), which is the way forward. By how much does it grow when x grows?",
            ),
            (
                lambda grad, x: grad * x.relu(),
                "relu_backward multiplies by x where it is positive. Above 0 the result grows by 1 when x grows by 1, "
                "wherever x is.",
            ),
            (
                lambda grad, x: grad,
                "relu_backward lets everything through. What happens to a change of x where x is below 0?",
            ),
        ),
    )


def test_by_hand(tree):
    """No autograd is used"""
    forbid(
        tree,
        "Your code asks autograd (`{found}`). This time, you are the one who knows.",
        names={"backward", "autograd", "requires_grad", "requires_grad_"},
    )
