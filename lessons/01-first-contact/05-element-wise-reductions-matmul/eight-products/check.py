import torch

from tutor.check import expect


def judge(learner, name, left, right, feedback):
    answer = getattr(learner, name)
    expect(answer is not None, f'{name} is still None: write a shape such as (5, 7), or "error".')
    if isinstance(answer, int):
        expect(False, f"{name} is the number {answer}. A shape with one axis is written ({answer},), with the comma.")
    try:
        truth = tuple((left @ right).shape)
    except RuntimeError:
        truth = "error"
    if isinstance(answer, str):
        expect(answer.strip().lower() == "error", f'{name} is the text {answer!r}: write a shape, or "error".')
        answer = "error"
    elif isinstance(answer, (tuple, list)):
        answer = tuple(answer)
    else:
        expect(False, f'{name} is {answer!r}: write a shape such as (5, 7), or "error".')
    expect(answer == truth, f"{name} is not {'an error' if answer == 'error' else answer}. {feedback}")


def zeros(*shape):
    return torch.zeros(shape)


def test_a(learner):
    """a: (2, 3) @ (3, 4)"""
    judge(learner, "a", zeros(2, 3), zeros(3, 4), "The inner sizes agree and vanish. What is left on either side?")


def test_b(learner):
    """b: (2, 3) @ (2, 3)"""
    judge(
        learner,
        "b",
        zeros(2, 3),
        zeros(2, 3),
        "A row of the left is to be multiplied with a column of the right. How long is each? (`*` is another sign.)",
    )


def test_c(learner):
    """c: (2, 3) @ (2, 3).T"""
    judge(learner, "c", zeros(2, 3), zeros(2, 3).T, "Which shape has the right side once it is turned?")


def test_d(learner):
    """d: (4,) @ (4,)"""
    judge(learner, "d", zeros(4), zeros(4), "A vector with a vector is a dot product. How many axes has one number?")


def test_e(learner):
    """e: (2, 3) @ (3,)"""
    judge(
        learner,
        "e",
        zeros(2, 3),
        zeros(3),
        "Each of the 2 rows meets the vector and gives one number. The vector's only axis is summed away.",
    )


def test_f(learner):
    """f: (3, 1) @ (1, 5)"""
    judge(
        learner,
        "f",
        zeros(3, 1),
        zeros(1, 5),
        "A row of length 1 meets a column of length 1, for every pair of them. How many pairs are there?",
    )


def test_g(learner):
    """g: (10, 2, 3) @ (3, 4)"""
    judge(
        learner,
        "g",
        zeros(10, 2, 3),
        zeros(3, 4),
        "Ten matrices of 2 × 3, each times the same 3 × 4. The batch axis stays in front.",
    )


def test_h(learner):
    """h: (10, 2, 3) @ (5, 3, 4)"""
    judge(
        learner,
        "h",
        zeros(10, 2, 3),
        zeros(5, 3, 4),
        "The matrices fit. Now pair them off: ten on the left, five on the right.",
    )
