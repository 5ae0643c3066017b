import torch
from torch.nn import functional as F

from tutor.check import approx, close, expect, fail


def batches(kind, seed):
    """Three batches of a task: prediction and target."""
    generator = torch.Generator().manual_seed(seed)
    for n, k in ((5, 3), (8, 4), (2, 6)):
        columns = k if kind in ("one of K", "several") else 1
        prediction = 2 * torch.randn(n, columns, generator=generator)
        if kind == "number":
            target = torch.randn(n, generator=generator)
        elif kind == "one of K":
            target = torch.randint(k, (n,), generator=generator)
        elif kind == "yes or no":
            target = torch.randint(2, (n,), generator=generator)
        else:
            target = torch.randint(2, (n, k), generator=generator)
        yield prediction, target


ASK = """
lambda task, prediction, target: (lambda loss: (
    'nothing' if loss is None else 'class' if isinstance(loss, type) else loss(prediction, target)
))(loss_for(task))
"""


def judge(learner, task, reference, mistakes):
    for prediction, target in batches(task, 91):
        got = learner(ASK)(task, prediction, target)
        expect(not (isinstance(got, str) and got == "nothing"), f'loss_for("{task}") returned None. Return a function.')
        expect(
            not (isinstance(got, str) and got == "class"),
            f'loss_for("{task}") returns a class, not yet a loss: it has to be made, with brackets, before it is called.',
        )
        expect(
            isinstance(got, (torch.Tensor, float)) and (isinstance(got, float) or got.shape == ()),
            f'The loss for "{task}" should give one number for the batch. Look at what its function returns.',
        )
        want = reference(prediction, target).item()
        if not approx(got, want, 1e-4):
            for value, sentence in mistakes(prediction, target):
                if approx(got, value.item(), 1e-4):
                    fail(sentence)
        close(got, want, f'The loss for "{task}"', rtol=1e-4, atol=1e-4)


def test_number(learner):
    """ "number": the mean squared error, sample by sample"""
    judge(
        learner,
        "number",
        lambda p, t: F.mse_loss(p[:, 0], t),
        lambda p, t: (
            (
                ((p - t) ** 2).mean(),
                f"Prediction is {tuple(p.shape)} and target is {tuple(t.shape)}: broadcasting made a table of "
                f"{len(t)} × {len(t)} differences. Make the shapes equal.",
            ),
            (((p[:, 0] - t) ** 2).sum(), "The squares are added up; the loss should be their mean."),
            ((p[:, 0] - t).abs().mean(), "That is the mean of the sizes; the table asks for the squared error."),
        ),
    )


def test_one_of_k(learner):
    """ "one of K": cross-entropy of the raw scores"""
    judge(
        learner,
        "one of K",
        F.cross_entropy,
        lambda p, t: (
            (
                F.cross_entropy(p.softmax(dim=1), t),
                "That is the softmax twice: cross-entropy does it itself. Give it the raw scores.",
            ),
            (F.nll_loss(p, t), "`nll_loss` wants log-probabilities, and the predictions are raw scores."),
            (F.cross_entropy(p, t, reduction="sum"), "The losses are added up; take their mean."),
        ),
    )


def binary(p, t):
    return F.binary_cross_entropy_with_logits(p, t.float().view_as(p))


def binary_mistakes(p, t):
    t = t.float().view_as(p)
    return (
        (
            F.binary_cross_entropy_with_logits(p.sigmoid(), t),
            "That is the sigmoid twice: a loss with logits does it itself. Give it the raw numbers.",
        ),
        (
            F.cross_entropy(p, t),
            "With softmax the answers share one whole, but here several can be right at once. "
            "Make each a question of its own.",
        ),
        (F.mse_loss(p, t), "That is the squared error. Which loss fits yes or no?"),
        (
            F.binary_cross_entropy_with_logits(p, t, reduction="sum"),
            "The losses are added up; take their mean.",
        ),
    )


def test_yes_or_no(learner):
    """ "yes or no": binary cross-entropy, for whole targets of shape (N,)"""
    judge(learner, "yes or no", binary, binary_mistakes)


def test_several(learner):
    """ "several": binary cross-entropy for each of K questions"""
    judge(learner, "several", binary, binary_mistakes)


TRY = """
try:
    loss_for("dance")
    seen = "nothing"
except ValueError:
    seen = "ValueError"
except Exception as error:
    seen = type(error).__name__
"""


def test_other(learner):
    """Any other task raises ValueError"""
    seen = learner(f"(lambda space: (exec({TRY!r}, space), space['seen'])[1])({{'loss_for': loss_for}})")
    expect(
        seen != "nothing",
        'loss_for("dance") went through without a word. A misspelt task should be noticed at once: raise ValueError.',
    )
    expect(
        seen == "ValueError",
        f'loss_for("dance") raised {seen}; the task asks for ValueError. Raise it yourself where no task fits.',
    )
