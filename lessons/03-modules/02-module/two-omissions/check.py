import torch
from torch.nn.functional import linear

from tutor.check import CheckFailed, close, expect, fail

IS_MODULE = "lambda m: isinstance(m, __import__('torch').nn.Module)"
PARAMETERS = "lambda m: [p for p in m.parameters()]"


def make(learner, inputs, outputs):
    try:
        model = learner.Scorer(inputs, outputs)
    except CheckFailed as failed:
        if "before Module.__init__() call" in str(failed):
            fail(
                "The model can't be made: cannot assign module before Module.__init__() call. A layer came before the "
                "module had its books. What opens them, and where must it stand?"
            )
        raise
    expect(
        learner(IS_MODULE)(model) is True,
        "Scorer is no module any more, so no optimiser can find its weights. Let it inherit from `nn.Module` again.",
    )
    return model


def call(learner, model, x):
    y = model(x)
    expect(
        y is not None,
        "The model can be made, but `forward` gave back None. What does a function give back without `return`?",
    )
    if not isinstance(y, torch.Tensor):
        layer = not isinstance(y, (bool, int, float, str, list, tuple, dict)) and learner(IS_MODULE)(y) is True
        expect(
            not layer, "`forward` gave back the layer itself; it should call the layer with x and return the scores."
        )
        fail(f"`forward` gave back {y!r}; it should be a tensor of scores.")
    return y


def test_made(learner):
    """The model can be made, with any sizes"""
    for inputs, outputs in ((4, 3), (7, 2), (1, 1)):
        make(learner, inputs, outputs)


def test_scores(learner):
    """Calling it gives the scores of each sample"""
    generator = torch.Generator().manual_seed(31)
    for n, inputs, outputs in ((5, 4, 3), (1, 6, 2), (8, 3, 3)):
        model = make(learner, inputs, outputs)
        x = 3 + torch.randn(n, inputs, generator=generator)
        y = call(learner, model, x)
        centred = x - x.mean(dim=-1, keepdim=True)
        thrown_away = y.shape == x.shape and y.dtype == x.dtype and torch.allclose(y, centred, atol=1e-5)
        expect(not thrown_away, "The layer's work is thrown away: what comes back is x with its mean taken away.")
        parameters = learner(PARAMETERS)(model)
        expect(
            parameters,
            "The model has nothing to learn: its layer stands in no book. Assign the layer to `self` itself.",
        )
        expect(
            [tuple(p.shape) for p in parameters] == [(outputs, inputs), (outputs,)],
            f"Scorer({inputs}, {outputs}) has parameters of shapes {[tuple(p.shape) for p in parameters]}; they should "
            f"be those of one linear layer, [({outputs}, {inputs}), ({outputs},)]. Keep the one layer.",
        )
        plain = linear(x, *parameters)
        if y.shape == plain.shape and y.dtype == plain.dtype and torch.allclose(y, plain, atol=1e-5):
            fail("The scores are there, but the mean of each sample is not taken away first. Put that line back.")
        close(y, linear(centred, *parameters).detach(), "The scores", rtol=1e-4, atol=1e-5)
