"""pytorch-tutor: a terminal tutor for PyTorch.

Importing this package is cheap and never imports torch. Learner code uses it for one thing::

    from tutor import log
    log(loss=0.31, val_loss=0.4, step=12)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

__version__ = "0.1.0"

__all__ = ["log"]


class _Number(Protocol):
    def __float__(self) -> float: ...


LogSink = Callable[[dict[str, float], "int | None"], None]

_sink: LogSink | None = None
"""Where metrics go; the worker puts its own here in a learner's process."""


def log(*, step: int | None = None, **metrics: _Number) -> None:
    """Put one point of each metric on the live chart.

    Values are numbers or 0-D tensors. ``step`` defaults to the count of earlier calls with that name.
    A snippet that logs replaces the curve the tutor draws by itself. Outside the tutor the call prints
    one line, so the same script runs anywhere.

    Raises:
        TypeError: if a value is not a number.
    """
    values = {name: float(value) for name, value in metrics.items()}
    if _sink is not None:
        _sink(values, step)
        return
    where = "" if step is None else f"step {step}  "
    print(where + "  ".join(f"{name} {value:.6g}" for name, value in values.items()))
