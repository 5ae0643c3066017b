from tutor.check import expect

# The runs: linear regression with 40 inputs, noise 1, full batch, SGD, recorded from torch with seed 0.
# a: lr 0.001, no zero_grad. b: 50 samples, lr 0.05. c: lr 0.0005. d: lr 0.02, a NaN in step 55. e: lr 0.7. f: lr 0.02.
# All but b have 400 samples; the validation set has 1000.
RIGHT = {"a": 5, "b": 4, "c": 2, "d": 6, "e": 3, "f": 1}

SEEN = {
    "a": "The loss of run a swings in long waves, down, up and down again, and never settles. "
    "What pushes it on after the valley is passed?",
    "b": "In run b the two rows part: training goes on falling, validation rises after an early low.",
    "c": "Run c is still falling nearly as fast as at the start, and has covered little of the way.",
    "d": "Run d falls as it should, then jumps from a healthy value to nan, from one record to the next. "
    "A loss that blows up would grow first.",
    "e": "In run e the loss turns after a few steps and then grows faster and faster: the steps overshoot by more each "
    "time.",
    "f": "In run f both rows fall and come to rest, close together. The noise alone is about 1.",
}


def judge(learner, name):
    answer = getattr(learner, name)
    expect(answer is not None, f"{name} is still None: write the number of a cause, 1 to 6.")
    expect(
        isinstance(answer, (int, float)) and not isinstance(answer, bool) and answer in range(1, 7),
        f"{name} is {answer!r}: look up the cause in the table and write its number, 1 to 6.",
    )
    expect(answer == RIGHT[name], f"{name} is not {answer:g}. {SEEN[name]}")


def test_a(learner):
    """a: the first run"""
    judge(learner, "a")


def test_b(learner):
    """b: the second run"""
    judge(learner, "b")


def test_c(learner):
    """c: the third run"""
    judge(learner, "c")


def test_d(learner):
    """d: the fourth run"""
    judge(learner, "d")


def test_e(learner):
    """e: the fifth run"""
    judge(learner, "e")


def test_f(learner):
    """f: the sixth run"""
    judge(learner, "f")
