"""The graph behind a tensor as rows of a tree, read without running a line of the learner's code.

A node's inputs that soon end in a leaf stand one step further in; the longest way on stands below it at the same
depth, so that a deep network is a long list and no staircase. Every chain of rows at one depth ends with a leaf, with a
node that stands above already, or where the tree was cut.
"""

from __future__ import annotations

import contextlib
import types
from collections.abc import Iterator, Mapping
from typing import Any

import torch

from tutor.worker import displays
from tutor.worker.lookup import (
    ancestors,
    class_name,
    entries,
    is_any,
    is_module,
    is_tensor,
    items_of,
    tensor_attribute,
    vars_of,
)
from tutor.worker.tensor_facts import facts

MOST_ROWS, MOST_NODES, MOST_DEPTH = 200, 3000, 12
MOST_NAMES, MOST_NAME = 5000, 60
_LEAF = "AccumulateGrad"

Output = tuple[int, int]
"""Identity of a node, and which of its outputs."""


def graph_of(tensor: Any, space: Mapping[str, Any]) -> dict[str, Any] | None:
    """The graph from which a tensor was computed, with the names that ``space`` has for its parts; None without one.

    ``{"rows": […], "total": nodes}``; a row has ``depth``, ``first`` (of its chain), ``node``, ``name``, ``shape``,
    ``state`` (empty, ``leaf``, ``repeated``, ``cut``) and, of a leaf, ``gradient``. Nodes are held only meanwhile.
    """
    with torch._C.DisableTorchFunction(), torch.no_grad():
        root = _output_of(tensor)
        if root is None:
            return None
        graph = _Graph(root, space)
        return {"rows": list(graph.rows(root)), "total": len(graph.inputs)}


def _output_of(tensor: Any) -> tuple[Any, int] | None:
    """The node that computed a tensor, and as which of its outputs; None for a leaf."""
    base: Any = torch._C.TensorBase if hasattr(torch._C, "TensorBase") else torch._C._TensorBase
    if facts("", tensor) is None:
        return None
    with contextlib.suppress(RuntimeError):
        node = base.grad_fn.__get__(tensor)
        return None if node is None else (node, int(base.output_nr.__get__(tensor)))
    return None


def _read(node: Any, name: str) -> Any:
    """An attribute that torch itself gives a node, whatever a class of the learner's says; None without it."""
    for kind in ancestors(node):
        found = vars_of(kind).get(name)
        if type(found) is types.GetSetDescriptorType:
            with contextlib.suppress(Exception):
                return found.__get__(node)
    return None


def _shape(node: Any, output: int) -> list[int] | None:
    with contextlib.suppress(Exception):
        return [int(size) for size in (_read(node, "_input_metadata") or ())[output].shape]
    return None


def named_tensors(space: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Tensors with what the code calls them: variables first, then parts of modules, then items of lists."""
    entries_of = [(name, value) for name, value in list(space.items()) if type(name) is str and name[:1] != "_"]
    yield from ((name, value) for name, value in entries_of if is_tensor(value))
    for name, value in entries_of:
        if is_module(value):
            yield from _parts(name, value, set())
    for name, value in entries_of:
        if is_any(value, list, tuple, dict):
            for item_name, item in items_of(name, value):
                if is_tensor(item):
                    yield item_name, item


def _parts(name: str, module: Any, above: set[int]) -> Iterator[tuple[str, Any]]:
    if id(module) in above or len(above) > displays.MOST_DEPTH:
        return
    for part, tensor in entries(module, "_parameters"):
        if is_tensor(tensor):
            yield f"{name}.{part}", tensor
    for part, inner in entries(module, "_modules"):
        if is_module(inner):
            yield from _parts(f"{name}.{part}", inner, above | {id(module)})


class _Graph:
    """The nodes that can be reached, at most ``MOST_NODES``, with their inputs and their names."""

    def __init__(self, root: tuple[Any, int], space: Mapping[str, Any]) -> None:
        self.nodes: dict[int, Any] = {}
        """Kept so that no identity is given out twice."""
        self.inputs: dict[int, list[tuple[Any, int]]] = {}
        self._reach(root[0])
        self._height = self._heights(id(root[0]))
        self._leaves: dict[int, str] = {}
        self._outputs: dict[Output, str] = {}
        self._name(space)

    def _reach(self, root: Any) -> None:
        waiting = [root]
        while waiting and len(self.inputs) < MOST_NODES:
            node = waiting.pop(0)
            if id(node) in self.inputs:
                continue
            self.nodes[id(node)] = node
            found = _read(node, "next_functions") or ()
            self.inputs[id(node)] = [(child, int(output)) for child, output in found if child is not None]
            waiting += [child for child, _ in self.inputs[id(node)]]
            self.nodes.update((id(child), child) for child, _ in self.inputs[id(node)])

    def _heights(self, root: int) -> dict[int, int]:
        """How long the longest way from each node to a leaf is."""
        heights: dict[int, int] = {}
        waiting = [(root, False)]
        while waiting:
            node, ready = waiting.pop()
            if node in heights:
                continue
            children = [id(child) for child, _ in self.inputs.get(node, ())]
            if ready:
                heights[node] = 1 + max((heights.get(child, 0) for child in children), default=0)
            else:
                waiting.append((node, True))
                waiting += [(child, False) for child in children if child not in heights]
        return heights

    def _name(self, space: Mapping[str, Any]) -> None:
        for count, (name, tensor) in enumerate(named_tensors(space)):
            if count >= MOST_NAMES:
                break
            self._leaves.setdefault(id(tensor), name[:MOST_NAME])
            output = _output_of(tensor)
            if output is not None and id(output[0]) in self.nodes:
                self._outputs.setdefault((id(output[0]), output[1]), name[:MOST_NAME])

    def rows(self, root: tuple[Any, int]) -> Iterator[dict[str, Any]]:
        """The tree, at most ``MOST_ROWS`` rows."""
        seen: set[int] = set()
        waiting = [(root, 0, True)]
        count = 0
        while waiting and count < MOST_ROWS:
            (node, output), depth, first = waiting.pop()
            row = {"depth": depth, "first": first, **self._told(node, output)}
            ways = self.inputs.get(id(node), [])
            if id(node) in seen and ways:
                row["state"] = "repeated"
            elif depth >= MOST_DEPTH and len(ways) > 1:
                row["state"] = "cut"
            elif ways:
                *aside, on = sorted(ways, key=lambda way: self._height.get(id(way[0]), 0))
                waiting.append((on, depth, False))
                waiting += [(way, depth + 1, True) for way in reversed(aside)]
            seen.add(id(node))
            count += 1
            yield row

    def _told(self, node: Any, output: int) -> dict[str, Any]:
        name = self._outputs.get((id(node), output), "")
        told = {"node": class_name(node)[:MOST_NAME], "name": name, "shape": _shape(node, output), "state": ""}
        leaf = _read(node, "variable") if class_name(node) == _LEAF else None
        if leaf is not None:
            told |= {"name": self._leaves.get(id(leaf), ""), "state": "leaf", "gradient": _gradient(leaf)}
        return told


def _gradient(leaf: Any) -> str:
    known, gradient = tensor_attribute(leaf, "grad")
    if not known or (gradient is not None and type(gradient) is not torch.Tensor):
        return ""
    with contextlib.suppress(Exception):
        return displays.state_of([gradient] if gradient is not None else [])
    return ""
