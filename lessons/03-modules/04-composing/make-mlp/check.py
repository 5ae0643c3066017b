import itertools

import torch
from torch.nn.functional import linear

from tutor.check import CheckFailed, close, expect, fail, gradients_reach, parts, samples_stay_apart

LAYERS = """lambda m: [(l.in_features, l.out_features, l.weight, l.bias) for l in m.modules()
    if isinstance(l, __import__('torch').nn.Linear)]"""
STACKS = [[64, 32, 16, 10], [3, 7, 5, 6, 2], [4, 9, 3], [6, 12, 8, 8, 8, 4]]


def make(learner, sizes):
    try:
        model = learner.make_mlp(sizes)
    except CheckFailed as failed:
        if "is not a Module subclass" in str(failed):
            fail(
                f"make_mlp({sizes}) fails: {str(failed).split('TypeError: ')[-1].split(' (line')[0]}. "
                "Sequential wants its parts one by one, not as a list. What hands over the items of a list one by one?"
            )
        raise
    expect(model is not None, "make_mlp returned None. Does it end with `return`?")
    if isinstance(model, (list, tuple, dict)):
        fail(f"make_mlp returned a {type(model).__name__}, which is no module and can't be called. Make a model of it.")
    parts(model, "make_mlp(…)")  # for its sentence on what is no module
    return model


def call(model, x):
    try:
        y = model(x)
    except CheckFailed as failed:
        if 'missing the required "forward"' in str(failed):
            fail(
                "The model can't be called: it has no `forward`. A ModuleList only holds its parts. "
                "Which of the two runs them, one behind the other?"
            )
        raise
    expect(isinstance(y, torch.Tensor), f"Calling the model gives {y!r}; it should give a tensor.")
    return y.detach()


def layers_of(learner, model, sizes):
    """The layers' (weight, bias), once their sizes are right."""
    layers = [tuple(layer) for layer in learner(LAYERS)(model)]
    want = list(zip(sizes, sizes[1:]))
    got = [layer[:2] for layer in layers]
    shown = ", ".join(f"{i} → {o}" for i, o in got) if got else "no linear layer at all"
    expect(
        got == want,
        f"The sizes along the model should be {', '.join(f'{i} → {o}' for i, o in want)}; "
        f"make_mlp({sizes}) has {shown}. Print the pairs that your loop goes through.",
    )
    return [layer[2:] for layer in layers]


def run(x, layers, bends):
    """x through the layers, with the function ``bends[i]`` behind layer i."""
    for (weight, bias), bend in zip(layers, bends):
        x = linear(x, weight, bias)
        x = bend(x) if bend else x
    return x.detach()


def test_sizes(learner):
    """A linear layer from each size to the next"""
    for sizes in STACKS:
        layers_of(learner, make(learner, sizes), sizes)


def test_output(learner):
    """ReLU between the layers, and nothing behind the last"""
    generator = torch.Generator().manual_seed(31)
    for sizes in STACKS:
        model = make(learner, sizes)
        x = 2 * torch.randn(16, sizes[0], generator=generator)
        y = call(model, x)
        judge(y, x, layers_of(learner, model, sizes), f"The output of make_mlp({sizes})")
        samples_stay_apart(model, x)
        gradients_reach(model, x, zeros=True)


def judge(y, x, layers, what):
    def same(value):
        return y.shape == value.shape and y.dtype == value.dtype and torch.allclose(y, value, rtol=1e-4, atol=1e-5)

    gaps = len(layers) - 1
    relu = torch.relu
    want = run(x, layers, [relu] * gaps + [None])
    if same(want):
        return
    if same(run(x, layers, [relu] * (gaps + 1))):
        fail(
            "A ReLU stands behind the last layer: every negative score becomes 0, and can't be told from another. "
            "How many gaps are there between the layers?"
        )
    if same(run(x, layers, [None] * (gaps + 1))):
        fail("There is no ReLU between the layers, so the whole stack can do no more than one layer.")
    for bend in (torch.tanh, torch.sigmoid):
        if same(run(x, layers, [bend] * gaps + [None])):
            fail(f"{bend.__name__.title()} stands between the layers; a ReLU was asked for.")
    if same(run(x.relu(), layers, [relu] * gaps + [None])):
        fail("A ReLU stands before the first layer: what is negative in the input is lost before anyone saw it.")
    for bends in itertools.product((relu, None), repeat=gaps):
        if same(run(x, layers, [*bends, None])):
            fail("A ReLU is missing between some of the layers. Print the model and look at each gap.")
    if any(same(f(want)) for f in (torch.sigmoid, torch.tanh, lambda t: t.softmax(1), lambda t: t.log_softmax(1))):
        fail(
            "Something changes the scores at the end. Nothing stands behind the last layer: the loss takes raw scores."
        )
    close(y, want, what, rtol=1e-4, atol=1e-5)


def test_single_layer(learner):
    """Two sizes make a single layer"""
    x = torch.randn(9, 5, generator=torch.Generator().manual_seed(32))
    try:
        model = make(learner, [5, 2])
        layers = layers_of(learner, model, [5, 2])
        judge(call(model, x), x, layers, "The output of make_mlp([5, 2])")
    except CheckFailed as failed:
        fail(str(failed) if "[5, 2]" in str(failed) else f"make_mlp([5, 2]) is one linear layer. {failed}")
