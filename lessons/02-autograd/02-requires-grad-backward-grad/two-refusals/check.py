import torch

from tutor.check import CheckFailed, close, expect, fail

# The function as both sides make it, and its derivative.
FUNCTIONS = [
    ("lambda x: x**3", lambda x: 3 * x**2),
    ("lambda x: x * x - 5 * x", lambda x: 2 * x - 5),
    ("lambda x: x.sin()", torch.cos),
    ("lambda x: (x / 4).exp()", lambda x: (x / 4).exp() / 4),
]


def ask(learner, text, places):
    try:
        got = learner.slopes(learner(text), places)
    except CheckFailed as failed:
        if "floating point" in str(failed):
            fail(f"With places {places} PyTorch still refuses: {first_sentence(failed)}. Which dtype can take a slope?")
        if "scalar outputs" in str(failed):
            fail(
                f"With places {places} PyTorch refuses: {first_sentence(failed)}. The floats are fine now; "
                "`backward()` has to start from a single number."
            )
        raise
    expect(
        got is not None,
        "slopes returned None. Is there a `.grad` in the tensor you read, and a `return`?",
    )
    if isinstance(got, (list, tuple)) and all(
        torch.is_tensor(t) and t.numel() == 1 or isinstance(t, (int, float)) for t in got
    ):
        got = torch.tensor([slope.item() if isinstance(slope, torch.Tensor) else slope for slope in got])
    expect(
        isinstance(got, torch.Tensor), f"slopes returned {got!r}; it should be a tensor with a slope for each place."
    )
    expect(not got.is_complex(), "slopes returned complex numbers; the slope of these functions is a plain float.")
    return got.detach()


def first_sentence(failed):
    return str(failed).split("RuntimeError: ")[-1].split(" (line")[0].rstrip(".")


def compare(learner, places):
    for text, derivative in FUNCTIONS:
        got = ask(learner, text, places)
        want = derivative(torch.tensor(places, dtype=torch.float32))
        seen = f"The slopes of `{text}` at {places} should be {rounded(want)}; yours are {rounded(got)}"
        if got.shape == want.shape and len(places) > 1:
            if torch.allclose(got.float() * len(places), want, atol=1e-3):
                fail(f"{seen}: each is divided by {len(places)}. The mean counts each y only in part.")
            first_only = torch.cat([want[:1], torch.zeros_like(want[1:])])
            if torch.allclose(got.float(), first_only, atol=1e-3):
                fail(f"{seen}: only the first y went back. All of them should have a say.")
            largest = torch.where(got != 0, want, torch.zeros_like(want))
            if (got == 0).sum() == len(places) - 1 and torch.allclose(got.float(), largest, atol=1e-3):
                fail(f"{seen}: only one y went back. All of them should have a say.")
        close(got, want, f"slopes of `{text}`", rtol=1e-3, atol=1e-3, dtype=False)


def rounded(tensor):
    return [round(number, 2) for number in tensor.float().flatten().tolist()[:6]]


def test_whole_places(learner):
    """Places without a point: the slopes of four functions"""
    compare(learner, [1, 2, 3])
    compare(learner, [-2, 0, 5, 1])


def test_places_with_a_point(learner):
    """Places with a point, and a single place"""
    compare(learner, [0.5, -1.25, 2.0])
    compare(learner, [4])
