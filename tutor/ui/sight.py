"""Keeping what the keys move in sight."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.widget import Widget


def bring_row_into_sight(widget: Widget, y: int) -> None:
    """Scroll what stands around a widget so that a row of it is seen, which now is row ``y`` of the screen."""
    around = next((one for one in widget.ancestors if isinstance(one, VerticalScroll)), None)
    if around is None or not widget.is_attached:
        return
    sight = around.region
    hidden = min(y - sight.y, 0) or max(y - sight.bottom + 1, 0)
    if hidden:
        around.scroll_relative(y=hidden, animate=False, immediate=True)
