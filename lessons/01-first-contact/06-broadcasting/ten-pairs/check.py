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
    """a: ({{p}}, 1) and ({{q}},)"""
    judge(
        learner,
        "a",
        ({{p}}, 1),
        ({{q}},),
        "Flush right, the {{q}} stands below the 1. And what stands below the {{p}}?",
    )


def test_b(learner):
    """b: ({{r}}, {{p}}) and ({{p}},)"""
    judge(
        learner, "b", ({{r}}, {{p}}), ({{p}},), "Flush right, {{p}} stands below {{p}}. The missing size counts as 1."
    )


def test_c(learner):
    """c: ({{r}}, {{p}}) and ({{r}},)"""
    judge(
        learner,
        "c",
        ({{r}}, {{p}}),
        ({{r}},),
        "Write them flush right: below the {{p}} stands the {{r}}. Is one of the two a 1?",
    )


def test_d(learner):
    """d: ({{r}}, {{p}}) and ({{r}}, 1)"""
    judge(
        learner,
        "d",
        ({{r}}, {{p}}),
        ({{r}}, 1),
        "Two pairs: {{r}} with {{r}}, and {{p}} with 1. Which size of a pair does the result take?",
    )


def test_e(learner):
    """e: ({{s}}, 1, {{q}}) and ({{p}}, 1)"""
    judge(
        learner,
        "e",
        ({{s}}, 1, {{q}}),
        ({{p}}, 1),
        "Three pairs from the right: {{q}} with 1, 1 with {{p}}, {{s}} with nothing.",
    )


def test_f(learner):
    """f: ({{n}}, 1) and ({{n}},)"""
    judge(
        learner,
        "f",
        ({{n}}, 1),
        ({{n}},),
        "A column meets a vector. Below the 1 stands {{n}}, and below the {{n}} stands nothing, which counts as 1.",
    )


def test_g(learner):
    """g: ({{q}},) and ()"""
    judge(learner, "g", ({{q}},), (), "One number has no axis at all, so it fits everywhere.")


def test_h(learner):
    """h: ({{batch}}, {{p}}, {{side}}, {{side}}) and ({{p}},)"""
    judge(
        learner,
        "h",
        ({{batch}}, {{p}}, {{side}}, {{side}}),
        ({{p}},),
        "Flush right, the {{p}} stands below the last {{side}}, not below the channels.",
    )


def test_i(learner):
    """i: ({{batch}}, {{p}}, {{side}}, {{side}}) and ({{p}}, 1, 1)"""
    judge(
        learner,
        "i",
        ({{batch}}, {{p}}, {{side}}, {{side}}),
        ({{p}}, 1, 1),
        "The two ones behind the {{p}} push it to the left. Below what does it stand now?",
    )


def test_j(learner):
    """j: ({{t}}, {{q}}) and ({{t}}, {{q}}, 1)"""
    judge(
        learner,
        "j",
        ({{t}}, {{q}}),
        ({{t}}, {{q}}, 1),
        "Flush right: {{q}} with 1, then {{t}} with {{q}}. Do those two fit?",
    )
