"""A program in a real pseudo-terminal, with a terminal emulator (pyte) that shows what a person would see."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence

import pyte

from tests.terminal.slow_line import SlowLine

PATIENCE = 40.0
_UNKNOWN_TO_PYTE = (
    (re.compile(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]"), lambda match: match.group(0) if match.group(0)[2:3] == b"?" else b""),
    (re.compile(rb"\x1b\[\?[0-9;]*\$p"), lambda match: b""),
    (re.compile(rb"\x1b[P_].*?\x1b\\", re.DOTALL), lambda match: b""),
)
_MODES = re.compile(rb"\x1b\[\?(\d+)([hl])")


class Terminal:
    """One program; ``close`` it. Times are ``time.perf_counter`` seconds."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        lines: int = 24,
        environment: Mapping[str, str] | None = None,
        folder: str | None = None,
        line: SlowLine | None = None,
    ) -> None:
        variables = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        variables.pop("NO_COLOR", None)
        variables.update(environment or {})
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.ended = False
        self._undrawn = b""
        self._line = line
        self.started = time.perf_counter()
        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            try:
                if folder:
                    os.chdir(folder)
                os.execvpe(command[0], list(command), variables)
            finally:
                os._exit(127)
        self.resize(columns, lines)

    def resize(self, columns: int, lines: int) -> None:
        """Change the window's size."""
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def modes(self) -> set[str]:
        """Private modes that are on, and what the line discipline does: ``echo``, ``canonical``, ``signals``."""
        modes: set[str] = set()
        for number, set_or_reset in _MODES.findall(bytes(self.raw)):
            (modes.add if set_or_reset == b"h" else modes.discard)(number.decode())
        flags = termios.tcgetattr(self._descriptor)[3]
        disciplines = {"echo": termios.ECHO, "canonical": termios.ICANON, "signals": termios.ISIG}
        return modes | {name for name, flag in disciplines.items() if flags & flag}

    def wait_for_stop(self) -> None:
        """Read until the program is suspended."""
        until = time.perf_counter() + PATIENCE
        while not os.waitpid(self.pid, os.WUNTRACED | os.WNOHANG)[0]:
            self.read(0.02)
            assert time.perf_counter() < until, f"it never stopped:\n{self.text}"
        while self.read(0.05):
            pass

    def hang_up(self) -> None:
        """Close the terminal, as a broken connection does, and wait until the program has ended."""
        os.close(self._descriptor)
        self._descriptor = -1
        os.waitpid(self.pid, 0)
        self.pid = 0

    def type(self, keys: str) -> float:
        """Send keys; returns the time."""
        now = time.perf_counter()
        self._send(keys.encode())
        return now

    def _send(self, data: bytes) -> None:
        if self._line is None:
            os.write(self._descriptor, data)
        else:
            self._line.press(data)

    def read(self, seconds: float) -> bool:
        """Take what the program writes within the time; False if it wrote nothing or has ended."""
        data = self._take(seconds) if self._line is None else self._take_slowly(self._line, seconds)
        if not data:
            return False
        self._show(data)
        return True

    def drain(self, quiet: float, patience: float = PATIENCE) -> float:
        """Take what comes until a pause and show it only then; returns the time of the last byte.

        To draw a screen takes longer than many a program takes to write one.

        Raises:
            AssertionError: if nothing comes within ``patience``.
        """
        data = self._take(patience)
        assert data, f"nothing came:\n{self.text}"
        last = time.perf_counter()
        while more := self._take(quiet):
            data += more
            last = time.perf_counter()
        self._show(data)
        return last

    def listen(self, seconds: float, sought: bytes = b"") -> float | None:
        """Take what comes within the time, or until ``sought`` came, whose time is returned; drawn with the next read.

        A screen takes longer to be drawn here than in the program: who measures the program must not wait for it.
        """
        until, start = time.perf_counter() + seconds, len(self.raw)
        while (left := until - time.perf_counter()) > 0:
            data = self._take(left)
            now = time.perf_counter()
            self.raw += data
            self._undrawn += data
            if sought and sought in self.raw[start:]:
                return now
            if self.ended:
                return None
        return None

    def _show(self, data: bytes) -> None:
        self.raw += data
        data, self._undrawn = self._undrawn + data, b""
        if b"\x1b[?2026$p" in data:
            self._send(b"\x1b[?2026;2$y")
        for pattern, replacement in _UNKNOWN_TO_PYTE:
            data = pattern.sub(replacement, data)
        self._stream.feed(data)

    def _take(self, seconds: float, size: int = 1 << 16) -> bytes:
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self._descriptor, size)
        except OSError:
            data = b""
        self.ended = not data
        return data

    def _take_slowly(self, line: SlowLine, seconds: float) -> bytes:
        """Move both ways of the line on until something arrives."""
        until = time.perf_counter() + seconds
        while True:
            if keys := line.typed():
                os.write(self._descriptor, keys)
            if (size := line.takes) and (data := self._take(0.002, size)):
                line.carry(data)
            if (arrived := line.arrived()) or time.perf_counter() >= until:
                return arrived
            if not size:
                time.sleep(0.002)

    def wait(self, seen: str | Callable[[str], bool]) -> float:
        """Read until a text, or a condition on the screen, is there; returns the time.

        Raises:
            AssertionError: with the screen, if it never comes.
        """
        holds = seen if callable(seen) else lambda text: seen in text
        until = time.perf_counter() + PATIENCE
        while not holds(self.text):
            self.read(0.02)
            assert not (self.ended and not holds(self.text)), f"it ended before {seen!r}:\n{self.text}"
            assert time.perf_counter() < until, f"{seen!r} never came:\n{self.text}"
        return time.perf_counter()

    def settle(self, quiet: float = 0.3) -> None:
        """Read until nothing comes for a while."""
        while self.read(quiet):
            pass

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def wait_for_end(self) -> int:
        """Read until it ends; returns its exit status (negative: a signal)."""
        until = time.perf_counter() + PATIENCE
        while not self.ended:
            self.read(0.05)
            assert time.perf_counter() < until, f"it never ended:\n{self.text}"
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """End the program, whatever it does."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        if self._descriptor >= 0:
            os.close(self._descriptor)
