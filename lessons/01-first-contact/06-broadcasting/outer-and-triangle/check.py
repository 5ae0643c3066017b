import ast

import torch

from tutor.check import close, expect, fail, has_loop

FORBIDDEN = {"outer", "ger", "einsum", "kron", "addr", "triu", "tril", "triu_", "tril_", "triu_indices", "tril_indices"}


def a_tensor(got, name):
    expect(got is not None, f"`{name}` returned None. Does it end with `return`?")
    expect(isinstance(got, torch.Tensor), f"`{name}` returned a {type(got).__name__}, not a tensor.")
    return got


def same(got, other):
    return got.shape == other.shape and got.dtype == other.dtype and torch.allclose(got, other)


def test_outer(learner):
    """outer(a, b) is the table of all products, for 20 random sizes"""
    for _ in range(20):
        n, m = torch.randint(1, 8, (2,)).tolist()
        if n == m:
            m += 1
        a, b = torch.randn(n), torch.randn(m)
        got = a_tensor(learner.outer(a, b), "outer")
        want = torch.outer(a, b)
        if same(got, want.T):
            fail(f"outer of {n} and {m} numbers has shape {(m, n)}: turned. The numbers of `a` belong to the rows.")
        if same(got, a[:, None] + b):
            fail("Those are the sums of all pairs; asked are the products.")
        close(got, want, f"outer of {n} and {m} numbers")


def test_outer_square(learner):
    """outer is right where both are equally long"""
    for n in (1, 2, 5):
        a, b = torch.randn(n), torch.randn(n)
        got = a_tensor(learner.outer(a, b), "outer")
        if got.shape == (n,):
            fail(
                f"outer of {n} and {n} numbers gave {n} numbers: place by place, not each with each. "
                "One of the two vectors has to stand upright."
            )
        if n > 1 and same(got, torch.outer(b, a)):
            fail("The table is turned: at [i, j] you have a[j] * b[i].")
        close(got, torch.outer(a, b), f"outer of {n} and {n} numbers")


def test_upper(learner):
    """upper(x) keeps what is on and above the diagonal, for 20 random shapes"""
    for trial in range(20):
        rows, columns = (3, 4) if trial == 0 else torch.randint(1, 8, (2,)).tolist()
        x = torch.rand(rows, columns) + 1
        got = a_tensor(learner.upper(x), "upper")
        want = torch.triu(x)
        shape = f"On a matrix of shape {(rows, columns)} "
        if got.dtype == torch.bool:
            fail("`upper` returns yes and no. That is the mask; now let it choose among the numbers of `x`.")
        if rows > 1 and got.shape == want.shape:
            if torch.equal(got, torch.tril(x)):
                fail(
                    f"{shape}the lower triangle stayed, not the upper. Which of row and column number is larger above?"
                )
            if torch.equal(got, torch.triu(x, 1)):
                fail(f"{shape}the diagonal has become 0. There both numbers are equal: look at your comparison.")
            if torch.equal(got, (want > 0).to(got.dtype)):
                fail("You return ones where the numbers of `x` should stand. Let the mask choose among them.")
        close(got, want, f"upper of a matrix of shape {(rows, columns)}")


def test_upper_whole(learner):
    """Whole numbers stay whole, and x stays as it is"""
    result = learner("(lambda x: (upper(x), x.tolist()))(__import__('torch').arange(1, 10).reshape(3, 3))")
    close(result[0], torch.triu(torch.arange(1, 10).reshape(3, 3)), "upper of whole numbers")
    expect(result[1] == [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "`upper` has changed `x` itself. Make a new tensor.")


def test_by_hand(tree):
    """No loop, and no call that does it all"""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            expect(
                not has_loop(node),
                f"`{node.name}` holds a loop, which visits one number at a time. Let a column meet a row instead.",
            )
        # A bare name is the learner's own `outer`; only what comes from torch is meant.
        imported = node.names if isinstance(node, ast.ImportFrom) else []
        used = {getattr(node, "attr", ""), *(alias.name for alias in imported)}
        for name in sorted(used & FORBIDDEN):
            fail(f"You use `{name}` of torch, which does it all. Make the table from a column and a row.")
