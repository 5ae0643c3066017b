import torch

from tutor.check import CheckFailed, close, expect, fail

# The same text makes the function over there and here.
FUNCTIONS = [
    "lambda x: (x * x).sum()",
    "lambda x: (x.sin() * x).sum()",
    "lambda x: (3 * x).exp().mean()",
    "lambda x: x.pow(3).sum() - x.prod()",
    "lambda x: x.tanh().sum() ** 2",
]
SHAPES = [(4,), (2, 3), (), (1, 2, 2)]
# How often f is asked, and what becomes of x in two calls.
WATCH = """
import torch

def count_calls():
    seen = []
    learner["gradient"](lambda x: (seen.append(1), (x * x).sum())[1], torch.ones(20))
    return len(seen)

def ask_twice():
    x = torch.tensor([1.0, -2.0])
    before = x.clone()
    answers = []
    for _ in range(2):
        answer = learner["gradient"](lambda x: (x * x).sum(), x)
        answers.append(answer.clone() if isinstance(answer, torch.Tensor) else answer)
    return before, x.detach().clone(), x.requires_grad, x.grad, *answers
"""


def right(text, x):
    """The gradient by autograd, from this side."""
    place = x.clone().requires_grad_()
    return torch.autograd.grad(eval(text)(place), place)[0]


def ask(learner, text, x):
    try:
        got = learner.gradient(learner(text), x)
    except CheckFailed as failed:
        if "does not require grad" in str(failed):
            fail(
                "`backward()` found no notes: nothing that went into `f` requires a gradient. "
                "Switch the notes on before you call `f`."
            )
        if "leaf" in str(failed) and "requires_grad" in str(failed):
            fail(
                "The notes were switched on for a tensor that was computed from another. "
                "Begin with a copy that requires a gradient, and only then compute."
            )
        raise
    expect(
        got is not None,
        "gradient returned None. Either there is no `return`, or you read the `.grad` of another tensor than the one "
        "that `backward()` filled. Print `.grad` of both.",
    )
    expect(isinstance(got, torch.Tensor), f"gradient returned a {type(got).__name__}; it should be a tensor like x.")
    return got


def test_values(learner):
    """The gradient of five functions, at random places of any shape"""
    generator = torch.Generator().manual_seed(11)
    for text in FUNCTIONS:
        for shape in SHAPES:
            x = torch.randn(shape, generator=generator)
            got, want = ask(learner, text, x), right(text, x)
            if got.shape == () and x.ndim and torch.allclose(got.detach().float(), eval(text)(x), atol=1e-5):
                fail(f"gradient returned {got.item():.4f}: that is f(x). Who holds the slopes after `backward()`?")
            if got.shape == want.shape and not got.detach().any() and want.any():
                fail("gradient returned zeros only. Has `backward()` been called, from what `f` returned?")
            close(got, want, f"The gradient of `{text}`", rtol=1e-3, atol=1e-4)


def test_dtype(learner):
    """float64 in, float64 out, to all its digits"""
    x = torch.linspace(-1, 1, 5, dtype=torch.float64)
    got = ask(learner, FUNCTIONS[1], x)
    want = right(FUNCTIONS[1], x)
    expect(
        got.dtype == want.dtype,
        f"x is float64 and the gradient came as {got.dtype}. Did your copy of x keep its dtype?",
    )
    close(got, want, "The gradient of a float64 tensor", rtol=1e-6, atol=1e-6)


def test_one_pass(learner):
    """f is called once, however many numbers x has"""
    calls = learner.define(WATCH, "count_calls", about="gradient")()
    expect(
        calls <= 3,
        f"For 20 numbers you called `f` {calls} times. Nudging works, but slowly: let `backward()` find all the slopes.",
    )


def test_x_stays(learner):
    """x is the same afterwards, and asking twice gives the same"""
    ask_twice = learner.define(WATCH, "ask_twice", about="gradient")
    before, after, requires_grad, leftover, first, second = ask_twice()
    expect(torch.equal(before, after), "`gradient` changed the numbers in x. Work on a copy.")
    if isinstance(first, torch.Tensor) and isinstance(second, torch.Tensor) and first.any():
        expect(
            not torch.equal(second, 2 * first),
            f"Asked twice, `gradient` said {first.tolist()} and then {second.tolist()}: "
            "`backward()` adds to the `.grad` that the first call left in x. Work on a copy.",
        )
    expect(
        not requires_grad and leftover is None,
        "After the call x requires a gradient: your function switched the notes on in a tensor that belongs to "
        "someone else. Work on a copy.",
    )
