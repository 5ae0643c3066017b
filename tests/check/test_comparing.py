"""Comparisons and grids: what every other check builds on."""

from __future__ import annotations

import pytest
import torch

from tutor.check import CheckFailed, approx, close, equal, expect, fail, grid
from tutor.check.grids import named, shown


def message(*args: object, **kwargs: object) -> str:
    with pytest.raises(CheckFailed) as failed:
        close(*args, **kwargs)  # type: ignore[arg-type]
    return str(failed.value)


def test_equal_values_pass() -> None:
    close(torch.ones(2, 3), torch.ones(2, 3), "x")
    close(3, 3.0, "x")
    close(torch.tensor([3.0]), 3, "x")
    close(torch.tensor(float("nan")), float("nan"), "x")
    close(torch.ones(2, requires_grad=True), torch.ones(2), "x")


def test_nothing_is_broadcast() -> None:
    assert message(torch.ones(3, 1), torch.ones(3), "x") == "x has shape (3, 1); it should be (3,)."
    assert message(torch.ones(3), 1.0, "x") == "x has shape (3,); it should be a single number."


def test_the_dtype_counts_unless_told_otherwise() -> None:
    assert "torch.float64; it should be torch.float32" in message(torch.ones(2).double(), torch.ones(2), "x")
    close(torch.ones(2).double(), torch.ones(2), "x", dtype=False)


def test_the_worst_element_is_named() -> None:
    got = torch.zeros(2, 3)
    got[1, 2] = 5.0
    assert message(got, torch.zeros(2, 3), "x") == "x[1, 2] is 5; it should be 0."


def test_nan_is_worse_than_any_number() -> None:
    got = torch.tensor([9.0, float("nan")])
    assert message(got, torch.zeros(2), "x") == "x[1] is nan; it should be 0."


@pytest.mark.parametrize("value", [None, "1", True, [1.0], object()])
def test_what_is_no_number_is_named(value: object) -> None:
    assert "x is " in message(value, torch.ones(2), "x")


def test_feedback_replaces_the_sentence_and_keeps_the_grids() -> None:
    with pytest.raises(CheckFailed) as failed:
        close(torch.ones(2), torch.zeros(2), "x", feedback="You forgot it.")
    assert str(failed.value) == "You forgot it."
    assert set(failed.value.details) == {"got", "expected", "difference"}


def test_plain_numbers_are_shown_as_numbers() -> None:
    with pytest.raises(CheckFailed) as failed:
        close(torch.tensor(0.25), 1, "x")
    assert failed.value.details == {"got": "0.25", "expected": "1", "difference": "-0.75"}


def test_expect_and_fail() -> None:
    expect(1 == 1, "no")
    with pytest.raises(CheckFailed, match="no"):
        expect([], "no")
    with pytest.raises(CheckFailed, match="always"):
        fail("always")


def test_approx_is_false_for_what_is_no_number() -> None:
    assert approx(1.05, 1.0, 0.1)
    assert not approx(1.2, 1.0, 0.1)
    assert not approx(float("nan"), 1.0, 10.0)
    assert not approx(None, 1.0, 10.0)
    assert not approx(torch.ones(2), 1.0, 10.0)
    assert approx(torch.tensor(1.0, requires_grad=True), 1.0, 0.1)


def test_a_grid_is_small_whatever_the_tensor() -> None:
    for shape in ((), (0,), (3,), (100, 100), (2, 3, 4, 5)):
        text = grid(torch.zeros(shape))
        assert text.splitlines()[0].startswith(str(tuple(shape)))
        assert len(text.splitlines()) <= 8


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([0.5, 12.25], " 0.50 12.25"),
        ([1.0, 2.0], "1 2"),
        ([0.0001, 0.0002], "0.0001 0.0002"),
        ([123456.0, 1.0], "1.235e+05         1"),
        ([float("nan"), 1.5, float("-inf")], " nan  1.5 -inf"),
        ([0.125, 0.3333333], "0.1250 0.3333"),
    ],
)
def test_numbers_that_stand_together_have_as_many_decimals(values: list[float], text: str) -> None:
    assert grid(torch.tensor(values)).splitlines()[1] == text


def test_whole_numbers_and_booleans_stay_what_they_are() -> None:
    assert grid(torch.tensor([[1, -20]])).splitlines()[1] == "  1 -20"
    assert grid(torch.tensor([True, False])).splitlines()[1] == " True False"
    assert grid(torch.tensor(2.5)) == "() float32\n2.5"


def test_arguments_by_name() -> None:
    assert named([("x", torch.ones(1, 2)), ("n", 3), ("name", "a" * 80)]) == (
        f"x (1, 2) float32\n1 1\nn = 3\nname = '{'a' * 58}…"
    )
    assert shown([torch.ones(1), 2]) == "0: (1,) float32\n1\n1: 2"
    assert shown(0.1 + 0.2) == "0.3"


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ((1, torch.ones(2)), [1.0, torch.ones(2)]),
        ({"a": 1.0}, {"a": 1}),
        ("mean", "mean"),
        (None, None),
        (torch.Size([2]), torch.Size([2])),
        (True, True),
    ],
)
def test_equal_things_of_any_kind(got: object, want: object) -> None:
    equal(got, want, "it")


@pytest.mark.parametrize(
    ("got", "want", "sentence"),
    [
        ((1, 2), (1, 3), "it[1] is 2; it should be 3."),
        ((1,), (1, 3), "it holds 1 values; it should hold 2."),
        (torch.ones(2), (1, 1), "it is a tensor of shape (2,); it should be a tuple."),
        ({"a": 1}, {"a": 2}, "it['a'] is 1; it should be 2."),
        ({"b": 1}, {"a": 1}, "it has the keys ['b']; they should be ['a']."),
        (3, {"a": 1}, "it is an int; it should be a dict."),
        ("sum", "mean", "it is 'sum'; it should be 'mean'."),
        (1, True, "it is 1; it should be True."),
        (torch.tensor(True), True, "it is () bool; it should be True."),
    ],
)
def test_unequal_things_of_any_kind(got: object, want: object, sentence: str) -> None:
    with pytest.raises(CheckFailed) as failed:
        equal(got, want, "it")
    assert str(failed.value) == sentence
