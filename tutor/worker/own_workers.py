"""Ends a run's own worker processes where the run may not signal them itself.

Below Landlock ABI 6 nobody can tell a seccomp filter which ids are a run's processes, so it may signal its group and
itself alone. The supervisor can tell: it is asked over the control channel, and looks before it signals.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

Send = Callable[[dict[str, Any]], None]


def ask_for_signals(send: Send) -> None:
    """Have ``Process.terminate`` and ``kill``, and so the end of a ``Pool``, ask the supervisor where they are denied.

    Only the main thread of this process may send; elsewhere the denial stays what it is.
    """
    from multiprocessing.popen_fork import Popen

    original: Callable[[Any, int], None] = Popen._send_signal  # type: ignore[attr-defined]
    process, main = os.getpid(), threading.main_thread().ident

    def _send_signal(self: Any, sig: int) -> None:
        try:
            original(self, sig)
        except PermissionError:
            if os.getpid() != process or threading.get_ident() != main:
                raise
            send({"type": "signal", "pid": self.pid, "signal": int(sig)})

    Popen._send_signal = _send_signal  # type: ignore[attr-defined]
