import torch

from tutor.check import expect, fail, floats, forbid, leaves_alone, matches, one_of

LIBRARY = {
    "relu": {"relu", "ReLU", "relu_", "threshold", "leaky_relu"},
    "sigmoid": {"sigmoid", "Sigmoid", "expit", "logsigmoid", "softmax", "sigmoid_"},
    "tanh": {"tanh", "Tanh", "sinh", "cosh", "tanh_", "softsign"},
}


def name_the_shape(got, want, x):
    if got.shape == ((x > 0).sum(),):
        fail("Your relu picks the positive numbers out; the others should stay in their places, as 0.")


def anywhere(draw):
    return draw.floats(*draw.one_of(("n",), ("n", "m"), ("n", "m", 2), ()), scale=3)


def judge(learner, name, reference, mistakes):
    """Compare on ordinary and on large numbers; ``mistakes`` are pairs of a function and a sentence."""
    function = getattr(learner, name)
    words = {"mistakes": mistakes, "explain_shape": name_the_shape if name == "relu" else None}
    matches(function, lambda x: reference(x), anywhere, rtol=1e-4, atol=1e-5, **words)

    def no_nan(got, want, x):
        expect(
            not got.isnan().any(),
            f"{name} of {x[0].item():.0f} is nan. `exp(1000)` is inf in float32, and inf / inf is nan. "
            "Write it so that no inf is divided by another.",
        )

    large = one_of(torch.tensor([1000.0, 0.5]), torch.tensor([-1000.0, 0.5]))
    matches(function, lambda x: reference(x), large, draws=8, rtol=1e-4, atol=1e-5, explain=no_nan)


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
        leaves_alone(
            getattr(learner, name),
            torch.tensor([-2.0, 3.0]),
            feedback=f"After {name}(x), x itself holds other numbers. Methods that end in `_` change their tensor; "
            "take one that makes a new one.",
        )


def test_by_hand(tree):
    """Your own arithmetic does it"""
    for others in LIBRARY.values():
        forbid(
            tree,
            "Your code calls `{found}`, which is the thing itself or does its work. "
            "This time, build it from exp, clamp and arithmetic.",
            library=others,
        )
