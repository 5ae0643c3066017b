"""Checks of what a model has learned, and of how it begins."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import nn

from tutor.check import (
    CheckFailed,
    accuracy,
    begins_undecided,
    fit,
    learns,
    outputs,
    overfits,
    reaches,
    samples_stay_apart,
)

X = torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0], [-1.0, 3.0]])
Y = torch.tensor([0, 1, 0, 1])


def said(check: Callable[[], object]) -> str:
    with pytest.raises(CheckFailed) as failed:
        check()
    return str(failed.value)


class Answers(nn.Module):
    """A model that gives what a function says."""

    def __init__(self, function: Callable[[torch.Tensor], object]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: torch.Tensor) -> object:
        return self.function(x)


def test_accuracy_of_scores_and_of_a_single_score() -> None:
    assert accuracy(Answers(lambda x: x), X, Y) == 1.0
    assert accuracy(Answers(lambda x: -x), X, Y) == 0.0
    assert accuracy(Answers(lambda x: x[:, 1] - x[:, 0]), X, Y) == 1.0
    assert accuracy(Answers(lambda x: x[:, 1:] - 0.5), X, Y) == 0.75


def test_outputs_are_asked_in_evaluation_mode_and_the_modes_come_back() -> None:
    model = nn.Sequential(nn.Dropout(0.5), nn.Linear(2, 2), nn.Dropout(0.5))
    model[0].eval()
    one, two = outputs(model, X, X)
    assert torch.equal(one, two)
    assert not one.requires_grad
    assert [module.training for module in model.modules()] == [True, False, True, True]


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda x: x.flatten(), "axis 0 should count the samples"),
        (lambda x: x.sum(), "axis 0 should count the samples"),
        (lambda x: None, "gave back None"),
        (lambda x: x[:, :0], "it should be one row for each"),
    ],
)
def test_what_can_t_be_counted(function: Callable[[torch.Tensor], object], sentence: str) -> None:
    assert sentence in said(lambda: accuracy(Answers(function), X, Y))


def test_a_target_that_is_missed_is_told_with_what_was_reached() -> None:
    reaches(0.95, "the accuracy", least=0.95)
    reaches(0.01, "the loss", most=0.02)
    assert said(lambda: reaches(0.613, "the accuracy", least=0.93, remark="Look at the curve.")) == (
        "The accuracy is 61.3 %; it should be at least 93 %. Look at the curve."
    )
    assert said(lambda: reaches(3.0, "the score", least=20)) == "The score is 3; it should be at least 20."
    assert said(lambda: reaches(0.5, "the loss", most=0.25)) == "The loss is 0.5; it should be at most 0.25."
    assert said(lambda: reaches(math.nan, "the loss", most=0.25)) == "The loss is not a number."


def train(steps: int) -> float:
    return float(torch.rand(()).item() * steps)


def test_a_learner_s_train_is_judged_under_fixed_seeds() -> None:
    torch.manual_seed(1)
    first = torch.rand(()).item()
    measured: list[float] = []
    learns(train, lambda: (2,), lambda value: measured.append(value) or value, "the score", least=0.0, seeds=(1, 1, 2))
    assert measured[0] == measured[1] == 2 * first
    assert measured[2] != measured[0]
    begun: list[float] = []
    learns(train, lambda: [begun.append(torch.rand(()).item()) or 1], float, "the score", least=0, seeds=(1, 1))
    assert begun == [first, first]
    assert said(
        lambda: learns(train, lambda: (1,), lambda value: value, "the score", least=9, seeds=(3, 4))
    ).startswith("With seed 3 the score is 0.")
    assert "at most -1" in said(lambda: learns(train, lambda: (1,), lambda value: value, "the loss", most=-1))


def test_the_tutor_s_own_loop() -> None:
    torch.manual_seed(0)
    losses = fit(nn.Linear(2, 2), X, Y, steps=30, lr=0.5)
    assert len(losses) == 30
    assert losses[-1] < losses[0]
    squares = fit(nn.Linear(2, 1), X, X.sum(dim=1, keepdim=True), steps=50, lr=0.1)
    assert squares[-1] < 0.1 * squares[0]


def test_a_small_batch_by_heart() -> None:
    torch.manual_seed(0)
    overfits(nn.Linear(2, 2), X, Y, most=0.1)
    stuck = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2).requires_grad_(False), nn.ReLU(), Answers(lambda x: 0 * x))
    assert "on 4 samples the loss is 0.6931; it should be at most 0.1" in said(lambda: overfits(stuck, X, Y, most=0.1))


def test_a_new_classifier_knows_nothing() -> None:
    begins_undecided(Answers(lambda x: 0.01 * x), X, 2)
    assert "the loss is 20.00; a guess among 2 classes has ln 2 = 0.69" in said(
        lambda: begins_undecided(Answers(lambda x: torch.tensor([[0.0, 40.0]]).expand(4, 2)), X, 2)
    )
    assert "it should be (4, 3)" in said(lambda: begins_undecided(Answers(lambda x: x), X, 3))


def test_samples_that_stay_apart() -> None:
    samples_stay_apart(nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Dropout(0.5)), X)
    samples_stay_apart(nn.Embedding(5, 2), torch.tensor([[0, 1], [2, 3]]))
    recurrent = nn.LSTM(2, 3, batch_first=True)
    samples_stay_apart(Answers(lambda x: recurrent(x)[0]), torch.rand(3, 4, 2))


def test_samples_that_have_a_say_in_each_other_s_answers() -> None:
    assert said(lambda: samples_stay_apart(Answers(lambda x: x.softmax(dim=0)), X)).startswith(
        "Changing sample 0 changed the answer for sample "
    )
    recurrent = nn.LSTM(2, 3)
    with pytest.raises(CheckFailed, match=r"Check `batch_first`\.") as failed:
        samples_stay_apart(Answers(lambda x: recurrent(x)[0]), torch.rand(3, 4, 2), remark="Check `batch_first`.")
    assert set(failed.value.details) == {"before", "after"}
    assert "depends on the numbers" in said(
        lambda: samples_stay_apart(Answers(lambda x: x[:, : 1 + int(x[0, 0] > 0)]), X)
    )
