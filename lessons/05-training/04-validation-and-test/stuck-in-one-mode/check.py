import torch

from tutor.check import approx, expect, fail

EPOCHS = 3
# A network that notes at each forward pass whether it sees training or validation data (these have 100 in the first
# pixel, which weighs nothing), whether it is in training mode, and whether autograd is recording.
WATCH = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Watched(nn.Sequential):
    def forward(self, x):
        passes.append((bool(x.flatten(1)[0, 0] > 50), self[1].training, torch.is_grad_enabled()))
        return super().forward(x)

passes = []

def watch(training, validation):
    passes.clear()
    torch.manual_seed(3)
    model = Watched(nn.Flatten(), nn.Dropout(0.5), nn.Linear(4, 3))
    with torch.no_grad():
        model[2].weight[:, 0] = 0
    start = model[2].weight.detach().clone()
    loaders = [DataLoader(TensorDataset(X, y), batch_size=8) for X, y in (training, validation)]
    accuracies = learner["fit"](model, *loaders, 3, lr=1.0)
    return passes, accuracies, start, model[2].weight.detach(), model[2].bias.detach()
"""


def draw(n, seed, mark):
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(n, 1, 2, 2, generator=generator)
    X[:, 0, 0, 0] = mark
    return X, X.flatten(1)[:, 1:].argmax(dim=1)


def watched(learner):
    """(passes, accuracies, weight before, weight and bias after, validation data)"""
    training, validation = draw(24, 1, 0.0), draw(20, 2, 100.0)
    return (*learner.define(WATCH, "watch", about="fit")(training, validation), validation)


def test_trains(learner):
    """fit still takes a step for every training batch, and measures after every epoch"""
    passes, accuracies, start, weight, *_ = watched(learner)
    trained = sum(not validation for validation, *_ in passes)
    measured = len(passes) - trained
    expect(
        trained == 3 * EPOCHS and measured == 3 * EPOCHS,
        f"In {EPOCHS} epochs of 3 training and 3 validation batches the model was called {trained} and {measured} "
        f"times; it should be {3 * EPOCHS} and {3 * EPOCHS}. Leave the loop as it is, and move the two calls only.",
    )
    expect(not torch.equal(start, weight), "No weight moved. Leave the five steps as they are.")
    expect(
        isinstance(accuracies, (list, tuple)) and len(accuracies) == EPOCHS,
        "`fit` should return a list with the accuracy after each epoch, as before.",
    )


def test_training_mode(learner):
    """Every epoch trains in training mode"""
    passes = watched(learner)[0]
    modes = [training for validation, training, _ in passes if not validation]
    expect(any(modes), "Not one training step was made in training mode: dropout was off from the beginning.")
    expect(
        all(modes[:3]),
        "The first epoch trained in evaluation mode. A new model is in training mode; what changed it?",
    )
    expect(
        all(modes),
        "From the second epoch on the model trained in evaluation mode, with dropout off: "
        "after the first measuring nobody switched back. What has to stand at the start of each epoch?",
    )


def test_evaluation_mode(learner):
    """Every epoch measures in evaluation mode"""
    passes = watched(learner)[0]
    modes = [training for validation, training, _ in passes if validation]
    expect(
        not all(modes),
        "Every score was measured with dropout on. It is lower than it should be, and chance decides by how much. "
        "Which call has to stand before the measuring?",
    )
    expect(
        not any(modes),
        f"{sum(modes)} of {len(modes)} validation batches went through with dropout on. "
        "Is the mode set before the first of them, in every epoch?",
    )


def test_no_notes(learner):
    """Measuring takes no notes, training does"""
    passes = watched(learner)[0]
    expect(
        not any(recording for validation, _, recording in passes if validation),
        "Autograd took notes while you measured. `eval()` does not stop it; keep `torch.no_grad()`.",
    )


def test_score(learner):
    """The scores are right"""
    _, accuracies, _, weight, bias, (X, y) = watched(learner)
    want = ((X.flatten(1) @ weight.T + bias).argmax(dim=1) == y).float().mean().item()
    if not approx(accuracies[-1], want, 1e-4):
        fail(
            f"The last score is {accuracies[-1]!r}; the trained model is right on {want:.2f} of the validation "
            "samples. Leave the counting as it was, and measure after the epoch's steps."
        )
