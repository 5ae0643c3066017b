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
    """a: ({{rows}}, {{inner}}) @ ({{inner}}, {{columns}})"""
    judge(
        learner,
        "a",
        zeros({{rows}}, {{inner}}),
        zeros({{inner}}, {{columns}}),
        "The inner sizes agree and vanish. What is left on either side?",
    )


def test_b(learner):
    """b: ({{rows}}, {{inner}}) @ ({{rows}}, {{inner}})"""
    judge(
        learner,
        "b",
        zeros({{rows}}, {{inner}}),
        zeros({{rows}}, {{inner}}),
        "A row of the left is to be multiplied with a column of the right. How long is each? (`*` is another sign.)",
    )


def test_c(learner):
    """c: ({{rows}}, {{inner}}) @ ({{rows}}, {{inner}}).T"""
    judge(
        learner,
        "c",
        zeros({{rows}}, {{inner}}),
        zeros({{rows}}, {{inner}}).T,
        "Which shape has the right side once it is turned?",
    )


def test_d(learner):
    """d: ({{columns}},) @ ({{columns}},)"""
    judge(
        learner,
        "d",
        zeros({{columns}}),
        zeros({{columns}}),
        "A vector with a vector is a dot product. How many axes has one number?",
    )


def test_e(learner):
    """e: ({{rows}}, {{inner}}) @ ({{inner}},)"""
    judge(
        learner,
        "e",
        zeros({{rows}}, {{inner}}),
        zeros({{inner}}),
        "Each of the {{rows}} rows meets the vector and gives one number. The vector's only axis is summed away.",
    )


def test_f(learner):
    """f: ({{inner}}, 1) @ (1, {{others}})"""
    judge(
        learner,
        "f",
        zeros({{inner}}, 1),
        zeros(1, {{others}}),
        "A row of length 1 meets a column of length 1, for every pair of them. How many pairs are there?",
    )


def test_g(learner):
    """g: ({{batch}}, {{rows}}, {{inner}}) @ ({{inner}}, {{columns}})"""
    judge(
        learner,
        "g",
        zeros({{batch}}, {{rows}}, {{inner}}),
        zeros({{inner}}, {{columns}}),
        "{{batch}} matrices of {{rows}} × {{inner}}, each times the same {{inner}} × {{columns}}. The batch axis stays in front.",
    )


def test_h(learner):
    """h: ({{batch}}, {{rows}}, {{inner}}) @ ({{others}}, {{inner}}, {{columns}})"""
    judge(
        learner,
        "h",
        zeros({{batch}}, {{rows}}, {{inner}}),
        zeros({{others}}, {{inner}}, {{columns}}),
        "The matrices fit. Now pair them off: {{batch}} on the left, {{others}} on the right.",
    )
