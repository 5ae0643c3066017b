import torch
from torch import nn

from tutor.check import CheckFailed, approx, calls, expect, fail
from tutor.data import moons

MAKE = """lambda sizes, nn=__import__('torch').nn: nn.Sequential(
    nn.Linear(sizes[0], sizes[1]), nn.Tanh(), nn.Linear(sizes[1], sizes[2]))"""
COUNT = """lambda model: (setattr(model, 'seen', 0),
    model.register_forward_hook(lambda m, i, o: setattr(m, 'seen', m.seen + 1)))"""


def batches(n, seed, size=16):
    points, labels = moons(n, seed=seed)
    return list(zip(points.split(size), labels.split(size)))


def prepare(learner):
    """A model with a counting hook in the learner's process, a copy of it here, a loss and an optimiser."""
    model = learner(MAKE)([2, 8, 2])
    copy = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))
    with torch.no_grad():
        for index in (0, 2):
            copy[index].weight.copy_(model[index].weight)
            copy[index].bias.copy_(model[index].bias)
    learner(COUNT)(model)
    optimizer = learner("__import__('torch').optim.SGD")(model.parameters(), lr=0.5)
    return model, copy, learner("__import__('torch').nn.CrossEntropyLoss()"), optimizer


def train(learner, model, data, criterion, optimizer, tree):
    try:
        return learner.train(model, data, criterion, optimizer)
    except CheckFailed as failed:
        text = str(failed)
        if "'Tensor' object has no attribute 'forward'" in text:
            if calls(tree, ".forward") == 0:
                fail(
                    "`train` fails: without its parentheses the line still asks the result for its `.forward`, and the "
                    "result is a tensor. Is anything needed behind the call of the model?"
                )
            fail(
                "`train` fails: 'Tensor' object has no attribute 'forward'. Calling the model has run its forward, and "
                "what comes back is a tensor. Which part of that line is too much?"
            )
        if "missing 1 required positional argument" in text and calls(tree, "model.forward"):
            fail(
                "`model.forward()` gives it no pictures to work on, so it fails. "
                "Which is the usual way to send a batch through a model?"
            )
        if model.seen == 0 and calls(tree, ".forward") == 0:
            fail(
                f"The model was never called before `train` stopped: {text.split('raised ')[-1]}. "
                "The loss needs the model's outputs for the batch."
            )
        raise


def test_runs(learner, tree):
    """The loop comes through, and each batch goes through the model once"""
    model, _, criterion, optimizer = prepare(learner)
    data = batches(48, seed=31)
    train(learner, model, data, criterion, optimizer, tree)
    seen = model.seen
    if seen == 0 and calls(tree, ".forward"):
        fail(
            "`train` runs, but a hook on the model was never reached: calling `forward` by name goes round `__call__`, "
            "and the hooks with it. How is a model called?"
        )
    expect(seen, "The model was never called, so nothing was learned. Send each batch through it.")
    expect(
        seen == len(data),
        f"`train` runs the model {seen / len(data):.2g} times for one batch; once is enough. "
        "Look for a call whose result is thrown away.",
    )


def test_learns(learner, tree):
    """The weights move as the five steps move them"""
    model, copy, criterion, optimizer = prepare(learner)
    data = batches(64, seed=32)
    start = copy[0].weight.detach().clone()
    got = train(learner, model, data, criterion, optimizer, tree)
    expect(
        not torch.equal(model[0].weight.detach(), start),
        "After four batches no weight of the model moved. Is the loss made of just what the model returns, "
        "and do backward and step follow?",
    )
    here = torch.optim.SGD(copy.parameters(), lr=0.5)
    want = []
    for points, labels in data:
        here.zero_grad()
        loss = nn.functional.cross_entropy(copy(points), labels)
        loss.backward()
        here.step()
        want.append(loss.item())
    expect(
        torch.allclose(model[0].weight.detach(), copy[0].weight.detach(), atol=1e-4),
        "Four batches do not lead to where four steps of SGD lead. "
        "Only one line was wrong; put the others back as they were.",
    )
    expect(
        isinstance(got, (list, tuple)) and len(got) == len(want) and all(approx(a, b, 1e-3) for a, b in zip(got, want)),
        "`train` should return the loss of each batch, in order, as it did in the starter. "
        "Only one line was wrong; put the others back as they were.",
    )
