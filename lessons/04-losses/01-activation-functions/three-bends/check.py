import torch

from tutor.check import close, expect, fail, names_used

LIBRARY = {
    "relu": {"ReLU", "relu_", "threshold", "leaky_relu"},
    "sigmoid": {"Sigmoid", "expit", "logsigmoid", "softmax", "sigmoid_"},
    "tanh": {"Tanh", "sinh", "cosh", "tanh_", "softsign"},
}


def ask(learner, name, x):
    got = getattr(learner, name)(x)
    expect(got is not None, f"{name} returned None. Does it end with `return`?")
    expect(
        isinstance(got, torch.Tensor),
        f"{name} returned a {type(got).__name__}; it should be a tensor of the shape of x.",
    )
    if name == "relu" and got.shape == ((x > 0).sum(),) != x.shape:
        fail("Your relu picks the positive numbers out; the others should stay in their places, as 0.")
    return got


def samples():
    generator = torch.Generator().manual_seed(11)
    for shape in ((7,), (3, 4), (2, 3, 5), (1,), ()):
        yield 3 * torch.randn(shape, generator=generator)


def judge(learner, name, reference, mistakes):
    """Compare on ordinary and on large numbers; ``mistakes`` are pairs of a function and a sentence."""
    for x in samples():
        got, want = ask(learner, name, x), reference(x)
        for mistake, sentence in mistakes:
            if got.shape == want.shape and x.numel() > 3:
                expect(not torch.allclose(got.double(), mistake(x).double(), atol=1e-4), sentence)
        close(got, want, f"{name}(x) for x of shape {tuple(x.shape)}", rtol=1e-4, atol=1e-5)
    for number in (1000.0, -1000.0):
        x = torch.tensor([number, 0.5])
        got = ask(learner, name, x)
        expect(
            got.shape != x.shape or not got.isnan().any(),
            f"{name} of {number:.0f} is nan. `exp(1000)` is inf in float32, and inf / inf is nan. "
            "Write it so that no inf is divided by another.",
        )
        close(got, reference(x), f"{name} of [{number:.0f}, 0.5]", rtol=1e-4, atol=1e-5)


def test_relu(learner):
    """relu keeps what is positive and makes the rest 0"""
    judge(
        learner,
        "relu",
        torch.relu,
        [
            (torch.abs, "Your relu turns -1 into 1; it should turn it into 0."),
            (lambda x: x.clamp(0, 1), "Your relu cuts off at the top: 3 should stay 3. Only the floor is wanted."),
            (lambda x: x.clamp(max=0), "Your relu keeps the negative numbers; it should keep the others."),
        ],
    )


def test_sigmoid(learner):
    """sigmoid is right, at 1000 and -1000 too"""
    judge(
        learner,
        "sigmoid",
        torch.sigmoid,
        [(lambda x: torch.sigmoid(-x), "Your sigmoid falls from 1 to 0; it should rise. Look at the sign of x.")],
    )


def test_tanh(learner):
    """tanh is right, at 1000 and -1000 too"""
    judge(
        learner,
        "tanh",
        torch.tanh,
        [
            (
                lambda x: 2 * torch.sigmoid(x) - 1,
                "Your tanh is too wide: at 1 it is 0.46 and should be 0.76. What has to be squeezed?",
            ),
            (torch.sigmoid, "Your tanh is a sigmoid: at 0 it is 0.5 and should be 0. It has to reach down to -1."),
        ],
    )


def test_input_stays(learner):
    """x stays as it is"""
    for name in LIBRARY:
        after = learner(f"lambda x: ({name}(x), x)[1]")(torch.tensor([-2.0, 3.0]))
        expect(
            torch.equal(after, torch.tensor([-2.0, 3.0])),
            f"After {name}(x), x itself holds other numbers. Methods that end in `_` change their tensor; "
            "take one that makes a new one.",
        )


def test_by_hand(tree, source):
    """Your own arithmetic does it"""
    used = names_used(tree)
    for name, others in LIBRARY.items():
        found = sorted(others & used)
        for call in (f"torch.{name}(", f"F.{name}(", f"functional.{name}(", f"x.{name}("):
            if call in source:
                found.append(call.rstrip("("))
        expect(
            not found,
            f"Your code calls `{found[0] if found else ''}`, which is the thing itself or does its work. "
            "This time, build it from exp, clamp and arithmetic.",
        )
