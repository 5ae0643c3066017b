"""pytorch-tutor: a terminal tutor for PyTorch.

Importing this package is cheap and never imports torch. Learner code uses it for two things::

    from tutor import log, show
    log(loss=0.31, val_loss=0.4, step=12)      # a point of each on the live chart
    show(images)                               # shape, dtype, range and values of a tensor
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Protocol

__version__ = "0.1.0"

__all__ = ["log", "show"]

LARGEST_STEP = 10**15
"""Steps beyond it are drawn as it."""


class _Number(Protocol):
    def __float__(self) -> float: ...


LogSink = Callable[["dict[str, Any]", "int | None"], None]
ShowSink = Callable[[Any, str], None]

_sink: LogSink | None = None
"""Where metrics go; the worker puts its own here in a learner's process."""

_show_sink: ShowSink | None = None
"""Where shown tensors go, likewise."""


def log(*unnamed: object, step: int | None = None, **metrics: _Number) -> None:
    """Put one point of each metric on the live chart.

    Values are numbers or tensors with one element. ``step`` is a whole number and defaults to the count of earlier
    calls with that name. A snippet that logs replaces the curves the tutor draws by itself. Outside the tutor the
    call prints one line, so the same script runs anywhere.

    Raises:
        TypeError: if a value is not a number, has no name, or the step is not whole.
    """
    if unnamed:
        raise TypeError("log() needs a name for each value. Write log(loss=loss).")
    place = None if step is None else as_step(step)
    if _sink is not None:
        _sink(metrics, place)
        return
    values = {name: as_number(value, name) for name, value in metrics.items()}
    where = "" if step is None else f"step {step}  "
    print(where + "  ".join(f"{name} {value:.6g}" for name, value in values.items()))


def show(value: object, title: str = "") -> None:
    """Show a tensor: shape, dtype, device, range, and up to 32 × 32 of its values as a picture.

    ``value`` is a tensor, or anything of which ``torch.as_tensor`` makes one. Outside the tutor the call prints a
    short text.

    Raises:
        TypeError: if it is neither.
    """
    if _show_sink is not None:
        _show_sink(value, str(title))
        return
    from tutor.worker.grids import describe

    print(describe(value, str(title))["text"])


def as_number(value: Any, name: str = "loss") -> float:
    """The value of a metric as a float.

    Raises:
        TypeError: with a sentence, if it is no single real number.
    """
    if isinstance(value, (str, bytes, bytearray)):
        raise TypeError(f"log({name}=…) got text ({value[:20]!r}). Give it a number or a tensor with one element.")
    try:
        return float(value.detach() if hasattr(value, "detach") else value)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        shape = getattr(value, "shape", None)
        kind = f"type {type(value).__name__}" if not isinstance(shape, tuple) else f"shape {tuple(shape)}"
        raise TypeError(
            f"log({name}=…) got a value of {kind}. "
            "Give it a number or a tensor with one element, for instance its mean()."
        ) from None


def as_step(value: Any) -> int:
    """A step as an int within ``LARGEST_STEP`` of 0.

    Raises:
        TypeError: with a sentence, if it is not whole.
    """
    try:
        step = int(value) if isinstance(value, float) and value.is_integer() else operator.index(value)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        raise TypeError(f"log() got a step of type {type(value).__name__}. Give it a whole number.") from None
    return max(-LARGEST_STEP, min(LARGEST_STEP, step))
