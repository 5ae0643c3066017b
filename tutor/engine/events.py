"""What a run tells its caller: small frozen facts, in the order they happened.

One run yields ``RunStarted`` once, any number of the events in between, and ``RunFinished`` exactly once and last.
``as_json`` gives the public form that ``pytorch-tutor run --json`` prints, one object a line.
"""

from __future__ import annotations

import base64
import math
from dataclasses import field
from typing import Any, Literal

from tutor.engine.frozen import dataclass
from tutor.engine.observed import FeedbackGiven, ObservationsReceived, feedback_as_json
from tutor.engine.shown import BoundaryShown, ImagesShown, ModuleShown, shown_as_json
from tutor.engine.witness import NOTHING_SEEN, LayerSeen, TensorSeen, Witness, tensor_as_json

Reason = Literal["ok", "error", "timeout", "memory", "disk", "output", "processes", "stopped"]
Stream = Literal["stdout", "stderr"]


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The code begins to run. ``name`` is what the code is called in tracebacks."""

    name: str = ""
    fresh: bool = True
    """Whether a new process was forked for it (False: it continues in the live one)."""


@dataclass(frozen=True, slots=True)
class OutputReceived:
    """Text the code wrote, already free of terminal escapes but for colours."""

    stream: Stream
    text: str


@dataclass(frozen=True, slots=True)
class MetricsReceived:
    """A batch of points of one metric; ``steps`` and ``values`` have equal length."""

    name: str
    steps: tuple[int, ...]
    values: tuple[float, ...]
    automatic: bool = True
    """True where the tutor noticed the loss by itself, False where the code called ``log``."""


@dataclass(frozen=True, slots=True)
class ImageReceived:
    """A picture the code has shown or saved: a figure of matplotlib. At most 20 a run, of at most 4 MiB."""

    format: Literal["png"]
    data: bytes = field(repr=False)
    width: int = 0
    """Pixels."""
    height: int = 0
    title: str = ""
    """The figure's own title; may be empty."""


@dataclass(frozen=True, slots=True)
class TensorShown:
    """A tensor the code has shown with ``tutor.show``."""

    shape: tuple[int, ...]
    dtype: str
    device: str = "cpu"
    requires_grad: bool = False
    minimum: float | None = None
    """Of the numbers in it, NaN apart (of complex ones the magnitudes); None where there are none."""
    mean: float | None = None
    maximum: float | None = None
    nan_count: int = 0
    values: tuple[tuple[float, ...], ...] = ()
    """At most 32 × 32 values, evenly sampled; the tensor's last dimension lies along a row."""
    whole: bool = True
    """Whether ``values`` holds every element."""
    title: str = ""
    text: str = ""
    """The same as a few lines of plain text."""
    names: tuple[str, ...] = ()
    """Of the rows and the columns of a square matrix, as one of counts of classes; may be missing."""
    histogram: tuple[int, ...] = ()
    """How many of its finite numbers lie in each of at most 32 equal parts of their range; may be missing."""


@dataclass(frozen=True, slots=True)
class ErrorRaised:
    """An exception ended the code."""

    name: str
    message: str
    traceback: str = ""
    """The traceback without the tutor's own frames, ready to print."""
    line: int | None = None
    """Line in the learner's own text, from 1."""
    source: str = ""
    """Which text that line belongs to (the ``name`` of a run)."""
    explanation: str | None = None
    """What the operation wanted and what it got, in a sentence or two; None where the tutor has none."""
    next_step: str = ""
    """The one next action that belongs to the explanation."""
    id: str | None = None
    """The mistake behind it, by its number in the catalogue of feedback."""
    witness: Witness = NOTHING_SEEN
    """The place from inside: the failing line, its tensors, the layer that refused them."""

    @property
    def tensors(self) -> tuple[TensorSeen, ...]:
        """The tensors that the failing line names; those of its failing part come first."""
        return self.witness.tensors

    @property
    def operation(self) -> str:
        """The function of a library in which it ended, as ``torch.nn.functional.cross_entropy``; may be empty."""
        return self.witness.operation

    @property
    def layer(self) -> LayerSeen | None:
        """The innermost layer that raised it, if one did."""
        return self.witness.layer


@dataclass(frozen=True, slots=True)
class ValueTold:
    """The value of an expression that was asked for (``Source.wanted``), evaluated after the code ran."""

    expression: str
    kind: str
    """Name of its type (``int``, ``Size``, ``dtype``, ``tensor``, ``array``, …); empty where it raised."""
    text: str
    """The value as Python writes it, a tensor or array as nested lists, a dtype without ``torch.``; empty where it
    has no such text or is too large."""
    shape: tuple[int, ...] | None = None
    """Of a tensor or array."""
    dtype: str = ""
    error: str = ""
    """What the expression raised, with the exception's name; empty where it raised nothing."""


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run is over. ``exit`` is its status: the code's own, 124 for a timeout, 125 where a limit ended it."""

    exit: int
    seconds: float
    reason: Reason
    sentence: str = ""
    """For every reason but ``ok``: one sentence with a next step, for the learner."""


RunEvent = (
    RunStarted
    | OutputReceived
    | MetricsReceived
    | ImageReceived
    | TensorShown
    | ImagesShown
    | ModuleShown
    | BoundaryShown
    | ErrorRaised
    | ObservationsReceived
    | FeedbackGiven
    | ValueTold
    | RunFinished
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One named check of a challenge."""

    name: str
    passed: bool
    seconds: float
    message: str = ""
    details: dict[str, str] = field(default_factory=dict)
    """On failure, for instance ``inputs``, ``got``, ``expected``, ``difference`` as text grids."""
    broken: bool = False
    """The check itself failed to run: a fault of the lesson, not of the submission."""


@dataclass(frozen=True, slots=True)
class ChallengeJudged:
    """The verdict on one submission; it passed if there is at least one check and all passed."""

    challenge: str
    passed: bool
    checks: tuple[CheckResult, ...]
    seconds: float = 0.0
    had_its_say: bool = True
    """False where there was no worker, or somebody stopped it: that says nothing of the submission, and is no try."""


def json_number(value: float) -> float | str:
    """A finite float as it is; NaN and infinities as ``"nan"``, ``"inf"``, ``"-inf"`` (standard JSON)."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value


def as_json(event: RunEvent) -> list[dict[str, Any]]:
    """The public JSON objects of an event: one, one per point for metrics, none for observations."""
    if isinstance(event, RunStarted):
        return [{"type": "started", "name": event.name}]
    if isinstance(event, OutputReceived):
        return [{"type": "output", "stream": event.stream, "text": event.text}]
    if isinstance(event, MetricsReceived):
        return [
            {"type": "metric", "name": event.name, "step": step, "value": json_number(value)}
            for step, value in zip(event.steps, event.values, strict=True)
        ]
    if isinstance(event, ImageReceived):
        return [
            {
                "type": "image",
                "format": event.format,
                "width": event.width,
                "height": event.height,
                "title": event.title,
                "data": base64.b64encode(event.data).decode("ascii"),
            }
        ]
    if isinstance(event, TensorShown):
        return [_tensor_as_json(event)]
    if isinstance(event, (ImagesShown, ModuleShown, BoundaryShown)):
        return [shown_as_json(event)]
    if isinstance(event, ErrorRaised):
        return [_error_as_json(event)]
    if isinstance(event, FeedbackGiven):
        return [feedback_as_json(event)]
    if isinstance(event, ObservationsReceived):
        return []
    if isinstance(event, ValueTold):
        return [{"type": "value", "expression": event.expression, "kind": event.kind, "text": event.text}]
    return [{"type": "finished", "exit": event.exit, "seconds": round(event.seconds, 3), "reason": event.reason}]


def _error_as_json(event: ErrorRaised) -> dict[str, Any]:
    layer = event.layer
    explanation = f"{event.explanation} {event.next_step}".strip() if event.explanation else None
    return {
        "type": "error",
        "name": event.name,
        "message": event.message,
        "explanation": explanation,
        "id": event.id,
        "line": event.line,
        "traceback": event.traceback,
        "code": event.witness.text,
        "tensors": [tensor_as_json(tensor) for tensor in event.tensors],
        "operation": event.operation,
        "layer": None if layer is None else {"name": layer.name, "text": layer.call},
    }


def _tensor_as_json(event: TensorShown) -> dict[str, Any]:
    return {
        "type": "tensor",
        "title": event.title,
        "shape": list(event.shape),
        "dtype": event.dtype,
        "device": event.device,
        "requires_grad": event.requires_grad,
        "min": None if event.minimum is None else json_number(event.minimum),
        "mean": None if event.mean is None else json_number(event.mean),
        "max": None if event.maximum is None else json_number(event.maximum),
        "nan": event.nan_count,
        "values": [[json_number(value) for value in row] for row in event.values],
        "whole": event.whole,
    }
