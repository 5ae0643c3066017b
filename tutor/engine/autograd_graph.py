"""The graph from which a tensor was computed: as a child told it, and drawn as a tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from tutor.engine.legend import DARK, LIGHT
from tutor.engine.mosaic import Look, MosaicRow, Tile, fit_tiles, text_row, tiles_width
from tutor.engine.shown import Gradient
from tutor.engine.spans import clean
from tutor.engine.told import count_of, gradient_of, plain_line

NodeState = Literal["", "leaf", "repeated", "cut"]
MOST_ROWS, MOST_DEPTH, MOST_DIMENSIONS = 200, 12, 16
_GRADIENTS = {"none": "no gradient yet", "zero": "gradient is all zeros", "nan": "gradient has NaN"}
_STATES = {"repeated": "see above", "cut": "goes on"}


@dataclass(frozen=True, slots=True)
class GraphRow:
    """One operation of the forward pass, under the name that autograd has for its way back."""

    node: str
    """Such as ``AddmmBackward0``; of a leaf ``AccumulateGrad``."""
    name: str = ""
    """What the code calls its result or the leaf: ``loss``, ``model.0.weight``; may be empty."""
    shape: tuple[int, ...] | None = None
    """Of its result."""
    depth: int = 0
    first: bool = False
    """Whether a chain of rows begins with it: an input of the last row above that is one step further out."""
    state: NodeState = ""
    gradient: Gradient = ""
    """Of a leaf."""


@dataclass(frozen=True, slots=True)
class Graph:
    """At most 200 rows of ``total`` nodes; 3000 nodes are counted at most."""

    rows: tuple[GraphRow, ...]
    total: int = 0


def graph_of(told: Any) -> Graph | None:
    """The graph in a frame; None where there is none, or it is malformed."""
    rows = told.get("rows") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not rows:
        return None
    found = tuple(_row(row) for row in rows[:MOST_ROWS] if isinstance(row, dict))
    distinct = sum(row.state != "repeated" for row in found)
    return Graph(found, max(distinct, count_of(told.get("total"))))


def _row(told: Mapping[str, Any]) -> GraphRow:
    state: Any = told.get("state")
    shape = told.get("shape")
    return GraphRow(
        node=plain_line(told.get("node"), 60),
        name=plain_line(told.get("name"), 60),
        shape=tuple(count_of(size) for size in shape[:MOST_DIMENSIONS]) if isinstance(shape, list) else None,
        depth=count_of(told.get("depth"), MOST_DEPTH),
        first=told.get("first") is True,
        state=state if state in get_args(NodeState) else "",
        gradient=gradient_of(told.get("gradient")),
    )


def graph_rows(graph: Graph, width: int, height: int, look: Look) -> list[MosaicRow]:
    """The tree in at most ``height`` rows: each operation with its result's name and shape, its inputs below it."""
    palette = DARK if look.dark else LIGHT
    rows = [text_row("Computed by (loss first, leaves last)", palette.axes)]
    for row in graph.rows[: max(0, height - 2)]:
        tiles = _row_tiles(row, look)
        rows.append(tiles if tiles_width(tiles) <= width else fit_tiles(tiles, width))
    distinct = sum(row.state != "repeated" for row in graph.rows[: len(rows) - 1])
    if graph.total > distinct and len(graph.rows) >= min(MOST_ROWS, max(0, height - 2)):
        rows.append(text_row(f"and {graph.total - distinct} more operations", palette.axes))
    return rows[:height]


def _row_tiles(row: GraphRow, look: Look) -> list[Tile]:
    palette = DARK if look.dark else LIGHT
    line, branch = ("│ ", "├ ") if look.unicode else ("| ", "+ ")
    guide = line * (row.depth - 1) + (branch if row.first else line) if row.depth else ""
    size = "" if row.shape is None else f"({', '.join(map(str, row.shape))}{',' if len(row.shape) == 1 else ''})"
    name = clean(row.name, look.unicode)
    tiles: list[Tile] = [(guide, palette.axes, None)]
    if row.state == "leaf":
        tiles += [(name or "a leaf without a name", palette.curves[0], None), (f"  {size}", None, None)]
        tiles.append(("  leaf", palette.axes, None))
    else:
        tiles += [(clean(row.node, look.unicode), None, None), (f"  {size}", palette.axes, None)]
        tiles.append((f"  {name}" if name else "", palette.curves[0], None))
    note = _GRADIENTS.get(row.gradient, "") if row.state == "leaf" else _STATES.get(row.state, "")
    warned = row.gradient in ("zero", "nan")
    tiles.append((f"  {note}" if note else "", palette.warning if warned else palette.axes, None))
    return [tile for tile in tiles if tile[0]]
