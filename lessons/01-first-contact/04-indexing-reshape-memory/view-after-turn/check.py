import torch

from tutor.check import fail, floats, integers, leaves_alone, matches


def reference(table):
    return torch.cat([table[:, column] for column in range(table.shape[1])])


def name_the_shape(got, want, table):
    fail(f"The result has shape {tuple(got.shape)}; it should be one vector of {table.numel()} numbers.")


WORDS = {
    "refusals": [
        (
            "view size is not compatible",
            lambda table: (
                f"On a table of shape {tuple(table.shape)} `view` still refuses. After `.t()` the neighbours of "
                "the result are no neighbours in memory, and `view` never copies. Who does?"
            ),
        )
    ],
    "explain_shape": name_the_shape,
    "mistakes": [
        (
            lambda table: table.reshape(-1),
            "The numbers come row by row, in the order they had in memory: the table was not turned. "
            "It runs, but it answers another question.",
        )
    ],
}


def test_values(learner):
    """The numbers come column by column, for 20 random shapes"""
    sizes = {"rows": (2, 7), "columns": (2, 7)}
    matches(learner.column_by_column, reference, floats("rows", "columns"), sizes=sizes, **WORDS)


def test_edges(learner):
    """A single row, a single column and whole numbers work"""
    for table in (floats(1, "n"), floats("n", 1), integers(3, 2)):
        matches(learner.column_by_column, reference, table, draws=2, **WORDS)


def test_table_stays(learner):
    """The table is the same afterwards"""
    leaves_alone(
        learner.column_by_column,
        torch.arange(6).reshape(2, 3),
        feedback="Your function changed the table it was given. Work on a new tensor.",
    )
