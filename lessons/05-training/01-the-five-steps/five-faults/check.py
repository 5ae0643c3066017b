import torch
from torch import nn

from tutor.check import CheckFailed, approx, expect, fail

# Measured with the solution after 20 epochs, 2000 fresh pictures, seeds 0 to 4: 1.000 each.
# Guessing gets 0.5.
TARGET = 0.9


def bars(n, seed):
    generator = torch.Generator().manual_seed(seed)
    images = 0.5 * torch.randn(n, 1, 8, 8, generator=generator)
    labels = torch.randint(0, 2, (n,), generator=generator)
    places = torch.randint(0, 8, (n,), generator=generator)
    for image, label, place in zip(images[:, 0], labels, places):
        if label == 0:
            image[place] += 2
        else:
            image[:, place] += 2
    return images, labels


def batches(n, seed, size=32):
    images, labels = bars(n, seed)
    return list(zip(images.split(size), labels.split(size)))


def make(learner, layers):
    """A model in the learner's process that flattens by itself; ``layers`` stand behind the flattening."""
    return learner(f"(lambda nn: nn.Sequential(nn.Flatten(), {layers}))(__import__('torch').nn)")


def train(learner, model, data, epochs=1, lr=0.1):
    optimizer = learner("__import__('torch').optim.SGD")(model.parameters(), lr=lr)
    criterion = learner("__import__('torch').nn.CrossEntropyLoss()")
    return translated(learner.train, model, data, criterion, optimizer, epochs)


def translated(function, *arguments):
    """Call, with the two errors that this task is about put into its words."""
    try:
        return function(*arguments)
    except CheckFailed as failed:
        text = str(failed)
        if "'Tensor' object has no attribute 'forward'" in text:
            fail(
                "`train` fails: 'Tensor' object has no attribute 'forward'. Calling a model already runs its forward, "
                "and what comes back is a tensor. Which part of that line is too much?"
            )
        if "cannot be multiplied" in text and ("(1x" in text or "1x2048" in text):
            fail(
                "The first layer got one long row for the whole batch: you flattened the batch as well. "
                "Keep axis 0, which counts the pictures."
            )
        if "cannot be multiplied" in text:
            fail(
                "The first layer expects 64 numbers in a row for each picture, and gets pictures of 1 × 8 × 8. "
                "What turns one into the other, and where should it stand?"
            )
        raise


def test_runs(learner):
    """The pictures go through the model"""
    data = batches(64, seed=31)
    model = learner.make_model()
    train(learner, model, data)
    translated(learner.evaluate, model, data)


def test_steps(learner):
    """Every step uses the gradients of its own batch"""
    data = batches(128, seed=32)
    model = make(learner, "nn.Linear(64, 2)")
    layer = model[1]
    weight, bias = layer.weight.detach().clone(), layer.bias.detach().clone()
    train(learner, model, data)
    got = model[1].weight.detach()
    expect(
        not torch.equal(got, weight),
        "After four batches no weight moved. Follow one gradient: is it still there when `step()` reads it?",
    )
    expect(
        not torch.allclose(got, after_four_batches(weight, bias, data, zero=False), atol=1e-4),
        "The fourth step moved by the sum of the gradients of four batches. Count the five steps: which is missing?",
    )
    expect(
        torch.allclose(got, after_four_batches(weight, bias, data, zero=True), atol=1e-4),
        "Four batches do not lead to where four steps of SGD lead. Is there one step for each batch, "
        "and are the optimiser and the loss those that were handed in?",
    )


def after_four_batches(weight, bias, data, zero):
    layer = nn.Linear(64, 2)
    layer.load_state_dict({"weight": weight, "bias": bias})
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    for images, labels in data:
        if zero:
            optimizer.zero_grad()
        nn.functional.cross_entropy(layer(images.flatten(1)), labels).backward()
        optimizer.step()
    return layer.weight.detach()


def test_training_mode(learner):
    """train trains in training mode, also after an evaluation"""
    # Dropout of everything: in training mode no input reaches the layer, so its weight gets no gradient.
    data = batches(64, seed=33)
    model = make(learner, "nn.Dropout(1.0), nn.Linear(64, 2)")
    weight = model[2].weight.detach().clone()
    model.eval()
    train(learner, model, data)
    expect(
        torch.equal(model[2].weight.detach(), weight),
        "After an evaluation `train` was called again, and dropout stayed off. "
        "A model keeps its mode until someone changes it: who should, and when?",
    )


def test_evaluation_mode(learner):
    """evaluate measures with dropout switched off, and measures right"""
    data = batches(100, seed=34)
    model = make(learner, "nn.Dropout(0.9), nn.Linear(64, 2)")
    weight, bias = model[2].weight.detach(), model[2].bias.detach()
    right = sum(((images.flatten(1) @ weight.T + bias).argmax(dim=1) == labels).sum().item() for images, labels in data)
    model.train()
    shares = [translated(learner.evaluate, model, data) for _ in range(4)]
    expect(
        len(set(shares)) == 1,
        f"The same model on the same pictures: {', '.join(f'{share:.0%}' for share in shares)}. "
        "Dropout is still in training mode while you measure. Which call changes that?",
    )
    expect(
        approx(shares[0], right / 100, 1e-6),
        f"`evaluate` says {shares[0]!r} where {right} of 100 pictures are right. Leave the counting as it was.",
    )


def test_learns(learner):
    """The script's model tells 90 % of fresh pictures right"""
    share = translated(learner.evaluate, learner.model, batches(2000, seed=35))
    expect(
        share >= TARGET,
        f"The model of your script tells {share:.0%} of fresh pictures right; mended, it reaches 99 %. "
        "Look at the curve, and at the checks above.",
    )
