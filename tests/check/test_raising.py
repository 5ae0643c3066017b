"""What must be refused, and what must be left alone."""

from __future__ import annotations

import pytest
import torch

from tutor.check import CheckFailed, leaves_alone, must_raise


def refuse(task: str) -> str:
    if task == "dance":
        raise ValueError("no loss for dance")
    if task == "crash":
        raise KeyError(task)
    return task


def said(*arguments: object, **options: str) -> str:
    with pytest.raises(CheckFailed) as failed:
        must_raise(*arguments, **options)  # type: ignore[arg-type]
    return str(failed.value)


def far_error(name: str, bases: list[str]) -> CheckFailed:
    """An exception as it comes from the learner's process."""
    failed = CheckFailed(f"`f` raised {name}: no")
    failed.crash = {"name": name, "message": "no", "bases": bases}
    return failed


def test_what_is_refused_passes() -> None:
    must_raise(ValueError, refuse, "dance")
    must_raise(LookupError, refuse, "crash")
    must_raise((KeyError, ValueError), refuse, "dance", says="Dance")


@pytest.mark.parametrize(
    ("name", "bases", "wanted", "passes"),
    [
        ("ValueError", [], ValueError, True),
        ("KeyError", [], LookupError, True),
        ("WrongTask", ["WrongTask", "ValueError", "Exception"], ValueError, True),
        ("TypeError", ["TypeError", "Exception"], ValueError, False),
        ("WrongTask", ["WrongTask", "Exception"], ValueError, False),
    ],
)
def test_an_exception_of_the_learner_s_process_is_known_by_its_bases(
    name: str, bases: list[str], wanted: type[Exception], passes: bool
) -> None:
    def call() -> None:
        raise far_error(name, bases)

    if passes:
        must_raise(wanted, call)
    else:
        assert said(wanted, call) == f"call() raised {name}: no. It should raise ValueError."


def test_what_happened_instead_is_told() -> None:
    assert said(ValueError, refuse, "sing", feedback="Notice it.") == (
        "refuse('sing') returned 'sing' instead of raising ValueError. Notice it."
    )
    assert said((TypeError, ValueError), torch.abs, torch.ones(2)) == (
        "abs(tensor of shape (2,)) returned (2,) float32 instead of raising TypeError or ValueError."
    )
    assert said(ValueError, refuse, "dance", says="task") == (
        "refuse('dance') raised ValueError, as it should, but its message is \"no loss for dance\"."
    )


def test_a_process_that_is_gone_is_no_refusal() -> None:
    def gone() -> None:
        raise CheckFailed("Your process ended.")

    assert said(ValueError, gone) == "Your process ended."


def test_arguments_that_are_left_alone() -> None:
    leaves_alone(lambda x: x * 2, torch.ones(2))
    leaves_alone(lambda x, values: sorted(values), torch.ones(2), [3, 1, 2])
    with pytest.raises(CheckFailed) as failed:
        leaves_alone(torch.Tensor.zero_, torch.ones(2))
    assert str(failed.value) == "`zero_` changes what it is given. Work on a new tensor."
    assert failed.value.details == {
        "before": "argument 1 (2,) float32\n1 1",
        "after": "argument 1 (2,) float32\n0 0",
    }
    with pytest.raises(CheckFailed, match=r"^Your list has changed\.$"):
        leaves_alone(lambda values: values.sort(), [3, 1, 2], feedback="Your list has changed.")
