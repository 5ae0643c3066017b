"""An app that sends few bytes: of each frame what changed, no frame that changes nothing, none that comes too late."""

from __future__ import annotations

import os
from typing import Any, cast

from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen

from tutor.ui.cells import Difference, TerminalCells, erases_in_colour

MOST_WAITING = 6
"""Writes that may wait for the terminal: a frame is three. Beyond them frames are left out, and one is drawn later
that shows how things stand then; were they kept, a key's echo would come behind all of them."""
LATER_SECONDS = 0.02


class FrugalApp(App[None]):
    """Sends the difference to what the terminal shows, at the pace at which the terminal takes it."""

    def __init__(self) -> None:
        super().__init__()
        self._cells = TerminalCells(erases=erases_in_colour(os.environ.get("TERM", "")))
        self._left_out = False

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send only what changed; see ``tutor.ui.cells``."""
        update: object = renderable
        if not isinstance(update, CompositorUpdate) or not self._draws:
            super()._display(screen, renderable)
        elif self._left_out or self._behind:
            self._draw_later()
        else:
            self._send(screen, Difference(update, self._cells))

    @property
    def _draws(self) -> bool:
        return bool(self._running and not self._closed and not self.is_headless and not self._batch_count)

    @property
    def _behind(self) -> bool:
        """Whether the terminal takes less than is sent to it."""
        writer = self._driver._writer_thread if isinstance(self._driver, LinuxDriver) else None
        return writer is not None and writer._queue.qsize() > MOST_WAITING

    def _send(self, screen: Screen[Any], difference: Difference) -> None:
        place = self.screen.outer_size.clamp_offset(self.cursor_position)
        if difference.render_segments(self.console) or place != self._previous_cursor_position:
            super()._display(screen, cast("RenderableType", difference))
        else:
            self.post_display_hook()

    def _draw_later(self) -> None:
        if not self._left_out:
            self._left_out = True
            self.set_timer(LATER_SECONDS, self._draw_left_out)

    def _draw_left_out(self) -> None:
        """Draw what was left out, as it looks now; what the terminal shows already is not sent again."""
        self._left_out = False
        if not self._draws:
            self.refresh()
        elif self._behind:
            self._draw_later()
        else:
            update = self.screen._compositor.render_full_update()
            self._send(self.screen, Difference(update, self._cells))
