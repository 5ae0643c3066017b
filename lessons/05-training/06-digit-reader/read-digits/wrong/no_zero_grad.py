"""nothing ever clears it, so each step goes by the gradients of all batches before."""

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from tutor import log
from tutor.data import digits

# Given: 1437 pictures to work with, and 360 for the very end.
# images (N, 1, 8, 8) float32 from 0 to 1, labels (N,) int64
images, labels = digits(train=True)
test_images, test_labels = digits(train=False)

# ---- Milestone 1: the pipeline ---------------------------------------


def split(n, fraction=0.2, seed=0):
    """Numbers 0 … n-1, shuffled by seed, as two int64 tensors:

    training and validation, which holds round(fraction * n) of them.
    """
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    count = round(fraction * n)
    return order[count:], order[:count]


def statistics(images):
    """Mean and standard deviation over all pixels, two floats."""
    return images.mean().item(), images.std().item()


def prepare(images, mean, std):
    """(N, 1, H, W) to (N, H*W): rows, minus mean, divided by std."""
    return (images.flatten(1) - mean) / std


def make_loader(X, y, batch_size=32, shuffle=False, seed=0):
    """Batches (X rows, y rows). Each pass over it gives each row once.

    With shuffle each pass has another order; seed makes them repeat.
    """
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(TensorDataset(X, y), batch_size, shuffle=shuffle, generator=generator)


# ---- Milestone 2: model and curves -----------------------------------

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


def make_model(inputs, width, activation, seed=0):
    """inputs numbers, a hidden layer of width, 10 logits: an nn.Module.

    activation is "relu", "tanh" or "sigmoid". The same seed gives the
    same weights.
    """
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(inputs, width), ACTIVATIONS[activation](), nn.Linear(width, 10))


def evaluate(model, loader):
    """Mean loss over all rows and fraction of right answers, floats."""
    model.eval()
    total = right = count = 0
    with torch.no_grad():
        for X, y in loader:
            logits = model(X)
            total += cross_entropy(logits, y, reduction="sum").item()
            right += (logits.argmax(dim=1) == y).sum().item()
            count += len(y)
    return total / count, right / count


def train(model, train_loader, val_loader, epochs, lr):
    """Trains model in place. Returns a dict of lists, a float an epoch:

    "train_loss" (mean over its rows), "val_loss" and "val_accuracy".
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(epochs):
        model.train()
        total = count = 0
        for X, y in train_loader:
            loss = cross_entropy(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            count += len(y)
        val_loss, accuracy = evaluate(model, val_loader)
        log(loss=total / count, val_loss=val_loss)
        for key, value in zip(history, (total / count, val_loss, accuracy)):
            history[key].append(value)
    return history


# ---- Milestone 3: the reader -----------------------------------------

# Make and train your `model` here, with your training part.


def read(images):
    """Raw images (N, 1, 8, 8) to digits (N,) and confidences (N,)."""


# ---- Milestone 4: a study --------------------------------------------


def run(activation, width, seed):
    """Trains one network and returns its validation accuracy, a float."""


# A list of dicts with "activation", "width" and "accuracies" (a list of
# three, for seeds 0, 1 and 2): at least 2 activations times 2 widths.
study = None

# From your table: activation and width of the row with the highest mean.
best = None  # such as ("relu", 16)

# The largest difference between two runs of one row: what chance can do.
spread = None  # a float

# Is the lowest run of the best row above the highest of all other rows?
clear = None  # True or False

# ---- Milestone 5: where it errs --------------------------------------


def gallery(images, labels, k=9):
    """The k surest mistakes of `read`, the surest first: a list of
    (place in images, true digit, answer, confidence)."""


# ---- Milestone 6: a file of weights ----------------------------------


def save(path, model, settings):
    """Writes one file: the model's state_dict, and settings, a dict of
    the arguments that make_model needs."""


def restore(path):
    """The model from such a file, with its weights, ready to be used."""


# ---- Milestone 7 is clean code: see its page -------------------------

# ---- Try things below this line --------------------------------------
