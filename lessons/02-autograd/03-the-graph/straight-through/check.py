import torch

from tutor.check import CheckFailed, close, expect, fail

PLACES = torch.tensor([0.2, 1.7, -2.6, 3.4, -0.4, 8.9])
WEIGHTS = torch.tensor([1.0, -2.0, 0.5, 3.0, 1.0, 0.25])
SLOPES = (
    "lambda x, weights: (lambda x: (lambda y: __import__('torch').autograd.grad(y, x, weights, allow_unused=True)[0])"
    "(round_through(x)))(x.clone().requires_grad_())"
)


def slopes(learner, weights):
    learner.round_through  # if it is missing, this says so
    try:
        got = learner(SLOPES)(PLACES, weights)
    except CheckFailed as failed:
        if "does not require grad" in str(failed):
            fail(
                "What you return has no notes at all, so nothing goes back. "
                "Only the correction should be a constant to autograd; x itself must stay in the graph."
            )
        if "leaf Variable" in str(failed):
            fail("You change x in place, and x is a leaf that requires a gradient. Make a new tensor.")
        raise
    expect(
        got is not None,
        "No slope arrives at x. What you return takes notes, but they don't begin at x: is it a new leaf?",
    )
    return got


def test_values(learner):
    """The values are rounded"""
    got = learner.round_through(PLACES)
    expect(got is not None, "round_through returned None. Does it end with `return`?")
    expect(isinstance(got, torch.Tensor), f"round_through returned a {type(got).__name__}; it should be a tensor.")
    if got.shape == PLACES.shape and torch.allclose(got.float(), PLACES, atol=1e-5):
        fail("The values are x itself, not rounded. What makes 2 of 1.7 is missing, or is taken away again.")
    close(got, PLACES.round(), "round_through(x)", rtol=1e-4, atol=1e-4)


def test_slope_is_one(learner):
    """The slope is 1"""
    got = slopes(learner, torch.ones(6))
    expect(
        got.any(),
        "The slopes are all 0: the staircase of `round` is still in the graph, or x cancels out. "
        "Which part should autograd take for a constant?",
    )
    close(got, torch.ones(6), "The slope of round_through")


def test_passes_on(learner):
    """What arrives from above goes through unchanged"""
    close(slopes(learner, WEIGHTS), WEIGHTS, "What reaches x when the weights arrive from above")


def test_x_stays(learner):
    """x stays as it is"""
    learner.round_through
    x = learner("lambda x: (round_through(x), x)[1]")(PLACES.clone())
    expect(torch.equal(x.detach(), PLACES), "After the call x holds other numbers. Make a new tensor instead.")
