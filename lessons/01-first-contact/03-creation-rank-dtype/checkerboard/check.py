import torch

from tutor.check import expect, fail, forbid, integer, matches


def reference(n):
    return (torch.arange(n)[:, None] + torch.arange(n)) % 2


def test_square(learner):
    """checkerboard(n) is an n × n tensor, for n from 1 to 12"""
    for n in range(1, 13):
        board = learner.checkerboard(n)
        expect(board is not None, f"checkerboard({n}) returned None. Does your function end with `return`?")
        expect(
            isinstance(board, torch.Tensor),
            f"checkerboard({n}) returned a {type(board).__name__}; it should return a tensor.",
        )
        shape = tuple(board.shape)
        expect(
            shape == (n, n),
            f"checkerboard({n}) has shape {shape}; it should be ({n}, {n}). Try odd and even n by hand.",
        )


def test_pattern(learner):
    """Zeros and ones alternate, and the top left corner is 0"""
    matches(learner.checkerboard, reference, integer(1, 12), draws=30, dtype=False, explain=name_the_mistake)


def name_the_mistake(board, want, n):
    if torch.equal(board, 1 - want):
        fail("The top left corner is 1; it should be 0. The rest is right: which places get the ones?")
    if n > 1 and (board == board[0]).all() and board.any():
        fail(f"checkerboard({n}) has stripes: the rows are alike. What must differ from one row to the next?")
    if n > 1 and board.any() and torch.equal(board, board * want) and board.sum() < want.sum():
        fail(
            f"Half of the ones are missing: checkerboard({n}) has {board.sum():g} of {want.sum():g}. "
            "Which rows has no line of yours filled?"
        )


def test_no_loop(tree):
    """There is no loop in checkerboard"""
    forbid(
        tree,
        "Your `checkerboard` holds a loop, which visits one number at a time. "
        "Fill many places with one slice, or compute the whole grid at once.",
        loops=True,
        inside="checkerboard",
    )
