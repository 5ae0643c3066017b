from tutor.check import approx, expect, fail


def judge(learner, name, truth, feedback):
    answer = getattr(learner, name)
    expect(answer is not None, f"{name} is still None: write True or False.")
    expect(isinstance(answer, bool), f"{name} is {answer!r}: write True or False, without quotes.")
    expect(answer == truth, f"{name} is not {answer}. {feedback}")


def test_a(learner):
    """a: four Linear layers without a bend"""
    judge(learner, "a", False, "What came of merging two linear layers in the first lesson of this unit?")


def test_b(learner):
    """b: numbers to learn with Identity and with ReLU"""
    judge(learner, "b", True, "How many parameters does an activation have? Print the two models and count.")


def test_c(learner):
    """c: three sigmoids, their slopes at most"""
    answer = learner.c
    expect(answer is not None, "c is still None: write a number, such as 1 / 3.")
    expect(
        isinstance(answer, (int, float)) and not isinstance(answer, bool),
        f"c is {answer!r}: write a number, such as 1 / 3.",
    )
    if approx(answer, 0.25, 1e-3):
        fail("c is not 0.25: that is one sigmoid at its steepest. There are three of them, one behind the other.")
    expect(
        approx(answer, 1 / 64, 4e-4),
        f"c is not {answer:g}. The steepest slope of a sigmoid is 1/4, and slopes one behind the other multiply.",
    )


def test_d(learner):
    """d: ten times the rounds for Identity"""
    judge(learner, "d", False, "More steps bring a network nearer to its best. What is the best that a line can do?")


def test_e(learner):
    """e: ReLU is better for any task"""
    judge(learner, "e", False, "How many tasks, depths and optimisers were tried here?")


def test_f(learner):
    """f: 81.0 % and 81.6 % in one run each"""
    judge(learner, "f", False, "Compare that difference with the one between two seeds of the same network.")
