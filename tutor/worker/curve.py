"""Points of one metric on their way to the tutor, whose values may still be on a GPU."""

from __future__ import annotations

import ctypes
import struct
from typing import Any

import torch

from tutor.worker.channel import Channel

MOST_POINTS = 8192
"""Points that wait to be sent; beyond it every second one is left out."""

MOST_NAME = 60

_FLOATS: dict[torch.dtype, Any] = {torch.float32: ctypes.c_float, torch.float64: ctypes.c_double}
_function_mode_enabled = torch._C._is_torch_function_mode_enabled
_Tensor = torch.Tensor


class Curve:
    """Points of one metric that were not sent yet."""

    __slots__ = ("automatic", "count", "name", "steps", "values")

    def __init__(self, name: str, automatic: bool) -> None:
        self.name = name[:MOST_NAME]
        self.automatic = automatic
        self.count = 0
        """Points ever added: the step of the next one, where nobody names it."""
        self.steps: list[int] = []
        self.values: list[Any] = []

    def add(self, step: int, value: Any) -> None:
        """One point; ``value`` is a float or a 0-D tensor on a GPU."""
        self.count += 1
        self.steps.append(step)
        self.values.append(value)
        self._thin()

    def extend(self, values: list[float]) -> None:
        """Points at the steps that follow the last one."""
        self.steps.extend(range(self.count, self.count + len(values)))
        self.values.extend(values)
        self.count += len(values)
        self._thin()

    def _thin(self) -> None:
        if len(self.steps) > MOST_POINTS:
            self.steps = self.steps[::2]
            self.values = self.values[::2]

    def send(self, channel: Channel, *, last: bool = False) -> None:
        """Send and empty, if the channel takes it; ``last`` makes it take it."""
        if not self.steps or not channel.usable:
            return
        steps, values, self.steps, self.values = self.steps, self.values, [], []
        try:
            numbers = fetch(values)
        except Exception:
            return  # the device is lost or busy with a capture; the learner hears of it from torch
        message = {"type": "metrics", "name": self.name, "count": len(steps), "automatic": self.automatic}
        if not channel.offer(message, pack(steps, numbers), wait=last):
            self.steps, self.values = steps + self.steps, numbers + self.values


def pack(steps: list[int], values: list[float]) -> bytes:
    """Points as bytes: all steps as 64-bit integers, then all values as 64-bit floats, little-endian."""
    return struct.pack(f"<{len(steps)}q{len(values)}d", *steps, *values)


def fetch(values: list[Any]) -> list[float]:
    """Floats of floats and 0-D tensors, with one wait for each device."""
    places: dict[tuple[torch.device, torch.dtype], list[int]] = {}
    for place, value in enumerate(values):
        if not isinstance(value, float):
            places.setdefault((value.device, value.dtype), []).append(place)
    if not places:
        return values
    numbers = list(values)
    with torch._C.DisableTorchFunction(), torch._C._DisableTorchDispatch(), torch.no_grad():
        for group in places.values():
            for place, number in zip(group, torch.stack([values[place] for place in group]).tolist(), strict=True):
                numbers[place] = float(number)
    return numbers


def read(tensor: Any) -> Any:
    """The value of a real floating point tensor with one element, of any shape; None for anything else.

    On the CPU it is a float, read from memory: no operation runs, so that neither a profiler nor a mode of torch sees
    one. On a GPU it is a 0-D copy that stays there, since to fetch it would wait for the device.
    """
    try:
        if type(tensor) is _Tensor and not _function_mode_enabled():
            return _read(tensor)
        if not isinstance(tensor, _Tensor):
            return None
        with torch._C.DisableTorchFunction():
            return _read(tensor)
    except Exception:
        return None  # without memory of its own: sparse, or a tracer's


def _read(tensor: torch.Tensor) -> Any:
    if tensor.numel() != 1:
        return None
    if not tensor.is_cpu:
        return _copy(tensor)
    kind = _FLOATS.get(tensor.dtype)
    address = tensor.data_ptr()
    if not address:
        return None
    if kind is not None:
        return kind.from_address(address).value
    if tensor.dtype is torch.float16:
        return struct.unpack("e", ctypes.string_at(address, 2))[0]
    if tensor.dtype is torch.bfloat16:
        bits: int = ctypes.c_uint16.from_address(address).value
        return struct.unpack("=f", struct.pack("=I", bits << 16))[0]
    return None


def whole_or_float(tensor: torch.Tensor) -> float | None:
    """The value of a plain number that torch made a 0-D tensor of, read from memory; None for any other."""
    kind = ctypes.c_int64 if tensor.dtype is torch.int64 else _FLOATS.get(tensor.dtype)
    address = tensor.data_ptr() if tensor.is_cpu else 0
    return float(kind.from_address(address).value) if kind is not None and address else None


def _copy(tensor: torch.Tensor) -> Any:
    if tensor.is_meta or not tensor.is_floating_point():
        return None
    if tensor.is_cuda and torch.cuda.is_current_stream_capturing():
        return None  # the copy would become part of the graph
    with torch._C._DisableTorchDispatch(), torch.no_grad():
        return tensor.detach().reshape(()).clone()


def mean(values: list[Any], factor: float = 1.0) -> Any:
    """The mean of floats or of 0-D tensors on one device, times ``factor``."""
    if all(isinstance(value, float) for value in values):
        return sum(values) / len(values) * factor
    with torch._C.DisableTorchFunction(), torch._C._DisableTorchDispatch(), torch.no_grad():
        if all(isinstance(value, _Tensor) for value in values) and len({value.device for value in values}) == 1:
            return torch.stack([value.float() for value in values]).mean() * factor
    return mean(fetch(values), factor)
