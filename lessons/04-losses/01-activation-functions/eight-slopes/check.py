import torch

from tutor.check import approx, expect, fail


def judge(learner, name, bend, place, feedback):
    answer = getattr(learner, name)
    expect(answer is not None, f"{name} is still None: write a number, right to two decimals.")
    expect(
        (isinstance(answer, (int, float)) and not isinstance(answer, bool) and abs(answer) < 1e6)
        or (isinstance(answer, torch.Tensor) and answer.numel() == 1 and not answer.is_complex()),
        f"{name} is {answer!r}: write a number, such as 0.75.",
    )
    number = float(answer)
    x = torch.tensor(float(place), dtype=torch.float64, requires_grad=True)
    value = bend(x)
    value.backward()
    slope = x.grad.item()
    if approx(number, slope, 0.0055):
        return
    if approx(number, value.item(), 0.0055):
        fail(f"{name} is {number:g}: that is its value, not its slope. How fast does it rise there?")
    fail(f"{name} is not {number:g}. {feedback}")


def test_a(learner):
    """a: relu at -3"""
    judge(learner, "a", torch.relu, -3, "Left of 0 the curve lies flat. How fast does a flat line rise?")


def test_b(learner):
    """b: relu at 0"""
    judge(learner, "b", torch.relu, 0, "There is a corner, and PyTorch chose one side's slope: the page says which.")


def test_c(learner):
    """c: relu at 3"""
    judge(learner, "c", torch.relu, 3, "Right of 0 what goes in comes out. How fast does that rise?")


def test_d(learner):
    """d: sigmoid at 0"""
    judge(learner, "d", torch.sigmoid, 0, "With s for its value, the slope is s · (1 - s). Here s is 0.5.")


def test_e(learner):
    """e: sigmoid at 3"""
    judge(
        learner, "e", torch.sigmoid, 3, "With s for its value, the slope is s · (1 - s). Put in the s of the comment."
    )


def test_f(learner):
    """f: sigmoid at -3"""
    judge(learner, "f", torch.sigmoid, -3, "A sigmoid rises everywhere, and to the left of 0 as fast as to the right.")


def test_g(learner):
    """g: tanh at 0"""
    judge(learner, "g", torch.tanh, 0, "With t for its value, the slope is 1 - t². Here t is 0.")


def test_h(learner):
    """h: tanh at 3"""
    judge(learner, "h", torch.tanh, 3, "With t for its value, the slope is 1 - t². Put in the t of the comment.")
