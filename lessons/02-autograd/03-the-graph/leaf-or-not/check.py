import torch

from tutor.check import expect, fail

NAMES = "abcdefg"
EXAMPLE = 'write a list of names, such as ["a", "g"]'


def truths():
    """Which are leaves and which have a gradient, from a real run."""
    a = torch.tensor(2.0, requires_grad=True)
    b = torch.tensor(3.0) + 1
    c = a * b
    d = c.detach()
    e = torch.rand(2, requires_grad=True) * 10
    f = torch.zeros(2).requires_grad_()
    g = torch.tensor(1.0, requires_grad=True)
    loss = c * d + (e * f).sum()
    loss.backward()
    tensors = dict(zip(NAMES, (a, b, c, d, e, f, g)))
    leaves = {name for name, t in tensors.items() if t.is_leaf}
    return leaves, {name for name in leaves if tensors[name].grad is not None}


def answer(learner, name):
    value = getattr(learner, name)
    expect(value is not None, f"{name} is still None: {EXAMPLE}.")
    expect(isinstance(value, (list, tuple)), f"{name} is {value!r}: {EXAMPLE}.")
    for item in value:
        if isinstance(item, torch.Tensor):
            fail(f"{name} holds the tensors themselves: {EXAMPLE}, with quotes.")
        expect(isinstance(item, str) and item in tuple(NAMES), f"{name} holds {item!r}: {EXAMPLE}.")
    return set(value)


def test_leaves(learner):
    """The leaves"""
    given, (right, _) = answer(learner, "leaves"), truths()
    expect(
        "c" not in given, "c is no leaf: it was computed from a, which requires a gradient. Ask c for its `grad_fn`."
    )
    expect(
        "e" not in given,
        "e is no leaf. What requires a gradient is what `rand` made; e was computed from that. Look for the `*`.",
    )
    expect(
        "b" in given,
        "b was computed, but from tensors that require no gradient. Does it have a node? What is a tensor without one?",
    )
    expect("d" in given, "d was detached: the same number as c, without c's notes. What is a tensor without a node?")
    for name in sorted(right - given):
        fail(f"{name} is missing from your leaves. Nothing was computed to make it: which notes could lead to it?")


def test_grads(learner):
    """The tensors with a gradient"""
    given, (_, right) = answer(learner, "have_grad"), truths()
    for name in ("c", "e"):
        expect(
            name not in given,
            f"{name} is on the way from a leaf to the loss: its slope was worked out, used and dropped. "
            "Who keeps a `.grad`?",
        )
    expect("b" not in given, "b requires no gradient: nobody asked for its slope. Look at how it was made.")
    expect("d" not in given, "d was detached: to autograd it is a constant. Who asked for its slope?")
    expect("g" not in given, "g requires a gradient, but did it take part in `loss`? Look for it in the last lines.")
    for name in sorted(right - given):
        fail(f"{name} is missing. Does it require a gradient, is it a leaf, and is it part of `loss`?")
