"""Devices: tensors that lie apart, a GPU that is not there or full."""

from __future__ import annotations

import ast
import re

from tutor.engine.witness import TensorSeen
from tutor.grading.errors.crash import Crash
from tutor.grading.errors.explanation import Explanation, Rule, catalogued, lower_first, rule, say


def _dropped(crash: Crash, names: set[str]) -> str:
    """A tensor on which ``.to()`` was called for nothing: the result went nowhere."""
    line = crash.witness.line if crash.witness.source == crash.error.source else None
    for node in crash.statements(line):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Attribute)
        ):
            function = node.value.func
            if function.attr in ("to", "cuda", "cpu") and ast.unparse(function.value) in names:
                return ast.unparse(function.value)
    return ""


def _apart(crash: Crash, match: re.Match[str]) -> Explanation:
    """Two devices in one operation; ``match`` names them, as far as the message does."""
    first, second = match[1], match[2]
    dropped = _dropped(crash, {tensor.name for tensor in crash.culprits})
    if dropped:
        return Explanation(
            f"`{dropped}.to(…)` returned a new tensor and it was dropped, so `{dropped}` stayed where it was. "
            "(A module moves in place, a tensor does not.)",
            "Keep what it returns: assign it to the name.",
            "F34",
        )
    layer = crash.layer
    given = layer.inputs[0] if layer is not None and layer.inputs else None
    if layer is not None and layer.parameters and given is not None and given.device != layer.parameters[0].device:
        called = crash.name_of(given, "its input")
        return Explanation(
            f"The weights of {lower_first(crash.layer_name)} are on "
            f"{layer.parameters[0].device}, {called} is on {given.device}; an operation needs all on one device.",
            "Move the batch to the model's device inside the loop.",
            "F35",
        )
    by_device: dict[str, TensorSeen] = {}
    for tensor in crash.culprits:
        by_device.setdefault(tensor.device, tensor)
    if len(by_device) > 1:
        parts = [f"`{tensor.name}` is on {device}" for device, tensor in list(by_device.items())[:2]]
        what = " and ".join(parts)
    elif first and second:
        what = f"One tensor is on {first} and the other on {second}"
    else:
        what = "The tensors of this line are on two devices"
    own = next((t.name for t in by_device.values() if t.name.startswith("self.") and len(by_device) > 1), "")
    step = "Choose one device and move both there with .to(device)."
    if own:
        step = f"A bare tensor does not move with its module: make `{own}` a buffer (register_buffer) or a parameter."
    return Explanation(
        f"{what}; an operation needs all its tensors on one device.",
        step,
        "F35",
    )


def _input_apart(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """``Input type (torch.cuda.FloatTensor) and weight type (torch.FloatTensor)``: the types tell the devices."""
    given, weight = ("cuda" if part else "cpu" for part in match.groups())
    if given == weight:
        return None
    return Explanation(
        f"The input is on {given} and the weights of {lower_first(crash.layer_name)} are on {weight}; an operation "
        "needs all on one device.",
        "Move the batch to the model's device inside the loop.",
        "F35",
    )


def _full(crash: Crash, match: re.Match[str]) -> Explanation:
    tried = re.search(r"Tried to allocate ([\d.]+ [KMG]iB)", crash.error.message)
    wanted = f" (it asked for another {tried[1]})" if tried else ""
    return Explanation(
        f"The memory of the GPU is full{wanted}.",
        "Take a smaller batch; keep losses as numbers (.item()), and evaluate under torch.no_grad().",
    )


RULES: tuple[Rule, ...] = (
    rule(r"Tensor on device ([\w:]+) is not on the expected device ([\w:]+)!?", _apart),
    rule(
        r"Expected all tensors to be on the same device(?:, but (?:found at least two devices, |got \w+ is on )"
        r"([\w:]+?)(?: and |, different from other tensors on )([\w:]+))?",
        _apart,
    ),
    rule(
        r"Input type \(torch\.(cuda\.)?\w*Tensor\) and (?:bias|weight) type \(torch\.(cuda\.)?\w*Tensor\)", _input_apart
    ),
    catalogued(
        r"Torch not compiled with CUDA enabled|Found no NVIDIA driver|No CUDA GPUs are available|"
        r"CUDA driver version is insufficient|no CUDA-capable device",
        "F36",
    ),
    say(
        r"'(?P<kernel>[\w:.]+)' with arguments from the '(?P<device>\w+)' backend",
        "This torch can't compute on {device}: it was built without it, or this machine has none.",
        "Choose the device once, by what is available, and use it everywhere.",
    ),
    say(
        r"can't convert (?P<device>[\w:]+) device type tensor to numpy",
        "NumPy works in the main memory, and this tensor lies on {device}.",
        "Bring it over first: .cpu(), then .numpy().",
    ),
    rule(r"CUDA out of memory|CUDA error: out of memory", _full),
    say(
        r"device-side assert triggered",
        "The GPU stopped at a forbidden value, mostly a label or an index out of range, and reports it too late to "
        "tell the line.",
        "Run it on the CPU once: there the message names the line and the value.",
    ),
)
