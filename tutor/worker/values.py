"""Values between the learner's process and the checks': plain data and raw tensor bytes, never pickle.

A value is described by a small JSON object; the bytes of tensors stand one after the other in the frame's body. The
decoder trusts nothing: lengths, shapes and dtypes must agree, nesting is bounded. What can't be described (a
function, a module) stays where it is and travels as a handle.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from typing import Any

import torch

MOST_BYTES = 64 << 20
DEEPEST = 16
LONGEST = 100_000

Description = dict[str, Any]


class UnsendableError(Exception):
    """A value that can't be sent, or a description that does not hold."""


def _dtypes() -> dict[str, torch.dtype]:
    return {
        str(value).removeprefix("torch."): value for value in vars(torch).values() if isinstance(value, torch.dtype)
    }


class Encoder:
    """Describes values; ``keep`` turns an object that must stay here into a handle's number."""

    def __init__(self, keep: Callable[[Any], int] | None = None) -> None:
        self._keep = keep
        self._parts: list[bytes] = []
        self._length = 0

    @property
    def body(self) -> bytes:
        """The tensors' bytes so far."""
        return b"".join(self._parts)

    def describe(self, value: Any, depth: int = 0) -> Description:
        """The description of one value.

        Raises:
            UnsendableError: if it is too large, too deep, or an object that can't leave its process.
        """
        if depth > DEEPEST:
            raise UnsendableError("the value is nested too deeply")
        kind = type(value)
        if value is None or kind in (bool, int, str):
            return {"kind": "plain", "value": value}
        if kind is float:
            return {"kind": "float", "value": value.hex() if math.isfinite(value) else repr(value)}
        if kind in (list, tuple, torch.Size):
            if len(value) > LONGEST:
                raise UnsendableError(f"a {kind.__name__} of {len(value)} values is too long to compare")
            return {"kind": kind.__name__, "value": [self.describe(item, depth + 1) for item in value]}
        if kind is dict:
            pairs = [[self.describe(key, depth + 1), self.describe(item, depth + 1)] for key, item in value.items()]
            return {"kind": "dict", "value": pairs}
        if kind in (torch.dtype, torch.device):
            return {"kind": kind.__name__, "value": str(value).removeprefix("torch.")}
        return self._describe_array(value, depth)

    def _describe_array(self, value: Any, depth: int) -> Description:
        if isinstance(value, torch.Tensor):
            if value.layout is torch.strided and not value.is_quantized:
                return self._describe_tensor(value)
        elif type(value).__module__ == "numpy":
            if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
                return self.describe(value.item(), depth + 1)
            if type(value).__name__ == "ndarray" and value.dtype.kind in "fiubc":
                return {**self._describe_tensor(torch.from_numpy(value.copy())), "numpy": True}
        if self._keep is None:
            raise UnsendableError(f"a {type(value).__name__} can't be sent")
        return {"kind": "handle", "id": self._keep(value), "type": type(value).__name__}

    def _describe_tensor(self, value: torch.Tensor) -> Description:
        data = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
        length = data.numel() * data.element_size()
        if self._length + length > MOST_BYTES:
            raise UnsendableError(f"a tensor of shape {tuple(data.shape)} is too large to compare")
        self._parts.append(ctypes.string_at(data.data_ptr(), length) if length else b"")
        start = self._length
        self._length += length
        return {
            "kind": "tensor",
            "dtype": str(data.dtype).removeprefix("torch."),
            "shape": list(data.shape),
            "start": start,
            "requires_grad": value.requires_grad,
        }


class Decoder:
    """Makes values of descriptions; ``find`` turns a handle's description into an object."""

    def __init__(self, body: bytes, find: Callable[[Description], Any]) -> None:
        self._body = body
        self._find = find

    def value(self, description: Any, depth: int = 0) -> Any:
        """The value that a description stands for.

        Raises:
            UnsendableError: if the description does not hold together.
        """
        if depth > DEEPEST or not isinstance(description, dict):
            raise UnsendableError("the description of a value is broken")
        kind = description.get("kind")
        content = description.get("value")
        if kind == "plain" and (content is None or isinstance(content, (bool, int, str))):
            return content
        if kind == "float" and isinstance(content, str):
            return float.fromhex(content)
        if kind in ("list", "tuple", "Size") and isinstance(content, list):
            items = [self.value(item, depth + 1) for item in content]
            return items if kind == "list" else tuple(items) if kind == "tuple" else torch.Size(items)
        if kind == "dict" and isinstance(content, list):
            return {self.value(key, depth + 1): self.value(item, depth + 1) for key, item in content}
        if kind == "dtype" and content in _dtypes():
            return _dtypes()[content]
        if kind == "device" and isinstance(content, str):
            return torch.device(content)
        if kind == "tensor":
            return self._tensor(description)
        if kind == "handle":
            return self._find(description)
        raise UnsendableError("the description of a value is broken")

    def _tensor(self, description: Description) -> torch.Tensor:
        dtype = _dtypes().get(str(description.get("dtype")))
        shape = description.get("shape")
        start = description.get("start")
        if (
            dtype is None
            or not isinstance(start, int)
            or not isinstance(shape, list)
            or not all(isinstance(size, int) and 0 <= size <= 1 << 40 for size in shape)
        ):
            raise UnsendableError("the description of a tensor is broken")
        count = math.prod(shape)
        length = count * dtype.itemsize
        if start < 0 or length > MOST_BYTES or start + length > len(self._body):
            raise UnsendableError("the bytes of a tensor are missing")
        if count == 0:
            tensor = torch.empty(shape, dtype=dtype)
        else:
            tensor = torch.frombuffer(bytearray(self._body[start : start + length]), dtype=dtype).reshape(shape)
        if description.get("requires_grad") is True and (dtype.is_floating_point or dtype.is_complex):
            tensor.requires_grad_()
        return tensor
