"""The supervisor stands between the tutor and the learner's processes.

It has no torch and runs no learner code: it starts the zygote, asks it for children, relays their output as frames,
holds every limit that the kernel does not, and ends what has to be ended. It speaks frames over its standard input and
output, so that it works the same here and behind ``ssh``. When its input closes, everything it started dies.

Requests: ``start``, ``ping``, ``open``, ``run`` and the child's other commands, ``interrupt``, ``kill``, ``close``,
``shutdown``.
Answers: ``hello``, ``pong``, ``ready``, ``failed``, ``lost``, ``opened``, ``output``, ``finished``, ``closed``, events.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from tutor.worker import bootstrap, ending, host, scratch
from tutor.worker.protocol import MARKER, FrameReader, Message, ProtocolError, encode
from tutor.worker.session import SessionProcess
from tutor.worker.watchdog import WATCH_EVERY

LINUX = sys.platform.startswith("linux")
FORKS_ON_MACOS = {"OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES", "no_proxy": "*"}
"""Without these, macOS ends a forked process that touches its own frameworks, as a look for proxies does."""
LINE_END = encode({"type": "line"}, b"\n")
"""A frame that says nothing, but ends a line: Slurm holds output back until a line is complete."""
MOST_OUTGOING = 4 << 20
"""Bytes waiting for the tutor beyond which the children's pipes are left alone until it catches up."""


def main(bundle: dict[str, Any]) -> None:
    """Serve the tutor at descriptors 0 and 1 until it hangs up."""
    incoming, outgoing = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)  # a stray print must not break the frames
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _hang_up)
    if LINUX:
        from tutor.worker import processes

        processes.set_dumpable(False)
        processes.adopt_orphans()  # what the zygote's children leave is ours to end, should it die
    after_frames = LINE_END if bundle["lines"] else b""
    Supervisor(incoming, outgoing, bundle["modules"], after_frames).serve()


class Supervisor:
    """One loop over the tutor's pipe, the zygote's socket and the children's descriptors."""

    def __init__(self, incoming: int, outgoing: int, modules: dict[str, str], after_frames: bytes) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._modules = modules
        self._after_frames = after_frames
        self._requests = FrameReader()
        self._selector = selectors.DefaultSelector()
        self._waiting = bytearray()
        self._writing = False
        self._ending = False
        self._heard = time.monotonic()
        self._silence: float | None = None
        """Seconds without a word from the tutor after which it counts as gone; None where its death always shows."""
        self._zygote: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._answers = FrameReader()
        self._base_kb = 0
        self._base = scratch.make_base()
        self._sessions: dict[str, SessionProcess] = {}
        self._peers: dict[str, socket.socket] = {}
        """The second end of a judged pair's socket, until the second process is opened."""

    # -- the loop ------------------------------------------------------------------------------------------------

    def serve(self) -> None:
        """Run until the tutor's pipe closes."""
        os.set_blocking(self._incoming, False)
        os.set_blocking(self._outgoing, False)
        self._selector.register(self._incoming, selectors.EVENT_READ, self._receive_requests)
        self._waiting += MARKER
        self.send(
            {
                "type": "hello",
                "pid": os.getpid(),
                "scratch": self._base,
                **host.facts(self._base),
            }
        )
        next_watch = time.monotonic()
        try:
            while True:
                busy = any(session.active for session in self._sessions.values())
                timeout = max(0.0, next_watch - time.monotonic()) if busy else self._silence
                for key, _ in self._selector.select(timeout):
                    key.data()
                if self._silence is not None and time.monotonic() - self._heard > self._silence:
                    return  # its machine sleeps, or the way to it broke without a word
                if busy and time.monotonic() >= next_watch:
                    self._watch()
                    next_watch = time.monotonic() + WATCH_EVERY
        except _TutorGoneError:
            pass
        finally:
            self._end_everything()

    def send(self, message: Message, body: bytes = b"") -> None:
        """Queue a frame for the tutor and write what the pipe takes."""
        self._waiting += encode(message, body) + self._after_frames
        self._write()

    @property
    def crowded(self) -> bool:
        """Whether the tutor is behind, so that children's output should wait in their pipes."""
        return len(self._waiting) > MOST_OUTGOING

    def _write(self) -> None:
        if self._ending:
            return
        while self._waiting:
            try:
                written = os.write(self._outgoing, self._waiting[: 1 << 16])
            except BlockingIOError:
                break
            except OSError:
                raise _TutorGoneError from None
            del self._waiting[:written]
        if bool(self._waiting) != self._writing:
            self._writing = bool(self._waiting)
            if self._writing:
                self._selector.register(self._outgoing, selectors.EVENT_WRITE, self._write)
            else:
                self._selector.unregister(self._outgoing)
        for session in self._sessions.values():
            session.hold(self.crowded)

    def _receive_requests(self) -> None:
        try:
            data = os.read(self._incoming, 1 << 16)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            raise _TutorGoneError
        self._heard = time.monotonic()
        try:
            frames = self._requests.feed(data)
        except ProtocolError:
            raise _TutorGoneError from None
        for message, body in frames:
            self._handle(message, body)

    def _handle(self, message: Message, body: bytes) -> None:
        kind = message["type"]
        if kind == "start":
            self._start_zygote(message)
        elif kind == "ping":
            self.send({"type": "pong"})
        elif kind == "open":
            self._open(message)
        elif kind == "shutdown":
            raise _TutorGoneError
        else:
            session = self._sessions.get(message.get("session", ""))
            if session is None:
                if "run" in message:  # it died while this request travelled
                    self.send({"type": "closed", "session": message["session"], "exit": 0})
            elif kind == "interrupt":
                session.interrupt()
            elif kind == "kill":
                session.kill(message.get("reason", "stopped"))
            elif kind == "close":
                session.kill("")
            else:
                if kind == "probe":
                    message["bait"] = scratch.make_bait(self._base)
                session.command(message, body)

    # -- the zygote ----------------------------------------------------------------------------------------------

    def _start_zygote(self, message: Message) -> None:
        """Start it with those of this machine's variables that may be inherited, and with the tutor's settings."""
        self._silence = message.get("silence")
        inherit = message.get("inherit")
        environment = {name: value for name, value in os.environ.items() if inherit is None or name in inherit}
        environment.update(message.get("environment", {}))
        environment[ending.MARK] = self._base
        environment["TORCHINDUCTOR_CACHE_DIR"] = os.path.join(self._base, "inductor")
        if sys.platform == "darwin":
            environment.update(FORKS_ON_MACOS)
        ours, theirs = socket.socketpair()
        self._zygote = subprocess.Popen(
            [sys.executable, "-c", bootstrap.BOOTSTRAP], stdin=theirs.fileno(), start_new_session=True, env=environment
        )
        theirs.close()
        with contextlib.suppress(ConnectionError):  # if it is dead already, the channel says so
            ours.sendall(bootstrap.pack("tutor.worker.zygote", self._modules))
            ours.sendall(encode({"type": "preload", "modules": message["preload"], "scratch": self._base}))
        self._channel = ours
        self._selector.register(ours, selectors.EVENT_READ, self._receive_answers)

    def _receive_answers(self) -> None:
        assert self._channel is not None
        try:
            data = self._channel.recv(1 << 16)
        except ConnectionError:
            data = b""
        if not data:
            self._lose_zygote()
            return
        for message, _ in self._answers.feed(data):
            kind = message["type"]
            if kind == "ready":
                self._base_kb = int(message.get("anonymous_kb", 0))
                self.send(message)
            elif kind == "failed":
                self.send(message)
            elif kind == "forked":
                self._sessions[message["session"]].forked(message["pid"], message.get("message", ""))
            else:
                for session in list(self._sessions.values()):
                    if session.pid == message["pid"]:
                        if kind == "exited":
                            session.exited()
                            with contextlib.suppress(ConnectionError):
                                self._channel.sendall(encode({"type": "reap", "pid": session.pid}))
                        else:
                            session.reaped(message["exit"])

    def _lose_zygote(self) -> None:
        """The zygote died, and by PDEATHSIG its children with it. The news goes first: it explains what follows."""
        assert self._channel is not None
        self._selector.unregister(self._channel)
        self._channel.close()
        self._channel = None
        status = self._zygote.wait() if self._zygote is not None else 0
        self.send({"type": "lost", "exit": status})
        self._end_sessions()

    # -- sessions ------------------------------------------------------------------------------------------------

    def _open(self, message: Message) -> None:
        name = message["session"]
        if self._channel is None or name in self._sessions:
            self.send({"type": "closed", "session": name, "exit": 0})
            return
        peer = self._peer(message.get("link"))
        session = SessionProcess(message, self, self._selector, scratch.make_session(self._base), self._base_kb)
        self._sessions[name] = session
        descriptors = [end.fileno() for end in session.child_ends]
        if peer is not None:
            descriptors.append(peer.fileno())
        with contextlib.suppress(ConnectionError):  # a dead zygote is noticed by its channel's end
            socket.send_fds(self._channel, [encode(session.fork_request())], descriptors)
        session.close_child_ends()
        if peer is not None:
            peer.close()

    def _peer(self, link: str | None) -> socket.socket | None:
        if link is None:
            return None
        if link in self._peers:
            return self._peers.pop(link)
        ours, other = socket.socketpair()
        self._peers[link] = other
        return ours

    def forget(self, session: SessionProcess) -> None:
        """A session is over and cleaned up."""
        self._sessions.pop(session.name, None)

    def _watch(self) -> None:
        for session in list(self._sessions.values()):
            session.watch()

    def _end_sessions(self) -> None:
        """End every process of every session, once the zygote is gone."""
        for session in self._sessions.values():
            session.kill("error")
        ending.remove_shared_memory(ending.end_descendants())
        for session in list(self._sessions.values()):
            session.reaped(-signal.SIGKILL)

    def _end_everything(self) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self._ending = True
        if self._zygote is not None:
            self._zygote.kill()
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                self._zygote.wait(5)
        self._end_sessions()
        scratch.remove(self._base)


class _TutorGoneError(Exception):
    """The tutor closed its end, or whoever started us wants us gone."""


def _hang_up(number: int, frame: FrameType | None) -> None:
    raise _TutorGoneError
