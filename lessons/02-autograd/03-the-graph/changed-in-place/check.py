import torch

from tutor.check import CheckFailed, close, expect, fail

PLACES = torch.tensor([[-2.0, -0.5, 0.0], [0.3, 1.5, 3.0]])
# Values, slopes and x after one call, all over there.
PROBE = (
    "lambda x: (lambda x: (lambda y: (y, __import__('torch').autograd.grad(y.sum(), x, allow_unused=True)[0], x))"
    "(softplus(x)))(x.clone().requires_grad_())"
)


def probe(learner):
    learner.softplus  # if it is missing, this says so
    try:
        return learner(PROBE)(PLACES)
    except CheckFailed as failed:
        name_the_exception(str(failed))
        raise


def name_the_exception(text):
    if "leaf Variable" in text:
        fail(
            "x is still changed in place, and x is a leaf that requires a gradient. "
            "Give the doubled numbers a tensor of their own."
        )
    if "modified by an inplace operation" in text:
        fail(
            "x is safe now, but the notes of an operation are not: the node of `exp` kept its result, "
            "and that was changed afterwards. Which line does it?"
        )
    if "does not require grad" in text:
        fail(
            "What softplus returns has no notes: `no_grad()` or `detach()` silences the error and takes the slopes "
            "with it. Let it take notes, and change nothing in place."
        )


def test_values(learner):
    """The numbers are log(1 + exp(2 x))"""
    learner.softplus
    got = learner("lambda x: softplus(x.clone())")(PLACES)
    expect(got is not None, "softplus returned None. Does it end with `return`?")
    close(got, (2 * PLACES).exp().log1p(), "softplus(x)", rtol=1e-3, atol=1e-4)


def test_slopes(learner):
    """The slopes arrive, and are right"""
    y, slopes, _ = probe(learner)
    want = 2 * torch.sigmoid(2 * PLACES)
    expect(
        slopes is not None,
        "No slope arrives at x: between x and what you return the notes are cut. Where do you leave the graph?",
    )
    if torch.allclose(slopes, want / 2, rtol=1e-3, atol=1e-4):
        fail(
            "The slopes are half as large as they should be: the factor 2 takes part, but without notes. How is x doubled?"
        )
    close(slopes, want, "The slopes of softplus", rtol=1e-3, atol=1e-4)


def test_x_stays(learner):
    """x keeps its numbers"""
    learner.softplus
    # Without a gradient nothing would stop the change, so this is asked without.
    x = learner("lambda x: (softplus(x), x)[1]")(PLACES.clone())
    expect(
        torch.equal(x.detach(), PLACES),
        "After the call x holds other numbers than before. The caller may need the old ones: make a new tensor.",
    )
