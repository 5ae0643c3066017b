"""A compositor that asks only those widgets for rows of which something changed.

Textual's own draws every widget that shares its clip with what changed, all its rows: a digit in a status line costs
as much as the page. It is a private class of Textual; ``tests/ui/test_compositor.py`` holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

Chops = dict[int, Strip | None]
"""Strips of one row by the column they start at; None where none is known yet."""


class FrugalCompositor(Compositor):
    """Draws what changed, and nothing beside it."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed since the last update; None where nothing did."""
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        screen = self.size.region
        inside = [part for region in regions if (part := region.intersection(screen))]
        spans = list(self._regions_to_spans(inside))
        if not spans:
            return None
        changed: dict[int, tuple[int, int]] = {}
        for y, first, last in spans:
            before = changed.get(y, (first, last))
            changed[y] = (min(before[0], first), max(before[1], last))
        chops, ends = self._empty_chops(changed)
        self._fill(chops, changed)
        return ChopsUpdate(chops, spans, ends)

    def _empty_chops(self, changed: Mapping[int, tuple[int, int]]) -> tuple[list[Chops], list[list[int]]]:
        """For each row the columns at which strips start that changed, nothing on them yet; and where they end."""
        chops: list[Chops] = [{} for _ in self.cuts]
        ends: list[list[int]] = [[] for _ in self.cuts]
        for y, (first, last) in changed.items():
            for start, end in zip(self.cuts[y], self.cuts[y][1:], strict=False):
                if start < last and end > first:
                    chops[y][start] = None
                    ends[y].append(end)
        return chops, ends

    def _fill(self, chops: Sequence[Chops], changed: Mapping[int, tuple[int, int]]) -> None:
        """Ask the widgets, those in front first, for the rows in which they show."""
        first, last = min(changed), max(changed)
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            rows = [y for y in range(max(seen.y, first), min(seen.bottom, last + 1)) if _has_room(chops[y], seen)]
            if not rows:
                continue
            top = rows[0]
            part = Region(seen.x - region.x, top - region.y, seen.width, rows[-1] + 1 - top)
            strips = widget.render_lines(part)
            for y in rows:
                _place(chops[y], self.cuts[y], seen, strips[y - top])


def _has_room(chops: Chops, seen: Region) -> bool:
    """Whether a widget shows behind those that are in front of it."""
    return any(strip is None and seen.x <= start < seen.right for start, strip in chops.items())


def _place(chops: Chops, cuts: Sequence[int], seen: Region, strip: Strip) -> None:
    """Put a widget's strip where no widget in front of it is."""
    inside = [cut for cut in cuts if seen.x <= cut <= seen.right]
    pieces = strip.divide([cut - seen.x for cut in inside[1:]])
    for start, piece in zip(inside, pieces, strict=False):
        if start in chops and chops[start] is None:
            chops[start] = piece
