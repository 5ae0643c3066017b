"""The terminal's driver: Textual's own, and safe from signals that come at any moment."""

from __future__ import annotations

import os
import signal
from typing import Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver


class JobControlDriver(LinuxDriver):
    """Gives the terminal back before the process is stopped, and takes it again when it goes on.

    Textual does so inside the signal's handler, which may interrupt a write half-way and then waits for it for ever;
    and it starts a second time, with the raw terminal as the one to be restored, when it was stopped by ``SIGSTOP``.
    """

    def __init__(self, app: App[Any], **named: Any) -> None:
        super().__init__(app, **named)
        self._has_terminal = False

    def start_application_mode(self) -> None:
        """Take the terminal."""
        self._has_terminal = True
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self._has_terminal = False
        super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        if self._auto_restart:
            self._loop.call_soon_threadsafe(self._suspend)
        else:
            os.kill(os.getpid(), signal.SIGSTOP)  # another program has the terminal, and is being stopped with us

    def _suspend(self) -> None:
        if self._has_terminal:
            self.suspend_application_mode()
        self._must_signal_resume = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        if self._auto_restart:
            self._loop.call_soon_threadsafe(self._resume)

    def _resume(self) -> None:
        if self._has_terminal:
            # It was stopped without being asked: whoever had the terminal meanwhile left it as they liked.
            self.suspend_application_mode()
            self._must_signal_resume = True
        self.resume_application_mode()
