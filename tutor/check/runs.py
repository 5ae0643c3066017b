"""What the learner's script did while it ran: questions to its ledger."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tutor.check.failing import CheckFailed, expect


@dataclass(frozen=True)
class Phase:
    """Forward passes in a row that ran alike."""

    training: bool
    """The model's mode."""
    recording: bool
    """Whether autograd took notes."""
    forwards: int
    steps: int
    """Optimiser steps that were taken before the next phase began."""


@dataclass(frozen=True)
class Ledger:
    """Counts, the order of acts, the losses, and the modes in which the model ran."""

    forward: int = 0
    """Calls of a module from outside any other; loss modules don't count."""
    backward: int = 0
    step: int = 0
    zero_grad: int = 0
    order: Sequence[str] = ()
    """The first 400 of ``"zero_grad"``, ``"forward"``, ``"backward"``, ``"step"``."""
    losses: Sequence[float] = ()
    """Every scalar that ``backward()`` was called on, the first 2000."""
    phases: Sequence[Phase] = field(default=())
    """The first 400."""

    @classmethod
    def read(cls, sent: dict[str, Any]) -> Ledger:
        """The ledger as the learner's process sent it."""
        phases = [Phase(bool(t), bool(r), int(f), int(s)) for t, r, f, s in sent.get("phases", [])]
        return cls(**{**sent, "phases": phases})

    def rounds(self) -> list[tuple[str, ...]]:
        """The acts before each step, in order: ``("zero_grad", "forward", "backward")`` for an ordinary loop."""
        rounds: list[tuple[str, ...]] = []
        acts: list[str] = []
        for act in self.order:
            if act == "step":
                rounds.append(tuple(acts))
                acts = []
            else:
                acts.append(act)
        return rounds

    def uncleared_step(self) -> int | None:
        """The first step (from 1) whose gradients still held those of the step before; None if there is none."""
        for number, acts in enumerate(self.rounds(), start=1):
            if number > 1 and "zero_grad" not in acts:
                return number
        return None

    def cleared_too_late(self) -> int | None:
        """The first step whose gradients were cleared after ``backward()`` and before they were used."""
        for number, acts in enumerate(self.rounds(), start=1):
            if "backward" in acts and "zero_grad" in acts[acts.index("backward") :]:
                last = len(acts) - 1 - acts[::-1].index("zero_grad")
                if "backward" not in acts[last:]:
                    return number
        return None

    def step_without_backward(self) -> int | None:
        """The first step before which no ``backward()`` was called since the last step."""
        return next((number for number, acts in enumerate(self.rounds(), start=1) if "backward" not in acts), None)

    def steps_in_evaluation_mode(self) -> int:
        """How many steps were taken from forward passes in evaluation mode."""
        return sum(phase.steps for phase in self.phases if not phase.training and phase.recording)

    def measured_in_training_mode(self) -> int:
        """How many forward passes ran in training mode while autograd took no notes: measured with dropout on."""
        return sum(phase.forwards for phase in self.phases if phase.training and not phase.recording)

    def measured_with_notes(self) -> int:
        """How many forward passes ran in evaluation mode, with notes that no step used."""
        return sum(
            phase.forwards for phase in self.phases if not phase.training and phase.recording and not phase.steps
        )

    def is_finite(self) -> bool:
        """Whether every loss is a number."""
        return all(map(math.isfinite, self.losses))

    def begins_at(self, count: int = 1) -> float:
        """The mean of the first losses; NaN if there are none."""
        first = self.losses[:count]
        return sum(first) / len(first) if first else math.nan

    def ends_at(self, count: int = 1) -> float:
        """The mean of the last losses; NaN if there are none."""
        last = self.losses[-count:]
        return sum(last) / len(last) if last else math.nan

    def leapt(self, factor: float = 2.0) -> bool:
        """Whether a later loss was more than ``factor`` times the first, or no number."""
        return bool(self.losses) and (not self.is_finite() or max(self.losses) > factor * self.losses[0])


def takes_steps(ledger: Ledger, count: int, remark: str) -> None:
    """Fail the check unless the script took ``count`` optimiser steps, each after one ``backward()``.

    ``remark`` says what the task is about instead, and ends the sentence.

    Raises:
        CheckFailed: if it took others.
    """
    expect(ledger.step == count, f"Your script took {ledger.step} optimiser steps; it should take {count}. {remark}")
    expect(
        ledger.backward == count,
        f"Your script called `backward()` {ledger.backward} times for {count} steps; it should be once for each. "
        f"{remark}",
    )


def steps_are_sound(ledger: Ledger) -> None:
    """Fail the check unless every step of the script's loop used the gradients of its own round, and no others.

    Only the first 400 acts are known, and gradients that are cleared by hand look as if they were not.

    Raises:
        CheckFailed: naming the first step that did not, and what has to be looked at.
    """
    expect(ledger.backward, "No `backward()` was called while the script ran. Which call fills `.grad`?")
    expect(ledger.step, "No optimiser made a step while the script ran, so no weight moved. Which call makes one?")
    late, missing, uncleared = ledger.cleared_too_late(), ledger.step_without_backward(), ledger.uncleared_step()
    if late is not None:
        raise CheckFailed(
            f"Before step {late} the gradients were cleared after `backward()` had made them: the step had nothing to "
            "go by. What has to stand between those two calls?"
        )
    if missing is not None:
        raise CheckFailed(
            f"Step {missing} was taken without a new `backward()`, so it used old gradients or none. "
            "Does each round make its own?"
        )
    if uncleared is not None:
        raise CheckFailed(
            f"Step {uncleared} was made without clearing the gradients, so it used the sum of {uncleared} batches. "
            "Where should the old gradients be cleared?"
        )
