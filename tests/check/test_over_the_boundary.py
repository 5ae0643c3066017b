"""The helpers, asked across the boundary between the check's process and the learner's."""

from __future__ import annotations

import pytest

from tutor.engine.events import ChallengeJudged, CheckResult
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner

pytestmark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]

RIGHT = """
import torch
from torch import nn

class WrongTask(ValueError):
    pass

def double(x):
    return x + x

def mse(p, t):
    return ((p - t) ** 2).mean()

def loss_for(task):
    raise WrongTask(f"no loss for {task}")

def train(X, y):
    model = nn.Linear(2, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    for _ in range(100):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(X), y).backward()
        optimizer.step()
    return model

model = nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.5), nn.Linear(3, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
for _ in range(3):
    optimizer.zero_grad()
    criterion(model(torch.ones(4, 2)), torch.tensor([0, 1, 0, 1])).backward()
    optimizer.step()
model.eval()
with torch.no_grad():
    model(torch.ones(1, 2))
"""

CHECK = '''
import torch
from tutor.check import *
from tutor.check import Phase

def test_double(learner):
    """double doubles"""
    matches(learner.double, lambda x: 2 * x, floats("n", "m"))

def test_gradient(learner):
    """mse has its gradient"""
    gradient_matches(learner.mse, torch.nn.functional.mse_loss, floats("n"), floats("n"))

def test_numeric(learner):
    """mse has the gradient of its own values"""
    gradient_matches(learner.mse, None, floats("n"), floats("n"))

def test_alone(learner):
    """double leaves x alone"""
    leaves_alone(learner.double, torch.ones(3))

def test_refusal(learner):
    """loss_for refuses"""
    must_raise(ValueError, learner.loss_for, "dance", says="dance")

def test_model(learner):
    """The model is as it should be"""
    model = learner.model
    has_layers(model, ["Linear", "Dropout", "Linear"])
    has_count(model, 17)
    has_parameters(model, [(3, 2), (3,), (2, 3), (2,)])
    all_registered(model)
    in_mode(model, training=False)
    gives_shape(model, (5, 2), (5, 2))
    gradients_reach(model, torch.rand(8, 2), zeros=True)
    samples_stay_apart(model, torch.rand(3, 2))
    begins_undecided(model, torch.rand(10, 2), 2)

def test_run(ledger):
    """The run is as it should be"""
    takes_steps(ledger, 3, "")
    steps_are_sound(ledger)
    expect(ledger.phases == [Phase(True, True, 3, 3), Phase(False, False, 1, 0)], str(ledger.phases))
    expect(ledger.rounds()[0] == ("zero_grad", "forward", "backward"), str(ledger.rounds()))

def test_learns(learner):
    """train learns"""
    X = torch.rand(60, 2, generator=torch.Generator().manual_seed(1))
    y = (X[:, 0] > X[:, 1]).long()
    learns(learner.train, lambda: (X, y), lambda m: accuracy(m, X, y), "the accuracy", least=0.9, seeds=(0, 1))

def test_run_is_the_script_alone(ledger):
    """What a check calls is not counted"""
    expect(ledger.step == 3, str(ledger.step))
'''


async def judge(runner: WorkerRunner, code: str, check: str = CHECK) -> ChallengeJudged:
    async for event in runner.judge("unit/lesson/challenge", Source(code, "answer.py", seconds=20.0), check):
        if isinstance(event, ChallengeJudged):
            return event
    raise AssertionError("no verdict came")


def failing(verdict: ChallengeJudged) -> dict[str, CheckResult]:
    return {check.name: check for check in verdict.checks if not check.passed}


async def test_right_code_passes(runner: WorkerRunner) -> None:
    verdict = await judge(runner, RIGHT)
    assert failing(verdict) == {}
    assert len(verdict.checks) == 9


@pytest.mark.parametrize(
    ("right", "wrong", "name", "sentence"),
    [
        ("return x + x", "return x * 3", "double doubles", "double(x)[0, 0] is 3; it should be 2."),
        ("return x + x", "return x @ x", "double doubles", "`double(tensor of shape (1, 2))` raised RuntimeError"),
        ("return x + x", "return x.mul_(2)", "double leaves x alone", "`double` changes what it is given."),
        (".mean()", ".mean().detach()", "mse has its gradient", "What `mse` returns has lost its notes"),
        (".mean()", ".sum()", "mse has its gradient", "The gradient of mse[1] is 2; it should be 1."),
        ("raise WrongTask", "return str", "loss_for refuses", "instead of raising ValueError"),
        ("nn.Dropout(0.5)", "nn.ReLU()", "The model is as it should be", "they should be Linear, Dropout, Linear."),
        ("model.eval()", "model.train()", "The model is as it should be", "The model is in training mode"),
        ("lr=1.0", "lr=0.0", "train learns", "With seed 0 the accuracy is "),
        ("    optimizer.step()\nmodel", "    pass\nmodel", "The run is as it should be", "took 0 optimiser steps"),
    ],
)
async def test_each_mistake_has_its_sentence(
    runner: WorkerRunner, right: str, wrong: str, name: str, sentence: str
) -> None:
    assert RIGHT.count(right) >= 1
    verdict = await judge(runner, RIGHT.replace(right, wrong))
    assert sentence in failing(verdict)[name].message


async def test_an_exception_comes_with_its_input_and_its_line(runner: WorkerRunner) -> None:
    verdict = await judge(runner, RIGHT.replace("return x + x", "return x @ x"))
    failed = failing(verdict)["double doubles"]
    assert failed.details["inputs"] == "x (1, 2) float32\n0 0"
    assert "return x @ x" in failed.details["your code"]
