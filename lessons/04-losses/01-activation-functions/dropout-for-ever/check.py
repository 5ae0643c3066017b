import torch

from tutor.check import close, expect, fail, names_used

# A model of the learner's, in a mode, asked twice, and what the layer `second` got each time.
PROBE = """
def probe(x, training):
    model, seen = learner["Network"](), []
    model.train(training)
    model.second.register_forward_pre_hook(lambda layer, inputs: seen.append(inputs[0].detach()))
    answers = [model(x).detach(), model(x).detach()]
    return answers, seen, model.first(x).relu().detach()
"""


def probe(learner, training):
    """Two answers, what went into ``second`` each time, and the hidden numbers before dropout."""
    x = 1 + torch.rand(40, 4, generator=torch.Generator().manual_seed(3))
    answers, seen, hidden = learner.define(PROBE, "probe", about="Network")(x, training)
    expect(
        len(seen) == 2 and seen[0].shape == hidden.shape,
        "`forward` should still go through `first`, ReLU, dropout and `second`, once each. Put these back.",
    )
    return answers, seen, hidden


def test_evaluation(learner, tree):
    """In evaluation mode the same question gets the same answer"""
    answers, seen, hidden = probe(learner, False)
    if torch.equal(*answers):
        expect(
            torch.allclose(seen[0], hidden) or "manual_seed" not in names_used(tree),
            "The answers are alike only because you seed the random numbers: half of the hidden numbers is still missing. "
            "Drop none in evaluation mode.",
        )
        close(seen[0], hidden, "In evaluation mode, what `second` gets", rtol=1e-4, atol=1e-5)
        return
    training_seen = probe(learner, True)[1]
    if torch.equal(*training_seen):
        fail("Dropout is the wrong way round: it drops in evaluation and not in training mode. Turn it about.")
    fail(
        "Two identical questions in evaluation mode got answers that still differ: dropout is switched on. "
        "Who tells it which mode the model is in?"
    )


def test_training(learner):
    """In training mode half of the hidden numbers is dropped, at random"""
    _, seen, hidden = probe(learner, True)
    alive = hidden > 0
    dropped = [(numbers[alive] == 0).float().mean().item() for numbers in seen]
    expect(
        dropped[0] > 0,
        "In training mode nothing is dropped any more. The network should lose dropout only in evaluation mode.",
    )
    expect(
        all(0.4 < share < 0.6 for share in dropped),
        f"In training mode {dropped[0]:.0%} of the hidden numbers are dropped; it should be about half. "
        "Leave the share as it was.",
    )
    expect(
        not torch.equal(*seen),
        "In training mode the same numbers are dropped each time. Dropout should draw afresh: take the seed away.",
    )
