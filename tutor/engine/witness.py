"""What a crash looked like from inside, as frozen values: the failing line, its tensors, the layer that refused it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from tutor.engine.frozen import dataclass
from tutor.engine.text import strip_controls

MOST_TEXT = 300
MOST_NAME = 100
MOST_TENSORS = 12
MOST_LAYERS = 40
MOST_SIZE = 1 << 62

_WHOLE = re.compile("-?[0-9]+")

Shape = tuple[int, ...]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class TensorSeen:
    """A tensor, or an array of NumPy, that a failing line names."""

    name: str
    """The text that names it, ``x`` or ``self.w``."""
    shape: Shape
    dtype: str
    """Without ``torch.``, as in ``float32``."""
    device: str = "cpu"
    requires_grad: bool = False
    is_leaf: bool = True
    contiguous: bool = True
    minimum: int | None = None
    """Of small integer tensors on the CPU; else None."""
    maximum: int | None = None
    kind: str = "tensor"
    """``tensor`` or ``ndarray``."""
    at_fault: bool = True
    """Whether it stands in the part of the line that failed."""

    @property
    def is_integer(self) -> bool:
        """Whether its elements are whole numbers."""
        return self.dtype.startswith(("int", "uint"))


@dataclass(frozen=True, slots=True)
class ValueSeen:
    """Another value that the failing part names."""

    name: str
    kind: str
    """The name of its class."""
    text: str = ""
    """The value itself, where it is a number, a short string or a tuple of numbers."""


@dataclass(frozen=True, slots=True)
class LayerSeen:
    """A layer of the model."""

    name: str
    """Dotted, as in ``named_modules``: ``net.0``; empty for the model itself."""
    kind: str
    """The name of its class."""
    settings: tuple[tuple[str, str], ...] = ()
    """``("in_features", "784")`` and the like, in the order of its own ``repr``."""
    inputs: tuple[TensorSeen, ...] = ()
    parameters: tuple[TensorSeen, ...] = ()
    is_model: bool = False

    def setting(self, name: str) -> str:
        """One setting as text; empty where it has none of that name."""
        return dict(self.settings).get(name, "")

    def number(self, name: str) -> int | None:
        """One setting as a whole number, None where it is none."""
        text = self.setting(name)
        return int(text) if _WHOLE.fullmatch(text) else None

    def pair(self, name: str) -> tuple[int, int] | None:
        """A setting that is one number for both directions, or one for each: height, width."""
        parts = self.setting(name).strip("()").split(",")
        numbers = [int(part) for part in parts if _WHOLE.fullmatch(part.strip())]
        if len(numbers) == 1:
            return numbers[0], numbers[0]
        return (numbers[0], numbers[1]) if len(numbers) == 2 else None

    @property
    def call(self) -> str:
        """The layer as its own ``repr`` writes it, settings that go without saying left out."""
        shown = [f"{name}={value}" for name, value in self.settings if (name, value) not in _USUAL]
        return f"{self.kind}({', '.join(shown)})"


_USUAL = {
    ("padding", "0"),
    ("padding", "(0, 0)"),
    ("dilation", "1"),
    ("dilation", "(1, 1)"),
    ("groups", "1"),
    ("stride", "(1, 1)"),
    ("stride", "(1,)"),
    ("padding", "(0,)"),
    ("dilation", "(1,)"),
    ("ceil_mode", "False"),
    ("bidirectional", "False"),
    ("num_layers", "1"),
}


@dataclass(frozen=True, slots=True)
class Witness:
    """The place where an exception left the learner's code; every field may be empty."""

    source: str = ""
    """Which text the line belongs to (the ``name`` of a run)."""
    line: int | None = None
    text: str = ""
    """The line, without its indentation."""
    columns: tuple[int, int] | None = None
    """The part of ``text`` that failed, where it is known and not all of it."""
    tensors: tuple[TensorSeen, ...] = ()
    values: tuple[ValueSeen, ...] = ()
    calls: tuple[str, ...] = ()
    """Functions of libraries between the line and the error, outermost first: ``torch.nn.functional.cross_entropy``."""
    inputs: tuple[TensorSeen, ...] = ()
    """The tensors that the last of them in torch was given, by the names of its parameters."""
    layer: LayerSeen | None = None
    """The innermost layer in which it was raised, below the learner's line."""
    model: str = ""
    """Class of the outermost module whose ``forward`` was under way."""
    model_inputs: tuple[TensorSeen, ...] = ()
    layers: tuple[LayerSeen, ...] = ()
    """Its layers that hold no others, in the order of their registration."""
    near: tuple[str, ...] = ()
    """Names that exist and resemble the one that is missing, best first."""

    @property
    def operation(self) -> str:
        """The function of a library in which it ended; empty where the line itself raised it."""
        return self.calls[-1] if self.calls else ""

    @property
    def failing_part(self) -> str:
        """The part of the line that failed; the whole line where no more is known."""
        return self.text[slice(*self.columns)] if self.columns else self.text


NOTHING_SEEN = Witness()


def witness_of(message: Any) -> Witness:
    """What a child wrote of a crash; learner code can write there too, so everything is looked at."""
    if not isinstance(message, dict):
        return NOTHING_SEEN
    line = message.get("line")
    text = _text(message.get("text"), MOST_TEXT)
    return Witness(
        source=_text(message.get("source"), 200),
        line=line if _whole(line) else None,
        text=text,
        columns=_columns(message.get("columns"), len(text)),
        tensors=_all(message.get("tensors"), _tensor, MOST_TENSORS),
        values=_all(message.get("values"), _value, MOST_TENSORS),
        calls=_texts(message.get("calls")),
        inputs=_all(message.get("inputs"), _tensor, MOST_TENSORS),
        layer=_layer(message.get("layer")),
        model=_text(message.get("model"), MOST_NAME),
        model_inputs=_all(message.get("model_inputs"), _tensor, MOST_TENSORS),
        layers=_all(message.get("layers"), _layer, MOST_LAYERS),
        near=_texts(message.get("near"))[:3],
    )


def _text(value: Any, most: int) -> str:
    return " ".join(strip_controls(value[:most]).splitlines()) if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(part, MOST_NAME) for part in value[:MOST_TENSORS]) if isinstance(value, list) else ()


def _whole(value: Any) -> bool:
    return type(value) is int and abs(value) < MOST_SIZE


def _columns(value: Any, length: int) -> tuple[int, int] | None:
    if isinstance(value, list) and len(value) == 2 and all(_whole(part) for part in value):
        start, end = value
        if 0 <= start < end <= length:
            return start, end
    return None


def _all(value: Any, make: Callable[[Any], Made | None], most: int) -> tuple[Made, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(made for part in value[:most] if (made := make(part)) is not None)


def _tensor(value: Any) -> TensorSeen | None:
    if not isinstance(value, dict):
        return None
    shape = value.get("shape")
    if not isinstance(shape, list) or len(shape) > 16 or not all(_whole(size) and size >= 0 for size in shape):
        return None
    minimum, maximum = value.get("minimum"), value.get("maximum")
    return TensorSeen(
        name=_text(value.get("name"), MOST_NAME),
        shape=tuple(shape),
        dtype=_text(value.get("dtype"), 20),
        device=_text(value.get("device"), 20),
        requires_grad=value.get("requires_grad") is True,
        is_leaf=value.get("is_leaf") is not False,
        contiguous=value.get("contiguous") is not False,
        minimum=minimum if _whole(minimum) else None,
        maximum=maximum if _whole(maximum) else None,
        kind="ndarray" if value.get("kind") == "ndarray" else "tensor",
        at_fault=value.get("at_fault") is not False,
    )


def _value(value: Any) -> ValueSeen | None:
    if not isinstance(value, dict):
        return None
    return ValueSeen(*(_text(value.get(key), MOST_NAME) for key in ("name", "kind", "text")))


def _layer(value: Any) -> LayerSeen | None:
    if not isinstance(value, dict):
        return None
    settings = value.get("settings")
    pairs = [p for p in settings[:30] if isinstance(p, list) and len(p) == 2] if isinstance(settings, list) else []
    return LayerSeen(
        name=_text(value.get("name"), MOST_NAME),
        kind=_text(value.get("kind"), MOST_NAME),
        settings=tuple((_text(name, MOST_NAME), _text(text, MOST_NAME)) for name, text in pairs),
        inputs=_all(value.get("inputs"), _tensor, MOST_TENSORS),
        parameters=_all(value.get("parameters"), _tensor, MOST_TENSORS),
        is_model=value.get("is_model") is True,
    )


def tensor_as_json(tensor: TensorSeen) -> dict[str, Any]:
    """The public form of a tensor that was seen."""
    return {
        "name": tensor.name,
        "shape": list(tensor.shape),
        "dtype": tensor.dtype,
        "device": tensor.device,
        "requires_grad": tensor.requires_grad,
    }
