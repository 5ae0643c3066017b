"""Checks of what a model has learned, and of how it begins."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch

from tutor.check import far
from tutor.check.comparing import kind_of
from tutor.check.failing import CheckFailed, expect
from tutor.check.grids import grid


def outputs(model: Any, *batches: torch.Tensor) -> list[torch.Tensor]:
    """What a model gives for each batch in evaluation mode, without notes; its modes are as before.

    Raises:
        CheckFailed: if something else than a tensor with a row for each sample comes.
    """
    given = far.reach(model, "evaluated")(model, *batches)
    for result, batch in zip(given, batches, strict=True):
        expect(isinstance(result, torch.Tensor), f"The model gave back {kind_of(result)}; it should be a tensor.")
        expect(
            result.ndim > 0 and len(result) == len(batch),
            f"For {len(batch)} samples the model gave shape {tuple(result.shape)}; axis 0 should count the samples. "
            "Did you flatten the batch as well?",
        )
    return list(given)


def accuracy(model: Any, X: torch.Tensor, y: torch.Tensor) -> float:
    """The share of samples that a model gets right, in evaluation mode.

    ``y`` are class indices of shape ``(N,)``. Scores of shape ``(N, C)`` answer by their largest, one score for each
    sample, ``(N,)`` or ``(N, 1)``, by its sign.

    Raises:
        CheckFailed: if the model gives anything else.
    """
    (scores,) = outputs(model, X)
    if scores.ndim == 2 and scores.shape[1] > 1:
        answer = scores.argmax(dim=1)
    else:
        expect(
            scores.numel() == len(y),
            f"For {len(y)} samples the model gave shape {tuple(scores.shape)}; it should be one row for each.",
        )
        answer = (scores.reshape(-1) > 0).long()
    return (answer == y).float().mean().item()


def reaches(
    value: float, what: str, *, least: float | None = None, most: float | None = None, remark: str = ""
) -> None:
    """Fail the check unless a measured number reaches its target.

    ``what`` is the number's name (``"the accuracy on fresh points"``); shares up to 1 with a ``least`` are told in
    percent. ``remark`` ends the sentence.

    Raises:
        CheckFailed: with what was reached and what is asked for.
    """
    end = f" {remark}" if remark else ""
    start = f"{what[:1].upper()}{what[1:]} is"
    if math.isnan(value):
        raise CheckFailed(f"{start} not a number.{end}")
    if least is not None and value < least:
        percent = least <= 1 and 0 <= value <= 1
        seen, wanted = (f"{100 * value:.1f} %", f"{100 * least:.3g} %") if percent else (f"{value:.4g}", f"{least:.4g}")
        raise CheckFailed(f"{start} {seen}; it should be at least {wanted}.{end}")
    if most is not None and value > most:
        raise CheckFailed(f"{start} {value:.4g}; it should be at most {most:.4g}.{end}")


def learns(
    train: Any,
    arguments: Callable[[], Sequence[Any]],
    measure: Callable[[Any], float],
    what: str,
    *,
    least: float | None = None,
    most: float | None = None,
    seeds: Sequence[int] = (0,),
    remark: str = "",
) -> None:
    """Fail the check unless the learner's ``train`` reaches the target, with each of the seeds.

    ``arguments()`` makes what ``train`` is called with, afresh for each seed; ``measure(result)`` is the number that
    counts, called ``what``, and has to be ``least`` or more, or ``most`` or less. The seed is set in the learner's
    process before the arguments are made, and again before the call, so the verdict is always the same.

    Raises:
        CheckFailed: with the seed, what was reached, and the target.
    """
    sow, run = far.reach(train, "sow"), far.reach(train, "seeded")
    for seed in seeds:
        sow(seed)
        value = measure(run(seed, train, *arguments()))
        whose = what if len(seeds) == 1 else f"with seed {seed} {what}"
        reaches(value, whose, least=least, most=most, remark=remark)


def fit(model: Any, X: torch.Tensor, y: torch.Tensor, *, steps: int, lr: float) -> list[float]:
    """Train the learner's model by the tutor's own loop, so that no other ``train`` can help or harm.

    Plain SGD on all of ``X`` at once, by cross-entropy for integer ``y`` and by the squared error for floats. Returns
    the loss of each step.
    """
    losses: list[float] = far.reach(model, "fit")(model, X, y, steps, lr)
    return losses


def overfits(model: Any, X: torch.Tensor, y: torch.Tensor, *, steps: int = 200, lr: float = 0.5, most: float) -> None:
    """Fail the check unless the model can learn one small batch by heart: a loss of ``most`` after ``steps`` steps.

    Raises:
        CheckFailed: with the loss at the beginning and at the end.
    """
    losses = fit(model, X, y, steps=steps, lr=lr)
    reaches(
        losses[-1],
        f"after {steps} steps on {len(X)} samples the loss",
        most=most,
        remark=f"It began at {losses[0]:.4g}. A model that can't learn a handful by heart can't learn: does every "
        "layer take part, and does each get a gradient?",
    )


def begins_undecided(model: Any, X: torch.Tensor, classes: int, *, tolerance: float = 0.3) -> None:
    """Fail the check unless a new classifier begins as if it guessed: with a loss near ``log(classes)``.

    Labels are dealt out evenly, so only the size of the scores counts. ``tolerance`` is a share of ``log(classes)``.

    Raises:
        CheckFailed: with both losses.
    """
    (scores,) = outputs(model, X)
    expect(
        scores.shape == (len(X), classes),
        f"For {len(X)} samples the model gave shape {tuple(scores.shape)}; it should be ({len(X)}, {classes}).",
    )
    loss = torch.nn.functional.cross_entropy(scores.double(), torch.arange(len(X)) % classes).item()
    guess = math.log(classes)
    expect(
        abs(loss - guess) <= tolerance * guess,
        f"Before any training the loss is {loss:.2f}; a guess among {classes} classes has ln {classes} = {guess:.2f}. "
        "A network that is that sure at the start has scores or inputs that are too large. Look at their range.",
    )


def samples_stay_apart(model: Any, x: torch.Tensor, *, remark: str = "", atol: float = 1e-5) -> None:
    """Fail the check if, in evaluation mode, one sample of the batch has a say in the answer for another.

    ``x`` has its samples along axis 0, two or more. Each of the first three is changed in turn.

    Raises:
        CheckFailed: naming both samples, with the answers before and after as grids.
    """
    changed = []
    for sample in range(min(3, len(x))):
        other = x.clone()
        other[sample] = 1 - x[sample] if x.is_floating_point() else x[(sample + 1) % len(x)]
        changed.append(other)
    before, *after = outputs(model, x, *changed)
    for sample, answers in enumerate(after):
        if answers.shape != before.shape:
            raise CheckFailed("The shape of the answers depends on the numbers in the batch; it should not.")
        apart = (answers - before).reshape(len(x), -1).abs().amax(dim=1)
        apart[sample] = 0
        if apart.isnan().any() or apart.max() > atol:
            victim = int(apart.nan_to_num(nan=float("inf")).argmax())
            raise CheckFailed(
                f"Changing sample {sample} changed the answer for sample {victim}. "
                + (remark or "Which axis counts the samples, and which operation goes along it?"),
                {"before": grid(before[victim]), "after": grid(answers[victim])},
            )
