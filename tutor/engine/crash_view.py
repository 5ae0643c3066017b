"""The place of a crash as plain text: its line cut to a width, its tensors as an aligned table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tutor.engine.witness import TensorSeen, Witness

if TYPE_CHECKING:
    from tutor.engine.events import ErrorRaised

MOST_ROWS = 6
WIDEST = 72


class CodeLine(NamedTuple):
    """A line of code in three parts, of which the middle one failed."""

    before: str
    failed: str
    after: str


def code_line(witness: Witness, width: int) -> CodeLine:
    """The failing line in at most ``width`` characters; what is cut away at either end is marked by an ellipsis."""
    text = witness.text
    start, end = witness.columns or (0, len(text))
    if len(text) > width:
        first = max(0, min(start - 4, len(text) - width)) if end > width - 1 else 0
        last = min(len(text), first + width)
        text = ("…" if first else "") + text[first + bool(first) : last - (last < len(witness.text))]
        text += "…" if last < len(witness.text) else ""
        start, end = max(start - first, 0), min(end - first, len(text))
    if witness.columns is None:
        return CodeLine(text, "", "")
    return CodeLine(text[:start], text[start:end], text[end:])


def tensor_table(witness: Witness) -> list[tuple[str, str]]:
    """Name and description of each tensor of the line, then of the layer that raised; both columns are aligned.

    ``("x", "(64, 28, 28)  float32  cpu")``
    """
    shown = witness.tensors[:MOST_ROWS]
    cells = [_cells(tensor) for tensor in shown]
    widths = [max((len(row[column]) for row in cells), default=0) for column in range(3)]
    rows = []
    for tensor, row in zip(shown, cells, strict=True):
        aligned = "  ".join(text.ljust(width) for text, width in zip(row[:3], widths, strict=True))
        rows.append((tensor.name, f"{aligned}  {row[3]}".rstrip()))
    if len(witness.tensors) > MOST_ROWS:
        rows.append(("…", f"and {len(witness.tensors) - MOST_ROWS} more"))
    layer = witness.layer
    if layer is not None and layer.settings:
        name = layer.name or next((v.name for v in witness.values if v.kind == layer.kind), "layer")
        rows.append((name, layer.call))
    longest = max((len(name) for name, _ in rows), default=0)
    return [(name.ljust(longest), text) for name, text in rows]


def place_text(witness: Witness) -> str:
    """Line, failing part and tensors as a few lines of text; empty where no line is known."""
    if not witness.text:
        return ""
    line = code_line(witness, WIDEST)
    number = "" if witness.line is None else f"{witness.line} "
    rows = [f"{number}│ {''.join(line)}"]
    if line.failed:
        rows.append(f"{' ' * len(number)}│ {' ' * len(line.before)}{'^' * len(line.failed)}")
    return "\n".join([*rows, *(f"{name}  {text}" for name, text in tensor_table(witness))])


def _cells(tensor: TensorSeen) -> tuple[str, str, str, str]:
    sizes = ", ".join(str(size) for size in tensor.shape)
    shape = f"({sizes},)" if len(tensor.shape) == 1 else f"({sizes})"
    remarks = []
    if tensor.kind == "ndarray":
        remarks.append("NumPy array")
    if tensor.minimum is not None and tensor.maximum is not None:
        remarks.append(f"{tensor.minimum} to {tensor.maximum}")
    if tensor.requires_grad and tensor.is_leaf:
        remarks.append("requires grad")
    elif tensor.requires_grad:
        remarks.append("has a graph")
    if not tensor.contiguous:
        remarks.append("not contiguous")
    return shape, tensor.dtype, tensor.device, ", ".join(remarks)


def error_place(error: ErrorRaised, name: str) -> str:
    """Where an error was raised, for a learner who looks at the code called ``name``."""
    source, line = error.source, error.line
    if error.witness.line is not None:
        source, line = error.witness.source, error.witness.line
    if line is None:
        return ""
    return f"{source}, line {line}" if source and source != name else f"line {line}"
