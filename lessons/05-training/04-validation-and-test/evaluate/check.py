import torch
import torch.nn.functional as F

from tutor.check import approx, expect, fail

# `watch` gives it a network with dropout and batch normalisation, and tells what became of it; `measure` gives it a
# plain layer, and tells that layer's numbers.
TRY = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def loader(X, y, size):
    return DataLoader(TensorDataset(X, y), batch_size=size)

def watch(mode, X, y, size):
    torch.manual_seed(5)
    model = nn.Sequential(nn.BatchNorm1d(3), nn.Dropout(0.5), nn.Linear(3, 4))
    model[0].running_mean.copy_(torch.tensor([0.5, -0.5, 1.0]))
    modes, recording = [], []

    def note(*_):
        modes.append(model[1].training)
        recording.append(torch.is_grad_enabled())

    model[2].register_forward_pre_hook(note)
    model.train(mode)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    learner["evaluate"](model, loader(X, y, size))
    moved = [name for name, value in model.state_dict().items() if not torch.equal(value, before[name])]
    return modes, recording, [module.training for module in model.modules()], moved

def measure(X, y, size):
    layer = nn.Linear(3, 4)
    return learner["evaluate"](layer, loader(X, y, size)), layer.weight.detach(), layer.bias.detach()
"""


def draw(n, seed):
    """Data whose last samples are much harder than the first, so that weights matter."""
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(n, 3, generator=generator) * torch.linspace(0.2, 6, n)[:, None]
    return X, torch.randint(0, 4, (n,), generator=generator)


def watched(learner, mode):
    """(modes and autograd's state at each forward pass, modes afterwards, names of what changed)"""
    return learner.define(TRY, "watch", about="evaluate")(mode, *draw(10, 30), 4)


def measured(learner, X, y, size):
    """(what evaluate returned, weight and bias of the layer)"""
    return learner.define(TRY, "measure", about="evaluate")(X, y, size)


def test_pair(learner):
    """It returns two Python numbers"""
    got, *_ = measured(learner, *draw(7, 1), 3)
    expect(got is not None, "`evaluate` returned None. Does it end with `return`?")
    expect(
        isinstance(got, (tuple, list)) and len(got) == 2,
        "`evaluate` should return two numbers: the mean loss and the accuracy.",
    )
    for name, value in zip(("The mean loss", "The accuracy"), got):
        expect(
            isinstance(value, (int, float)) and not isinstance(value, bool),
            f"{name} is a {type(value).__name__}; it should be a Python number. Which call takes it out?",
        )


def test_mode(learner):
    """It measures in evaluation mode, and changes nothing in the model"""
    modes, recording, _, moved = watched(learner, True)
    expect(len(modes) > 0, "`evaluate` never called the model. It should measure the model that is handed in.")
    expect(
        not any(modes),
        "The model came in training mode, and you measured in it: dropout was on"
        + (", and the running mean of the batch normalisation moved. " if moved else ". ")
        + "Which call changes the mode, of the model and all in it?",
    )
    expect(not moved, f"Measuring changed {moved[0] if moved else ''}. It should leave the model as it is.")


def test_mode_restored(learner):
    """Afterwards the model is in the mode in which it came"""
    for mode in (True, False):
        *_, after, _ = watched(learner, mode)
        came, left = ("training", "evaluation") if mode else ("evaluation", "training")
        expect(
            set(after) == {mode},
            f"The model came in {came} mode and was left in {left} mode. "
            + (
                "The caller's next epoch would train with dropout off. "
                if mode
                else "A model that was switched for good would answer with dropout on. "
            )
            + "Remember the mode before you change it.",
        )


def test_no_notes(learner):
    """No notes of autograd are taken"""
    _, recording, *_ = watched(learner, True)
    expect(
        not any(recording),
        "Autograd took notes of every forward pass: `eval()` does not stop it. They cost memory and nobody reads them.",
    )


def losses(weight, bias, X, y, size):
    """Losses and right answers of all samples, each also as the list of the batches' means."""
    logits = X @ weight.T + bias
    each = F.cross_entropy(logits, y, reduction="none")
    right = (logits.argmax(dim=1) == y).float()
    return each, right, [p.mean().item() for p in each.split(size)], [p.mean().item() for p in right.split(size)]


def test_exact(learner):
    """Loss and accuracy are those of all samples, however they are cut"""
    for seed, (n, size) in enumerate(((10, 4), (31, 8), (12, 12), (9, 1))):
        X, y = draw(n, seed)
        got, weight, bias = measured(learner, X, y, size)
        expect(isinstance(got, (tuple, list)) and len(got) == 2, "`evaluate` should return two numbers.")
        each, right, means, shares = losses(weight, bias, X, y, size)
        for name, value, all_of, of_batches in (("loss", got[0], each, means), ("accuracy", got[1], right, shares)):
            judge(f"{n} samples in batches of {size}: ", name, value, all_of, of_batches)


def judge(seen, name, value, all_of, of_batches):
    want = all_of.mean().item()
    if approx(value, want, 1e-4 * max(1.0, abs(want))):
        return
    if approx(value, sum(of_batches) / len(of_batches), 1e-4):
        fail(
            seen + f"the {name} is the mean of the batches' means, so the samples of the small last batch "
            "count more than the others. Add up over samples and divide once."
        )
    if approx(value, sum(of_batches) / len(all_of), 1e-4):
        fail(seen + f"the {name} adds up means and divides by the number of samples. A mean times its size is a sum.")
    if approx(value, of_batches[-1], 1e-4):
        fail(seen + f"the {name} is that of the last batch alone.")
    if approx(value, all_of.sum().item(), 1e-3):
        fail(seen + f"the {name} is a sum over all samples. Divide by their number.")
    if name == "accuracy" and approx(value, 100 * want, 1e-2):
        fail(seen + "the accuracy is in percent; it should be a share from 0 to 1.")
    shown = f"{float(value):.4f}" if isinstance(value, (int, float)) else f"a {type(value).__name__}"
    fail(seen + f"the {name} is {shown}; it should be {want:.4f}.")
