import numpy
import torch

from tutor.check import expect


def judge(learner, name, truth, feedback):
    answer = getattr(learner, name)
    expect(answer is not None, f"{name} is still None: write a dtype, such as torch.float32.")
    expect(
        isinstance(answer, torch.dtype),
        f"{name} is the text {answer!r}: write the dtype itself, such as torch.bool, without quotes."
        if isinstance(answer, str)
        else f"{name} is {answer!r}: write a dtype of torch, such as torch.bool.",
    )
    expect(answer == truth, f"{name} is not {answer}. {feedback}")


def test_a(learner):
    """a: the dtype of tensor([1, 2]) / 2"""
    judge(
        learner,
        "a",
        (torch.tensor([1, 2]) / 2).dtype,
        "True division has to be able to answer 0.5. Which dtype is the default for that?",
    )


def test_b(learner):
    """b: the dtype of tensor([1, 2]) // 2"""
    judge(
        learner,
        "b",
        (torch.tensor([1, 2]) // 2).dtype,
        "This division drops the fraction, so the dtype that went in can hold what comes out.",
    )


def test_c(learner):
    """c: the dtype of tensor([1.5]) * tensor([2])"""
    judge(
        learner,
        "c",
        (torch.tensor([1.5]) * torch.tensor([2])).dtype,
        "Whole meets float: one of the two can hold the other's numbers, fraction and all. Which, and how large is it?",
    )


def test_d(learner):
    """d: the dtype of from_numpy(array([0.5, 1.5])) + ones(2)"""
    judge(
        learner,
        "d",
        (torch.from_numpy(numpy.array([0.5, 1.5])) + torch.ones(2)).dtype,
        "One of the two came from NumPy, with NumPy's default. When two floats meet, which one is kept?",
    )


def test_e(learner):
    """e: the dtype of tensor([True, False, True]).sum()"""
    judge(
        learner,
        "e",
        torch.tensor([True, False, True]).sum().dtype,
        "There are two Trues here. Which dtype does a count of them need?",
    )


def test_f(learner):
    """f: the dtype of arange(3) > 1"""
    judge(
        learner,
        "f",
        (torch.arange(3) > 1).dtype,
        "A comparison answers yes or no, for each number. Which dtype holds that?",
    )
