"""Lines out, lines in: all that the plain tutor needs of a terminal, and a pipe has it too."""

from __future__ import annotations

import asyncio
import codecs
import os
from collections.abc import Sequence
from typing import Protocol, TextIO

from tutor.session.characters import as_ascii

CHUNK = 4096


class Console(Protocol):
    """What the reader talks through; tests give answers by a script."""

    def say(self, *lines: str) -> None:
        """Write whole lines."""

    def write(self, text: str) -> None:
        """Write text as it comes, which may end within a line."""

    async def ask(self, prompt: str) -> str | None:
        """The next line typed, without its end; None once there are no more."""


class StreamConsole:
    """A console on a descriptor to read from and a stream to write to."""

    def __init__(self, descriptor: int, out: TextIO, *, unicode: bool = True) -> None:
        self._descriptor = descriptor
        self._out = out
        self._unicode = unicode
        self._echo = not os.isatty(descriptor)
        """In a pipe nobody types: the transcript shows what was read."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._text = ""
        self._ended = False
        self._at_line_start = True

    def say(self, *lines: str) -> None:
        """Write whole lines, from the beginning of one."""
        if lines:
            self.write(("" if self._at_line_start else "\n") + "".join(f"{line}\n" for line in lines))

    def write(self, text: str) -> None:
        """Write text at once."""
        if not text:
            return
        self._out.write(text if self._unicode else as_ascii(text))
        self._out.flush()
        self._at_line_start = text.endswith("\n")

    async def ask(self, prompt: str) -> str | None:
        """The next line typed; None at the end of the input."""
        self.write(prompt if self._at_line_start else f"\n{prompt}")
        while "\n" not in self._text and not self._ended:
            await self._read()
        if not self._text and self._ended:
            self.write("\n")
            return None
        line, _, self._text = self._text.partition("\n")
        line = line.rstrip("\r")
        self._at_line_start = not self._echo
        if self._echo:
            self.write(f"{line}\n")
        return line

    async def _read(self) -> None:
        """Wait for more; the event loop goes on meanwhile, and a signal ends the waiting."""
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        try:
            loop.add_reader(self._descriptor, ready.set)
        except PermissionError:
            pass  # a file is always ready, and epoll refuses to wait for one
        else:
            try:
                await ready.wait()
            finally:
                loop.remove_reader(self._descriptor)
        try:
            data = os.read(self._descriptor, CHUNK)
        except OSError:  # the terminal went away
            data = b""
        self._text += self._decoder.decode(data, final=not data)
        self._ended = not data


async def agreed(console: Console, question: str) -> bool:
    """Whether a question was answered with yes."""
    answer = await console.ask(f"{question} Type yes or no: ")
    return answer is not None and answer.strip().lower() in {"y", "yes"}


def joined(blocks: Sequence[Sequence[str]]) -> list[str]:
    """Blocks of lines with an empty line between them."""
    lines: list[str] = []
    for block in blocks:
        if lines and block:
            lines.append("")
        lines += block
    return lines
