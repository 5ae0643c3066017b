import torch

from tutor.check import CheckFailed, close, expect, fail

SIZES = [(4, 3), (5, 2), (1, 4), (2, 2), (7, 1), (6, 6)]


def matrices():
    for rows, columns in SIZES:
        yield torch.randn(rows, columns)


def a_tensor(got, call):
    expect(got is not None, f"{call} returned None. Does the function end with `return`?")
    expect(isinstance(got, torch.Tensor), f"{call} returned a {type(got).__name__}; it should return a tensor.")
    return got


def test_every_second_row(learner):
    """every_second_row(x) holds the rows 0, 2, 4, …"""
    for x in matrices():
        shape = tuple(x.shape)
        got = a_tensor(learner.every_second_row(x), "every_second_row(x)")
        if shape == (4, 3) and torch.equal(got, x[1::2]):
            fail("You take the rows 1, 3, 5, …; counting begins at 0. Where does your slice start?")
        if shape == (4, 3) and torch.equal(got, x[:, ::2]):
            fail("You take every second column. Rows are axis 0: the first place between the brackets.")
        if shape == (4, 3) and torch.equal(got, x[:2]):
            fail("You take the first half of the rows. A step is the third number of a slice.")
        close(got, x[::2], f"every_second_row of a tensor of shape {shape}")


def test_last_column(learner):
    """last_column(x) is a vector with the last number of every row"""
    for x in matrices():
        rows, columns = x.shape
        try:
            got = a_tensor(learner.last_column(x), "last_column(x)")
        except CheckFailed as failed:
            if "out of bounds" in str(failed):
                fail(
                    f"On a tensor of shape {(rows, columns)} `last_column` asks for a column that is not there. "
                    "The width differs from case to case: how do you count from the end?"
                )
            raise
        expect(
            tuple(got.shape) != (rows, 1) or rows == 1,
            f"last_column of a tensor of shape {(rows, columns)} has shape {(rows, 1)}: still a matrix. "
            "A slice keeps its axis. What drops it?",
        )
        if rows != columns and tuple(got.shape) == (columns,):
            fail(
                f"last_column of a tensor of shape {(rows, columns)} has {columns} numbers: that is a row. "
                "Take all rows, and of the columns the last."
            )
        close(got, x[:, -1], f"last_column of a tensor of shape {(rows, columns)}")


def test_rows_of(learner):
    """rows_of(x, labels, k) holds the rows with label k, in order"""
    for x in matrices():
        rows, columns = x.shape
        labels = torch.randint(0, 3, (rows,))
        for k in range(3):
            want = x[labels == k]
            got = a_tensor(learner.rows_of(x, labels, k), "rows_of(x, labels, k)")
            expect(
                got.dtype != torch.bool,
                "`rows_of` returns the yes and no of each row, not the rows. Use it as an index of x.",
            )
            if got.ndim == 1:
                fail(
                    f"`rows_of` returned a vector of shape {tuple(got.shape)}. Several rows can have the label, or one, "
                    "or none: the result is a matrix each time."
                )
            if rows > 1 and k < rows and got.shape != want.shape and torch.equal(got, x[k : k + 1]):
                fail("You return row number k. `k` is a label: which rows carry it?")
            close(got, want, f"rows_of for labels {labels.tolist()} and k = {k}")


def test_x_unchanged(learner):
    """x is the same afterwards"""
    same = learner(
        "(lambda x, y: (every_second_row(x), last_column(x), rows_of(x, y, 1), x.tolist())[3])"
        "(__import__('torch').arange(6.0).reshape(3, 2), __import__('torch').tensor([1, 0, 1]))"
    )
    expect(
        same == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]],
        "One of your functions changes x. Read from it, don't write to it.",
    )
