"""Questions to the ledger of a run."""

from __future__ import annotations

import math

import pytest

from tutor.check import CheckFailed, Ledger, Phase, steps_are_sound, takes_steps

ROUND = ["zero_grad", "forward", "backward", "step"]


def ledger(order: list[str], losses: list[float] | None = None, phases: list[list[object]] | None = None) -> Ledger:
    counts = {act: order.count(act) for act in ("forward", "backward", "step", "zero_grad")}
    return Ledger.read({**counts, "order": order, "losses": losses or [], "phases": phases or []})


def said(seen: Ledger) -> str:
    with pytest.raises(CheckFailed) as failed:
        steps_are_sound(seen)
    return str(failed.value)


@pytest.mark.parametrize(
    "order",
    [
        ROUND * 3,
        ["forward", "backward", "step", "zero_grad"] * 3,
        ["forward", "zero_grad", "backward", "step"] * 3,
        ["zero_grad", "forward", "backward", "forward", "backward", "step"] * 2,
    ],
)
def test_sound_loops(order: list[str]) -> None:
    steps_are_sound(ledger(order))


def test_what_is_wrong_with_a_loop_is_named_with_its_step() -> None:
    assert "No `backward()`" in said(ledger(["forward", "step"]))
    assert "No optimiser made a step" in said(ledger(["forward", "backward"]))
    assert said(ledger(["forward", "backward", "step"] * 2)).startswith("Step 2 was made without clearing")
    assert said(ledger(["forward", "backward", "zero_grad", "step"] * 2)).startswith("Before step 1 the gradients")
    assert said(ledger([*ROUND, "zero_grad", "step"])).startswith("Step 2 was taken without a new `backward()`")


def test_rounds_are_what_happens_before_each_step() -> None:
    assert ledger([*ROUND, "zero_grad", "backward", "step", "forward"]).rounds() == [
        ("zero_grad", "forward", "backward"),
        ("zero_grad", "backward"),
    ]


def test_number_of_steps() -> None:
    takes_steps(ledger(ROUND * 3), 3, "Put it back.")
    with pytest.raises(CheckFailed, match=r"took 3 optimiser steps; it should take 4\. Put it back\."):
        takes_steps(ledger(ROUND * 3), 4, "Put it back.")
    with pytest.raises(CheckFailed, match=r"called `backward\(\)` 2 times for 1 steps"):
        takes_steps(ledger(["backward", "backward", "step"]), 1, "")


def test_modes_of_a_run() -> None:
    seen = ledger(ROUND, phases=[[True, True, 40, 40], [False, False, 3, 0], [False, True, 5, 5], [True, False, 2, 0]])
    assert seen.phases[0] == Phase(training=True, recording=True, forwards=40, steps=40)
    assert seen.steps_in_evaluation_mode() == 5
    assert seen.measured_in_training_mode() == 2
    assert seen.measured_with_notes() == 0
    assert ledger([], phases=[[False, True, 5, 0]]).measured_with_notes() == 5


def test_losses_of_a_run() -> None:
    seen = ledger(ROUND, losses=[4.0, 2.0, 1.0, 1.0])
    assert (seen.begins_at(), seen.begins_at(2), seen.ends_at(3)) == (4.0, 3.0, 4 / 3)
    assert seen.is_finite()
    assert not seen.leapt()
    assert ledger([], losses=[1.0, 3.0]).leapt()
    assert not ledger([], losses=[1.0, 3.0]).leapt(4)
    assert ledger([], losses=[1.0, math.nan]).leapt()
    assert not ledger([], losses=[math.inf]).is_finite()
    assert math.isnan(ledger([]).begins_at())
    assert math.isnan(ledger([]).ends_at())
    assert not ledger([]).leapt()
