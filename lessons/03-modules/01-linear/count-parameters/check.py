from tutor.check import expect, fail

# The (in, out) of each layer, and whether it has a bias.
STACKS = {
    "a": ([({{inputs}}, {{outputs}})], True),
    "b": ([({{inputs}}, {{outputs}})], False),
    "c": ([(4, {{hidden}}), ({{hidden}}, 3)], True),
    "d": ([(64, 32), (32, 32), (32, 10)], True),
}


def judge(learner, name):
    value = getattr(learner, name)
    expect(value is not None, f"{name} is still None: write a whole number.")
    if isinstance(value, str):
        fail(f"{name} is the text {value[:20]!r}: write the number without quotes.")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        fail(f"{name} is {value!r}: write one whole number, such as 42.")
    layers, with_bias = STACKS[name]
    weights = sum(i * o for i, o in layers)
    truth = weights + with_bias * sum(o for _, o in layers)
    if value == truth:
        return
    seen = f"{name} is not {value}."
    known = [
        (
            weights + sum(o for _, o in layers),
            "That holds biases, but this layer was made with bias=False. What is left then?",
        ),
        (weights, "That counts the weights alone. What else does each output have?"),
        (weights + sum(i for i, _ in layers), "That has a bias for each input. What is the bias added to?"),
        (weights + len(layers), "That has one bias for a whole layer. Look at the shape of `layer.bias` again."),
        (
            sum(i + o for i, o in layers) + sum(o for _, o in layers),
            "That adds the sizes. Each output has a weight for every input: what is done with the two sizes?",
        ),
        (sum(i + o for i, o in layers), "That adds the sizes. Each output has a weight for every input."),
        (
            truth + sum(o for _, o in layers[:-1]),
            "That has numbers for the activations too. An activation has nothing to learn.",
        ),
        (layers[0][0] * layers[0][1] + layers[0][1], "That is the first layer alone. Go on to the last."),
    ]
    for wrong, sentence in known:
        if value == wrong:
            fail(f"{seen} {sentence}")
    fail(f"{seen} Go through it layer by layer: what does each output own?")


def test_a(learner):
    """a: one layer"""
    judge(learner, "a")


def test_b(learner):
    """b: one layer without bias"""
    judge(learner, "b")


def test_c(learner):
    """c: two layers and a ReLU"""
    judge(learner, "c")


def test_d(learner):
    """d: three layers and two Tanh"""
    judge(learner, "d")
