from torch.nn import functional as F

from tutor.check import fail, floats, integers, labels, matches, must_raise

# The loss is made and used in one go: what `loss_for` returns never leaves the learner's process.
ASK = """
def ask(task, prediction, target):
    loss = learner["loss_for"](task)
    if loss is None:
        return "nothing"
    return "class" if isinstance(loss, type) else loss(prediction, target)
"""
SIZES = {"n": (2, 8), "k": (3, 6)}


def judge(learner, task, reference, prediction, target, mistakes):
    ask = learner.define(ASK, "ask", about="loss_for")

    def loss(prediction, target):
        got = ask(task, prediction, target)
        if isinstance(got, str) and got == "nothing":
            fail(f'loss_for("{task}") returned None. Return a function.')
        if isinstance(got, str) and got == "class":
            fail(
                f'loss_for("{task}") returns a class, not yet a loss: it has to be made, with brackets, before it is '
                "called."
            )
        return got

    matches(
        loss,
        lambda prediction, target: reference(prediction, target).item(),
        prediction,
        target,
        sizes=SIZES,
        what=f'The loss for "{task}"',
        rtol=1e-4,
        atol=1e-4,
        mistakes=mistakes,
    )


def test_number(learner):
    """ "number": the mean squared error, sample by sample"""
    judge(
        learner,
        "number",
        lambda p, t: F.mse_loss(p[:, 0], t),
        floats("n", 1, scale=2),
        floats("n"),
        (
            (
                lambda p, t: ((p - t) ** 2).mean(),
                lambda p, t: (
                    f"Prediction is {tuple(p.shape)} and target is {tuple(t.shape)}: broadcasting made a table of "
                    f"{len(t)} × {len(t)} differences. Make the shapes equal."
                ),
            ),
            (lambda p, t: ((p[:, 0] - t) ** 2).sum(), "The squares are added up; the loss should be their mean."),
            (
                lambda p, t: (p[:, 0] - t).abs().mean(),
                "That is the mean of the sizes; the table asks for the squared error.",
            ),
        ),
    )


def test_one_of_k(learner):
    """ "one of K": cross-entropy of the raw scores"""
    judge(
        learner,
        "one of K",
        F.cross_entropy,
        floats("n", "k", scale=2),
        labels("n", "k"),
        (
            (
                lambda p, t: F.cross_entropy(p.softmax(dim=1), t),
                "That is the softmax twice: cross-entropy does it itself. Give it the raw scores.",
            ),
            (F.nll_loss, "`nll_loss` wants log-probabilities, and the predictions are raw scores."),
            (lambda p, t: F.cross_entropy(p, t, reduction="sum"), "The losses are added up; take their mean."),
        ),
    )


def as_answers(target, prediction):
    return target.float().view_as(prediction)


def binary(p, t):
    return F.binary_cross_entropy_with_logits(p, as_answers(t, p))


BINARY_MISTAKES = (
    (
        lambda p, t: F.binary_cross_entropy_with_logits(p.sigmoid(), as_answers(t, p)),
        "That is the sigmoid twice: a loss with logits does it itself. Give it the raw numbers.",
    ),
    (
        lambda p, t: F.cross_entropy(p, as_answers(t, p)),
        "With softmax the answers share one whole, but here several can be right at once. "
        "Make each a question of its own.",
    ),
    (lambda p, t: F.mse_loss(p, as_answers(t, p)), "That is the squared error. Which loss fits yes or no?"),
    (
        lambda p, t: F.binary_cross_entropy_with_logits(p, as_answers(t, p), reduction="sum"),
        "The losses are added up; take their mean.",
    ),
)


def test_yes_or_no(learner):
    """ "yes or no": binary cross-entropy, for whole targets of shape (N,)"""
    judge(learner, "yes or no", binary, floats("n", 1, scale=2), integers("n", low=0, high=1), BINARY_MISTAKES)


def test_several(learner):
    """ "several": binary cross-entropy for each of K questions"""
    judge(learner, "several", binary, floats("n", "k", scale=2), integers("n", "k", low=0, high=1), BINARY_MISTAKES)


def test_other(learner):
    """Any other task raises ValueError"""
    must_raise(
        ValueError,
        learner.loss_for,
        "dance",
        feedback="A misspelt task should be noticed at once: raise ValueError yourself where no task fits.",
    )
