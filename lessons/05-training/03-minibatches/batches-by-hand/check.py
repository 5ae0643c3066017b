import torch

from tutor.check import CheckFailed, calls, expect, fail


TRY = """
def take(X, y, size):
    pairs = learner["minibatches"](X, y, size)
    return pairs if pairs is None else [tuple(pair) for pair in pairs]

def left_alone(X, y):
    before = X.clone(), y.clone()
    take(X, y, 6)
    return bool((X == before[0]).all() and (y == before[1]).all())
"""


def draw(n, width=3):
    """Samples whose number stands in column 0, and labels 100 above it."""
    number = torch.arange(n)
    return torch.stack([number.float()] + [number * 0.5] * (width - 1), dim=1), 100 + number


def epoch(learner, X, y, batch_size):
    """All pairs of one epoch, as tensors."""
    try:
        pairs = learner.define(TRY, "take", about="minibatches")(X, y, batch_size)
    except CheckFailed as failed:
        if "is not iterable" in str(failed):
            fail("`minibatches` gives something that can't be looped over. Yield pairs, or return a list of them.")
        raise
    expect(pairs is not None, "`minibatches` returned None. Does it `yield` each pair, or return a list of them?")
    for pair in pairs:
        expect(
            len(pair) == 2 and all(isinstance(part, torch.Tensor) for part in pair),
            "Each thing that comes out should be a pair of tensors: the batch of X, the batch of y.",
        )
        expect(
            pair[0].ndim == X.ndim,
            f"A batch of X has shape {tuple(pair[0].shape)}; samples of {tuple(X.shape[1:])} should be stacked to "
            f"(size, {', '.join(map(str, X.shape[1:]))}).",
        )
    return pairs


def numbers(pairs):
    return [int(number) for batch, _ in pairs for number in batch[:, 0]]


def test_sizes(learner):
    """Batches have the size asked for, the last one what is left"""
    for n, size in ((10, 4), (12, 3), (5, 8), (7, 1)):
        pairs = epoch(learner, *draw(n), size)
        got = [len(batch) for batch, _ in pairs]
        want = [size] * (n // size) + [n % size] * (n % size > 0)
        seen = f"For {n} samples and batch_size {size} the batches have sizes {got}; it should be {want}. "
        if got == want:
            continue
        if got == [size] * (n // size):
            fail(seen + "The rest is missing: those samples would never be trained on in this epoch.")
        if sorted(got) == [0, *sorted(want)]:
            fail(seen + "An empty batch came as well: its mean loss would be nan.")
        if got == [n]:
            fail(seen + "All samples came at once.")
        fail(seen + "Cut the order into pieces of batch_size.")


def test_pairs(learner):
    """Every sample keeps its own label"""
    pairs = epoch(learner, *draw(40), 6)
    for batch, labels in pairs:
        expect(
            len(batch) == len(labels) and torch.equal(batch[:, 0] + 100, labels.float()),
            "Samples and labels have come apart: sample "
            f"{int(batch[0, 0])} came with the label of sample {int(labels[0]) - 100}. "
            "Both tensors have to be indexed with the same numbers.",
        )


def test_each_once(learner):
    """Every sample comes exactly once"""
    for n, size in ((40, 6), (9, 3)):
        got = sorted(numbers(epoch(learner, *draw(n), size)))
        missing = sorted(set(range(n)) - set(got))
        expect(
            got == list(range(n)),
            f"Of {n} samples {len(missing)} never came" + (f" and {len(got) - len(set(got))} came again. " if len(got) > len(set(got)) else ". ")
            + "An epoch deals every card once: draw an order of all numbers, not number after number.",
        )  # fmt: skip


def test_random(learner):
    """The order is random, and another one at each call"""
    X, y = draw(40)
    first, second, third = (numbers(epoch(learner, X, y, 5)) for _ in range(3))
    expect(
        first != list(range(40)) or second != list(range(40)),
        "The samples come in the order of the data. Sorted data would then be learned class after class: "
        "which function gives a random order?",
    )
    expect(
        not first == second == third,
        "Three calls gave the same order three times. The batches of every epoch would be the same; "
        "draw a new order inside the function, and don't seed there.",
    )
    groups = [sorted(first[i : i + 5]) for i in range(0, 40, 5)]
    expect(
        any(group != list(range(group[0], group[0] + 5)) for group in groups),
        "The batches come in random order, but each holds neighbours of the data: sorted data would still give "
        "batches of one class. Shuffle the samples, then cut.",
    )


def test_given_left_alone(learner):
    """X and y stay as they were"""
    same = learner.define(TRY, "left_alone", about="minibatches")(*draw(20))
    expect(same, "After an epoch X or y itself is in another order. Index them, and leave them as they are.")


def test_by_hand(tree):
    """Without DataLoader"""
    expect(
        not calls(tree, "DataLoader") and not calls(tree, ".DataLoader"),
        "This time do it without `DataLoader`: a random order, cut into pieces.",
    )
