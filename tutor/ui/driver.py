"""Textual's driver, with a mouse that sends little and a screen that is empty when it is left."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable

from textual.drivers import linux_driver

from tutor.session.crash import write_fault
from tutor.ui.job_control import JobControlDriver
from tutor.ui.terminal import in_gnu_screen

CLICKS_AND_WHEEL, DRAGS, ANY_MOTION, WIDE_COORDINATES = "1000", "1002", "1003", "1006"
MOUSE = (CLICKS_AND_WHEEL, DRAGS, WIDE_COORDINATES)
"""``ANY_MOTION`` would tell every cell that the mouse only passes: over a slow line keys have to wait for that."""


def _lenient(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return lambda: codecs.getincrementaldecoder(encoding)("replace")


# Textual decodes strictly: one byte in a paste that is no UTF-8 would end its thread for keys, and with it the app.
linux_driver.getincrementaldecoder = _lenient  # type: ignore[attr-defined, assignment]


class FrugalDriver(JobControlDriver):
    """Tells of clicks, drags and the wheel."""

    def _enable_mouse_support(self) -> None:
        # With any mouse mode on, GNU screen keeps Esc until the next key.
        if self._mouse and not in_gnu_screen(os.environ):
            self._set("h", MOUSE)

    def _disable_mouse_support(self) -> None:
        self._set("l", (*MOUSE, ANY_MOTION))

    def _set(self, how: str, modes: tuple[str, ...]) -> None:
        self.write("".join(f"\x1b[?{mode}{how}" for mode in modes))
        self.flush()

    def _run_input_thread(self) -> None:
        """Read keys until the end: a fault in one of them must not end the reading, and be no traceback."""
        while not self.exit_event.is_set():
            try:
                self.run_input_thread()
            except OSError:
                return  # the terminal is gone, and its signal comes
            except Exception as error:
                write_fault(error)

    def _query_in_band_window_resize(self) -> None:
        """Don't ask: SIGWINCH tells as much, and the mouse would be told in pixels, so many times as often."""

    def stop_application_mode(self) -> None:
        """Restore the terminal; where it has no other screen to go back to, leave an empty one."""
        self.write("\x1b[H\x1b[2J")
        super().stop_application_mode()
