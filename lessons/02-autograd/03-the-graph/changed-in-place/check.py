import torch

from tutor.check import floats, gradient_matches, leaves_alone, matches

PLACES = floats("rows", "columns", scale=1.5)
CUT = (
    "What softplus returns has no notes: `no_grad()` or `detach()` silences the error and takes the slopes "
    "with it. Let it take notes, and change nothing in place."
)


def reference(x):
    return (2 * x).exp().log1p()


def test_values(learner):
    """The numbers are log(1 + exp(2 x))"""
    matches(learner.softplus, reference, PLACES, rtol=1e-3, atol=1e-4)


def test_slopes(learner):
    """The slopes arrive, and are right"""
    gradient_matches(
        learner.softplus,
        reference,
        PLACES,
        rtol=1e-3,
        atol=1e-4,
        lost=CUT,
        unused="No slope arrives at x: between x and what you return the notes are cut. Where do you leave the graph?",
        refusals=[
            (
                "leaf Variable",
                "x is still changed in place, and x is a leaf that requires a gradient. "
                "Give the doubled numbers a tensor of their own.",
            ),
            (
                "modified by an inplace operation",
                "x is safe now, but the notes of an operation are not: the node of `exp` kept its result, "
                "and that was changed afterwards. Which line does it?",
            ),
            ("does not require grad", CUT),
        ],
        mistakes=[
            (
                lambda x: torch.sigmoid(2 * x) * (1 + torch.arange(x.numel()) % 3).view_as(x),
                "The slopes are half as large as they should be: the factor 2 takes part, but without notes. "
                "How is x doubled?",
            )
        ],
    )


def test_x_stays(learner):
    """x keeps its numbers"""
    # Without a gradient nothing would stop the change, so this is asked without.
    leaves_alone(
        learner.softplus,
        torch.tensor([[-2.0, -0.5, 0.0], [0.3, 1.5, 3.0]]),
        feedback="After the call x holds other numbers than before. The caller may need the old ones: make a new tensor.",
    )
