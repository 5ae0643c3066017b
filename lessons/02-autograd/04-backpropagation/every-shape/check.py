import torch
from torch.nn.functional import cross_entropy

from tutor.check import expect


def truths():
    """The shapes of all gradients, from a real backward pass."""
    x = torch.randn({{n}}, {{features}}, requires_grad=True)
    W1, W2, W3 = (
        torch.randn(sizes, requires_grad=True)
        for sizes in (({{features}}, {{wide}}), ({{wide}}, {{narrow}}), ({{narrow}}, {{classes}}))
    )
    b1, b2, b3 = (torch.randn(size, requires_grad=True) for size in ({{wide}}, {{narrow}}, {{classes}}))
    h1 = (x @ W1 + b1).relu()
    h2 = (h1 @ W2 + b2).relu()
    scores = h2 @ W3 + b3
    loss = cross_entropy(scores, torch.randint({{classes}}, ({{n}},)))
    for t in (loss, scores, h2):
        t.retain_grad()
    loss.backward()
    return {name: tuple(t.grad.shape) for name, t in zip("abcdefg", (loss, scores, W3, h2, b2, W1, x))}


def judge(learner, name, tensor, known=None, hint="A gradient has the shape of its tensor."):
    value = getattr(learner, name)
    expect(value is not None, f"{name} is still None: write a shape, such as ({{n}}, {{features}}).")
    if isinstance(value, int) and not isinstance(value, bool):
        expect(False, f"{name} is the number {value}: write a tuple. With one axis it needs a comma, as in (7,).")
    expect(
        isinstance(value, (tuple, list)) and all(type(size) is int for size in value),
        f"{name} is {value!r}: write a shape, such as ({{n}}, {{features}}).",
    )
    value, truth = tuple(value), truths()[name]
    for wrong, sentence in (known or {}).items():
        expect(value != wrong, f"{name} is not {value}. {sentence}")
    if len(truth) == 2:
        expect(
            value != truth[::-1],
            f"{name} is not {value}: that is transposed. What shape has {tensor} on the way forward?",
        )
    expect(value == truth, f"{name} is not {value}. {hint}")


def test_a(learner):
    """a: the loss"""
    one = "The loss is a single number, without any axis. How is the shape of such a tensor written?"
    judge(
        learner,
        "a",
        "the loss",
        {(1,): one, ({{n}},): "The mean over the {{n}} samples is taken already.", (1, 1): one},
        one,
    )


def test_b(learner):
    """b: scores"""
    judge(
        learner,
        "b",
        "scores",
        {
            ({{n}}, {{narrow}}): "That is the shape of h2, which goes into the last layer. What comes out of it?",
            ({{classes}},): "Each of the {{n}} samples has {{classes}} scores of its own.",
        },
        "How many samples are there, and how many scores has each? W3 says it.",
    )


def test_c(learner):
    """c: W3"""
    judge(learner, "c", "W3", {({{n}}, {{classes}}): "That is the shape of scores. W3 has no axis for the samples."})


def test_d(learner):
    """d: h2"""
    judge(
        learner,
        "d",
        "h2",
        {
            ({{n}}, {{wide}}): "That is the shape of h1. h2 comes out of the second layer.",
            ({{narrow}}, {{classes}}): "That is the shape of W3, which h2 is multiplied by.",
        },
        "h2 has one row for each sample. How many columns does W2 make?",
    )


def test_e(learner):
    """e: b2"""
    rows = (
        "That is what arrives at the sum. b2 was added to each of the {{n}} rows; what happens to gradients that meet?"
    )
    judge(
        learner,
        "e",
        "b2",
        {({{n}}, {{narrow}}): rows, (1, {{narrow}}): "b2 has a single axis, and so has its gradient."},
    )


def test_f(learner):
    """f: W1"""
    judge(
        learner,
        "f",
        "W1",
        {({{n}}, {{wide}}): "That is the shape of h1. A weight has no axis for the samples: all of them share it."},
    )


def test_g(learner):
    """g: x"""
    judge(
        learner,
        "g",
        "x",
        {({{features}},): "That would be one sample. The gradient for x has a row for each of the 32."},
    )
