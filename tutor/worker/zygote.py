"""The zygote imports torch once and forks a child for each session; it does nothing else.

It never runs learner code and never sees a line of it (children get theirs over a descriptor of their own), because
every child inherits its memory. It never runs a tensor operation (a thread pool started here would hang every child)
and never asks CUDA anything (a CUDA context does not survive a fork).

It speaks frames over the socket at descriptor 0. Requests: ``fork`` (with descriptors), ``reap``. Answers: ``ready``,
``forked``, ``exited`` (the child is a zombie: its id can't be reused yet), ``reaped``.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import os
import selectors
import signal
import socket
import sys
import time
from typing import Any

from tutor.worker.protocol import FrameReader, encode

CHILD_MODULES = (
    "tutor.worker.child",
    "tutor.worker.confine",
    "tutor.worker.instruments",
    "tutor.worker.displays",
    "tutor.worker.grids",
    "tutor.worker.lens",
    "tutor.worker.check_driver",
    "tutor.worker.survey",
    "tutor.data",
    "torch.multiprocessing.reductions",
)
"""What a child uses before or beside learner code: imported here once, or every run would pay for it."""

LINUX = sys.platform.startswith("linux")


def main(bundle: dict[str, Any]) -> None:
    """Import what runs need, then serve forks until the supervisor goes away."""
    channel = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.close(null)
    if LINUX:
        from tutor.worker import processes

        processes.die_with_parent()
        processes.adopt_orphans()
        processes.set_dumpable(False)
    zygote = Zygote(channel)
    with contextlib.suppress(ConnectionError):  # the supervisor may die while it is being answered
        zygote.serve()
    zygote.end()


def preload(names: list[str]) -> dict[str, Any]:
    """Import the modules; a failure of any but the first is reported, not raised."""
    report: dict[str, Any] = {"python": sys.version.split()[0], "errors": {}}
    started = time.perf_counter()
    for position, name in enumerate(names):
        try:
            importlib.import_module(name)
        except Exception as error:
            if position == 0:
                raise
            report["errors"][name] = f"{type(error).__name__}: {error}"
    for name in ("torch", "torchvision", "numpy"):
        module = sys.modules.get(name)
        if module is not None:
            report[name] = str(getattr(module, "__version__", "?"))
    torch = sys.modules.get("torch")
    if torch is not None:
        report["cuda_build"] = getattr(torch.version, "cuda", None)
    for module_name in CHILD_MODULES if torch is not None else CHILD_MODULES[:2]:
        importlib.import_module(module_name)
    _forget_exit_functions()
    gc.collect()
    gc.freeze()
    report["seconds"] = time.perf_counter() - started
    if LINUX:
        from tutor.worker import processes

        report["threads"] = len(os.listdir("/proc/self/task"))
        report["anonymous_kb"] = processes.resident_kb(os.getpid())
    else:
        from tutor.worker import process_table

        report["anonymous_kb"] = process_table.resident_kb(os.getpid())
    report["pid"] = os.getpid()
    return report


def _forget_exit_functions() -> None:
    """Drop what libraries registered for the end of this process: each child would run it at the end of its script,
    and writing to the shared memory behind it costs tens of milliseconds. multiprocessing's own stays."""
    import multiprocessing.util
    import weakref

    atexit._clear()
    atexit.register(vars(multiprocessing.util)["_exit_function"])
    finalizers: Any = weakref.finalize
    _kept_alive.append(finalizers._registry)
    finalizers._registry = {}
    finalizers._registered_with_atexit = False


_kept_alive: list[Any] = []


class Zygote:
    """The fork server's loop."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._reader = FrameReader()
        self._children: dict[int, bool] = {}
        """Process id of each child not reaped yet, and whether its exit was reported."""
        self._collected: dict[int, int] = {}
        """Wait status of each child that had to be collected to learn of its exit."""
        self._scratch = ""
        """The supervisor's folder, to be removed where the supervisor could not do it."""
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()

    def serve(self) -> None:
        """Answer requests until the channel closes: the supervisor is gone."""
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        self._selector.register(self._channel, selectors.EVENT_READ)
        self._selector.register(self._wake_read, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._channel:
                    if not self._receive():
                        return
                else:
                    with contextlib.suppress(BlockingIOError):
                        os.read(self._wake_read, 4096)
                    self._notice_exits()

    def end(self) -> None:
        """End every child with all it started, and what the supervisor left: it can only have been killed."""
        from tutor.worker import ending, scratch

        for pid in self._children:
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
        ended = ending.end_descendants()
        ending.remove_shared_memory(ended.union(self._children))
        if self._scratch:
            scratch.remove(self._scratch)

    def _receive(self) -> bool:
        """Answer what was asked; False once the channel is closed."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self._channel, 65536, 16)
        except ConnectionError:
            data, descriptors = b"", []
        if not data:
            return False
        for message, _ in self._reader.feed(data):
            if message["type"] == "preload":
                self._preload(message["modules"])
                self._scratch = message.get("scratch", "")
                if LINUX:
                    from tutor.worker import processes

                    # From now on there are children to end in order, and the closed channel tells when.
                    processes.outlive_parent()
            elif message["type"] == "fork":
                self._fork(message, descriptors)
            elif message["type"] == "reap":
                self._reap(message["pid"])
        return True

    def _send(self, message: dict[str, Any]) -> None:
        self._channel.sendall(encode(message))

    def _preload(self, names: list[str]) -> None:
        try:
            report = preload(names)
        except BaseException as error:
            self._send({"type": "failed", "message": f"{type(error).__name__}: {error}"})
            os._exit(1)
        self._send({"type": "ready", **report})

    def _fork(self, spec: dict[str, Any], descriptors: list[int]) -> None:
        parent = os.getpid()
        # The child lets it through once it can answer: ignored, as here, a Ctrl+C before that would be lost.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            pid = os.fork()
        except OSError as error:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            self._send({"type": "forked", "session": spec["session"], "pid": 0, "message": str(error)})
            for descriptor in descriptors:
                os.close(descriptor)
            return
        if pid == 0:
            from tutor.worker import child

            child.begin(spec, descriptors, parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        for descriptor in descriptors:
            os.close(descriptor)
        self._children[pid] = False
        self._send({"type": "forked", "session": spec["session"], "pid": pid})
        self._notice_exits()

    def _notice_exits(self) -> None:
        for pid, reported in list(self._children.items()):
            if not reported and self._has_exited(pid):
                self._children[pid] = True
                self._send({"type": "exited", "pid": pid})
        self._reap_orphans()

    def _reap_orphans(self) -> None:
        """Descendants whose own parent died come to us; unless reaped they would stay as zombies."""
        if not LINUX:
            return
        from tutor.worker import processes

        for pid in processes.children_of(os.getpid()):
            if pid not in self._children:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)

    def _reap(self, pid: int) -> None:
        """Collect a child that has exited. Its group was killed before, so no member is left to signal."""
        status = self._collected.pop(pid, 0)
        with contextlib.suppress(ChildProcessError):
            _, status = os.waitpid(pid, 0)
        self._children.pop(pid, None)
        self._send({"type": "reaped", "pid": pid, "exit": os.waitstatus_to_exitcode(status)})
        self._reap_orphans()

    def _has_exited(self, pid: int) -> bool:
        """Whether the child is a zombie. It is not collected but where Python has no other way to know, as on macOS
        before 3.13; then its status is kept."""
        try:
            if hasattr(os, "waitid"):
                return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
            ended, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            return True
        if ended:
            self._collected[pid] = status
        return bool(ended)
