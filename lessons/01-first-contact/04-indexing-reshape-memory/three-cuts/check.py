import torch

from tutor.check import fail, floats, integer, labels, leaves_alone, matches

MATRIX = floats("rows", "columns")


def test_every_second_row(learner):
    """every_second_row(x) holds the rows 0, 2, 4, …"""
    matches(
        learner.every_second_row,
        lambda x: x[::2],
        MATRIX,
        mistakes=(
            (lambda x: x[1::2], "You take the rows 1, 3, 5, …; counting begins at 0. Where does your slice start?"),
            (
                lambda x: x[:, ::2],
                "You take every second column. Rows are axis 0: the first place between the brackets.",
            ),
            (
                lambda x: x[: len(x) // 2],
                "You take the first half of the rows. A step is the third number of a slice.",
            ),
            (lambda x: x[:2], "You take the first two rows. A step is the third number of a slice."),
        ),
    )


def name_the_column(got, want, x):
    rows, columns = x.shape
    if tuple(got.shape) == (rows, 1):
        fail(
            f"last_column of a tensor of shape {(rows, columns)} has shape {(rows, 1)}: still a matrix. "
            "A slice keeps its axis. What drops it?"
        )
    if rows != columns and tuple(got.shape) == (columns,):
        fail(
            f"last_column of a tensor of shape {(rows, columns)} has {columns} numbers: that is a row. "
            "Take all rows, and of the columns the last."
        )


def test_last_column(learner):
    """last_column(x) is a vector with the last number of every row"""
    matches(
        learner.last_column,
        lambda x: x[:, -1],
        MATRIX,
        explain_shape=name_the_column,
        refusals=[
            (
                "out of bounds",
                lambda x: (
                    f"On a tensor of shape {tuple(x.shape)} `last_column` asks for a column that is not there. "
                    "The width differs from case to case: how do you count from the end?"
                ),
            )
        ],
    )


def name_the_rows(got, want, x, labels, k):
    if got.dtype == torch.bool:
        fail("`rows_of` returns the yes and no of each row, not the rows. Use it as an index of x.")
    if got.ndim == 1:
        fail(
            f"`rows_of` returned a vector of shape {tuple(got.shape)}. Several rows can have the label, or one, "
            "or none: the result is a matrix each time."
        )


def test_rows_of(learner):
    """rows_of(x, labels, k) holds the rows with label k, in order"""
    matches(
        learner.rows_of,
        lambda x, labels, k: x[labels == k],
        MATRIX,
        labels("rows", 3),
        integer(0, 2),
        draws=30,
        explain_shape=name_the_rows,
        mistakes=[(lambda x, labels, k: x[k : k + 1], "You return row number k. `k` is a label: which rows carry it?")],
    )


def test_x_unchanged(learner):
    """x is the same afterwards"""
    x, y = torch.arange(6.0).reshape(3, 2), torch.tensor([1, 0, 1])
    feedback = "One of your functions changes x. Read from it, don't write to it."
    leaves_alone(learner.every_second_row, x, feedback=feedback)
    leaves_alone(learner.last_column, x, feedback=feedback)
    leaves_alone(learner.rows_of, x, y, 1, feedback=feedback)
