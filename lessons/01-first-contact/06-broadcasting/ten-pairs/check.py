import torch

from tutor.check import expect


def judge(learner, name, left, right, feedback):
    answer = getattr(learner, name)
    expect(answer is not None, f'{name} is still None: write a shape such as (5, 7), or "error".')
    expect(
        not isinstance(answer, int),
        f"{name} is the number {answer}. A shape with one axis is written ({answer},), with the comma.",
    )
    try:
        truth = tuple(torch.broadcast_shapes(left, right))
    except RuntimeError:
        truth = "error"
    if isinstance(answer, str):
        expect(answer.strip().lower() == "error", f'{name} is the text {answer!r}: write a shape, or "error".')
        answer = "error"
    else:
        expect(isinstance(answer, (tuple, list)), f'{name} is {answer!r}: write a shape such as (5, 7), or "error".')
        answer = tuple(answer)
    expect(answer == truth, f"{name} is not {'an error' if answer == 'error' else answer}. {feedback}")


def test_a(learner):
    """a: (3, 1) and (4,)"""
    judge(learner, "a", (3, 1), (4,), "Flush right, the 4 stands below the 1. And what stands below the 3?")


def test_b(learner):
    """b: (2, 3) and (3,)"""
    judge(learner, "b", (2, 3), (3,), "Flush right, 3 stands below 3. The missing size counts as 1.")


def test_c(learner):
    """c: (2, 3) and (2,)"""
    judge(learner, "c", (2, 3), (2,), "Write them flush right: below the 3 stands the 2. Is one of the two a 1?")


def test_d(learner):
    """d: (2, 3) and (2, 1)"""
    judge(learner, "d", (2, 3), (2, 1), "Two pairs: 2 with 2, and 3 with 1. Which size of a pair does the result take?")


def test_e(learner):
    """e: (5, 1, 4) and (3, 1)"""
    judge(learner, "e", (5, 1, 4), (3, 1), "Three pairs from the right: 4 with 1, 1 with 3, 5 with nothing.")


def test_f(learner):
    """f: (32, 1) and (32,)"""
    judge(
        learner,
        "f",
        (32, 1),
        (32,),
        "A column meets a vector. Below the 1 stands 32, and below the 32 stands nothing, which counts as 1.",
    )


def test_g(learner):
    """g: (4,) and ()"""
    judge(learner, "g", (4,), (), "One number has no axis at all, so it fits everywhere.")


def test_h(learner):
    """h: (64, 3, 8, 8) and (3,)"""
    judge(learner, "h", (64, 3, 8, 8), (3,), "Flush right, the 3 stands below the last 8, not below the channels.")


def test_i(learner):
    """i: (64, 3, 8, 8) and (3, 1, 1)"""
    judge(
        learner,
        "i",
        (64, 3, 8, 8),
        (3, 1, 1),
        "The two ones behind the 3 push it to the left. Below what does it stand now?",
    )


def test_j(learner):
    """j: (6, 4) and (6, 4, 1)"""
    judge(learner, "j", (6, 4), (6, 4, 1), "Flush right: 4 with 1, then 6 with 4. Do those two fit?")
