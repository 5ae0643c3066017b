import torch

from tutor.check import expect, fail

SHARES = (("training", 0.7), ("validation", 0.15), ("test", 0.15))
TRY = """
import torch

def deal(n, seed):
    parts = learner["split"](list(range(100, 100 + n)), seed)
    return parts if parts is None else [[int(part[i]) for i in range(len(part))] for part in parts]

def drawn_after(call):
    torch.manual_seed(77)
    if call:
        deal(50, 6)
    return torch.rand(3)
"""


def parts(learner, n, seed):
    """The samples of the three parts, as numbers 100 to 99 + n."""
    got = learner.define(TRY, "deal", about="split")(n, seed)
    expect(got is not None, "`split` returned None. Does it end with `return`?")
    expect(len(got) == 3, f"`split` returned {len(got)} things; it should return three data sets.")
    return got


def test_shares(learner):
    """70 % go into training, 15 % each into validation and test"""
    for n in (100, 40, 101):
        sizes = [len(part) for part in parts(learner, n, 1)]
        for (name, share), size in zip(SHARES, sizes):
            expect(
                abs(size - share * n) < 2,
                f"Of {n} samples {size} are in the {name} part; it should be about {share * n:g}.",
            )


def test_each_once(learner):
    """Every sample stands in exactly one part"""
    for n in (100, 41, 103):
        training, validation, test = (set(part) for part in parts(learner, n, 2))
        both = len(training & validation) + len(training & test) + len(validation & test)
        expect(
            both == 0,
            f"{both} samples stand in two parts. What was trained on must not come back in a test: "
            "deal out one random order.",
        )
        everything = training | validation | test
        expect(everything <= set(range(100, 100 + n)), "Things came out that are no samples of `data`.")
        expect(
            len(everything) == n,
            f"Of {n} samples {n - len(everything)} are in no part. Where did the fractions lose them?",
        )


def test_random(learner):
    """The samples are dealt out at random"""
    training, _, test = parts(learner, 100, 3)
    expect(
        sorted(test) != list(range(185, 200)) or sorted(training) != list(range(100, 170)),
        "The first samples went into training and the last ones into test. Files are often sorted: "
        "then the test set holds other classes than the training set. Deal them out in random order.",
    )


def test_same_seed(learner):
    """The same seed gives the same split, another seed another"""
    sets = [[sorted(part) for part in parts(learner, 100, seed)] for seed in (4, 4, 5)]
    expect(
        sets[0] == sets[1],
        "Two calls with the same seed gave two splits. After a restart, samples that were trained on would stand in "
        "the test set: who draws the random numbers, and does it get the seed?",
    )
    if sets[0] == sets[2]:
        fail("Seed 4 and seed 5 gave the same split. Is the `seed` that was handed in used?")


def test_leaves_others_alone(learner):
    """PyTorch's own random numbers are left alone"""
    drawn_after = learner.define(TRY, "drawn_after", about="split")
    expect(
        torch.equal(drawn_after(False), drawn_after(True)),
        "After a call of `split`, `torch.rand` draws other numbers than without it: the call used or seeded the "
        "generator that weights and batches are drawn with. Give the split a generator of its own.",
    )
