import torch

from tutor.check import close, expect, fail, names_used

SHAPES = [(4,), (2, 3), (5, 1), ()]


def draw(shape, generator):
    """Random numbers that are not close to 0, where relu has its kink."""
    t = torch.randn(shape, generator=generator)
    return t + 0.1 * t.sign()


def same(got, want):
    return isinstance(got, torch.Tensor) and got.shape == want.shape and torch.allclose(got.float(), want, atol=1e-5)


def two(result, name):
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


def test_mul(learner):
    """mul_backward: the gradients of a * b"""
    generator = torch.Generator().manual_seed(21)
    for shape in SHAPES:
        a, b, grad = (draw(shape, generator) for _ in range(3))
        got = two(learner.mul_backward(grad, a, b), "mul_backward")
        if same(got[0], grad * a) and same(got[1], grad * b):
            fail(
                "mul_backward gives a what belongs to b, and the other way round. "
                "If a grows by 1, by how much does a * b grow?"
            )
        if same(got[0], b) and same(got[1], a):
            fail("mul_backward gives its own slopes, b and a, and forgets what arrives. What did `grad` have to say?")
        close(got[0], grad * b, "The gradient of a * b for a")
        close(got[1], grad * a, "The gradient of a * b for b")


def test_add(learner):
    """add_backward: the gradients of a + b"""
    generator = torch.Generator().manual_seed(22)
    for shape in SHAPES:
        a, b, grad = (draw(shape, generator) for _ in range(3))
        got = two(learner.add_backward(grad, a, b), "add_backward")
        ones = torch.ones_like(grad)
        if same(got[0], ones) and same(got[1], ones):
            fail("add_backward gives its own slopes, 1 and 1, and forgets what arrives. Multiply by it.")
        if same(got[0], grad / 2) and same(got[1], grad / 2):
            fail("add_backward shares `grad` between a and b. But if a alone grows by 1, the sum grows by a whole 1.")
        if same(got[0], grad * a) and same(got[1], grad * b):
            fail("add_backward multiplies by a and b. Does it matter for the growth of a sum how large a is already?")
        close(got[0], grad, "The gradient of a + b for a")
        close(got[1], grad, "The gradient of a + b for b")


def test_relu(learner):
    """relu_backward: the gradient of x.relu()"""
    generator = torch.Generator().manual_seed(23)
    for shape in SHAPES:
        x, grad = (draw(shape, generator) for _ in range(2))
        if shape == ():
            x = x.abs()
        got = learner.relu_backward(grad, x)
        expect(got is not None, "relu_backward returned None. Does it end with `return`?")
        if isinstance(got, (tuple, list)) and len(got) == 1:
            got = got[0]
        known = {
            "relu_backward returns relu of `grad`. What decides is the sign of x, on the way forward; "
            "a gradient that arrives may well be negative.": grad.relu(),
            "relu_backward gives its own slopes, 1 and 0, and forgets what arrives.": (x > 0).float(),
            "relu_backward returns x.relu(), which is the way forward. By how much does it grow when x grows?": x.relu(),
            "relu_backward multiplies by x where it is positive. Above 0 the result grows by 1 when x grows by 1, "
            "wherever x is.": grad * x.relu(),
            "relu_backward lets everything through. What happens to a change of x where x is below 0?": grad,
        }
        want = grad * (x > 0)
        for sentence, wrong in known.items():
            if not same(got, want) and same(got, wrong):
                fail(sentence)
        close(got, want, "The gradient of x.relu()")


def test_by_hand(tree):
    """No autograd is used"""
    used = {"backward", "autograd", "requires_grad", "requires_grad_"} & names_used(tree)
    expect(not used, f"Your code asks autograd (`{min(used, default='')}`). This time, you are the one who knows.")
