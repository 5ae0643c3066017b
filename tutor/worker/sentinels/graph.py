"""What the graph behind a loss tells, read node by node before ``backward()`` frees it."""

from __future__ import annotations

from typing import Any

import torch

from tutor.worker.lookup import class_name

MOST_NODES = 3000
_LEAF = "AccumulateGrad"
_SOFTMAX = ("SoftmaxBackward0", "LogSoftmaxBackward0")
_PASSED = ("Mean", "Sum", "Pow", "Abs", "Mul", "Div", "Sqrt", "Neg")
"""What stands between a loss by hand and its difference."""
_ARRANGED = ("UnsqueezeBackward0", "SliceBackward0")
"""Before a difference they say that a table is meant: ``x[:, None] - y``."""


def leaves(tensor: Any) -> tuple[list[Any], int, list[int]]:
    """The leaves from which a tensor was computed, how many nodes lie between (at most ``MOST_NODES``), and the shape
    of a table over whose first dimension a softmax was taken."""
    found: list[Any] = []
    over_batch: list[int] = []
    seen: set[Any] = set()
    waiting = [tensor.grad_fn]
    while waiting and len(seen) < MOST_NODES:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        name = class_name(node)
        if name == _LEAF:
            found.append(node.variable)
        elif name in _SOFTMAX and node._saved_dim == 0:
            table = _shape(node) or []
            over_batch = table if len(table) == 2 else over_batch
        waiting += [child for child, _ in node.next_functions]
    return found, len(seen), over_batch


def table_of_differences(tensor: Any) -> tuple[list[int], list[int]] | None:
    """``(shape of the difference, shape of the prediction)`` where a loss by hand compared all with all."""
    node = tensor.grad_fn
    for _ in range(6):
        if node is None:
            return None
        name = class_name(node)
        if name == "SubBackward0":
            return _as_table(node)
        if name.partition("Backward")[0] not in _PASSED:
            return None
        node = next((child for child, _ in node.next_functions if child is not None), None)
    return None


def _as_table(node: Any) -> tuple[list[int], list[int]] | None:
    table = _shape(node)
    children = [child for child, _ in node.next_functions if child is not None]
    if table is None or len(table) != 2 or table[0] != table[1] or table[0] < 2 or len(children) != 1:
        return None
    own = _shape(children[0])
    if own in ([table[0], 1], [table[0]]) and class_name(children[0]) not in _ARRANGED:
        return table, own
    return None


def _shape(node: Any) -> list[int] | None:
    metadata = getattr(node, "_input_metadata", None)
    return [int(size) for size in metadata[0].shape] if metadata else None


def number_of(node: Any) -> int:
    """The number by which autograd knows a node; -1 where it has none."""
    return int(node._sequence_nr()) if node is not None and hasattr(node, "_sequence_nr") else -1


def carried(tensor: Any, done: set[int]) -> int:
    """How many graphs a running total has in it that ``backward()`` is through with; 0 for any other tensor.

    ``done`` are the numbers of the nodes at which a backward pass began.
    """
    count, dead = 0, False
    node = tensor.grad_fn
    while node is not None and class_name(node) == "AddBackward0" and count < 1000:
        count += 1
        parts = [child for child, _ in node.next_functions if child is not None]
        dead = dead or any(_comes_from(part, done) for part in parts)
        node = next((child for child in parts if class_name(child) == "AddBackward0"), None)
    return count if dead else 0


def _comes_from(node: Any, done: set[int]) -> bool:
    for _ in range(4):  # the total may be of parts: loss / 4, loss * n
        if node is None:
            return False
        if number_of(node) in done:
            return True
        node = next((child for child, _ in node.next_functions if child is not None), None)
    return False


def is_live_scalar(value: Any) -> bool:
    """Whether it is a single number that carries a graph."""
    return type(value) is torch.Tensor and value.numel() == 1 and value.grad_fn is not None
