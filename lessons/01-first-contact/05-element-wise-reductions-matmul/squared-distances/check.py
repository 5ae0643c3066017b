import ast

import torch

from tutor.check import close, expect, fail, has_loop, names_used


def reference(a, b):
    return ((a[:, None] - b) ** 2).sum(dim=2)


def ask(learner, a, b):
    got = learner.squared_distances(a, b)
    expect(got is not None, "`squared_distances` returned None. Does it end with `return`?")
    expect(isinstance(got, torch.Tensor), f"`squared_distances` returned a {type(got).__name__}, not a tensor.")
    expect(
        got.dtype == a.dtype,
        f"From points of {a.dtype} you make {got.dtype}; the dtype should stay. Which step changes it?",
    )
    return got


def cases():
    for _ in range(20):
        n, m, d = torch.randint(2, 7, (3,)).tolist()
        yield torch.randn(n, d), torch.randn(m, d)


def test_shape(learner):
    """The shape is (n, m), for 20 random sizes"""
    for a, b in cases():
        n, m, d = len(a), len(b), a.shape[1]
        got = ask(learner, a, b)
        shape = tuple(got.shape)
        sides = f"For a of shape {(n, d)} and b of shape {(m, d)} "
        if shape == (n, m, d):
            fail(f"{sides}you return {shape}: the differences of all pairs, not yet added up. Which axis should go?")
        if shape == (m, n) and n != m:
            fail(f"{sides}you return {shape}: the rows should stand for the points of a.")
        expect(shape == (n, m), f"{sides}you return shape {shape}; it should be {(n, m)}.")


def test_values(learner):
    """Each number is the squared distance of its pair"""
    for a, b in cases():
        want = reference(a, b)
        got = ask(learner, a, b)
        if got.shape == want.shape:
            name_the_mistake(got, want, a, b)
        close(got, want, "squared_distances(a, b)", rtol=1e-4, atol=1e-4)


def name_the_mistake(got, want, a, b):
    def same(other):
        return torch.allclose(got, other, rtol=1e-4, atol=1e-4)

    if same(want.sqrt()):
        fail("Those are the distances; asked are their squares. Leave the root away.")
    squares = (a * a).sum(dim=1, keepdim=True) + (b * b).sum(dim=1)
    if same(squares - a @ b.T):
        fail("The part with a·b is only half as large as it should be. Work out (a - b)² for two plain numbers.")
    if same(squares + 2 * a @ b.T):
        fail("Those are the squared lengths of a + b. Look at the signs.")
    if same(-2 * a @ b.T) or same(a @ b.T):
        fail("Those are the dot products of all pairs, without the squares of a and b. The formula has three parts.")
    if len(a) == len(b) and same(want.T):
        fail("The table is turned: at [i, j] you have the distance from a[j] to b[i].")
    if same(squares):
        fail("Those are the squares of a and b added up. The part in which a meets b is missing.")


def test_itself(learner):
    """A point is at distance 0 from itself"""
    a = torch.randn(6, 3)
    got = ask(learner, a, a)
    expect(
        got.shape == (6, 6),
        f"For 6 points and the same 6 points you return shape {tuple(got.shape)}; it should be (6, 6).",
    )
    close(got.diagonal(), torch.zeros(6), "the diagonal of squared_distances(a, a)", rtol=0, atol=1e-4)


def test_by_hand(tree):
    """It is done with whole tensors: no loop, no cdist"""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and has_loop(node):
            fail(
                f"`{node.name}` holds a loop, which goes to the numbers one at a time. "
                "Let one matrix product make the dot products of all pairs."
            )
    used = {"cdist", "pdist"} & names_used(tree)
    expect(
        not used, f"You call `{min(used, default='')}`, which does it all. Build it from `+`, `-`, `*`, `@` and `sum`."
    )
