"""What a learner's process tells the tutor about its run: frames that never wait for a slow reader."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

from tutor.worker.protocol import PLACE, encode

MOST_UNSENT = 1 << 20


class Channel:
    """The sending side of the control channel.

    Only the main thread sends: it also sends the end of the run there, and two threads would mix their frames.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._unsent = bytearray()
        self._main = threading.main_thread().ident
        self._stdout = sys.__stdout__
        self.mute = False
        """Set in a process that the learner's code forked: the channel belongs to its parent."""

    @property
    def usable(self) -> bool:
        """Whether the calling thread may send."""
        return not self.mute and threading.get_ident() == self._main

    def offer(self, message: dict[str, Any], body: bytes = b"", *, wait: bool = False) -> bool:
        """Send what the channel takes now and keep the rest; False means: too much waits already, try later.

        ``wait`` is for what must not be left out: it is kept however much waits.
        """
        if not self.usable:
            return False
        with uninterrupted():
            self._push()
            if len(self._unsent) > MOST_UNSENT and not wait:
                return False
            self._unsent += encode(message, body)
            self._push()
        return True

    def offer_picture(self, message: dict[str, Any], body: bytes = b"") -> None:
        """Send a picture, and mark its place in the text: text is read as it comes and could overtake it."""
        if self.offer(message, body, wait=True):
            with contextlib.suppress(Exception):
                if self._stdout is not None:
                    self._stdout.flush()
                os.write(1, PLACE.encode())

    def finish(self) -> None:
        """Send what is left, waiting for the reader."""
        if self._unsent:
            with uninterrupted():
                self._control.sendall(self._unsent)
                self._unsent.clear()

    def _push(self) -> None:
        while self._unsent:
            try:
                sent = self._control.send(self._unsent, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            del self._unsent[:sent]

    def abandon(self) -> None:
        """Let this forked process go on without a word: its frames would break into those of its parent.

        What it writes to the control channel from now on goes nowhere, and it reads the end of it.
        """
        self.mute = True
        self._unsent.clear()
        own, other = socket.socketpair()
        other.shutdown(socket.SHUT_WR)
        os.dup2(own.fileno(), self._control.fileno(), inheritable=False)
        own.close()
        self._nowhere = other  # kept open, or writing would raise


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Put Ctrl+C off to the end of the block: raised between a send and its bookkeeping, it would send bytes twice."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    arrived: list[Any] = []
    signal.signal(signal.SIGINT, lambda _, frame: arrived.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if arrived:
            handler(signal.SIGINT, arrived[0])
