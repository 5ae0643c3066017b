import torch

from tutor.check import fail, floats, forbid, leaves_alone, matches

FORBIDDEN = {"outer", "ger", "einsum", "kron", "addr", "triu", "tril", "triu_", "tril_", "triu_indices", "tril_indices"}


def name_the_table(got, want, a, b):
    n, m = len(a), len(b)
    if got.shape == (m, n):
        fail(f"outer of {n} and {m} numbers has shape {(m, n)}: turned. The numbers of `a` belong to the rows.")
    if n == m and got.shape == (n,):
        fail(
            f"outer of {n} and {n} numbers gave {n} numbers: place by place, not each with each. "
            "One of the two vectors has to stand upright."
        )


SUMS = (lambda a, b: a[:, None] + b, "Those are the sums of all pairs; asked are the products.")


def test_outer(learner):
    """outer(a, b) is the table of all products, for 20 random sizes"""

    def unequal(draw):
        n = draw.integer(1, 7)
        return draw.floats(n), draw.floats(n + draw.integer(1, 3))

    for case in (unequal, lambda draw: unequal(draw)[::-1]):
        matches(learner.outer, torch.outer, case, draws=10, explain_shape=name_the_table, mistakes=[SUMS])


def test_outer_square(learner):
    """outer is right where both are equally long"""
    turned = (lambda a, b: torch.outer(b, a), "The table is turned: at [i, j] you have a[j] * b[i].")
    words = {"explain_shape": name_the_table, "mistakes": [turned, SUMS]}
    matches(learner.outer, lambda a, b: torch.outer(a, b), floats("n"), floats("n"), draws=10, **words)


def name_the_mask(got, want, x):
    if got.dtype == torch.bool:
        fail("`upper` returns yes and no. That is the mask; now let it choose among the numbers of `x`.")


MISTAKES = (
    (
        torch.tril,
        lambda x: (
            f"On a matrix of shape {tuple(x.shape)} the lower triangle stayed, not the upper. "
            "Which of row and column number is larger above?"
        ),
    ),
    (
        lambda x: torch.triu(x, 1),
        lambda x: (
            f"On a matrix of shape {tuple(x.shape)} the diagonal has become 0. There both numbers are equal: "
            "look at your comparison."
        ),
    ),
    (
        lambda x: (torch.triu(x) > 0).float(),
        "You return ones where the numbers of `x` should stand. Let the mask choose among them.",
    ),
)


def test_upper(learner):
    """upper(x) keeps what is on and above the diagonal, for 20 random shapes"""
    matrix = floats("rows", "columns", low=1.1, high=9)
    matches(learner.upper, lambda x: torch.triu(x), matrix, explain=name_the_mask, mistakes=MISTAKES)


def test_upper_whole(learner):
    """Whole numbers stay whole, and x stays as it is"""
    whole = torch.arange(1, 10).reshape(3, 3)
    matches(learner.upper, lambda x: torch.triu(x), whole, draws=1)
    leaves_alone(learner.upper, whole, feedback="`upper` has changed `x` itself. Make a new tensor.")


def test_by_hand(tree):
    """No loop, and no call that does it all"""
    forbid(
        tree,
        "`{function}` holds a loop, which visits one number at a time. Let a column meet a row instead.",
        loops=True,
        inside="*",
    )
    forbid(
        tree,
        "You use `{found}` of torch, which does it all. Make the table from a column and a row.",
        library=FORBIDDEN,
    )
