import torch

from tutor.check import approx, expect


def truths():
    """The six answers, from a real run."""
    x = torch.tensor({{x}}, requires_grad=True)
    z = torch.tensor({{z}}, requires_grad=True)
    found = []
    for clear, function in (
        (False, lambda: x * x),
        (False, lambda: 4 * x),
        (True, lambda: 4 * x),
        (True, lambda: x * x + 4 * x),
        (False, lambda: x * z),
    ):
        if clear:
            x.grad = None
        function().backward()
        found.append(x.grad.item())
    return dict(zip("abcdef", [*found, z.grad.item()]))


def judge(learner, name, feedback, known=()):
    value = getattr(learner, name)
    expect(value is not None, f"{name} is still None: write a number.")
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        value = value.item()
    text = f"the text {value!r}" if isinstance(value, str) else repr(value)
    expect(
        isinstance(value, (int, float)) and not isinstance(value, bool),
        f"{name} is {text}: write a number, without quotes.",
    )
    for number, sentence in known:
        expect(not approx(value, number, 1e-6), f"{name} is not {value:g}. {sentence}")
    expect(approx(value, truths()[name], 1e-6), f"{name} is not {value:g}. {feedback}")


def test_a(learner):
    """a: after the first backward"""
    judge(
        learner,
        "a",
        "The slope of x² is 2x. How much is that at x = {{x}}?",
        [({{x}} * {{x}}, "That is the value of x², which `backward()` leaves alone. `.grad` holds the slope.")],
    )


def test_b(learner):
    """b: after a second backward"""
    judge(
        learner,
        "b",
        "The slope of 4x is 4, everywhere. What was in `.grad` before, and what happens to it?",
        [(4, "Nobody cleared `x.grad` after the first `backward()`. What does the second one do with what is there?")],
    )


def test_c(learner):
    """c: after x.grad = None and another backward"""
    judge(
        learner,
        "c",
        "`x.grad = None` forgets all that was there. The next `backward()` begins afresh: with which slope?",
    )


def test_d(learner):
    """d: after zero_() and a backward from a sum"""
    judge(
        learner,
        "d",
        "`zero_()` cleared what was there. The slope of a sum is the sum of the slopes: of x² and of 4x, at x = {{x}}.",
    )


def test_e(learner):
    """e: x.grad after the last backward"""
    judge(
        learner,
        "e",
        "If x grows by 1, x · z grows by z. Add that to what was in `x.grad` before this line.",
        [({{z}}, "That is what the last `backward()` brings. What was in `x.grad` before it?")],
    )


def test_f(learner):
    """f: z.grad after the last backward"""
    judge(
        learner,
        "f",
        "If z grows by 1, by how much does x · z grow? No earlier line had to do with z.",
        [
            (3 * {{x}} + 4, "The earlier slopes went into `x.grad`. Each tensor has a `.grad` of its own."),
            ({{z}}, "z has the value {{z}}. By how much does x · z grow when z grows by 1?"),
        ],
    )
