"""One child as the supervisor sees it: its descriptors, its current run, its end."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import sys
import time
from io import FileIO
from typing import Any, Protocol

from tutor.worker import ending, shared_files
from tutor.worker import scratch as scratch_folders
from tutor.worker.limits import Limits
from tutor.worker.protocol import FrameReader, Message, ProtocolError, encode
from tutor.worker.watchdog import Allowance, Watchdog

EVENTS_AT_ONCE, EVENTS_A_SECOND = 20_000, 1_000
EVENT_BYTES_AT_ONCE, EVENT_BYTES_A_SECOND = 32 << 20, 4 << 20
"""Events beyond which a run counts as a flood. Honest code sends some 25 a second for each curve, for hours."""

MOST_EVENT_BODY = 16 << 20
RELAYED = frozenset({"metrics", "value", "error", "check", "check_started", "survey", "image", "lens", "observations"})
EXIT_TIMEOUT = 124
EXIT_LIMIT = 125


class Owner(Protocol):
    """What a session needs of the supervisor."""

    @property
    def crowded(self) -> bool:
        """Whether the tutor is behind."""

    def send(self, message: Message, body: bytes = b"") -> None:
        """Queue a frame for the tutor."""

    def forget(self, session: SessionProcess) -> None:
        """The session is over."""


class SessionProcess:
    """Relays one child's output and events, holds its limits, and cleans up after it."""

    def __init__(
        self, request: Message, owner: Owner, selector: selectors.BaseSelector, scratch: str, base_kb: int
    ) -> None:
        self.name: str = request["session"]
        self.pid = 0
        self.active = False
        """Whether a run (or another command) is under way."""
        self._request = request
        self._owner = owner
        self._selector = selector
        self._scratch = scratch
        self._limits = Limits.from_dict(request["policy"].get("limits", {}))
        shared = shared_files.watched() if request["policy"].get("worker_processes") else None
        self._dog = Watchdog(0, self._limits, scratch, base_kb, shared)
        self._control, child_control = socket.socketpair()
        self._control.setblocking(False)
        self._outputs: dict[str, FileIO] = {}
        self.child_ends: list[Any] = [child_control]
        for stream in ("stdout", "stderr"):
            read, write = os.pipe()
            os.set_blocking(read, False)
            self._outputs[stream] = FileIO(read)
            self.child_ends.append(FileIO(write, "w"))
        self._events = FrameReader(max_body=MOST_EVENT_BODY)
        self._commands = bytearray()
        self._run: Any = None
        self._started = 0.0
        self._reason = ""
        self._killed = False
        self._interrupt_once_forked = False
        self._may_exit = False
        """Whether the current run is a script, which ends with its process; anything else must report its end."""
        self._output_bytes = 0
        self._event_count = Allowance(EVENTS_AT_ONCE, EVENTS_A_SECOND)
        self._event_bytes = Allowance(EVENT_BYTES_AT_ONCE, EVENT_BYTES_A_SECOND)
        self._held = False
        self._listen()

    # -- birth ---------------------------------------------------------------------------------------------------

    def fork_request(self) -> Message:
        """What the zygote is asked."""
        return {
            "type": "fork",
            "session": self.name,
            "role": self._request["role"],
            "scratch": self._scratch,
            "policy": {**self._request["policy"], "scratch": self._scratch},
            "seed": self._request.get("seed", 0),
            "ledger": self._request.get("ledger", False),
        }

    def close_child_ends(self) -> None:
        """The child has them now."""
        for end in self.child_ends:
            end.close()

    def forked(self, pid: int, message: str) -> None:
        """The zygote's answer; a pid of 0 means that there was no fork."""
        self.pid = self._dog.pid = pid
        self._dog.seen.add(pid)
        if pid == 0:
            self._run_over(1, "processes", 0.0)
            self._close(1)
            return
        scratch_folders.note_process(self._scratch, pid)
        self._owner.send({"type": "opened", "session": self.name, "pid": pid})
        if self._interrupt_once_forked:
            self.interrupt()
        if self._killed:
            self.kill_group()

    # -- commands ------------------------------------------------------------------------------------------------

    def command(self, message: Message, body: bytes) -> None:
        """Pass a command on to the child; one with ``run`` starts the clock of that run."""
        if "run" in message:
            self._run = message["run"]
            self.active = True
            self._started = time.monotonic()
            self._dog.deadline = self._started + float(message.get("seconds", 60.0))
            self._output_bytes = 0
            self._reason = ""
            self._may_exit = bool(message.get("script"))
        self._commands += encode(message, body)
        self._write_commands()

    def interrupt(self) -> None:
        """Ask the code to stop, keeping its state: Ctrl+C for the child."""
        if not self.active:
            return
        if not self.pid:
            self._interrupt_once_forked = True
        else:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGINT)

    def kill(self, reason: str) -> None:
        """End every process of the session; ``reason`` is what a run under way is told."""
        if not self._killed:
            self._killed = True
            self._reason = reason
        self.kill_group()

    def kill_group(self) -> None:
        """SIGKILL to the whole group at once, and to what was seen outside it."""
        if not self.pid:
            return
        for end in (os.killpg, os.kill):  # the group may not exist yet: the child makes it right after the fork
            with contextlib.suppress(ProcessLookupError, PermissionError):
                end(self.pid, signal.SIGKILL)

    def watch(self) -> None:
        """Hold the limits."""
        if self.active and self.pid and not self._killed:
            reason = self._dog.broken_limit()
            if reason:
                self.kill(reason)

    # -- what the child says -------------------------------------------------------------------------------------

    def hold(self, held: bool) -> None:
        """Leave the pipes alone while the tutor is behind; the child then waits in its own writes."""
        if held != self._held:
            self._held = held
            if held:
                for source in self._sources():
                    with contextlib.suppress(KeyError, ValueError):
                        self._selector.unregister(source)
            else:
                self._listen()

    def _sources(self) -> list[Any]:
        return [self._control, *self._outputs.values()]

    def _listen(self) -> None:
        self._listen_control()
        for stream, pipe in self._outputs.items():
            if not pipe.closed:
                self._selector.register(pipe, selectors.EVENT_READ, lambda stream=stream: self._read_output(stream))

    def _listen_control(self) -> None:
        if self._held or self._control.fileno() < 0:
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._commands else 0)
        try:
            self._selector.modify(self._control, wanted, self._serve_control)
        except KeyError:
            self._selector.register(self._control, wanted, self._serve_control)

    def _serve_control(self) -> None:
        self._write_commands()
        self._read_events()

    def _write_commands(self) -> None:
        while self._commands:
            try:
                sent = self._control.send(self._commands[: 1 << 16])
            except BlockingIOError:
                break
            except OSError:
                self._commands.clear()
                break
            del self._commands[:sent]
        self._listen_control()

    def _read_output(self, stream: str) -> bool:
        """Relay one piece; False when there is nothing to read now."""
        pipe = self._outputs[stream]
        if pipe.closed:
            return False
        try:
            data = pipe.read(1 << 16)
        except OSError:
            data = b""
        if data is None:
            return False
        if not data:
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(pipe)
            pipe.close()
            return False
        room = self._limits.output - self._output_bytes
        self._output_bytes += len(data)
        if room > 0:
            self._owner.send({"type": "output", "session": self.name, "run": self._run, "stream": stream}, data[:room])
        if len(data) > room and not self._killed:
            self.kill("output")
        return True

    def _read_events(self) -> bool:
        """Handle one piece; False when there is nothing to read now."""
        try:
            data = self._control.recv(1 << 16)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(self._control)
            return False
        try:
            frames = self._events.feed(data)
        except ProtocolError:
            self.kill("error")
            return False
        if not (self._event_bytes.spend(len(data)) and self._event_count.spend(len(frames))):
            self.kill("output")
            return False
        for message, body in frames:
            self._handle_event(message, body)
        return True

    def _handle_event(self, message: Message, body: bytes) -> None:
        kind = message.get("type")
        if kind == "done" and self.active and message.get("run") == self._run and not self._killed:
            if self._drain_output():
                return  # the rest of the output went past the limit
            exit_status, reason = message.get("exit"), message.get("reason")
            self._run_over(
                exit_status if isinstance(exit_status, int) else 1,
                reason if isinstance(reason, str) else "error",
                time.monotonic() - self._started,
            )
        elif kind == "signal" and sys.platform.startswith("linux"):
            from tutor.worker import processes

            processes.signal_member(self.pid, message.get("pid"), message.get("signal"))
        elif kind in RELAYED and self._run is not None:
            self._drain_output()
            self._owner.send({**message, "session": self.name, "run": self._run}, body)

    def _drain_output(self) -> bool:
        """Relay what was written before the event that is handled next (at most a few pipes full).

        True if that ended the session.
        """
        for stream in self._outputs:
            for _ in range(32):
                if not self._read_output(stream):
                    break
        return self._killed

    # -- death ---------------------------------------------------------------------------------------------------

    def exited(self) -> None:
        """The child is a zombie: take the rest of what it wrote, and end what it left behind."""
        self.kill_group()
        self._drain_output()
        for _ in range(64):
            if self._control.fileno() < 0 or not self._read_events():
                break

    def reaped(self, status: int) -> None:
        """The child is gone with this exit status (negative: the signal that killed it)."""
        if self.active:
            reason = self._reason or ("ok" if status == 0 and self._may_exit else "error")
            code = {"timeout": EXIT_TIMEOUT, "stopped": 130}.get(
                reason, status if status >= 0 and reason in ("ok", "error") else 128 - status
            )
            if reason in ("memory", "disk", "output", "processes"):
                code = EXIT_LIMIT
            more = {
                "signal": max(0, -status),
                "left": status >= 0 and not self._reason and not self._may_exit,
            }
            self._run_over(code, reason, time.monotonic() - self._started, **more)
        self._close(status)

    def _run_over(self, exit_status: int, reason: str, seconds: float, **more: Any) -> None:
        if self._run is None:
            return
        run, self._run, self.active, self._dog.deadline = self._run, None, False, None
        self._owner.send(
            {
                "type": "finished",
                "session": self.name,
                "run": run,
                "exit": exit_status,
                "reason": reason,
                "seconds": seconds,
                **more,
            }
        )

    def _close(self, status: int) -> None:
        for source in self._sources():
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(source)
            source.close()
        ending.remove_shared_memory(self._dog.seen)
        if self._dog.shared is not None:
            self._dog.shared.remove()
        scratch_folders.remove(self._scratch)
        scratch_folders.forget_process(self._scratch, self.pid)
        self._owner.forget(self)
        self._owner.send({"type": "closed", "session": self.name, "exit": status})
