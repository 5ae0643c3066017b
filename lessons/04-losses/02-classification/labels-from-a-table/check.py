import torch

from tutor.check import close, expect

# Measured on 2000 fresh rows, seeds 0 to 4: 0.981 to 0.982. The largest class alone gets 0.35.
TARGET = 0.92


def make_table(n, seed):
    generator = torch.Generator().manual_seed(seed)
    kinds = torch.cat([torch.tensor([1, 2, 3]), torch.randint(1, 4, (n - 3,), generator=generator)])
    centres = torch.tensor([[0.0, 0.0], [2.0, 2.0], [4.0, 0.0]])
    points = centres[kinds - 1] + 0.6 * torch.randn(n, 2, generator=generator)
    return torch.cat([points, kinds[:, None].float()], dim=1), kinds - 1


def split(learner, table):
    got = learner.split(table)
    expect(
        isinstance(got, (tuple, list)) and len(got) == 2 and all(isinstance(part, torch.Tensor) for part in got),
        "`split` should return two tensors, points and labels. Look at its `return`.",
    )
    return got


def test_points(learner):
    """The points are the first two columns"""
    table, _ = make_table(8, 4)
    close(
        split(learner, table)[0],
        table[:, :2],
        "points",
        feedback="The points hold other numbers than the first two columns of the table. Leave them as they were.",
    )


def test_labels(learner):
    """The labels are indices: shape (N,), int64, from 0"""
    table, want = make_table(9, 5)
    _, labels = split(learner, table)
    expect(
        labels.shape != (9, 1),
        "Labels for cross-entropy are one number per sample: shape (N,), not (N, 1). Which cut keeps no axis?",
    )
    expect(
        labels.shape == (9,),
        f"For 9 rows labels has shape {tuple(labels.shape)}; it should be (9,): one number per sample.",
    )
    expect(
        labels.dtype in (torch.int64, torch.uint8),
        f"Class labels are indices, so they must be integers: dtype int64. Yours are {labels.dtype}. Convert them.",
    )
    low, high = labels.min().item(), labels.max().item()
    expect(
        (low, high) == (0, 2),
        f"Your labels go from {low} to {high}. Three outputs are the classes 0, 1 and 2. "
        "How do the kinds 1, 2 and 3 get there?",
    )
    wrong = (labels.long() != want).sum().item()
    expect(
        wrong == 0,
        f"{wrong} of 9 labels belong to another class: kind 1 should become class 0, 2 class 1, and 3 class 2. "
        "Keep the order.",
    )


def test_model(learner):
    """The model still has three outputs"""
    got = learner.model(torch.zeros(4, 2))
    seen = tuple(got.shape) if isinstance(got, torch.Tensor) else got
    expect(
        seen == (4, 3),
        f"For 4 points the model gives {seen}; it should give (4, 3), one score a kind. "
        "A fourth output would be a class that never comes. Leave the model and mend the labels.",
    )


def test_learns(learner):
    """It learns: 92 % of fresh rows are right"""
    table, want = make_table(2000, 6)
    got = learner.model(table[:, :2])
    expect(isinstance(got, torch.Tensor) and got.ndim == 2, "`model` should give one row of scores for each point.")
    accuracy = (got.argmax(dim=1) == want).float().mean().item()
    expect(
        accuracy >= TARGET,
        f"{accuracy:.0%} of fresh rows are right; the target is 92 %. Read what the script prints: "
        "which fault does the loss name?",
    )
