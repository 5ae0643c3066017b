import torch

from tutor.check import expect, floats, gradient_matches, leaves_alone, matches

# None of them near the middle between two whole numbers.
PLACES = torch.tensor([0.2, 1.7, -2.6, 3.4, -0.4, 8.9])
WORDS = {
    "lost": "What you return has no notes at all, so nothing goes back. "
    "Only the correction should be a constant to autograd; x itself must stay in the graph.",
    "unused": "No slope arrives at x. What you return takes notes, but they don't begin at x: is it a new leaf?",
    "refusals": [
        ("leaf Variable", "You change x in place, and x is a leaf that requires a gradient. Make a new tensor."),
    ],
}


def somewhere(draw):
    whole = draw.integers("n", low=-4, high=4)
    return whole + draw.floats("n", low=-0.4, high=0.4)


def test_values(learner):
    """The values are rounded"""
    itself = (
        lambda x: x,
        "The values are x itself, not rounded. What makes 2 of 1.7 is missing, or is taken away again.",
    )
    matches(learner.round_through, torch.round, somewhere, rtol=1e-4, atol=1e-4, mistakes=[itself])


def some_slope(got, want, *_):
    expect(
        got.any(),
        "The slopes are all 0: the staircase of `round` is still in the graph, or x cancels out. "
        "Which part should autograd take for a constant?",
    )


def test_slope_is_one(learner):
    """The slope is 1, and what arrives from above goes through unchanged"""
    gradient_matches(learner.round_through, lambda x: x, somewhere, explain=some_slope, **WORDS)


def test_x_stays(learner):
    """x stays as it is"""
    leaves_alone(
        learner.round_through,
        PLACES,
        feedback="After the call x holds other numbers. Make a new tensor instead.",
    )
