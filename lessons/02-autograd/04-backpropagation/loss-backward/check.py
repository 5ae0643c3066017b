import torch
from torch.nn.functional import cross_entropy, one_hot

from tutor.check import close, expect, fail, names_used


def draw(n, k, generator):
    return 2 * torch.randn(n, k, generator=generator), torch.randint(k, (n,), generator=generator)


def right(scores, labels):
    """The gradient by autograd."""
    scores = scores.clone().requires_grad_()
    return torch.autograd.grad(cross_entropy(scores, labels), scores)[0]


def ask(learner, scores, labels):
    got = learner.cross_entropy_backward(scores, labels)
    expect(got is not None, "cross_entropy_backward returned None. Does it end with `return`?")
    expect(
        isinstance(got, torch.Tensor),
        f"cross_entropy_backward returned a {type(got).__name__}; it should be a tensor of the shape of scores.",
    )
    return got


def same(got, want):
    return got.shape == want.shape and torch.allclose(got.float(), want, rtol=1e-4, atol=1e-5)


def test_values(learner):
    """The gradient of random batches is that of autograd"""
    generator = torch.Generator().manual_seed(41)
    for n, k in ((4, 3), (1, 5), (7, 2), (3, 3), (16, 10)):
        scores, labels = draw(n, k, generator)
        got, want = ask(learner, scores, labels), right(scores, labels)
        if not same(got, want) and got.shape == want.shape:
            name_the_mistake(got, want, scores, labels)
        close(got, want, f"The gradient of {n} rows with {k} classes", rtol=1e-4, atol=1e-5)


def name_the_mistake(got, want, scores, labels):
    n, k = scores.shape
    p, truth = scores.softmax(dim=1), one_hot(labels, k).float()
    if same(got, want * n):
        fail(f"Your gradient is {n} times the right one, for {n} rows. The loss is their mean; what does that change?")
    if same(got, -want) or same(got, -want * n):
        fail("Your gradient has the wrong sign: more score for the right class should make the loss smaller.")
    if same(got, want / k):
        fail(f"Your gradient is divided by {n * k}, the number of scores. The loss is the mean over {n} rows.")
    if same(got, p) or same(got, p / n):
        fail("Your gradient is the probabilities alone: the right class is treated like any other. What does it get?")
    if same(got, scores - truth) or same(got, (scores - truth) / n):
        fail("You took the scores for probabilities. What makes probabilities of scores?")
    wrong_axis = scores.softmax(dim=0) - truth
    if same(got, wrong_axis) or same(got, wrong_axis / n):
        fail("Your softmax runs down the columns: each class sums to 1 over the samples. It should be each row.")
    column = p.clone()
    column[:, labels] -= 1
    if same(got, column) or same(got, column / n):
        fail(
            "You took 1 away in whole columns: `t[:, labels]` picks these columns in every row. "
            "Each row should lose 1 in one place."
        )


def test_large_scores(learner):
    """Scores of 1000 do no harm"""
    scores = torch.tensor([[1000.0, 0.0, -1000.0], [0.0, 1000.0, 999.0]])
    labels = torch.tensor([0, 2])
    got = ask(learner, scores, labels)
    expect(
        not got.isnan().any(),
        "With scores of 1000 your gradient holds nan: `exp(1000)` is too large for a float, and inf / inf is nan. "
        "Only differences between the scores of a row count; or let `softmax` take care.",
    )
    close(got, right(scores, labels), "The gradient with large scores", rtol=1e-4, atol=1e-5)


def test_scores_stay(learner):
    """scores stay as they are"""
    learner.cross_entropy_backward
    before = torch.tensor([[0.5, 1.0], [2.0, -1.0]])
    after = learner("lambda scores, labels: (cross_entropy_backward(scores, labels), scores)[1]")(
        before, torch.tensor([0, 1])
    )
    expect(torch.equal(before, after), "After the call scores holds other numbers. Work on a tensor of your own.")


def test_by_hand(tree):
    """No autograd is used"""
    used = {"backward", "autograd", "requires_grad", "requires_grad_"} & names_used(tree)
    expect(not used, f"Your code asks autograd (`{min(used, default='')}`). This time, find the pattern yourself.")
