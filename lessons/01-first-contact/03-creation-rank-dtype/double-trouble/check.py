import torch

from tutor.check import CheckFailed, close, expect, fail

TABLE = [[5.125, 3.5, 1.4], [-4.9, 3.0, 0.7], [6.2, -3.4, 5.4], [0.3, 0.3, 0.3]]


def predict(learner, dtype):
    # The array is made in the learner's process: only plain values and tensors cross.
    array = f"__import__('numpy').array({TABLE!r}).astype('{dtype}')"
    try:
        scores = learner(f"predict({array})")
    except CheckFailed as failed:
        if "must have the same dtype" in str(failed) or "expected m1 and m2" in str(failed):
            fail(
                f"With an array of {dtype} the layer still refuses: what arrives there is not float32. "
                "NumPy made it; print the dtype of what you hand to `layer`."
            )
        raise
    expect(scores is not None, "predict(table) returned None. Does it end with `return`?")
    expect(isinstance(scores, torch.Tensor), f"predict(table) returned a {type(scores).__name__}, not a tensor.")
    return scores


def test_layer_stays(learner):
    """The layer still holds float32"""
    predict(learner, "float64")
    dtype = learner.layer.weight.dtype
    expect(
        dtype == torch.float32,
        f"Your layer now holds {dtype}: twice the memory, and everyone else who uses it gets the error. "
        "Convert the data, not the layer.",
    )


def test_float64(learner):
    """float64 in, float32 scores out"""
    compare(learner, "float64", torch.tensor(TABLE))


def test_other_dtypes(learner):
    """float32 and whole numbers work as well"""
    compare(learner, "float32", torch.tensor(TABLE))
    compare(learner, "int64", torch.tensor(TABLE).long().float())


def compare(learner, dtype, rows):
    scores = predict(learner, dtype)
    weight, bias = learner.layer.weight.detach(), learner.layer.bias.detach()
    if weight.dtype == torch.float32 and scores.shape == (len(rows), 2):
        want = rows @ weight.T + bias
        whole = rows.trunc() @ weight.T + bias
        got = scores.detach().float()
        if not torch.allclose(got, want, atol=1e-4) and torch.allclose(got, whole, atol=1e-4):
            fail("The scores are those of 5, 3 and 1, not of 5.1, 3.5 and 1.4: the fractions were cut off.")
        if not torch.allclose(got, want, atol=1e-4) and torch.allclose(got, want, rtol=0.05, atol=0.05):
            fail(
                "Your scores differ from those of the layer in the third digit: "
                "the data went through a dtype with too few digits."
            )
    close(
        scores,
        rows @ weight.float().T + bias.float(),
        f"predict of an array of {dtype}",
        rtol=1e-4,
        atol=1e-5,
    )


def test_array_unchanged(learner):
    """The array is the same afterwards"""
    predict(learner, "float64")
    same = learner(
        f"(lambda array: (predict(array), array.dtype.name, array.tolist())[1:])(__import__('numpy').array({TABLE!r}))"
    )
    expect(
        same == ("float64", TABLE),
        "Your `predict` changed the array it was given. Work on a new tensor instead.",
    )
