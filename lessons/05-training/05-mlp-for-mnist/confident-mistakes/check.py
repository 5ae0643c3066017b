import torch

from tutor.check import expect, fail


def example(n, classes, seed, right=0.5):
    """Scores whose rows lie at different heights, so that the largest score says nothing; about half are right."""
    generator = torch.Generator().manual_seed(seed)
    logits = 1.5 * torch.rand(n, 1, generator=generator) * torch.randn(n, classes, generator=generator)
    logits += 20 * torch.rand(n, 1, generator=generator)
    labels = torch.randint(0, classes, (n,), generator=generator)
    keep = torch.rand(n, generator=generator) < right
    return logits, torch.where(keep, logits.argmax(dim=1), labels)


def reference(logits, labels, k):
    chances = logits.softmax(dim=1)
    mistakes = [(-chances[i].max().item(), i) for i in range(len(labels)) if int(logits[i].argmax()) != int(labels[i])]
    return [i for _, i in sorted(mistakes)][:k]


def ask(learner, logits, labels, k):
    """The learner's positions as a list of int."""
    got = learner.confident_mistakes(logits, labels, k)
    expect(got is not None, "`confident_mistakes` returned None; it should return the positions.")
    expect(
        isinstance(got, (torch.Tensor, list, tuple)),
        f"`confident_mistakes` returned {got!r}; it should be a tensor of positions.",
    )
    expect(
        not (isinstance(got, (list, tuple)) and any(isinstance(part, torch.Tensor) and part.ndim for part in got)),
        "`confident_mistakes` returned several tensors; it should be one, with the positions alone.",
    )
    got = torch.as_tensor(got)
    expect(
        got.ndim == 1,
        f"The answer has shape {tuple(got.shape)}; it should have one axis, one position after the other. "
        "(`nonzero()` of a vector gives a column.)",
    )
    expect(
        got.numel() == 0 or not (got.is_floating_point() or got.dtype == torch.bool),
        f"The answer is of dtype {got.dtype}; positions are whole numbers. Did you return the confidences, or a mask?",
    )
    return got.tolist()


def test_wrong_ones(learner):
    """Every picture in the answer was predicted wrong"""
    for seed in range(6):
        logits, labels = example(40, 10, seed)
        got = ask(learner, logits, labels, 5)
        if got == reference(logits, labels, 5):
            continue
        name_the_places(got, logits, labels)
        outside = [i for i in got if not 0 <= i < 40]
        expect(not outside, f"The answer holds {outside[:1]}, but positions go from 0 to 39.")
        right = [i for i in got if int(logits[i].argmax()) == int(labels[i])]
        expect(
            not right,
            f"Picture {right[:1]} is in the answer, and its prediction is right. "
            "The most confident predictions are mostly right ones; keep only the wrong.",
        )


def name_the_places(got, logits, labels):
    """Places among the mistakes, taken for positions of pictures."""
    confidence, predicted = logits.softmax(dim=1).max(dim=1)
    wrong = (predicted != labels).nonzero().flatten()
    order = confidence[wrong].argsort(descending=True)
    if got == order[:5].tolist():
        fail(
            "These are places in the list of mistakes: its first, its seventh. "
            "Asked for are the pictures' own positions. Which pictures stand at these places?"
        )


def test_order(learner):
    """The most confident mistake comes first"""
    for seed in range(10, 16):
        logits, labels = example(40, 10, seed)
        want = reference(logits, labels, 5)
        got = ask(learner, logits, labels, 5)
        if got != want:
            name_the_order(got, logits, labels)
            fail(f"For one example the answer is {got}; it should be {want}. Is it sorted by the highest chance?")


def name_the_order(got, logits, labels):
    wrong = [i for i in range(len(labels)) if int(logits[i].argmax()) != int(labels[i])]
    chances = logits.softmax(dim=1)

    def by(key):
        return sorted(wrong, key=key)[: len(got)]

    if got == by(lambda i: chances[i].max().item()):
        fail("These are the mistakes with the lowest confidence. Which way round does your order go?")
    if got == by(lambda i: -logits[i].max().item()):
        fail(
            "You sorted by the largest score. Scores of 9, 8 and 8 mean less confidence than scores of 4, 0 and 0: "
            "what counts is the lead. What turns scores into chances?"
        )
    if got == by(lambda i: chances[i][labels[i]].item()):
        fail(
            "You sorted by how little chance the right class got. That is nearly the same and not quite: "
            "confidence is the chance of the class that was predicted."
        )
    if sorted(got) == sorted(reference(logits, labels, len(got))):
        fail("These are the right pictures in the wrong order; the most confident should come first.")


def test_numbers(learner):
    """It gives k of them, all if there are fewer, and none if there is none"""
    logits, labels = example(30, 4, 21)
    for k in (1, 3, 9):
        got = ask(learner, logits, labels, k)
        expect(len(got) == k, f"With k={k} the answer has {len(got)} positions.")
    few_logits, few_labels = example(12, 3, 22, right=0.6)
    want = reference(few_logits, few_labels, 12)
    got = ask(learner, few_logits, few_labels, 9)
    expect(
        len(got) == len(want),
        f"With {len(want)} mistakes and k=9 the answer has {len(got)} positions; it should have {len(want)}.",
    )
    sure = 5 * torch.eye(3)
    got = ask(learner, sure, torch.arange(3), 9)
    expect(len(got) == 0, f"Where nothing is wrong, the answer is {got}; it should be empty.")
    expect(
        ask(learner, sure, torch.tensor([0, 2, 2]), 9) == [1],
        "With exactly one mistake, picture 1 of three, the answer should be [1].",
    )
