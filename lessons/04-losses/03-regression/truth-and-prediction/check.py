import torch

from tutor.check import close, expect, fail


def draw(learner, n, features, seed):
    """A model in the learner's process, x, y and the right table."""
    generator = torch.Generator().manual_seed(seed)
    model = learner("lambda features: __import__('torch').nn.Linear(features, 1)")(features)
    x, y = torch.randn(n, features, generator=generator), torch.randn(n, generator=generator)
    prediction = x @ model.weight.detach().T + model.bias.detach()
    table = torch.cat([y[:, None], prediction], dim=1)
    return model, x, y, table


def ask(learner, model, x, y):
    got = learner.truth_and_prediction(model, x, y)
    expect(got is not None, "truth_and_prediction returned None. Does it end with `return`?")
    expect(
        isinstance(got, torch.Tensor) and not got.is_complex(),
        f"truth_and_prediction returned a {type(got).__name__} (for instance a list); it should be a tensor of (N, 2).",
    )
    n = len(x)
    expect(
        got.shape != (2, n),
        f"The result has shape (2, N), here (2, {n}); it should be one row for each sample. Turn it.",
    )
    expect(
        got.shape == (n, 2),
        f"For {n} samples and y of shape {tuple(y.shape)} the result has shape {tuple(got.shape)}; "
        f"it should be ({n}, 2). Print the shapes of what you put side by side.",
    )
    return got


def same(got, want):
    return torch.allclose(got.double(), want.double(), rtol=1e-4, atol=1e-4)


def judge(got, table):
    got = got.detach()
    truth, prediction = table.unbind(1)
    want = table[truth.argsort()]
    if same(got, want):
        return
    mistakes = (
        (table, "The rows are not sorted: they come in the order of x. Which column gives the order?"),
        (
            table.sort(dim=0).values,
            "You sorted each column by itself: the rows are no pairs any more. Sort whole rows.",
        ),
        (table[prediction.argsort()], "The rows are sorted by prediction; they should be sorted by truth."),
        (want.flip(0), "The rows run from large to small; turn the order round."),
        (want.flip(1), "The columns are swapped: truth stands first, prediction second."),
    )
    for wrong, sentence in mistakes:
        if same(got, wrong):
            fail(sentence)
    if same(got.sort(dim=0).values, table.sort(dim=0).values) or same(
        got.flatten().sort().values, table.flatten().sort().values
    ):
        fail(
            "All numbers are there, but the predictions stand in rows that belong to other samples. "
            "Put each beside its own truth first, and sort after that."
        )
    close(got, want, "The table", rtol=1e-4, atol=1e-4, dtype=False)


def test_pairs(learner):
    """Each row holds truth and prediction of one sample, sorted by truth"""
    for seed, (n, features) in enumerate(((6, 2), (9, 1), (20, 3))):
        model, x, y, table = draw(learner, n, features, seed)
        judge(ask(learner, model, x, y), table)


def test_column(learner):
    """y of shape (N, 1) works as well"""
    for seed, (n, features) in enumerate(((5, 2), (8, 4))):
        model, x, y, table = draw(learner, n, features, seed + 10)
        judge(ask(learner, model, x, y[:, None]), table)


def test_no_notes(learner):
    """The result drags no notes of autograd along"""
    model, x, y, _ = draw(learner, 4, 2, 20)
    expect(
        not ask(learner, model, x, y).requires_grad,
        "The result still carries notes of autograd: it keeps the whole forward pass alive, and a plot refuses it. "
        "Which context or method leaves them out?",
    )
