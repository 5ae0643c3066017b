from torch.utils.data import DataLoader

from tutor.check import expect, fail


def batches(n, size, drop=False):
    return len(DataLoader(range(n), batch_size=size, drop_last=drop))


def judge(learner, name, truth, known, hint):
    """``known``: wrong answers with a sentence each."""
    answer = getattr(learner, name)
    expect(answer is not None, f"{name} is still None: write a whole number.")
    expect(
        isinstance(answer, (int, float)) and not isinstance(answer, bool),
        f"{name} is {answer!r}: write a whole number, without quotes.",
    )
    expect(answer == int(answer), f"{name} is {answer}: there is no part of a batch. Is the rest kept or dropped?")
    if answer != truth and answer in known:
        fail(f"{name} is not {answer:g}. {known[answer]}")
    expect(answer == truth, f"{name} is not {answer:g}. {hint}")


def test_a(learner):
    """a: 1000 samples in batches of 100"""
    judge(learner, "a", batches(1000, 100), {11: "Nothing is left over here."}, "Divide 1000 by 100.")


def test_b(learner):
    """b: 1000 samples in batches of 32"""
    known = {31: "31 full batches hold 992 samples. What becomes of the other 8?"}
    judge(learner, "b", batches(1000, 32), known, "Divide 1000 by 32. The rest makes a batch of its own.")


def test_c(learner):
    """c: the size of the last batch"""
    last = len(list(DataLoader(range(1000), batch_size=32))[-1])
    known = {32: "31 full batches hold 992 samples. How many are left for the last?"}
    judge(learner, "c", last, known, "How many samples do the 31 full batches hold?")


def test_d(learner):
    """d: with drop_last"""
    known = {32: "`drop_last=True` leaves the smaller batch out."}
    judge(learner, "d", batches(1000, 32, True), known, "Count the full batches alone.")


def test_e(learner):
    """e: steps in 5 epochs of 60 000 samples in batches of 64"""
    known = {
        4688: "You took 5 × 60 000 samples in one piece. Every epoch ends with a smaller batch of its own: "
        "round up before you multiply.",
        4685: "The rest of each epoch is a step too.",
        938: "That is one epoch. There are five.",
    }
    judge(learner, "e", 5 * batches(60_000, 64), known, "First the batches of one epoch, rounded up; then times 5.")


def test_f(learner):
    """f: fewer samples than a batch, with drop_last"""
    known = {1: "The only batch is smaller than 32, and `drop_last=True` drops such a batch."}
    judge(learner, "f", batches(20, 32, True), known, "Is there a single full batch of 32 among 20 samples?")
