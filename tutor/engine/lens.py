"""The variables of a session, as the child told them: learner code could have written that too, so all is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from tutor.engine.shown import Gradient
from tutor.engine.told import count_of, gradient_of, number_of, plain_line

if TYPE_CHECKING:
    from tutor.engine.autograd_graph import Graph
    from tutor.engine.drawing import Picture

VariableKind = Literal["tensor", "module", "array", "value"]
MOST_VARIABLES = 200
MOST_DIMENSIONS = 16


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable between runs."""

    name: str
    kind: VariableKind = "value"
    class_name: str = ""
    text: str = ""
    """A plain value; of a module its class with what it says of itself."""
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    device: str = ""
    requires_grad: bool = False
    minimum: float | None = None
    mean: float | None = None
    maximum: float | None = None
    nan_count: int = 0
    sampled: bool = False
    """Whether the range is that of a sample: the tensor is large."""
    gradient: Gradient = ""
    parameters: int = 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """What could be seen; ``sentence`` says why there is nothing, where there is nothing."""

    variables: tuple[Variable, ...] = ()
    total: int = 0
    """Variables in all, those beyond the first 200 included."""
    pictures: tuple[Picture, ...] = ()
    """One variable in full."""
    graph: Graph | None = None
    """What it was computed by, of a tensor that autograd follows."""
    sentence: str = ""


def variables_of(frame: Mapping[str, Any]) -> tuple[tuple[Variable, ...], int]:
    """The variables in a frame of type ``lens``, and how many there are; what is malformed is left out."""
    listed, total = frame.get("variables"), frame.get("total")
    if not isinstance(listed, list):
        return (), 0
    found = [_variable(one) for one in listed[:MOST_VARIABLES] if isinstance(one, dict)]
    variables = tuple(one for one in found if one.name)
    return variables, max(len(variables), count_of(total))


def _variable(told: Mapping[str, Any]) -> Variable:
    kind: Any = told.get("kind")
    shape = told.get("shape")
    return Variable(
        name=plain_line(told.get("name"), 60),
        kind=kind if kind in get_args(VariableKind) else "value",
        class_name=plain_line(told.get("class"), 60),
        text=plain_line(told.get("text"), 200),
        shape=tuple(count_of(size) for size in shape[:MOST_DIMENSIONS]) if isinstance(shape, list) else None,
        dtype=plain_line(told.get("dtype"), 40),
        device=plain_line(told.get("device"), 40),
        requires_grad=told.get("requires_grad") is True,
        minimum=number_of(told.get("minimum")),
        mean=number_of(told.get("mean")),
        maximum=number_of(told.get("maximum")),
        nan_count=count_of(told.get("nan")),
        sampled=told.get("sampled") is True,
        gradient=gradient_of(told.get("gradient")),
        parameters=count_of(told.get("parameters")),
    )
