import torch

from tutor.check import close, expect, fail, parts

CHANGE = """
def set_scale(layer, values):
    layer.scale.data.copy_(values)

def load(target, source):
    target.load_state_dict(source.state_dict())
"""


def draw(n, features, seed):
    generator = torch.Generator().manual_seed(seed)
    return 5 + 3 * torch.randn(n, features, generator=generator)


def make(learner, data):
    layer = learner.CentreAndScale(data)
    return layer, parts(layer, "CentreAndScale(data)")


def is_bare(held, name):
    """Whether a tensor of that name lies on the module without standing in a book."""
    return any(stray == name for stray, *_ in held.strays)


def change(learner, name):
    return learner.define(CHANGE, name, about="CentreAndScale")


def call(layer, x):
    y = layer(x)
    expect(y is not None, "`forward` gave back None. What does a function give back without `return`?")
    expect(isinstance(y, torch.Tensor), f"`forward` gave back {y!r}; it should be a tensor.")
    return y


def test_scale(learner):
    """scale is a parameter: learned"""
    layer, held = make(learner, draw(6, 3, seed=1))
    if "scale" not in held.parameters:
        if "scale" in held.buffers:
            fail("`scale` is a buffer: moved and saved, but never trained. It is to be learned.")
        expect(is_bare(held, "scale"), "The module has no tensor `scale` yet. Make it in `__init__`, on `self`.")
        fail("`scale` is a bare tensor: no optimiser will find it. What makes a tensor a parameter?")
    scale = layer.scale
    expect(
        scale.shape == (3,),
        f"With 3 features `scale` has shape {tuple(scale.shape)}; it should be (3,): one number for each feature.",
    )
    expect(
        scale.dtype == torch.float32 and bool((scale == 1).all()),
        "`scale` should be all ones at the start, as float32. Ones change nothing until training has a reason to.",
    )


def test_mean(learner):
    """mean is a buffer: known, moved and saved, not trained"""
    data = draw(6, 3, seed=2)
    layer, held = make(learner, data)
    if "mean" in held.parameters:
        fail(
            "`mean` stands among the parameters, and whoever reads `parameters()` takes it for learned. "
            "It is known: which book is for that?"
        )
    if "mean" not in held.buffers:
        expect(is_bare(held, "mean"), "The module has no tensor `mean` yet. Make it in `__init__`.")
        fail("`mean` is a bare tensor: it is not moved and not saved with the model. Which call puts it into a book?")
    expect(
        held.saved["mean"],
        "`mean` is a buffer, but one that was made not to persist. It is not saved, and a loaded model would lack it.",
    )
    mean = layer.mean
    if mean.shape != (3,) and not (mean.ndim == 2 and mean.shape[-1] == 3):
        fail(
            f"With data of shape (6, 3) `mean` has shape {tuple(mean.shape)}; it should be (3,): one mean for each "
            "feature, over the samples. Which axis counts the samples?"
        )
    close(mean, data.mean(dim=0), "`mean`", rtol=1e-4, atol=1e-5)


def test_forward(learner):
    """A batch is centred by the mean of the data, then scaled"""
    for n, features, seed in ((5, 3, 11), (1, 2, 12), (8, 8, 13)):
        data, x = draw(7, features, seed), draw(n, features, seed + 50)
        scale = torch.arange(1.0, features + 1) / 2 - 2
        layer, held = make(learner, data)
        if held.parameters.get("scale") != (features,):
            fail(
                f"`scale` is no parameter of shape ({features},) yet, so there is nothing to multiply by. Begin there."
            )
        change(learner, "set_scale")(layer, scale)
        y = call(layer, x).detach()
        judge(y, x, data.mean(dim=0), scale)


def judge(y, x, mean, scale):
    def same(value):
        return y.shape == value.shape and y.dtype == value.dtype and torch.allclose(y, value, rtol=1e-4, atol=1e-4)

    want = (x - mean) * scale
    if same(want):
        return
    if same(x):
        fail("What goes in comes out unchanged. Write the two operations in `forward`.")
    if same(x - mean):
        fail("The mean is taken away, but `scale` is not used. It starts with ones; training will change them.")
    if same(x * scale):
        fail("`scale` is used, but `mean` is not taken away first.")
    if same(x * scale - mean):
        fail("`forward` multiplies first and then takes the mean away. The mean belongs to x as it comes in.")
    if same((x + mean) * scale):
        fail("`forward` adds `mean`; it should take it away.")
    if same((x - x.mean(dim=0)) * scale):
        fail(
            "`forward` takes away the mean of the batch it gets, so each answer depends on its neighbours. "
            "Use the mean of `data`, which the module keeps."
        )
    close(y, want, "The output", rtol=1e-4, atol=1e-4)


def test_saved(learner):
    """A model that is loaded gives the same answers"""
    data, x = draw(9, 4, seed=21), draw(5, 4, seed=22)
    (layer, _), (other, _) = make(learner, data), make(learner, draw(9, 4, seed=23))
    change(learner, "load")(other, layer)
    close(
        call(other, x).detach(),
        call(layer, x).detach(),
        "The output after loading",
        feedback="Saved and loaded into a fresh module, the model gives other answers: something that it uses was not "
        "in its `state_dict`. Print the names in there.",
    )
