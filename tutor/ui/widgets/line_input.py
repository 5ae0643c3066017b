"""One line to type in whose cursor stands still: over SSH a blinking one is traffic without end."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input


class LineInput(Input):
    """An Input without a blinking cursor."""

    def __init__(self, value: str | None = None, **how: Any) -> None:
        super().__init__(value, **how)
        # Without its watcher, which asks for the app: a first page is made before there is one.
        self.set_reactive(Input.cursor_blink, False)
