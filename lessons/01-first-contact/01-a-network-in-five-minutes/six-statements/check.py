import torch
from torch import nn

from tutor.check import expect


def judge(learner, name, truth, feedback):
    answer = getattr(learner, name)
    expect(answer is not None, f"{name} is still None: write True or False.")
    text = f"the text {answer!r}" if isinstance(answer, str) else repr(answer)
    expect(isinstance(answer, bool), f"{name} is {text}: write True or False, without quotes.")
    expect(answer == truth, f"You say that {name} is {answer}. {feedback}")


def test_a(learner):
    """Statement a is judged right"""
    seen = []

    def model(x):
        hidden = 2 * x
        seen.append(hidden.item())
        return hidden + 1

    model(torch.tensor(1.5))
    judge(
        learner,
        "a",
        seen == [3.0],
        "Put a print between two operations on a tensor and run it: is the number there, or does it come later?",
    )


def test_b(learner):
    """Statement b is judged right"""
    layer = nn.Linear(2, 1)
    loss = layer(torch.ones(8, 2)).pow(2).mean()
    loss.backward()
    trains_on_cpu = layer.weight.grad is not None and layer.weight.device.type == "cpu"
    judge(
        learner,
        "b",
        not trains_on_cpu,
        "The network of page 1 was trained on the processor of this machine, in seconds. "
        "What does a GPU change, speed or possibility?",
    )


def test_c(learner):
    """Statement c is judged right"""
    x = torch.tensor(3.0, requires_grad=True)
    (x * x).backward()
    judge(
        learner,
        "c",
        x.grad.item() == 6.0,
        "Look at the loop of page 1: which line of it holds a derivative that someone worked out by hand?",
    )


def test_d(learner):
    """Statement d is judged right"""
    # The only one that no run can settle: it is what neuroscience says.
    judge(
        learner,
        "d",
        False,
        "Brain cells fire in pulses over time; a unit is a weighted sum and a bend. "
        'Read the page "Is it like a brain?" again.',
    )


def test_e(learner):
    """Statement e is judged right"""
    torch.manual_seed(1)
    stack = nn.Sequential(nn.Linear(2, 5), nn.Linear(5, 1)).double()
    p, q = torch.randn(2).double(), torch.randn(2).double()
    straight = torch.allclose(stack((p + q) / 2), (stack(p) + stack(q)) / 2)
    judge(
        learner,
        "e",
        not straight,
        "Work it out on paper: what is a weighted sum of weighted sums? "
        'Or run the page "Take the bend away" once more.',
    )


def test_f(learner):
    """Statement f is judged right"""

    def model(x):
        return x + 1 if x > 0 else x - 1

    differs = model(torch.tensor(1.0)).item() == 2.0 and model(torch.tensor(-1.0)).item() == -2.0
    judge(
        learner,
        "f",
        differs,
        "The graph is made afresh on every run. Call `halve_until_small` from the lesson with two tensors "
        "and count the turns of its loop.",
    )
