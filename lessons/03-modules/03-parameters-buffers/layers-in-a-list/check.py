import torch
from torch.nn.functional import linear

from tutor.check import CheckFailed, close, expect, fail, gradients_reach, parts

LAYERS = """lambda m: [(l.in_features, l.out_features, l.weight, l.bias) for l in m.modules()
    if isinstance(l, __import__('torch').nn.Linear)]"""
SIZES = [(2, 16, 3, 4), (5, 8, 1, 3), (3, 6, 5, 2)]


def make(learner, sizes):
    model = learner.Deep(*sizes)
    return model, parts(model, f"Deep{sizes}")


def call(model, x):
    try:
        y = model(x)
    except CheckFailed as failed:
        if "cannot be multiplied" in str(failed):
            fail(
                f"A batch does not go through: {str(failed).split('RuntimeError: ')[-1]}. "
                "Layers stand in another order, or have other sizes, than before. Print the model."
            )
        raise
    expect(isinstance(y, torch.Tensor), f"Calling the model gives {y!r}; it should give a tensor. Check the `return`.")
    return y


def expected_count(inputs, hidden, depth, outputs):
    return (inputs + 1) * hidden + (depth - 1) * (hidden + 1) * hidden + (hidden + 1) * outputs


def layers_of(learner, sizes):
    """The model and its layers in their order, the head last."""
    inputs, hidden, depth, outputs = sizes
    model, held = make(learner, sizes)
    layers = [tuple(layer) for layer in learner(LAYERS)(model)]
    shown = f"Deep{sizes}"
    got, want = held.count, expected_count(*sizes)
    if len(layers) < depth + 1:
        if len(layers) == 3 and depth > 2:
            fail(
                f"{shown} has {got} parameters instead of {want}: it seems that you put the same layer several times "
                "into your list. Each place needs a layer of its own."
            )
        fail(
            f"{shown} has {got} parameters instead of {want}: the hidden layers stand in no book, or not all of them. "
            "Print the model. What kind of list does a module take note of?"
        )
    expect(
        len(layers) == depth + 1,
        f"{shown} has {len(layers)} linear layers; it should have {depth} hidden ones and a head. "
        "Does their number follow `depth`, and is each of them in use?",
    )
    layers.sort(key=lambda layer: (layer[1] == outputs, layer[0] != inputs))  # the sort keeps the order of equals
    expect(
        [layer[:2] for layer in layers] == [(inputs, hidden), *[(hidden, hidden)] * (depth - 1), (hidden, outputs)],
        f"{shown} has layers {', '.join(f'{layer[0]} → {layer[1]}' for layer in layers)}. Leave the sizes as they were.",
    )
    expect(got == want, f"{shown} has {got} parameters; it should have {want}. What else did you register?")
    return model, [layer[2:] for layer in layers]


def test_registered(learner):
    """All layers are registered, for any depth"""
    for sizes in SIZES:
        layers_of(learner, sizes)


def test_gradients(learner):
    """Every registered parameter takes part"""
    for sizes in SIZES:
        model, _ = make(learner, sizes)
        x = torch.randn(16, sizes[0], generator=torch.Generator().manual_seed(31))
        call(model, x)  # first, for its sentences
        gradients_reach(
            model,
            x,
            remark="It is registered but gets no gradient: `forward` doesn't use it. "
            "The layers in the books must be those that work.",
        )


def test_output(learner):
    """The model computes what it computed before"""
    generator = torch.Generator().manual_seed(32)
    for sizes in SIZES:
        model, layers = layers_of(learner, sizes)
        x = torch.randn(7, sizes[0], generator=generator)
        y = call(model, x).detach()
        want, flat = x, x
        for weight, bias in layers[:-1]:
            want, flat = linear(want, weight, bias).tanh(), linear(flat, weight, bias)
        want, flat = linear(want, *layers[-1]).detach(), linear(flat, *layers[-1]).detach()
        if y.shape == want.shape and y.dtype == want.dtype and torch.allclose(y, flat, atol=1e-5):
            fail("There is no Tanh between the layers any more. Only the list was wrong; keep the rest of the way.")
        close(y, want, f"The output of Deep{sizes}", rtol=1e-4, atol=1e-5)
