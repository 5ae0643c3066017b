import torch
from torch.nn.functional import cross_entropy, one_hot

from tutor.check import close, expect, floats, forbid, gradients_of, labels, leaves_alone, matches

right = gradients_of(lambda scores, labels: cross_entropy(scores, labels))


def truth(scores, labels):
    return one_hot(labels, scores.shape[1]).float()


def whole_columns(scores, labels):
    column = scores.softmax(dim=1)
    column[:, labels] -= 1
    return column


SIGN = "Your gradient has the wrong sign: more score for the right class should make the loss smaller."
ALONE = "Your gradient is the probabilities alone: the right class is treated like any other. What does it get?"
NO_SOFTMAX = "You took the scores for probabilities. What makes probabilities of scores?"
COLUMNS = "Your softmax runs down the columns: each class sums to 1 over the samples. It should be each row."
WHOLE = (
    "You took 1 away in whole columns: `t[:, labels]` picks these columns in every row. "
    "Each row should lose 1 in one place."
)


def once_and_mean(wrong, sentence):
    """A mistake by itself, and divided by the number of rows."""
    return (wrong, sentence), (lambda scores, labels: wrong(scores, labels) / len(scores), sentence)


MISTAKES = (
    (
        lambda scores, labels: right(scores, labels) * len(scores),
        lambda scores, labels: (
            f"Your gradient is {len(scores)} times the right one, for {len(scores)} rows. "
            "The loss is their mean; what does that change?"
        ),
    ),
    *once_and_mean(lambda scores, labels: -right(scores, labels) * len(scores), SIGN),
    (
        lambda scores, labels: right(scores, labels) / scores.shape[1],
        lambda scores, labels: (
            f"Your gradient is divided by {scores.numel()}, the number of scores. "
            f"The loss is the mean over {len(scores)} rows."
        ),
    ),
    *once_and_mean(lambda scores, labels: scores.softmax(dim=1), ALONE),
    *once_and_mean(lambda scores, labels: scores - truth(scores, labels), NO_SOFTMAX),
    *once_and_mean(lambda scores, labels: scores.softmax(dim=0) - truth(scores, labels), COLUMNS),
    *once_and_mean(whole_columns, WHOLE),
)


def test_values(learner):
    """The gradient of random batches is that of autograd"""
    matches(
        learner.cross_entropy_backward,
        right,
        floats("n", "k", scale=2),
        labels("n", "k"),
        sizes={"n": (4, 9), "k": (2, 10)},
        what="The gradient",
        rtol=1e-4,
        atol=1e-5,
        mistakes=MISTAKES,
    )
    inputs = floats(1, "k", scale=2), labels(1, "k")
    matches(learner.cross_entropy_backward, right, *inputs, what="The gradient of one row", rtol=1e-4, atol=1e-5)


def test_large_scores(learner):
    """Scores of 1000 do no harm"""
    scores = torch.tensor([[1000.0, 0.0, -1000.0], [0.0, 1000.0, 999.0]])
    labels = torch.tensor([0, 2])
    got = learner.cross_entropy_backward(scores, labels)
    expect(
        not (isinstance(got, torch.Tensor) and got.isnan().any()),
        "With scores of 1000 your gradient holds nan: `exp(1000)` is too large for a float, and inf / inf is nan. "
        "Only differences between the scores of a row count; or let `softmax` take care.",
    )
    close(got, right(scores, labels), "The gradient with large scores", rtol=1e-4, atol=1e-5)


def test_scores_stay(learner):
    """scores stay as they are"""
    leaves_alone(
        learner.cross_entropy_backward,
        torch.tensor([[0.5, 1.0], [2.0, -1.0]]),
        torch.tensor([0, 1]),
        feedback="After the call scores holds other numbers. Work on a tensor of your own.",
    )


def test_by_hand(tree):
    """No autograd is used"""
    forbid(
        tree,
        "Your code asks autograd (`{found}`). This time, find the pattern yourself.",
        names={"backward", "autograd", "requires_grad", "requires_grad_"},
    )
