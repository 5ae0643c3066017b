"""Shape, dtype and device of a tensor as plain data, read below everything that a subclass can redefine."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

from tutor.worker.lookup import ancestors, class_name, is_any, is_array, is_tensor, vars_of

MOST_NAME = 60
MOST_DIMENSIONS = 16
MOST_LABELS = 100_000
"""Elements of an integer tensor on the CPU whose smallest and largest are still looked for."""

_INTEGERS = frozenset({"uint8", "int8", "int16", "int32", "int64"})


def facts(name: str, value: Any) -> dict[str, Any] | None:
    """What a tensor or a NumPy array is, under the name that the code has for it; None for anything else."""
    with contextlib.suppress(Exception):
        if is_tensor(value):
            return _tensor(name, value)
        if is_array(value):
            return {
                "name": name[:MOST_NAME],
                "kind": "ndarray",
                "shape": [int(size) for size in value.shape[:MOST_DIMENSIONS]],
                "dtype": str(value.dtype)[:20],
            }
    return None


def _tensor(name: str, value: Any) -> dict[str, Any] | None:
    import torch

    if not _reads_plainly(value):
        return None
    base: Any = torch._C.TensorBase if hasattr(torch._C, "TensorBase") else torch._C._TensorBase
    with torch._C.DisableTorchFunction(), torch.no_grad():

        def read(attribute: str) -> Any:
            return getattr(base, attribute).__get__(value)

        dtype, device = str(read("dtype")).removeprefix("torch."), read("device")
        found = {
            "name": name[:MOST_NAME],
            "kind": "tensor",
            "shape": [int(size) for size in tuple(read("shape"))[:MOST_DIMENSIONS]],
            "dtype": dtype,
            "device": str(device),
            "requires_grad": bool(read("requires_grad")),
            "is_leaf": bool(read("is_leaf")),
        }
        with contextlib.suppress(Exception):
            found["contiguous"] = bool(base.is_contiguous(value))
        if dtype in _INTEGERS and device.type == "cpu" and 0 < base.numel(value) <= MOST_LABELS:
            with contextlib.suppress(Exception):
                low, high = base.aminmax(base.detach(value))
                found["minimum"], found["maximum"] = int(low), int(high)
    return found


def _reads_plainly(value: Any) -> bool:
    """Whether no Python of a subclass is asked for a tensor's shape."""
    import torch

    for kind in ancestors(value):
        if kind is torch.Tensor or kind is torch.nn.Parameter:
            return True
        namespace = vars_of(kind)
        if "__torch_dispatch__" in namespace:
            return bool(namespace["__torch_dispatch__"] is torch._C._disabled_torch_dispatch_impl)
    return False


def value_facts(name: str, value: Any) -> dict[str, Any]:
    """A value's type and, for numbers, short strings and tuples of numbers, its text."""
    kind = class_name(value)
    return {"name": name[:MOST_NAME], "kind": kind[:MOST_NAME], "text": _text(value)[:MOST_NAME]}


def _text(value: Any) -> str:
    if type(value) is int:
        return str(value) if abs(value) < 1 << 64 else "a huge number"
    if is_any(value, float, bool, type(None)):
        return repr(value)
    if type(value) is str:
        return repr(value[:40])
    torch = sys.modules.get("torch")
    if torch is not None and is_any(value, torch.device, torch.dtype):
        return str(value)
    if (type(value) is tuple or (torch is not None and type(value) is torch.Size)) and len(value) <= 8:
        parts = [_text(part) for part in value]
        if all(parts) and all(is_any(part, int, float, bool) for part in value):
            return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    return ""
