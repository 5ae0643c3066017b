"""An app that sends few bytes: of each frame what changed, no frame that changes nothing, none that comes too late."""

from __future__ import annotations

import os
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import CompositorUpdate
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.screen import Screen

from tutor.ui.cells import Difference, TerminalCells, erases_in_colour
from tutor.ui.clipboard import ClipboardApp
from tutor.ui.driver import FrugalDriver

if TYPE_CHECKING:
    from tutor.engine.terminal_graphics import Means
    from tutor.ui.pixel_layer import PixelLayer

MOST_WAITING = 2
"""Frames that may wait for the terminal. Beyond them frames are left out, and one is drawn later that shows how things
stand then; were they kept, a key's echo would come behind all of them."""
LATER_SECONDS = 0.02
RESIZE_SECONDS = 0.1
"""From one layout for a new size to the next: a window's edge that is dragged tells of dozens of sizes."""


class FrugalApp(ClipboardApp):
    """Sends the difference to what the terminal shows, at the pace at which the terminal takes it."""

    def __init__(self) -> None:
        super().__init__()
        self._cells = TerminalCells(erases=erases_in_colour(os.environ.get("TERM", "")))
        self._left_out = False
        self._resized_at = -RESIZE_SECONDS
        self._laid_out: Size | None = None
        self._pixels: PixelLayer | None = None

    def get_driver_class(self) -> type[Driver]:
        """The frugal driver, where Textual would take the one that it is made of."""
        usual = super().get_driver_class()
        return FrugalDriver if usual is LinuxDriver else usual

    @cached_property
    def pictures(self) -> Means:
        """How the terminal draws pictures."""
        from tutor.ui.picture_setting import current

        return "blocks" if self.is_headless else current(self)

    @property
    def pixels(self) -> PixelLayer:
        """Pictures in pixels, over the cells; made when a picture first asks for it."""
        if self._pixels is None:
            from tutor.ui.pixel_layer import PixelLayer

            layer = self._pixels = PixelLayer(self._write, self._cells)
            # The shell's screen shall show nothing of ours.
            self.app_suspend_signal.subscribe(self, lambda _: layer.remove(), immediate=True)
        return self._pixels

    def exit(self, *arguments: Any, **named: Any) -> None:
        """Leave, and leave no picture behind."""
        if self._pixels is not None:
            self._pixels.close()
        super().exit(*arguments, **named)

    def _write(self, text: str) -> None:
        if self._driver is not None:
            self._driver.write(text)
            self._driver.flush()

    @property
    def _resizing(self) -> bool:
        """Whether the terminal has another size than what is laid out."""
        return self._resize_event is not None and self._resize_event.size != self._laid_out

    def _check_resize(self) -> None:
        """Lay out for a new size: the first at once, then now and then, the last in any case."""
        wait = self._resized_at + RESIZE_SECONDS - time.monotonic()
        if self._resizing and wait > 0 and not self.is_headless:
            if self._resize_timer is not None:
                self._resize_timer.stop()
            self._resize_timer = self.set_timer(wait, self._check_resize)
            return
        if self._resize_event is not None:
            if self._laid_out is not None:
                self._resized_at = time.monotonic()
            self._laid_out = self._resize_event.size
            self._cells.forget()  # a resized terminal may show anything
        super()._check_resize()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send only what changed; see ``tutor.ui.cells``."""
        update: object = renderable
        if not isinstance(update, CompositorUpdate) or not self._draws:
            super()._display(screen, renderable)
        elif self._left_out or self._behind or self._resizing:
            self._draw_later()
        else:
            self._send(screen, Difference(update, self._cells))

    @property
    def _draws(self) -> bool:
        return bool(self._running and not self._closed and not self.is_headless and not self._batch_count)

    @property
    def behind(self) -> bool:
        """Whether the terminal takes less than is sent to it, so that what is large should wait."""
        return self._behind

    @property
    def _behind(self) -> bool:
        """Whether the terminal takes less than is sent to it."""
        writer = self._driver._writer_thread if isinstance(self._driver, LinuxDriver) else None
        return writer is not None and writer._queue.qsize() > MOST_WAITING

    def _send(self, screen: Screen[Any], difference: Difference) -> None:
        """Write a frame, all of it at once: each write wakes the thread that writes."""
        if self._pixels is not None:
            self._pixels.before_frame(screen)
        try:
            frame = difference.render_segments(self.console)
        except Exception as error:
            self._handle_exception(error)
            return
        place = self.screen.outer_size.clamp_offset(self.cursor_position)
        shows_cursor = hasattr(screen.focused, "cursor_screen_offset")  # where an input method opens its window
        if shows_cursor and (frame or place != self._previous_cursor_position):
            frame += f"\x1b[{place.y + 1};{place.x + 1}H"
            self._previous_cursor_position = place
        if frame:
            self._write(f"{SYNC_START}{frame}{SYNC_END}" if self._sync_available else frame)
        self.post_display_hook()
        if self._pixels is not None:
            self._pixels.after_frame()

    def _draw_later(self) -> None:
        if not self._left_out:
            self._left_out = True
            self.set_timer(LATER_SECONDS, self._draw_left_out)

    def _draw_left_out(self) -> None:
        """Draw what was left out, as it looks now; what the terminal shows already is not sent again."""
        self._left_out = False
        if not self._draws:
            self.refresh()
        elif self._behind or self._resizing:
            self._draw_later()
        else:
            update = self.screen._compositor.render_full_update()
            self._send(self.screen, Difference(update, self._cells))
