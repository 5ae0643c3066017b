import torch

from tutor.check import close, expect, fail


def ask(learner, x):
    got = learner.normalise_rows(x)
    expect(got is not None, "`normalise_rows` returned None. Does it end with `return`?")
    expect(isinstance(got, torch.Tensor), f"`normalise_rows` returned a {type(got).__name__}, not a tensor.")
    expect(
        got.shape == x.shape,
        f"`normalise_rows` of shape {tuple(x.shape)} gave shape {tuple(got.shape)}; the shape should stay.",
    )
    expect(
        got.dtype == x.dtype,
        f"`normalise_rows` of {x.dtype} gave {got.dtype}; the dtype should stay. Which step changes it?",
    )
    return got


def name_the_mistake(got, x):
    shape = tuple(x.shape)
    if torch.allclose(got, x / x.sum()):
        fail("All numbers together sum to 1: you divided by the sum of everything. Each row has a sum of its own.")
    if torch.allclose(got, x / x.sum(dim=0)):
        fail(f"With shape {shape} the columns sum to 1, not the rows. The axis you name is the one that goes.")
    if x.shape[0] == x.shape[1] and torch.allclose(got, x / x.sum(dim=1)):
        fail(
            "On a square matrix each column was divided by the sum of the row with its number. Shapes line up from the "
            "right, so a vector of row sums lies along a row. Print its shape: should it lie, or stand?"
        )
    if torch.allclose(got, x.softmax(dim=1)):
        fail("Your rows sum to 1, but a number twice as large no longer has twice the share. Divide, and only divide.")
    if torch.allclose(got, x / x.mean(dim=1, keepdim=True)):
        fail(f"Each row sums to {shape[1]}: you divided by the mean. The sum is {shape[1]} times as large.")


def test_square(learner):
    """It works on square matrices"""
    for n in (2, 3, 5):
        x = torch.rand(n, n) + 0.1
        got = ask(learner, x)
        name_the_mistake(got, x)
        close(got, x / x.sum(dim=1, keepdim=True), f"normalise_rows of shape {(n, n)}")


def test_random(learner):
    """Every row is divided by its own sum, for 20 random shapes"""
    for _ in range(20):
        rows, columns = torch.randint(1, 8, (2,)).tolist()
        x = torch.rand(rows, columns) + 0.1
        got = ask(learner, x)
        if rows > 1 and columns > 1:
            name_the_mistake(got, x)
        close(got, x / x.sum(dim=1, keepdim=True), f"normalise_rows of shape {(rows, columns)}")


def test_sums(learner):
    """The rows sum to 1, also for large numbers"""
    x = 1000 * torch.rand(6, 40) + 1
    close(ask(learner, x).sum(dim=1), torch.ones(6), "the sum of each row")


def test_x_stays(learner):
    """x is the same afterwards"""
    same = learner(
        "(lambda x: (normalise_rows(x), x.tolist())[1])(__import__('torch').tensor([[1.0, 3.0], [2.0, 2.0]]))"
    )
    expect(
        same == [[1.0, 3.0], [2.0, 2.0]],
        "`x` itself was changed: whoever handed it in still needs it. Make a new tensor instead of writing into `x`.",
    )
