"""pytorch-tutor: a terminal tutor for PyTorch.

Importing this package is cheap and never imports torch. Learner code uses it for two things::

    from tutor import log, show, show_boundary, show_images
    log(loss=0.31, val_loss=0.4, step=12)      # a point of each on the live chart
    show(weights)                              # shape, dtype, range and values of a tensor
    show(model)                                # a module's parts and their parameters
    show_images(images, labels, predictions)   # a batch of pictures
    show_boundary(model, x, y)                 # what a model of two features answers all over the plane
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Protocol

__version__ = "0.1.0"

__all__ = ["log", "show", "show_boundary", "show_images"]

LARGEST_STEP = 10**15
"""Steps beyond it are drawn as it."""


class _Number(Protocol):
    def __float__(self) -> float: ...


LogSink = Callable[["dict[str, Any]", "int | None"], None]
ShowSink = Callable[["dict[str, Any]", bytes], None]

_sink: LogSink | None = None
"""Where metrics go; the worker puts its own here in a learner's process."""

_show_sink: ShowSink | None = None
"""Where a shown thing goes, as a message and its body, likewise."""


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


def show(value: object, title: str = "", *, names: Any = None) -> None:
    """Show a tensor (shape, dtype, device, range, up to 32 × 32 of its values), or a module as a tree of its parts.

    ``value`` is a tensor, a ``torch.nn.Module``, or anything of which ``torch.as_tensor`` makes a tensor. A matrix of
    up to about 16 × 16 is shown with all its numbers; ``names`` of its rows and columns make a confusion matrix
    readable. Outside the tutor the call prints a short text.

    Raises:
        TypeError: if it is none of these.
        ValueError: if there are names, and not one for each row and column of a square matrix.
    """
    from torch.nn import Module

    from tutor.worker.displays import module_display
    from tutor.worker.grids import tensor_display

    if isinstance(value, Module):
        _show(module_display(value, str(title)))
    else:
        _show(tensor_display(value, str(title), names))


def show_images(
    images: Any,
    labels: Any = None,
    predictions: Any = None,
    confidence: Any = None,
    *,
    names: Any = None,
    title: str = "",
) -> None:
    """Show a batch of pictures, each with its label and, marked right or wrong, its prediction.

    ``images`` is a tensor ``(N, C, H, W)`` or ``(N, H, W)``, one picture of it, or a list of pictures: uint8, floats
    from 0 to 1, or normalised floats (stretched to what can be seen). The first 64 are shown. ``labels`` and
    ``predictions`` hold a class for each, as whole numbers (``names`` gives their names) or text; ``confidence`` holds
    the probability of each prediction, 0 to 1.

    Raises:
        TypeError: if the pictures have another shape.
        ValueError: if there is not one label, prediction or confidence for each picture.
    """
    from tutor.worker.displays import images_display

    _show(images_display(images, labels, predictions, confidence, names, str(title)))


def show_boundary(model: Any, x: Any, y: Any, title: str = "") -> None:
    """Show what a model answers all over a plane of two features, and the points it was trained or tested on.

    ``model`` takes ``(N, 2)`` floats and answers ``(N, classes)`` scores, or one number a point: a logit, or a
    probability where every answer lies between 0 and 1. It is asked in evaluation mode, without gradients. ``x`` is
    ``(N, 2)``, ``y`` holds the class of each point, 0 to 9.

    Raises:
        TypeError: with the shapes that are needed.
    """
    from tutor.worker.displays import boundary_display

    _show(boundary_display(model, x, y, str(title)))


def _show(display: tuple[dict[str, Any], bytes]) -> None:
    if _show_sink is not None:
        _show_sink(*display)
    else:
        print(display[0]["text"])


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
