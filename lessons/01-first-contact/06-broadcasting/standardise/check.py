import torch

from tutor.check import close, expect, fail


def reference(x):
    return (x - x.mean(dim=0)) / x.std(dim=0)


def ask(learner, x):
    got = learner.standardise(x)
    expect(got is not None, "`standardise` returned None. Does it end with `return`?")
    expect(isinstance(got, torch.Tensor), f"`standardise` returned a {type(got).__name__}, not a tensor.")
    expect(
        got.shape == x.shape,
        f"`standardise` of shape {tuple(x.shape)} gave shape {tuple(got.shape)}; the shape should stay.",
    )
    expect(
        got.dtype == x.dtype,
        f"`standardise` of {x.dtype} gave {got.dtype}; the dtype should stay. Which step changes it?",
    )
    return got


def name_the_mistake(got, x):
    def same(other):
        return torch.allclose(got, other, rtol=1e-4, atol=1e-4)

    centred = x - x.mean(dim=0)
    rows = x.mean(dim=1, keepdim=True), x.std(dim=1, keepdim=True)
    if same((x - x.mean()) / x.std()):
        fail("You used one mean and one deviation for all numbers. Each column has its own: which axis should go?")
    if same((x - rows[0]) / rows[1]) or same((x - rows[0]) / x.std(dim=0)):
        fail("You took the mean of each row, over different features. Reduce over the samples: which axis are they?")
    if x.shape[0] == x.shape[1] and same((x - x.mean(dim=1)) / x.std(dim=1)):
        fail(
            "On this square matrix the numbers of row i were used for column i. It only fitted by chance: "
            "which axis should the reduction let go?"
        )
    if same(centred):
        fail("Every column has mean 0 now, but its own scale still. Divide by the deviation as well.")
    if same(x - x.mean(dim=0) / x.std(dim=0)):
        fail("Only the mean was divided: `/` comes before `-`. Put brackets.")
    if same(x / x.std(dim=0)):
        fail("Every column has deviation 1 now, but its mean is not 0. Subtract the mean first.")
    if same(centred / x.var(dim=0)):
        fail("You divided by the variance. The deviation is its root: `std`.")
    if same(centred / x.std(dim=0, correction=0)):
        fail("Your deviation divides by n; `x.std` divides by n - 1, and the task asks for that one.")
    low, high = x.amin(dim=0), x.amax(dim=0)
    if same((x - low) / (high - low)):
        fail("You scaled every column to 0 … 1 by its smallest and largest number. Asked are mean 0 and deviation 1.")


def test_square(learner):
    """It works on square matrices"""
    for n in (3, 4, 6):
        x = torch.randn(n, n) * 3 + 5
        got = ask(learner, x)
        name_the_mistake(got, x)
        close(got, reference(x), f"standardise of shape {(n, n)}", rtol=1e-3, atol=1e-4)


def test_random(learner):
    """Every column is standardised, for 20 random shapes"""
    for _ in range(20):
        rows, columns = int(torch.randint(3, 30, ())), int(torch.randint(2, 7, ()))
        x = torch.randn(rows, columns) * (torch.rand(columns) * 10 + 0.5) + 10 * torch.randn(columns)
        got = ask(learner, x)
        name_the_mistake(got, x)
        close(got, reference(x), f"standardise of shape {(rows, columns)}", rtol=1e-3, atol=1e-3)


def test_mean_and_deviation(learner):
    """The columns have mean 0 and standard deviation 1"""
    got = ask(learner, torch.rand(50, 4) * torch.tensor([1.0, 10.0, 100.0, 0.1]) + 3)
    close(got.mean(dim=0), torch.zeros(4), "the mean of each column", rtol=0, atol=1e-4)
    close(got.std(dim=0), torch.ones(4), "the deviation of each column", rtol=0, atol=1e-4)


def test_x_stays(learner):
    """x is the same afterwards"""
    same = learner("(lambda x: (standardise(x), x.tolist())[1])(__import__('torch').tensor([[1.0, 3.0], [2.0, 5.0]]))")
    expect(
        same == [[1.0, 3.0], [2.0, 5.0]],
        "`x` itself was changed: whoever handed it in still needs it. Make a new tensor instead of writing into `x`.",
    )
