"""What learner code shows beside text and curves: pictures of a batch, a model's parts, a decision boundary.

Plain frozen values like those in ``events``; figures and single tensors stand there.
"""

from __future__ import annotations

import base64
from dataclasses import field
from typing import Any, Literal

from tutor.engine.frozen import dataclass

Gradient = Literal["", "none", "zero", "nan", "some"]


@dataclass(frozen=True, slots=True)
class ImagesShown:
    """Pictures of equal size that the code has shown with ``show_images``: at most 64, of at most 64 × 64 pixels."""

    width: int
    """Pixels of each."""
    height: int
    pixels: bytes = field(repr=False)
    """Red, green and blue of each pixel, row by row, picture by picture."""
    count: int = 1
    total: int = 1
    """How many there were before they were cut down to ``count``."""
    labels: tuple[str, ...] = ()
    """What each really is; empty where the code didn't say."""
    predictions: tuple[str, ...] = ()
    confidence: tuple[float, ...] = ()
    """Probability of each prediction, 0 to 1."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """One part of a module."""

    depth: int
    name: str
    kind: str
    """Its class, with what it says of itself, such as ``Linear(in_features=2, out_features=8)``."""
    parameters: int
    """Numbers in all its parameters, those of its parts included."""
    trainable: int
    gradient: Gradient = ""
    """Whether its parameters have gradients: ``none``, all ``zero``, some ``nan``, or ``some`` that are not zero."""


@dataclass(frozen=True, slots=True)
class ModuleShown:
    """A module that the code has shown: its parts as a tree, at most 200 rows."""

    rows: tuple[ModuleRow, ...]
    title: str = ""
    total: int = 0
    """How many rows there were before they were cut down."""


@dataclass(frozen=True, slots=True)
class BoundaryShown:
    """What a model of two features answers all over the plane, and the points it was asked about."""

    columns: int
    rows: int
    classes: bytes = field(repr=False)
    """The class (0 to 9) at each of ``columns`` × ``rows`` places, row by row from the top."""
    points: tuple[tuple[float, float, int, int], ...] = ()
    """At most 500 of ``(x, y, class, answer)``."""
    bounds: tuple[float, float, float, float] = (0.0, 1.0, 0.0, 1.0)
    """Lowest and highest x, lowest and highest y."""
    title: str = ""


Shown = ImagesShown | ModuleShown | BoundaryShown


def shown_as_json(event: Shown) -> dict[str, Any]:
    """The public JSON object of an event."""
    if isinstance(event, ImagesShown):
        return {
            "type": "images",
            "title": event.title,
            "width": event.width,
            "height": event.height,
            "count": event.count,
            "labels": list(event.labels),
            "predictions": list(event.predictions),
            "confidence": list(event.confidence),
            "data": base64.b64encode(event.pixels).decode("ascii"),
        }
    if isinstance(event, ModuleShown):
        return {
            "type": "module",
            "title": event.title,
            "parts": [
                {"depth": row.depth, "name": row.name, "kind": row.kind, "parameters": row.parameters}
                for row in event.rows
            ],
        }
    return {
        "type": "boundary",
        "title": event.title,
        "columns": event.columns,
        "rows": event.rows,
        "classes": list(event.classes),
        "bounds": list(event.bounds),
        "points": [list(point) for point in event.points],
    }
