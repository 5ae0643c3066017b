import torch
from torch.nn.functional import linear

from tutor.check import CheckFailed, close, expect, fail, gradients_reach, parts

LAYERS = """lambda m: [(n, l.in_features, l.out_features, l.weight, l.bias) for n, l in m.named_modules()
    if isinstance(l, __import__('torch').nn.Linear)]"""
SIZES = [(4, 8, 3), (2, 32, 2), (10, 16, 1), (5, 12, 5)]


def make(learner, *sizes):
    shown = f"MyModel{sizes}"
    try:
        model = learner.MyModel(*sizes)
    except CheckFailed as failed:
        text = str(failed)
        if "before Module.__init__() call" in text:
            fail(
                f"{shown} can't be made: cannot assign module before Module.__init__() call. A layer came before the "
                "module had its books. What opens them, and where must it stand?"
            )
        if "takes no arguments" in text:
            fail(f"{shown} can't be made: your class takes no sizes yet. Which method receives them?")
        if "positional argument" in text:
            fail(f"{shown} can't be made: {text.split('TypeError: ')[-1]}. `__init__` takes self and three sizes.")
        raise
    parts(model, f"MyModel{sizes}")  # for its sentence on what is no module
    return model


def call(model, x):
    try:
        y = model(x)
    except CheckFailed as failed:
        text = str(failed)
        if 'missing the required "forward"' in text:
            fail(
                "The model can be made but not called: it has no method called `forward`. "
                "Check its spelling, and that it is indented like `__init__`."
            )
        if "cannot be multiplied" in text:
            fail(
                f"A batch of shape {tuple(x.shape)} does not go through: {text.split('RuntimeError: ')[-1]}. "
                "Compare the sizes of your layers with those that were asked for."
            )
        raise
    expect(y is not None, "`forward` gave back None. What does a function give back without `return`?")
    expect(isinstance(y, torch.Tensor), f"`forward` gave back {y!r}; it should be a tensor.")
    return y


def layers_of(learner, model, sizes):
    """The layers as (name, in, out, weight, bias), the one that takes the inputs first."""
    inputs, hidden, outputs = sizes
    layers = [tuple(layer) for layer in learner(LAYERS)(model)]
    expect(
        layers,
        "The model can be made, but no linear layer stands in the books: `parameters()` would miss it. "
        "Make both layers in `__init__` and assign each to `self`.",
    )
    expect(
        len(layers) == 2,
        f"The model has {len(layers)} linear layer{'s' * (len(layers) != 1)}; two were asked for, with ReLU between.",
    )
    for first, second in (layers, layers[::-1]):
        if first[1:3] == (inputs, hidden) and second[1:3] == (hidden, outputs):
            return first, second
    shown = " and ".join(f"{layer[1]} → {layer[2]}" for layer in layers)
    return fail(
        f"MyModel{sizes} has layers {shown}; they should be {inputs} → {hidden} and {hidden} → {outputs}. "
        "Perhaps MyModel ignores the sizes it is given, or takes them in another order."
    )


def test_layers(learner):
    """The model owns two linear layers of the sizes asked for"""
    for sizes in SIZES:
        model = make(learner, *sizes)
        if not list(learner(LAYERS)(model)):
            x = torch.ones(2, sizes[0])
            one, two = call(model, x), call(model, x)
            if one.shape == two.shape and not torch.equal(one, two):
                fail(
                    "The same batch gave two different answers: `forward` makes new layers on every call, and they can "
                    "never learn. Which method runs once?"
                )
        layers_of(learner, model, sizes)


def test_output(learner):
    """A batch goes through the first layer, ReLU and the second layer"""
    generator = torch.Generator().manual_seed(31)
    for n, sizes in zip((5, 1, 9, 4), SIZES):
        model = make(learner, *sizes)
        x = torch.randn(n, sizes[0], generator=generator)
        y = call(model, x).detach()
        first, second = layers_of(learner, model, sizes)
        judge(x, y, first[3:], second[3:])


def judge(x, y, first, second):
    hidden = linear(x, *first).detach()
    want = linear(hidden.relu(), *second).detach()

    def same(value):
        return y.shape == value.shape and y.dtype == value.dtype and torch.allclose(y, value, atol=1e-5)

    if same(want):
        return
    between = "comes between the two layers; a ReLU was asked for. What does ReLU do with negative numbers?"
    if same(linear(hidden, *second)):
        fail(
            "There is no ReLU between the two layers: negative numbers come through as they are. "
            "Two layers without a bend can do no more than one. Is the result of your ReLU used?"
        )
    if same(linear(hidden.tanh(), *second)):
        fail(f"A tanh {between}")
    if same(linear(hidden.sigmoid(), *second)):
        fail(f"A sigmoid {between}")
    if same(linear(linear(x.relu(), *first), *second)):
        fail("The ReLU stands before the first layer. It belongs between the two.")
    if any(same(end) for end in (want.relu(), want.sigmoid(), want.tanh(), want.softmax(1), want.log_softmax(1))):
        fail(
            "The way to the second layer is right, and then something changes its numbers once more. "
            "Nothing should come behind the second layer."
        )
    close(y, want, "The output", rtol=1e-4, atol=1e-5)


def test_gradients(learner):
    """Every parameter gets a gradient"""
    model = make(learner, 6, 16, 4)
    layers_of(learner, model, (6, 16, 4))
    x = torch.randn(32, 6, generator=torch.Generator().manual_seed(32))
    call(model, x)  # first, for its sentences
    gradients_reach(
        model,
        x,
        remark="What gets no gradient would never learn. "
        "Follow its numbers through `forward`: where do they leave the way to the result?",
    )
