"""One exception as the rules see it: its message, the code, and what was witnessed at the failing line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tutor.engine.events import ErrorRaised
from tutor.engine.witness import LayerSeen, Shape, TensorSeen, Witness

_TORCH_NAMES = {
    "Float": "float32",
    "Double": "float64",
    "Half": "float16",
    "BFloat16": "bfloat16",
    "Long": "int64",
    "Int": "int32",
    "Short": "int16",
    "Char": "int8",
    "Byte": "uint8",
    "Bool": "bool",
    "float": "float32",
    "double": "float64",
    "c10::Half": "float16",
    "c10::BFloat16": "bfloat16",
    "long int": "int64",
    "long long": "int64",
    "long": "int64",
    "int": "int32",
    "short": "int16",
    "signed char": "int8",
    "unsigned char": "uint8",
    "bool": "bool",
}


_KEYWORD = re.compile(r"[(,]\s*\w+\s*=[^=]")


def dtype_name(word: str) -> str:
    """A dtype as Python calls it, for a name out of torch's C++: ``Long`` is ``int64``."""
    return _TORCH_NAMES.get(word, word)


def shape_text(shape: Iterable[int]) -> str:
    """``(64, 28, 28)``."""
    sizes = [str(size) for size in shape]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def of_shape(tensor: TensorSeen) -> str:
    """``x`` has shape (3, 4)."""
    return f"`{tensor.name}` has shape {shape_text(tensor.shape)}"


def product(sizes: Iterable[int]) -> int:
    """The number of elements of a shape."""
    count = 1
    for size in sizes:
        count *= size
    return count


def sizes_in(text: str) -> Shape:
    """The whole numbers in a text, as a shape: of ``[8, 3]`` or ``torch.Size([8, 3])``."""
    return tuple(int(number) for number in re.findall(r"-?\d+", text))


@dataclass(frozen=True)
class Crash:
    """An exception that left the learner's code, and the text that raised it."""

    error: ErrorRaised
    text: str

    @property
    def witness(self) -> Witness:
        """The place from inside."""
        return self.error.witness

    @property
    def layer(self) -> LayerSeen | None:
        """The innermost layer of torch that raised it."""
        return self.error.layer

    @cached_property
    def tree(self) -> ast.Module:
        """The code; an empty module where it can't be parsed."""
        try:
            return ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.Module(body=[], type_ignores=[])

    @property
    def culprits(self) -> tuple[TensorSeen, ...]:
        """The tensors in the failing part of the line."""
        return tuple(tensor for tensor in self.witness.tensors if tensor.at_fault)

    def argument(self, *names: str) -> TensorSeen | None:
        """A tensor that the innermost function of torch was given, by the first of its parameters' names that fits."""
        given = {tensor.name: tensor for tensor in self.witness.inputs}
        return next((given[name] for name in names if name in given), None)

    def name_of(self, inner: TensorSeen | None, otherwise: str) -> str:
        """What the learner's line calls a tensor that a function inside torch was given, in backquotes."""
        if inner is None:
            return otherwise
        alike = [t.name for t in self.culprits if (t.shape, t.dtype) == (inner.shape, inner.dtype)]
        if len(alike) == 1:
            return f"`{alike[0]}`"
        # Several of one shape and dtype can be told apart by their order, unless the call names its arguments.
        given = [t for t in self.witness.inputs if (t.shape, t.dtype) == (inner.shape, inner.dtype)]
        if inner in given and len(given) == len(alike) and not _KEYWORD.search(self.witness.failing_part):
            return f"`{alike[given.index(inner)]}`"
        return otherwise

    def only(self, dtypes: Iterable[str]) -> TensorSeen | None:
        """The one tensor of the failing part that has one of these dtypes; None where there are none or several."""
        wanted = set(dtypes)
        found = [tensor for tensor in self.culprits if tensor.dtype in wanted]
        return found[0] if len(found) == 1 else None

    def value(self, name: str) -> str:
        """The text of a value that the failing part names; empty where it is unknown."""
        return next((value.text for value in self.witness.values if value.name == name), "")

    def holder(self, kind: str) -> str:
        """The one name in the failing part for an object of a class; empty where there are none or several."""
        found = {value.name for value in self.witness.values if value.kind == kind}
        return found.pop() if len(found) == 1 else ""

    def path(self, layer: LayerSeen) -> str:
        """A layer as the code reaches it from the model, ``model.net[2]``; empty where that is unknown."""
        holder = self.holder(self.witness.model) if self.witness.model else ""
        if not layer.name or layer.is_model:
            return holder or self.holder(layer.kind)
        steps = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in layer.name.split("."))
        return f"{holder}{steps}" if holder else steps.lstrip(".") if steps.startswith(".") else f"layer {steps}"

    @property
    def layer_name(self) -> str:
        """The layer that raised it, as a subject of a sentence."""
        if self.layer is None:
            return "This layer"
        path = self.path(self.layer)
        return f"The layer `{path}`" if path else f"The {self.layer.kind} layer"

    def calls(self, *endings: str) -> bool:
        """Whether one of the library functions it went through ends like this."""
        return any(call.endswith(endings) for call in self.witness.calls)

    def statements(self, before: int | None = None) -> list[ast.stmt]:
        """The code's statements, nested ones too, in order; up to a line if one is given."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, ast.stmt)]
        found.sort(key=lambda node: (node.lineno, node.col_offset))
        return [node for node in found if before is None or node.lineno < before]

    def assigned(self, name: str) -> ast.Assign | None:
        """The last assignment to a name before the failing line, as the text has it."""
        line = self.witness.line if self.witness.source == self.error.source else None
        found: ast.Assign | None = None
        for node in self.statements(line):
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                found = node
        return found
