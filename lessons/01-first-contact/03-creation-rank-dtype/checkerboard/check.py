import ast

import torch

from tutor.check import close, expect, fail, has_loop


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
    for n in range(1, 13):
        want = (torch.arange(n)[:, None] + torch.arange(n)) % 2
        board = learner.checkerboard(n)
        if isinstance(board, torch.Tensor):
            board, want = board.double(), want.double()
            if board.shape == want.shape:
                name_the_mistake(board, want, n)
        close(board, want, f"checkerboard({n})")


def name_the_mistake(board, want, n):
    if torch.equal(board, 1 - want):
        fail("The top left corner is 1; it should be 0. The rest is right: which places get the ones?")
    if n == 2 and torch.equal(board[0], board[1]) and board.any():
        fail("checkerboard(2) has stripes: both rows are alike. What must differ from one row to the next?")
    if n > 1 and board.any() and torch.equal(board, board * want) and board.sum() < want.sum():
        fail(
            f"Half of the ones are missing: checkerboard({n}) has {board.sum():g} of {want.sum():g}. "
            "Which rows has no line of yours filled?"
        )


def test_no_loop(tree):
    """There is no loop in checkerboard"""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "checkerboard":
            expect(
                not has_loop(node),
                "Your `checkerboard` holds a loop, which visits one number at a time. "
                "Fill many places with one slice, or compute the whole grid at once.",
            )
