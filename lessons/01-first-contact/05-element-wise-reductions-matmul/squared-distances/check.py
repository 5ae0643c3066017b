import torch

from tutor.check import close, expect, fail, floats, forbid, matches

POINTS = floats("n", "d"), floats("m", "d")
SIZES = dict.fromkeys("nmd", (2, 6))


def reference(a, b):
    return ((a[:, None] - b) ** 2).sum(dim=2)


def name_the_shape(got, want, a, b):
    (n, d), m, shape = a.shape, len(b), tuple(got.shape)
    sides = f"For a of shape {(n, d)} and b of shape {(m, d)} "
    if shape == (n, m, d):
        fail(f"{sides}you return {shape}: the differences of all pairs, not yet added up. Which axis should go?")
    if shape == (m, n):
        fail(f"{sides}you return {shape}: the rows should stand for the points of a.")
    fail(f"{sides}you return shape {shape}; it should be {(n, m)}.")


def squares(a, b):
    return (a * a).sum(dim=1, keepdim=True) + (b * b).sum(dim=1)


WITHOUT_SQUARES = (
    "Those are the dot products of all pairs, without the squares of a and b. The formula has three parts."
)
MISTAKES = (
    (lambda a, b: reference(a, b).sqrt(), "Those are the distances; asked are their squares. Leave the root away."),
    (
        lambda a, b: squares(a, b) - a @ b.T,
        "The part with a·b is only half as large as it should be. Work out (a - b)² for two plain numbers.",
    ),
    (lambda a, b: squares(a, b) + 2 * a @ b.T, "Those are the squared lengths of a + b. Look at the signs."),
    (lambda a, b: -2 * a @ b.T, WITHOUT_SQUARES),
    (lambda a, b: a @ b.T, WITHOUT_SQUARES),
    (squares, "Those are the squares of a and b added up. The part in which a meets b is missing."),
)


def test_shape(learner):
    """The shape is (n, m), for 20 random sizes"""
    matches(learner.squared_distances, reference, *POINTS, sizes=SIZES, values=False, explain_shape=name_the_shape)


def test_values(learner):
    """Each number is the squared distance of its pair"""
    words = {"explain_shape": name_the_shape, "mistakes": MISTAKES}
    matches(learner.squared_distances, reference, *POINTS, sizes=SIZES, rtol=1e-4, atol=1e-4, **words)
    turned = (
        lambda a, b: reference(a, b).T,
        "The table is turned: at [i, j] you have the distance from a[j] to b[i].",
    )
    as_many = floats("n", "d"), floats("n", "d")
    matches(learner.squared_distances, reference, *as_many, sizes=SIZES, rtol=1e-4, atol=1e-4, mistakes=[turned])


def test_itself(learner):
    """A point is at distance 0 from itself"""
    a = torch.randn(6, 3)
    got = learner.squared_distances(a, a)
    expect(
        isinstance(got, torch.Tensor) and got.shape == (6, 6),
        "For 6 points and the same 6 points you should return a tensor of shape (6, 6). See the check of the shape.",
    )
    close(got.diagonal(), torch.zeros(6), "the diagonal of squared_distances(a, a)", rtol=0, atol=1e-4)


def test_by_hand(tree):
    """It is done with whole tensors: no loop, no cdist"""
    forbid(
        tree,
        "`{function}` holds a loop, which goes to the numbers one at a time. "
        "Let one matrix product make the dot products of all pairs.",
        loops=True,
        inside="*",
    )
    forbid(
        tree,
        "You call `{found}`, which does it all. Build it from `+`, `-`, `*`, `@` and `sum`.",
        names={"cdist", "pdist"},
    )
