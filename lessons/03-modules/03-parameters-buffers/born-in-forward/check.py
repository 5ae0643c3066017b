import torch

from tutor.check import accuracy, calls, expect, fail, fit, gradients_reach, parts, reaches
from tutor.data import moons

# Measured with the solution, 600 steps, 2000 fresh points, seeds 0 to 4: 0.980 to 0.986. A layer born with the same
# seed on every call gets 0.885, a straight line 0.877, the starter 0.30 to 0.75.
TARGET = 0.93


def make(learner):
    model = learner.Net()
    parts(model, "Net()")  # for its sentence on what is no module
    return model


def call(model, x):
    y = model(x)
    expect(isinstance(y, torch.Tensor), f"Calling the model gives {y!r}; it should give a tensor. Check the `return`.")
    expect(
        y.shape == (len(x), 2),
        f"{len(x)} points come out with shape {tuple(y.shape)}; it should be ({len(x)}, 2): 2 scores for each.",
    )
    return y.detach()


def test_same_answer(learner):
    """The same points get the same answer twice"""
    model = make(learner)
    x, _ = moons(20, seed=3)
    expect(
        torch.equal(call(model, x), call(model, x)),
        "The same points got two different answers, and nothing was trained in between: a new layer is born on every "
        "call. Where do layers live long?",
    )


def test_registered(learner, tree):
    """Both layers are registered before the first call"""
    model = make(learner)
    before = parts(model)
    count = before.count
    call(model, moons(4, seed=3)[0])
    if before.parameters != parts(model).parameters:
        fail(
            "After the first call the model has more parameters than before. It is made too late: an optimiser that "
            "was given `parameters()` before that call never hears of the new ones."
        )
    if count == 66 and calls(tree, "torch.manual_seed"):
        fail(
            "Only the head is registered. With the seed set inside, the same layer is born again on every call: it is "
            "at its random start for ever. Which method runs once?"
        )
    expect(
        count != 66,
        "Only the head is registered, with 66 numbers. The hidden layer stands in no book, so the optimiser never gets "
        "it. Which method should make it, and to what should it be assigned?",
    )
    expect(
        count == 162,
        f"The model has {count} numbers to learn; 2 × 32 + 32 for the hidden layer and 32 × 2 + 2 for the head make 162. "
        "Print the names of its parameters.",
    )


def test_gradients(learner):
    """Every parameter gets a gradient"""
    model = make(learner)
    x, _ = moons(64, seed=4)
    gradients_reach(
        model,
        x,
        remark="What gets no gradient stays at its random start. "
        "Does the result of `forward` depend on it, with notes all the way?",
    )


def test_bend(learner):
    """There is a Tanh between the layers"""
    # Without a bend, f(a + b) + f(0) = f(a) + f(b) for any two points.
    model = make(learner)
    f = call(model, torch.tensor([[2.0, -1.0], [1.0, 3.0], [3.0, 2.0], [0.0, 0.0]]))
    expect(
        not torch.allclose(f[0] + f[1], f[2] + f[3], atol=1e-4),
        "There is no Tanh between the layers any more, so the model can draw only a straight border. Put it back.",
    )


def test_learns(learner):
    """It learns the moons"""
    model = make(learner)
    X, y = moons(400, noise=0.15, seed=5)
    call(model, X)  # first, for its sentences on what is no tensor
    expect(model(X).requires_grad, "What the model gives has no notes, so it can't be trained. See the check above.")
    fit(model, X, y, steps=600, lr=0.5)
    reaches(
        accuracy(model, *moons(2000, noise=0.15, seed=6)),
        "after 600 steps the share of fresh points that are right",
        least=TARGET,
        remark="Look which of its layers are still at their random start.",
    )
