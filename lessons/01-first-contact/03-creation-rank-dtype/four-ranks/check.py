import torch

from tutor.check import close, expect


def fetch(learner, name):
    value = getattr(learner, name)
    expect(value is not None, f"`{name}` is still None: put a tensor there.")
    kind = type(value).__name__
    expect(
        isinstance(value, torch.Tensor),
        f"`{name}` is a {kind}, not a tensor. Wrap it with a function of torch.",
    )
    return value


def has_shape(value, name, shape):
    got = tuple(value.shape)
    expect(got == shape, f"`{name}` has shape {got}; it should be {shape}. Which axis is which?")


def test_scalar(learner):
    """scalar is the number 7, rank 0, float32"""
    scalar = fetch(learner, "scalar")
    expect(
        scalar.ndim == 0,
        f"`scalar` has shape {tuple(scalar.shape)}: it is a vector with one number. "
        "Each pair of brackets makes an axis; rank 0 has none."
        if scalar.shape == (1,)
        else f"`scalar` has shape {tuple(scalar.shape)} and rank {scalar.ndim}; it should have rank 0.",
    )
    expect(
        scalar.dtype == torch.float32,
        f"`scalar` has dtype {scalar.dtype}: "
        + (
            "a number without a point makes whole numbers. Which way of writing 7 makes a float?"
            if scalar.dtype == torch.int64
            else "it should be torch.float32, the default for a number with a point."
        ),
    )
    close(scalar, 7.0, "`scalar`")


def test_vector(learner):
    """vector holds the even numbers from 0 to 18, int64"""
    vector = fetch(learner, "vector")
    expect(vector.ndim == 1, f"`vector` has shape {tuple(vector.shape)}; it should have one axis.")
    expect(vector.numel() > 0, "`vector` is empty. Where does it start, where does it end?")
    last = vector[-1].item()
    expect(
        last == 18,
        f"`vector` ends at {last:g}; it should end at 18. Is the end of your range in it, or not?",
    )
    has_shape(vector, "vector", (10,))
    close(vector, torch.arange(10) * 2, "`vector`", dtype=False)
    expect(
        vector.dtype == torch.int64,
        f"`vector` has dtype {vector.dtype}; it should be torch.int64. "
        "What decides the dtype when you count from start to end?",
    )


def test_matrix(learner):
    """matrix is 3 by 4, all ones, float64"""
    matrix = fetch(learner, "matrix")
    has_shape(matrix, "matrix", (3, 4))
    close(matrix, torch.ones(3, 4), "`matrix`", dtype=False)
    expect(
        matrix.dtype == torch.float64,
        f"`matrix` has dtype {matrix.dtype}; it should be torch.float64, which is not the default: ask for it.",
    )


def test_noise(learner):
    """noise is 2 by 3 by 4, uniform between 0 and 1, float32"""
    noise = fetch(learner, "noise")
    has_shape(noise, "noise", (2, 3, 4))
    expect(noise.dtype == torch.float32, f"`noise` has dtype {noise.dtype}; it should be torch.float32.")
    low, high = noise.min().item(), noise.max().item()
    expect(
        low >= 0,
        f"The smallest number of `noise` is {low:.2f}, below 0. Which of the two random functions draws from 0 to 1?",
    )
    expect(high <= 1, f"The largest number of `noise` is {high:.2f}, above 1; they should lie between 0 and 1.")
    distinct = noise.unique().numel()
    expect(
        distinct > 12,
        f"`noise` holds only {distinct} different numbers out of 24. Draw each of them at random.",
    )
