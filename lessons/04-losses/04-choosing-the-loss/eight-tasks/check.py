import torch

from tutor.check import expect

NAMES = {
    "ce": "CE",
    "crossentropy": "CE",
    "crossentropyloss": "CE",
    "bce": "BCE",
    "bcewithlogits": "BCE",
    "bcewithlogitsloss": "BCE",
    "mse": "MSE",
    "mseloss": "MSE",
}


def judge(learner, name, outputs, loss, why):
    """Compare one answer, part by part, the loss first."""
    answer = getattr(learner, name)
    expect(answer is not None, f'{name} is still None: write the three things, such as (3, "CE", torch.int64).')
    expect(
        isinstance(answer, (tuple, list)) and len(answer) == 3,
        f'{name} should be three things in brackets: outputs, loss and dtype, such as (3, "CE", torch.int64).',
    )
    got_outputs, got_loss, got_dtype = answer
    known = NAMES.get(got_loss.lower().replace("-", "").replace(" ", "")) if isinstance(got_loss, str) else None
    expect(known, f'The second part of {name} should be "CE", "BCE" or "MSE", in quotes.')
    expect(
        isinstance(got_dtype, torch.dtype),
        f"The third part of {name} should be a dtype, torch.int64 or torch.float32, without quotes.",
    )
    expect(
        isinstance(got_outputs, int) and not isinstance(got_outputs, bool),
        f"The first part of {name} should be a whole number of outputs.",
    )
    more = {
        ("MSE", "CE"): " It is a choice, not a measurement.",
        ("MSE", "BCE"): " It is a choice, not a measurement.",
        ("CE", "MSE"): " It is a measurement, not a choice.",
        ("BCE", "MSE"): " It is a measurement, not a choice.",
    }.get((known, loss), "")
    expect(known == loss, f"{name} is not for {known}. {why}{more} Which loss fits that?")
    expect(
        got_outputs == outputs,
        f"{name} does not have {got_outputs} outputs. "
        + {
            "CE": "Cross-entropy wants one score for each class.",
            "BCE": "Each question needs an output.",
            "MSE": "Each number to be told needs an output.",
        }[loss],
    )
    want = torch.int64 if loss == "CE" else torch.float32
    expect(
        got_dtype == want,
        f"The target of {name} is not {got_dtype}. "
        + {
            "CE": "For cross-entropy a class is an index, and an index is a whole number.",
            "BCE": "In BCE the target is multiplied with logarithms, 1 for yes and 0 for no.",
            "MSE": "The target is taken away from the prediction. What kind of number is that?",
        }[loss],
    )


def test_a(learner):
    """a: which of 10 digits a picture shows"""
    judge(learner, "a", 10, "CE", "Ten digits, exactly one is right.")


def test_b(learner):
    """b: the price of a house"""
    judge(learner, "b", 1, "MSE", "A price is a measurement.")


def test_c(learner):
    """c: is this message spam? one output"""
    judge(learner, "c", 1, "BCE", "Yes or no, with one output.")


def test_d(learner):
    """d: which of 5 topics an article has: one, several or none"""
    judge(learner, "d", 5, "BCE", "Several topics can be right at the same time, so each is a question of its own.")


def test_e(learner):
    """e: where in a picture the ball is: x and y"""
    judge(learner, "e", 2, "MSE", "A place is two measurements.")


def test_f(learner):
    """f: healthy or ill, with two outputs"""
    judge(learner, "f", 2, "CE", "Exactly one of two classes is right, and they share one whole.")


def test_g(learner):
    """g: which of 50 letters comes next"""
    judge(learner, "g", 50, "CE", "Exactly one letter comes next.")


def test_h(learner):
    """h: for each of 64 pixels: ink or paper?"""
    judge(learner, "h", 64, "BCE", "Each pixel is a question of its own, and many can be ink.")
