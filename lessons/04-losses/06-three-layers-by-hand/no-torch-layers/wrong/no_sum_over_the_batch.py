"""so 4 gradients come back to it. What happens to gradients that meet?"""

import torch

from tutor import log
from tutor.data import moons


# Given: the six parameters, drawn at random. Use it as it is.
def new_parameters(sizes, seed=0, dtype=torch.float32):
    """A dict of W1, b1, W2, b2, W3, b3 for four sizes: (2, 16, 16, 2)."""
    generator = torch.Generator().manual_seed(seed)
    p = {}
    for i in (1, 2, 3):
        fan_in, fan_out = sizes[i - 1], sizes[i]
        W = torch.randn(fan_in, fan_out, generator=generator, dtype=dtype)
        p[f"W{i}"] = W * (2 / fan_in) ** 0.5
        p[f"b{i}"] = torch.zeros(fan_out, dtype=dtype)
    return p


# ---- Milestone 1: forward --------------------------------------------


def linear(x, W, b):
    """x (N, in), W (in, out), b (out,). Returns (N, out)."""
    return x @ W + b


def relu(z):
    """Any shape. Returns it with 0 for every negative number."""
    return z.clamp(min=0)


def forward(p, x):
    """linear, relu, linear, relu, linear: x (N, in) to out (N, out).

    Returns out and a cache, which is yours: a tuple or a dict of what
    the way back will need.
    """
    z1 = linear(x, p["W1"], p["b1"])
    h1 = relu(z1)
    z2 = linear(h1, p["W2"], p["b2"])
    h2 = relu(z2)
    out = linear(h2, p["W3"], p["b3"])
    return out, (x, z1, h1, z2, h2)


# ---- Milestone 2: any kind of loss -----------------------------------


def mse(out, target):
    """Both (N, K) floats. The mean of N times K squared errors."""
    return ((out - target) ** 2).mean()


def bce(out, target):
    """out (N, 1) logits, target (N, 1) floats 0 or 1. A mean over N."""
    # log(1 + exp(out)) - out * target, without an exp of large numbers
    return (relu(out) + torch.log1p(torch.exp(-out.abs())) - out * target).mean()


def cross_entropy(out, labels):
    """out (N, K) logits, labels (N,) int64. Mean over N of -log p."""
    log_p = out - out.logsumexp(dim=1, keepdim=True)
    return -log_p[torch.arange(len(out)), labels].mean()


# ---- Milestone 3: each operation backward ----------------------------


def linear_backward(grad, x, W):
    """grad (N, out) arrives. Returns the gradients for x, W and b."""
    return grad @ W.T, x.T @ grad, grad


def relu_backward(grad, z):
    """grad arrives; z went into relu. Returns the gradient for z."""
    return grad * (z > 0)


def mse_backward(out, target):
    """Returns the gradient of mse for out, (N, K)."""
    return 2 * (out - target) / out.numel()


def bce_backward(out, target):
    """Returns the gradient of bce for out, (N, 1)."""
    return (out.sigmoid() - target) / len(out)


def cross_entropy_backward(out, labels):
    """Returns the gradient of cross_entropy for out, (N, K)."""
    grad = out.softmax(dim=1)
    grad[torch.arange(len(out)), labels] -= 1
    return grad / len(out)


# ---- Milestone 4: the whole way back ---------------------------------


def backward(p, cache, grad):
    """grad (N, out) arrives at out. Returns a dict of six, named as p."""


# ---- Milestone 5: it learns ------------------------------------------


def train(X, labels, seed=0):
    """X (N, 2), labels (N,) of 0 and 1. Returns trained parameters."""


def predict(p, X):
    """Returns the class of each row of X, (N,) int64."""


# ---- Milestone 7: answers (6 has no code of its own) -----------------

# 1  Batches of 64. You forget to divide by N in cross_entropy_backward.
#    How many times too long is each step? A number.
too_long = None

# 2  Why a mean and not a sum over the batch? "a", "b" or "c":
#    a  a sum would overflow
#    b  so that one learning rate suits every batch size
#    c  a sum has another gradient direction
why_mean = None

# 3  Which of these does `backward` never need: "x", "h1", "W3" or "b1"?
#    (h1 is what the first relu returned.)
never_needed = None

# 4  A cache holds x, z1, h1, z2 and h2. For sizes (2, 16, 16, 2) and
#    N = 100: how many numbers are these?
cached_numbers = None

# 5  A fourth loss: the mean of abs(out - target). You write it and its
#    own backward. How many of forward, backward and the functions that
#    they call have to change?
changed_functions = None

# 6  All six parameters start at 0, and the labels hold more 1s than 0s.
#    Which of the six gradients of cross_entropy are not all 0 in the
#    first step? A list of names, such as ["W1", "b1"].
awake = None


# ---- Try things below this line --------------------------------------
