import torch

from tutor.check import close, expect, fail


def draw(learner, sizes, seed):
    """Two layers with weights of their own in the learner's process, and their tensors here."""
    make = learner("lambda a, b: (__import__('torch').nn.Linear(a, b))")
    n_in, n_hidden, n_out = sizes
    first, second = make(n_in, n_hidden), make(n_hidden, n_out)
    tensors = [t.detach().double() for t in (first.weight, first.bias, second.weight, second.bias)]
    return first, second, tensors


def ask(learner, first, second):
    got = learner.merge(first, second)
    expect(got is not None, "merge returned None. Does it end with `return`?")
    expect(
        isinstance(got, (tuple, list)) and len(got) == 2,
        f"merge returned a {type(got).__name__}; it should return two tensors, W and b.",
    )
    for name, value in zip("Wb", got):
        expect(
            isinstance(value, torch.Tensor) and not value.is_complex(),
            f"{name} should be a tensor of floats. Look at what stands for {name} after your `return`.",
        )
    return got[0].detach().double(), got[1].detach().double()


def same(got, want):
    return got.shape == want.shape and torch.allclose(got, want, rtol=1e-4, atol=1e-5)


def test_weight(learner):
    """W is the weight of both layers together"""
    for seed, sizes in enumerate(((3, 5, 2), (4, 4, 4), (1, 6, 3), (7, 2, 1))):
        first, second, (W1, _, W2, _) = draw(learner, sizes, seed)
        W, _ = ask(learner, first, second)
        want = W2 @ W1
        expect(
            same(W, want) or not same(W, want.T),
            f"Your W has shape (in, out), here {tuple(W.shape)}. `nn.Linear` keeps (out, in), and x meets its transpose.",
        )
        expect(
            W.shape == want.shape,
            f"For layers {sizes[0]} → {sizes[1]} → {sizes[2]} your W has shape {tuple(W.shape)}; it should have one row "
            f"for each output and one column for each input: {tuple(want.shape)}. Which product gives that?",
        )
        close(
            W,
            want,
            "W",
            rtol=1e-4,
            atol=1e-5,
            feedback="W should be the product of the two matrices: going through the first, then through the second. "
            "Compare yours with the expected one below.",
        )


def test_bias(learner):
    """b is the bias of both layers together"""
    for seed, sizes in enumerate(((3, 5, 2), (4, 4, 4), (1, 6, 3), (7, 2, 1))):
        first, second, (_, b1, W2, b2) = draw(learner, sizes, seed)
        _, b = ask(learner, first, second)
        want = W2 @ b1 + b2
        if not same(b, want) and b.shape == want.shape:
            name_the_mistake(b, b1, W2, b2)
        close(b, want, "b", rtol=1e-4, atol=1e-5)


def name_the_mistake(b, b1, W2, b2):
    if same(b, b2):
        fail("The bias of the first layer is missing. What does the second layer do with it?")
    if same(b, W2 @ b1):
        fail("The bias of the second layer is missing: it is added last. Put it in.")
    if not b.any():
        fail("b is 0, but both layers have a bias. What comes out of the two layers when x is 0?")
    if same(b, b1.sum() + b2) or (b1.shape == b2.shape and same(b, b1 + b2)):
        fail("The bias of the first layer was added as it is. On its way out it passes the second layer; apply that.")


def test_layers_stay(learner):
    """The two layers stay as they are"""
    first, second, before = draw(learner, (3, 4, 2), 9)
    learner.merge(first, second)
    for name, now, was in zip(
        ("first.weight", "first.bias", "second.weight", "second.bias"),
        (first.weight, first.bias, second.weight, second.bias),
        before,
    ):
        expect(
            same(now.detach().double(), was),
            f"After the call {name} holds other numbers. Make new tensors and leave the layers alone.",
        )
