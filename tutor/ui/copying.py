"""Copying: what the mouse selected, or what the keys mean. OSC 52 carries it to the clipboard, over SSH too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.segment import Segment
from textual.screen import Screen
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

MOST_CHARACTERS = 70_000
"""Terminals drop longer sequences as a whole."""


def selected_text(screen: Screen[Any]) -> str:
    """What is selected in an editor or on the page; empty for nothing."""
    return getattr(screen.app.focused, "selected_text", "") or screen.get_selected_text() or ""


def copy(screen: Screen[Any], text: str, what: str) -> None:
    """Bring a text to the clipboard and say so."""
    if not text.strip():
        screen.notify(f"There is no {what} to copy.", timeout=3)
        return
    kept = text[:MOST_CHARACTERS]
    screen.app.copy_to_clipboard(kept)
    count = kept.rstrip("\n").count("\n") + 1
    cut = "" if kept == text else ", cut at what terminals take"
    screen.notify(f"Copied: {what}, {count} {'line' if count == 1 else 'lines'}{cut}.", timeout=3)


def selected_rows(rows: Sequence[str], selection: Selection) -> str:
    """What a selection takes of a text that is laid out in rows."""
    start, end = selection
    picked = list(rows[0 if start is None else start.y : None if end is None else end.y + 1])
    if picked and end is not None and end.y < len(rows):
        picked[-1] = picked[-1][: end.x]
    if picked and start is not None:
        picked[0] = picked[0][start.x :]
    return "\n".join(picked)


def with_selection(strip: Strip, widget: Widget, row: int) -> Strip:
    """A row of a widget with what is selected in it in the selection's colours."""
    selection = widget.text_selection
    span = selection.get_span(row) if selection is not None else None
    if span is None:
        return strip
    start, end = span
    end = strip.cell_length if end == -1 else end
    style = widget.screen.get_component_rich_style("screen--selection")
    middle = Strip(
        [Segment(text, (own + style) if own else style) for text, own, _ in strip.crop(start, end)], end - start
    )
    return Strip.join([strip.crop(0, start), middle, strip.crop(end, strip.cell_length)])
