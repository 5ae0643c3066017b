import torch

from tutor.check import CheckFailed, close, expect, fail


def ask(learner, table):
    try:
        got = learner.column_by_column(table)
    except CheckFailed as failed:
        if "view size is not compatible" in str(failed):
            fail(
                f"On a table of shape {tuple(table.shape)} `view` still refuses. After `.t()` the neighbours of the result "
                "are no neighbours in memory, and `view` never copies. Who does?"
            )
        raise
    expect(got is not None, "`column_by_column` returned None. Does it end with `return`?")
    expect(isinstance(got, torch.Tensor), f"`column_by_column` returned a {type(got).__name__}, not a tensor.")
    return got


def test_values(learner):
    """The numbers come column by column, for 20 random shapes"""
    for _ in range(20):
        rows, columns = torch.randint(2, 8, (2,)).tolist()
        table = torch.randn(rows, columns)
        want = torch.cat([table[:, column] for column in range(columns)])
        got = ask(learner, table)
        if torch.equal(got, table.reshape(-1)):
            fail(
                "The numbers come row by row, in the order they had in memory: the table was not turned. "
                "It runs, but it answers another question."
            )
        expect(
            got.ndim == 1,
            f"The result has shape {tuple(got.shape)}; it should be one vector of {rows * columns} numbers.",
        )
        close(got, want, f"column_by_column of shape {(rows, columns)}")


def test_edges(learner):
    """A single row, a single column and whole numbers work"""
    for table in (torch.rand(1, 5), torch.rand(5, 1), torch.arange(6).reshape(3, 2)):
        close(ask(learner, table), table.T.flatten(), f"column_by_column of shape {tuple(table.shape)}")


def test_table_stays(learner):
    """The table is the same afterwards"""
    same = learner(
        "(lambda t: (column_by_column(t), t.shape, t.tolist())[1:])(__import__('torch').arange(6).reshape(2, 3))"
    )
    expect(
        same == (torch.Size([2, 3]), [[0, 1, 2], [3, 4, 5]]),
        "Your function changed the table it was given. Work on a new tensor.",
    )
