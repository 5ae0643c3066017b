import ast

import torch
from torch.nn import functional

from tutor.check import approx, close, expect, fail
from tutor.data import moons

# Measured on 2000 fresh points of moons(noise=0.1), seeds 0 to 4: the reference gets 0.998 to 0.999. A straight line
# gets 0.88, a guess 0.50.
TARGET = 0.97
TOLERANCE = {"rtol": 1e-6, "atol": 1e-6}
SIZES = ((3, 5, 4, 2), (4, 4, 4, 4), (2, 6, 3, 1), (1, 3, 7, 5))
NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")
MOST_LINES = 20


# ---- no layers, no autograd ----------------------------------------------------------------------------------------

IMPORTS = {
    *("torch", "math", "random", "time", "tutor", "tutor.data", "matplotlib", "matplotlib.pyplot"),
    *("collections", "dataclasses", "functools", "itertools", "typing", "__future__"),
}
AUTOGRAD = {
    *("autograd", "backward", "grad", "grad_fn", "requires_grad", "requires_grad_", "enable_grad", "set_grad_enabled"),
    *("func", "vmap", "compile", "jit", "fx", "export"),
}
LAYERS = {
    *("nn", "optim", "functional", "binary_cross_entropy_with_logits", "ops", "hub", "library", "overrides"),
    *("utils", "package", "distributed", "multiprocessing", "testing", "onnx"),
    *("_C", "_VF", "_refs", "_decomp", "_dynamo", "_inductor"),
}
HIDING = {"getattr", "setattr", "delattr", "eval", "exec", "compile", "globals", "locals", "vars"}


def words(tree):
    """What the code names, each with its line and whether it is an attribute (or may become one)."""
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Attribute):
            yield node.attr, line, True
        elif isinstance(node, ast.keyword) and node.arg == "requires_grad":
            yield node.arg, node.value.lineno, True
        elif isinstance(node, ast.Name):
            yield node.id, line, False
        elif isinstance(node, ast.MatchClass):
            for name in node.kwd_attrs:
                yield name, line, True
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.name, line, True


def forbidden(tree):
    """A sentence on the first thing that this project does without; empty where there is none."""
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or "."]
        for module in modules:
            first = module.split(".")[1] if module.startswith("torch.") and module.count(".") else ""
            if first in LAYERS | AUTOGRAD:
                return f"Line {node.lineno} imports `{module}`. {why(first)}"
            if module not in IMPORTS:
                return f"Line {node.lineno} imports `{module}`. This project needs torch, math and tutor alone: take it out."
    for word, line, attribute in words(tree):
        dunder = word.startswith("__") and word.endswith("__") and word != "__name__"
        if dunder or (word in HIDING and not attribute):
            return f"Line {line} uses `{word}`, which can reach anything by another name. Write what you mean directly."
        if attribute and word in LAYERS | AUTOGRAD:
            return f"Line {line} uses `{word}`. {why(word)}"
        if attribute and word == "*":
            return f"Line {line} imports everything by `*`. Import the names that you need."
    return ""


def why(word):
    if word in AUTOGRAD:
        return "Here you are the one who works out gradients: write the way back with tensor operations."
    return "That is a ready-made layer, loss or optimiser: build it from operations like @, +, exp and sum."


FUNCTIONS = {
    1: ("linear", "relu", "forward"),
    2: ("mse", "bce", "cross_entropy"),
    3: ("linear_backward", "relu_backward", "mse_backward", "bce_backward", "cross_entropy_backward"),
    4: ("backward",),
    5: ("train", "predict"),
}


def by_hand(tree, milestone=None):
    """Fail on what is forbidden; functions of other milestones are left to these."""
    others = {name for number, names in FUNCTIONS.items() if milestone not in (None, number) for name in names}
    mine = [node for node in tree.body if getattr(node, "name", "") not in others]
    sentence = forbidden(ast.Module(body=mine, type_ignores=[]))
    expect(not sentence, sentence)


WATCH = """
import torch


def watched(name, *arguments, before=None):
    '''Calls a function of the learner's; counts what autograd records and how often other functions run.'''
    counts = {"recorded": 0, "forward": 0, "backward": 0}
    kept = {}

    def note(tensor):
        counts["recorded"] += 1
        return tensor

    def counting(key, function):
        def called(*positional, **named):
            counts[key] += 1
            return function(*positional, **named)
        return called

    for key in ("forward", "backward"):
        if key != name and callable(learner.get(key)):
            kept[key] = learner[key]
            learner[key] = counting(key, kept[key])
    try:
        with torch.enable_grad(), torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
            result = learner[name](*arguments)
    except RuntimeError as error:
        if "saved tensor hooks" not in str(error):
            raise
        counts["recorded"] += 1
        result = None
    finally:
        learner.update(kept)
    return result, counts


def there_and_back(p, x, grad):
    '''forward, then backward twice with the same cache.'''
    result = learner["forward"](p, x)
    if not (isinstance(result, (tuple, list)) and len(result) == 2):
        return "forward", None, None, None
    cache = result[1]
    first, counts = watched("backward", p, cache, grad.clone())
    first = {name: value.clone() for name, value in first.items()} if isinstance(first, dict) and all(
        isinstance(value, torch.Tensor) for value in first.values()
    ) else first
    second, _ = watched("backward", p, cache, grad.clone())
    return "", first, second, counts
"""


def remote(learner, name, about):
    """A function of ``WATCH``, which lives in the learner's process and calls their function ``about``."""
    return learner.define(WATCH, name, about)


SECRET = "autograd took notes while `{name}` ran. Find the gradient yourself, with tensor operations alone."


def call(learner, name, *arguments):
    """What a function of the learner's returns; autograd must have had nothing to do."""
    result, counts = remote(learner, "watched", name)(name, *arguments)
    expect(counts["recorded"] == 0, SECRET.format(name=name))
    expect(result is not None, f"`{name}` returns None: it comes to no `return` yet.")
    return result


# ---- random material -----------------------------------------------------------------------------------------------


def generator(seed):
    return torch.Generator().manual_seed(seed)


def draw(*shape, seed):
    return torch.randn(*shape, generator=generator(seed), dtype=torch.float64)


def parameters(sizes, seed=0):
    p = {}
    for i in (1, 2, 3):
        p[f"W{i}"] = draw(sizes[i - 1], sizes[i], seed=100 * seed + i)
        p[f"b{i}"] = draw(sizes[i], seed=100 * seed + 10 + i)
    return p


def network(p, x):
    """z1, h1, z2, h2 and out of the network."""
    z1 = x @ p["W1"] + p["b1"]
    h1 = z1.relu()
    z2 = h1 @ p["W2"] + p["b2"]
    h2 = z2.relu()
    return z1, h1, z2, h2, h2 @ p["W3"] + p["b3"]


LOSSES = {
    "mse": functional.mse_loss,
    "bce": functional.binary_cross_entropy_with_logits,
    "cross_entropy": functional.cross_entropy,
}


def batch(name, n, k, seed):
    """Outputs and targets for a loss."""
    out = 2 * draw(n, k, seed=seed)
    if name == "mse":
        return out, draw(n, k, seed=seed + 1)
    if name == "bce":
        return out, (draw(n, k, seed=seed + 1) > 0).double()
    return out, torch.randint(k, (n,), generator=generator(seed + 1))


def batches(name):
    for seed, (n, k) in enumerate(((4, 3), (1, 2), (7, 2), (5, 5))):
        yield batch(name, n, 1 if name == "bce" else k, 10 * seed)


def gradient(function, *inputs):
    """The gradient of the sum of a function for its first input, by autograd."""
    first = inputs[0].clone().requires_grad_()
    return torch.autograd.grad(function(first, *inputs[1:]).sum(), first)[0]


def same(got, want):
    return (
        isinstance(got, torch.Tensor)
        and got.shape == want.shape
        and torch.allclose(got.double(), want.double(), 1e-6, 1e-6)
    )


def name_common(what, got, want, n, factors):
    """Fail with the mistake's name where a gradient is the right one turned, reversed or scaled."""
    if not isinstance(got, torch.Tensor) or same(got, want):
        return
    if want.ndim == 2 and want.shape[0] != want.shape[1] and got.shape == want.shape[::-1]:
        fail(
            f"{what} has shape {tuple(got.shape)}, its tensor {tuple(want.shape)}: it is transposed. Turn the product round."
        )
    if want.ndim == 2 and same(got, want.T):
        fail(f"{what} is transposed: rows and columns are swapped. Turn the order of the product round.")
    if same(got, -want):
        fail(f"{what} has the wrong sign: with it each step would make the loss larger. Nudge one number and see.")
    for factor, sentence in factors:
        if same(got, want * factor):
            fail(f"{what} is {sentence}")
    if same(got, want / n):
        fail(f"{what} is the right one divided by N = {n}. The loss divides by N once; nothing else does.")


# ---- milestone 1 ---------------------------------------------------------------------------------------------------


def test_linear(learner, tree):
    """linear(x, W, b) is x W + b"""
    by_hand(tree, 1)
    for seed, (n, a, b) in enumerate(((4, 4, 4), (6, 3, 2), (1, 2, 5))):
        x, W, bias = draw(n, a, seed=seed), draw(a, b, seed=seed + 50), draw(b, seed=seed + 90)
        got = call(learner, "linear", x, W, bias)
        if a == b and same(got, x @ W.T + bias):
            fail("linear multiplies by W transposed. Here W has shape (in, out), so x and W fit as they are.")
        if same(got, x @ W):
            fail("linear leaves out b. Every row gets b added.")
        close(
            got, x @ W + bias, f"linear with x of shape {tuple(x.shape)} and W of shape {tuple(W.shape)}", **TOLERANCE
        )


def test_relu(learner):
    """relu(z) keeps positive numbers and makes 0 of negative ones"""
    for shape in ((5,), (3, 4), (2, 3, 2)):
        z = draw(*shape, seed=7)
        before = z.clone()
        got = call(learner, "relu", z)
        if same(got, z.abs()):
            fail("relu turns negative numbers round instead of making them 0.")
        close(got, z.relu(), f"relu of a tensor of shape {shape}", **TOLERANCE)
        after = learner("lambda z: (relu(z), z)[1]")(before)
        expect(
            torch.equal(after, before),
            "relu changes the tensor that it is given. The way back still needs it: return a new tensor.",
        )


def test_forward(learner):
    """forward(p, x) returns the output of the network and a cache"""
    for seed, sizes in enumerate(SIZES):
        p, x = parameters(sizes, seed), draw(6, sizes[0], seed=seed + 5)
        result = call(learner, "forward", p, x)
        expect(
            isinstance(result, (tuple, list)) and len(result) == 2,
            "forward should return two things: `return out, cache`. The cache may be empty for now.",
        )
        z1, h1, z2, h2, out = network(p, x)
        got = result[0]
        if same(got, out.relu()):
            fail("forward bends its output: there is no relu after the third layer. A logit may be negative.")
        if same(got, (z1 @ p["W2"] + p["b2"]) @ p["W3"] + p["b3"]) and not same(got, out):
            fail(
                "forward has no relu between its layers, so three layers are no more than one. Where do the two belong?"
            )
        close(got, out, f"The output of forward for sizes {sizes}", **TOLERANCE)


# ---- milestone 2 ---------------------------------------------------------------------------------------------------


def number(value, name):
    expect(
        isinstance(value, (int, float)) or (isinstance(value, torch.Tensor) and value.numel() == 1),
        f"`{name}` should return one number, but gives "
        f"{f'shape {tuple(value.shape)}' if isinstance(value, torch.Tensor) else repr(value)[:40]}. Take the mean.",
    )
    return torch.as_tensor(value, dtype=torch.float64).reshape(())


def judge_loss(learner, name, mistakes=()):
    for out, target in batches(name):
        got = number(call(learner, name, out, target), name)
        want = LOSSES[name](out, target)
        n, k = out.shape
        for wrong, sentence in mistakes:
            value = wrong(out, target)
            if not approx(value, want.item(), 1e-6) and approx(got, float(value), 1e-6):
                fail(sentence)
        if approx(got, want.item() * n, 1e-6) and n > 1:
            fail(f"`{name}` is {n} times too large for {n} rows: it is a sum. Take the mean over the batch.")
        if approx(got, want.item() * n * k, 1e-6) and k > 1:
            fail(f"`{name}` is {n * k} times too large for {n} times {k} numbers: it is a sum. Take the mean.")
        close(got.item(), want.item(), f"`{name}` of {n} rows and {k} columns", **TOLERANCE)


def test_mse(learner, tree):
    """mse(out, target) is the mean of the squared errors"""
    by_hand(tree, 2)
    judge_loss(
        learner,
        "mse",
        [
            (lambda out, t: (out - t).abs().mean(), "mse takes the absolute errors. Square them."),
            (
                lambda out, t: ((out - t) ** 2).sum(1).mean(),
                "mse divides by N alone. It is the mean over all N times K errors.",
            ),
        ],
    )


def test_bce(learner):
    """bce(out, target) is binary cross-entropy of logits, at any size"""
    judge_loss(
        learner,
        "bce",
        [
            (
                lambda out, t: -(t * out.sigmoid().log()).mean(),
                "bce counts only the samples whose target is 1. A sample with target 0 costs -log(1 - p).",
            )
        ],
    )
    out = torch.tensor([[1000.0], [-1000.0], [300.0]], dtype=torch.float64)
    target = torch.tensor([[1.0], [1.0], [0.0]], dtype=torch.float64)
    stable(learner, "bce", out, target)


def test_cross_entropy(learner):
    """cross_entropy(out, labels) is the mean of -log p, at any size"""
    judge_loss(
        learner,
        "cross_entropy",
        [
            (
                lambda out, t: -out[torch.arange(len(out)), t].mean(),
                "cross_entropy takes the scores for log-probabilities. What makes probabilities of a row of scores?",
            ),
            (
                lambda out, t: -out.softmax(1)[torch.arange(len(out)), t].mean(),
                "cross_entropy takes p itself. The loss of a sample is -log p.",
            ),
            (
                lambda out, t: -out.log_softmax(0)[torch.arange(len(out)), t].mean(),
                "The softmax in cross_entropy runs down the columns. The probabilities of one row sum to 1.",
            ),
        ],
    )
    out = torch.tensor([[1000.0, 0.0], [0.0, 1000.0], [-900.0, -1000.0]], dtype=torch.float64)
    stable(learner, "cross_entropy", out, torch.tensor([0, 0, 1]))


def stable(learner, name, out, target):
    got = number(call(learner, name, out, target), name).item()
    expect(
        abs(got) != float("inf") and got == got,
        f"With logits of 1000 `{name}` is {got}: exp(1000) is too large, and log(0) is -inf. Put log and exp together "
        "before anything overflows.",
    )
    close(got, LOSSES[name](out, target).item(), f"`{name}` with logits of 1000", **TOLERANCE)


# ---- milestone 3 ---------------------------------------------------------------------------------------------------


def test_linear_backward(learner, tree):
    """linear_backward gives the gradients for x, W and b"""
    by_hand(tree, 3)
    for seed, (n, a, b) in enumerate(((4, 4, 4), (5, 3, 2), (1, 2, 4))):
        x, W, grad = draw(n, a, seed=seed), draw(a, b, seed=seed + 50), draw(n, b, seed=seed + 70)
        result = call(learner, "linear_backward", grad, x, W)
        expect(
            isinstance(result, (tuple, list)) and len(result) == 3,
            "linear_backward should return three gradients: for x, for W and for b, in this order.",
        )
        got_b = result[2]
        if isinstance(got_b, torch.Tensor) and got_b.shape == grad.shape and n > 1:
            fail(
                f"The gradient for b has shape {tuple(got_b.shape)}, and b has ({b},): b was added to each of {n} rows, "
                f"so {n} gradients come back to it. What happens to gradients that meet?"
            )
        if n > 1 and same(got_b, grad.mean(0)):
            fail(
                f"The gradient for b is a mean. Gradients that meet are added; the 1/N of the loss is in `grad` already."
            )
        for name, got, want in zip(("x", "W", "b"), result, (grad @ W.T, x.T @ grad, grad.sum(0))):
            what = f"The gradient for {name} in linear_backward"
            name_common(what, got, want, n, ())
            if name == "x" and a == b and same(got, grad @ W):
                fail(
                    "The gradient for x is a product with W as it is. Which way round is W, to get from (N, out) to (N, in)?"
                )
            if name == "W" and n == a == b and same(got, x @ grad):
                fail("The gradient for W is x @ grad. Each weight adds up over the rows, so x has to be turned.")
            close(got, want, what, **TOLERANCE)


def test_relu_backward(learner):
    """relu_backward lets through where z was positive"""
    z, grad = draw(6, 5, seed=3), draw(6, 5, seed=4)
    z[0, 0] = 0.5
    got = call(learner, "relu_backward", grad, z)
    if same(got, grad * (grad > 0)):
        fail(
            "relu_backward looks at the sign of the gradient. What decides is whether z was positive on the way forward."
        )
    if same(got, (z > 0).double()):
        fail("relu_backward returns the slope of relu alone. Multiply what arrives by it.")
    if same(got, z.relu()) or same(got, grad * z.relu()):
        fail("relu_backward multiplies by z. The slope of relu is 1 or 0, whatever the size of z.")
    if same(got, grad * (z < 0)):
        fail("relu_backward lets through where z was negative. There relu gives 0, whatever z is.")
    close(got, grad * (z > 0), "relu_backward", **TOLERANCE)
    after = learner("lambda grad, z: (relu_backward(grad, z), grad, z)[1:]")(grad, z)
    expect(
        torch.equal(after[0], grad) and torch.equal(after[1], z),
        "relu_backward changes the tensors that it is given. They may be needed again: return a new tensor.",
    )


def judge_loss_backward(learner, loss, mistakes=()):
    name = f"{loss}_backward"
    for out, target in batches(loss):
        n, k = out.shape
        got = call(learner, name, out, target)
        want = gradient(LOSSES[loss], out, target)
        what = f"What {name} returns"
        for wrong, sentence in mistakes:
            value = wrong(out, target)
            if not same(value, want) and (same(got, value) or same(got, value / n)):
                fail(sentence)
        factors = [] if n == 1 else [(n, f"{n} times too large for {n} rows: the loss is a mean. Where is the 1/N?")]
        if loss == "mse" and k > 1:
            factors += [
                (n * k, f"{n * k} times too large for {n} rows of {k}: the loss is a mean. Where is the 1/N?"),
                (k, f"{k} times too large: the mean is over N times K = {n * k} errors, not over N = {n}."),
            ]
        if loss == "mse":
            factors.append((0.5, "half of the right one. What is the slope of a square?"))
        name_common(what, got, want, n, factors)
        close(got, want, what, **TOLERANCE)
    after = learner(f"lambda out, target: ({name}(out, target), out)[1]")(out, target)
    expect(
        torch.equal(after, out),
        f"{name} changes `out` in place: whoever uses it afterwards finds other numbers. Work on a tensor of your own.",
    )


def test_mse_backward(learner):
    """mse_backward gives the gradient of mse"""
    judge_loss_backward(learner, "mse")


def test_bce_backward(learner):
    """bce_backward gives the gradient of bce"""
    judge_loss_backward(
        learner, "bce", [(lambda out, t: out - t, "bce_backward takes logits for probabilities. What is p of a logit?")]
    )
    still_finite(learner, "bce", torch.tensor([[1000.0], [-1000.0]]).double(), torch.tensor([[0.0], [1.0]]).double())


def test_cross_entropy_backward(learner):
    """cross_entropy_backward gives the gradient of cross_entropy"""

    def truth(out, t):
        return functional.one_hot(t, out.shape[1]).double()

    judge_loss_backward(
        learner,
        "cross_entropy",
        [
            (
                lambda out, t: out.softmax(1),
                "cross_entropy_backward returns the probabilities alone: the right class is treated like any other. "
                "What does it get?",
            ),
            (lambda out, t: out - truth(out, t), "cross_entropy_backward takes scores for probabilities."),
            (
                lambda out, t: out.softmax(0) - truth(out, t),
                "The softmax in cross_entropy_backward runs down the columns. The probabilities of one row sum to 1.",
            ),
        ],
    )
    still_finite(learner, "cross_entropy", torch.tensor([[1000.0, 0.0], [0.0, -1000.0]]).double(), torch.tensor([1, 0]))


def still_finite(learner, loss, out, target):
    got = call(learner, f"{loss}_backward", out, target)
    expect(
        isinstance(got, torch.Tensor) and bool(got.isfinite().all()),
        f"With logits of 1000 {loss}_backward holds nan: exp(1000) is inf, and inf / inf is nan. Only differences within "
        "a row count: take the largest away first, or let torch.softmax or torch.sigmoid take care.",
    )


# ---- milestone 4 ---------------------------------------------------------------------------------------------------


def whole(learner, loss, sizes, n, seed):
    """Gradients by the learner's backward and by autograd, and what else was seen."""
    learner.forward
    p, x = parameters(sizes, seed), draw(n, sizes[0], seed=seed + 5)
    _, target = batch(loss, n, sizes[3], seed + 20)
    leaves = {name: value.clone().requires_grad_() for name, value in p.items()}
    out = network(leaves, x)[4]
    value = LOSSES[loss](out, target)
    want = dict(zip(NAMES, torch.autograd.grad(value, [leaves[name] for name in NAMES], retain_graph=True)))
    arriving = torch.autograd.grad(value, out)[0]
    fault, got, again, counts = remote(learner, "there_and_back", "backward")(p, x, arriving)
    expect(not fault, "forward should return two things, `out, cache`. Mend milestone 1 first.")
    expect(counts["recorded"] == 0, SECRET.format(name="backward"))
    expect(got is not None, "`backward` returns None: it comes to no `return` yet.")
    expect(
        isinstance(got, dict), f"`backward` should return a dict from names to gradients, not a {type(got).__name__}."
    )
    missing = [name for name in NAMES if name not in got]
    expect(
        not missing, f"`backward` returns no gradient for {', '.join(missing)}. Each of the six parameters gets one."
    )
    extra = [str(name) for name in got if name not in NAMES]
    expect(not extra, f"`backward` also returns {', '.join(extra)}. Only parameters have a place in the dict.")
    expect(
        counts["forward"] == 0,
        f"`backward` runs `forward` again, {counts['forward']} times. What it needs is in the cache: one walk back is enough.",
    )
    return p, x, arriving, want, got, again


def judge_network(learner, loss):
    for seed, sizes in enumerate(SIZES):
        sizes = (*sizes[:3], 1) if loss == "bce" else sizes
        if loss == "cross_entropy" and sizes[3] == 1:
            sizes = (*sizes[:3], 2)
        for n in (1, 6):
            p, x, arriving, want, got, again = whole(learner, loss, sizes, n, seed)
            name_wrong_mask(p, x, arriving, got, want)
            for name in reversed(NAMES):
                what = f"The gradient of {loss} for {name}"
                name_common(what, got[name], want[name], n, [(n, f"{n} times too large for N = {n}.")] if n > 1 else [])
                if n == 1 and got[name].shape == (1, *want[name].shape):
                    fail(
                        f"{what} has an axis too many: it should have shape {tuple(want[name].shape)}. Sum over the batch."
                    )
                close(got[name], want[name], f"{what} (sizes {sizes}, N = {n})", **TOLERANCE)
            differ = [name for name in NAMES if not isinstance(again, dict) or not same(again.get(name), want[name])]
            expect(
                not differ,
                f"A second `backward` with the same cache gives another gradient for {', '.join(differ)}: the first one "
                "changed the cache in place. Which line writes into a tensor that it was given?",
            )


def name_wrong_mask(p, x, arriving, got, want):
    """The gradients for W1 and W2 that come of looking at the wrong tensor in relu."""
    z1, h1, z2, h2, out = network(p, x)
    grad_h2 = arriving @ p["W3"].T
    right2 = grad_h2 * (z2 > 0)
    grad_h1 = right2 @ p["W2"].T
    if same(got["W2"], h1.T @ grad_h2) and not same(got["W2"], want["W2"]):
        fail("The gradient for W2 passed the second relu unhindered. Nothing comes back from where relu gave 0.")
    if z1.shape == z2.shape and same(got["W2"], h1.T @ (grad_h2 * (z1 > 0))) and not same(got["W2"], want["W2"]):
        fail("The second relu lets through where z1 was positive. Each relu looks at its own input: this one at z2.")
    if same(got["W1"], x.T @ grad_h1) and not same(got["W1"], want["W1"]):
        fail("The gradient for W1 passed the first relu unhindered. Nothing comes back from where relu gave 0.")
    if z1.shape == z2.shape and same(got["W1"], x.T @ (grad_h1 * (z2 > 0))) and not same(got["W1"], want["W1"]):
        fail("The first relu lets through where z2 was positive. Each relu looks at its own input: this one at z1.")


def test_network_mse(learner, tree):
    """All six gradients equal autograd's, for mse"""
    by_hand(tree, 4)
    judge_network(learner, "mse")


def test_network_bce(learner):
    """All six gradients equal autograd's, for bce"""
    judge_network(learner, "bce")


def test_network_cross_entropy(learner):
    """All six gradients equal autograd's, for cross_entropy"""
    judge_network(learner, "cross_entropy")


# ---- milestone 5 ---------------------------------------------------------------------------------------------------


def test_train(learner, tree):
    """train learns two moons: 97 % of fresh points are right"""
    by_hand(tree, 5)
    X, labels = moons(500, seed=21)
    fresh_X, fresh_labels = moons(2000, seed=22)
    p, counts = remote(learner, "watched", "train")("train", X, labels)
    expect(counts["recorded"] == 0, SECRET.format(name="train"))
    expect(
        isinstance(p, dict) and set(p) == set(NAMES),
        "`train` should return the trained parameters: a dict with W1, b1, W2, b2, W3 and b3.",
    )
    expect(
        all(isinstance(value, torch.Tensor) for value in p.values()), "The six values of the dict should be tensors."
    )
    broken = [name for name in NAMES if not p[name].isfinite().all()]
    expect(
        not broken,
        f"After training {', '.join(broken)} holds nan or inf: each step made the loss larger. Do the steps go against "
        "the gradient? If so, they are too long.",
    )
    expect(
        counts["backward"] >= 10,
        f"`train` calls your `backward` {counts['backward']} times. Each step needs it once: forward, loss, backward, step.",
    )
    got = call(learner, "predict", p, fresh_X)
    expect(
        isinstance(got, torch.Tensor) and got.shape == fresh_labels.shape,
        f"`predict` of 2000 points should have shape (2000,), but has "
        f"{tuple(got.shape) if isinstance(got, torch.Tensor) else type(got).__name__}. One class for each row.",
    )
    accuracy = (got == fresh_labels).double().mean().item()
    seen = f"{accuracy:.1%} of 2000 fresh points are right; the goal is 97 %. "
    if accuracy >= TARGET:
        return
    out = network(p, fresh_X)[4]
    if out.abs().max() > 1000:
        fail(
            seen
            + f"The outputs reach {out.abs().max():.0e}: each step made the loss larger. Do the steps go against the gradient?"
        )
    if accuracy < 0.4:
        fail(
            seen
            + "That is worse than a guess: does a step go down, against the gradient? Does `predict` say 1 for class 1?"
        )
    if same(p["W1"], learner.new_parameters((2, *(p[f"b{i}"].numel() for i in (1, 2, 3))))["W1"]):
        fail(
            seen + "W1 is as it was drawn: the steps never reach the dict that you return. Put the new tensors into it."
        )
    if 0.8 < accuracy < 0.93:
        fail(seen + "A straight line gets 88 %. It has only begun to bend: more steps, or larger ones.")
    fail(
        seen
        + f"The outputs lie between {out.min():.2g} and {out.max():.2g}. Look at the loss curve: does it fall, and to where?"
    )


def test_seed(learner):
    """The same seed gives the same network, another seed another one"""
    X, labels = moons(60, seed=23)
    train = remote(learner, "watched", "train")
    first, second, other = (train("train", X, labels, seed)[0] for seed in (3, 3, 4))
    expect(
        all(isinstance(p, dict) and isinstance(p.get("W1"), torch.Tensor) for p in (first, second, other)),
        "`train` should return a dict of six tensors for 60 points, too.",
    )
    expect(
        first["W1"].isfinite().all(),
        "After `train` with 60 points W1 holds nan or inf. Look at the loss, step by step.",
    )
    expect(torch.equal(first["W1"], second["W1"]), "Two runs of `train` with the same seed end in different weights.")
    expect(
        not torch.equal(first["W1"], other["W1"]),
        "`train` with seeds 3 and 4 ends in the same weights. Hand `seed` on.",
    )


# ---- milestone 6 ---------------------------------------------------------------------------------------------------


def test_by_hand(tree):
    """No layer, no optimiser and no autograd stands in the file"""
    by_hand(tree)


def test_small_functions(tree):
    """Each function has a docstring and at most 20 lines"""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            expect(
                ast.get_docstring(node),
                f"`{node.name}` (line {node.lineno}) has no docstring. Say in one line what goes in and what comes out.",
            )
            lines = node.end_lineno - node.lineno + 1
            expect(
                lines <= MOST_LINES,
                f"`{node.name}` has {lines} lines, more than {MOST_LINES}. Which of your functions could do a part of it?",
            )


def test_reuse(tree):
    """forward and backward are put together from the operations"""
    for name, parts in (("forward", ("linear", "relu")), ("backward", ("linear_backward", "relu_backward"))):
        function = next((node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name), None)
        expect(function is not None, f"Your file has no function `{name}` of its own. Put its `def` back.")
        used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        for part in parts:
            expect(
                part in used,
                f"`{name}` never uses your `{part}`: the same lines stand twice in the file. Call the one that is tested.",
            )


# ---- milestone 7 ---------------------------------------------------------------------------------------------------


def answer(learner, name):
    value = getattr(learner, name)
    expect(value is not None, f"{name} is still None: write your answer in its place.")
    return value


def test_too_long(learner):
    """1: without the division by N"""
    value = answer(learner, "too_long")
    if approx(value, 1 / 64, 1e-6):
        fail("too_long is not 1/64. Is a sum of 64 gradients longer or shorter than their mean?")
    expect(approx(value, 64, 1e-9), f"too_long is not {value!r}. How is the sum of 64 numbers related to their mean?")


def test_why_mean(learner):
    """2: a mean, not a sum"""
    value = answer(learner, "why_mean")
    reasons = {
        "a": "A sum of 64 losses is far from overflowing, and no other batch size would be, either.",
        "c": "A sum and a mean differ by the factor N alone. What does a factor do to a direction?",
    }
    expect(value in ("a", "b", "c"), f'why_mean is {value!r}: write one of "a", "b" and "c".')
    expect(value == "b", f'why_mean is not "{value}". {reasons.get(value, "")}')


def test_never_needed(learner):
    """3: what the cache need not hold"""
    value = answer(learner, "never_needed")
    reasons = {
        "x": "The gradient for W1 is a product of x and what arrives.",
        "h1": "The gradient for W2 is a product of h1 and what arrives.",
        "W3": "What arrives is multiplied by W3 on its way to h2.",
    }
    expect(value in ("x", "h1", "W3", "b1"), f'never_needed is {value!r}: write one of "x", "h1", "W3" and "b1".')
    expect(value == "b1", f'never_needed is not "{value}". {reasons.get(value, "")}')


def test_cached_numbers(learner):
    """4: the size of a cache"""
    value = answer(learner, "cached_numbers")
    if approx(value, 354, 1e-9):
        fail("cached_numbers is not 354: that is how many numbers the six parameters have. The cache grows with N.")
    if approx(value, 66, 1e-9):
        fail("cached_numbers is not 66: that is one sample. The cache holds every sample of the batch.")
    expect(
        approx(value, 6600, 1e-9),
        f"cached_numbers is not {value!r}. Write down the five shapes, each with N = 100 rows, and add up.",
    )


def test_changed_functions(learner):
    """5: a fourth loss"""
    value = answer(learner, "changed_functions")
    expect(
        approx(value, 0, 1e-9),
        f"changed_functions is not {value!r}. What does `backward` know about the loss? Look at its arguments.",
    )


def test_awake(learner):
    """6: a start at 0"""
    value = answer(learner, "awake")
    names = [str(name) for name in value] if isinstance(value, (list, tuple)) else [value]
    unknown = [name for name in names if name not in NAMES]
    expect(not unknown, f'awake is {value!r}: write a list of names of parameters, such as ["W1", "b1"].')
    if "W3" in names:
        fail("awake should not hold W3: its gradient is a product with h2. What is h2 when all parameters are 0?")
    if {"W1", "b1", "W2", "b2"} & set(names):
        fail("awake holds a parameter below the third layer. What arrives there was multiplied by W3, which is 0.")
    expect(sorted(names) == ["b3"], "awake lacks a name. Which parameter gets its gradient without a product?")
