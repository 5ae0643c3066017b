"""Reading the text files of a course and noting what is wrong with them."""

from __future__ import annotations

import codecs
import difflib
import warnings
from collections.abc import Iterable
from pathlib import Path

from tutor.course.model import Fault


class FaultLog:
    """Notes the faults of one file in a list that the files of a lesson share."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults

    def add(self, line: int, message: str) -> None:
        """Note a fault at ``line`` (from 1)."""
        self.faults.append(Fault(self.path, max(line, 1), message))

    def unreadable(self, error: OSError) -> None:
        """Note that the operating system refuses the file or folder."""
        reason = (error.strerror or "for an unknown reason").lower()
        self.add(1, f"{self.path.name} can't be read ({reason}). Check its permissions.")

    def at(self, path: Path) -> FaultLog:
        """A log of another file that shares this one's list."""
        return FaultLog(path, self.faults)


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """The faults by file and line."""
    return sorted(faults, key=lambda fault: (str(fault.path), fault.line))


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """``' Did you mean "run"?'`` where one of ``choices`` is close to ``word``, else an empty text."""
    close = difflib.get_close_matches(word, list(choices), n=1)
    if not close:
        close = difflib.get_close_matches(word.lower(), list(choices), n=1)
    return f' Did you mean "{close[0]}"?' if close else ""


def either(words: Iterable[str]) -> str:
    """``a, b or c``."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def read_text(log: FaultLog) -> str | None:
    """The text of the log's file, without byte order mark and with ``\\n`` line ends.

    None, and a fault, where it can't be read.
    """
    try:
        data = log.path.read_bytes()
    except FileNotFoundError:
        log.add(1, f"{log.path.name} is missing. Add it to {log.path.parent.name}/.")
        return None
    except OSError as error:
        log.unreadable(error)
        return None
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        log.add(line, f"{log.path.name} is not UTF-8 text. Save it in the encoding UTF-8.")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_syntax(log: FaultLog, source: str, what: str, first_line: int = 1) -> bool:
    """Whether ``source`` compiles; if not, notes where. ``first_line`` is its first line in the file.

    ``compile`` and not ``ast.parse``, because only it finds a ``return`` outside a function and its like.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, what, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = first_line + (error.lineno or 1) - 1
        log.add(line, f"{what} is not valid Python: {error.msg}. Correct this line.")
    except (ValueError, RecursionError, MemoryError) as error:
        log.add(
            first_line,
            f"{what} can't be compiled: {error}. Write it more simply, without control characters.",
        )
    else:
        return True
    return False
