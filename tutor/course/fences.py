"""What the first line of a fence says: its kind and the attributes of a runnable snippet."""

from __future__ import annotations

import builtins
import difflib
import re
from dataclasses import replace
from typing import Literal, cast

from tutor.course.files import FaultLog, did_you_mean
from tutor.engine.frozen import dataclass

SPECIAL = ("output", "challenge", "quiz", "predict", "result")
SHOWN = ("python", "text", "console", "bash", "sh", "json", "toml", "yaml", "markdown", "diff", "ini", "csv")
ATTRIBUTES = ("run", "threads", "seconds", "expect", "hide")
MOST_THREADS = 64
MOST_SECONDS = 3600.0

_EXCEPTIONS = tuple(
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)
)


@dataclass(frozen=True, slots=True)
class SnippetOptions:
    """The attributes of a runnable snippet."""

    threads: int = 1
    seconds: float = 60.0
    expect: str = ""
    hide: bool = False


@dataclass(frozen=True, slots=True)
class FenceInfo:
    """A fence's kind: ``shown`` covers every fence that is text and nothing more."""

    kind: Literal["shown", "run", "output", "challenge", "quiz", "predict", "result"]
    options: SnippetOptions = SnippetOptions()


def read_fence_info(log: FaultLog, line: int, info: str) -> FenceInfo:
    """What the words behind the backticks mean; whatever is not understood is noted and left out."""
    language, *words = info.split() or [""]
    if language == "python" and words:
        return _read_python(log, line, words)
    if language in SPECIAL:
        if words:
            log.add(line, f'A fence "{language}" takes no attributes. Remove "{" ".join(words)}".')
        return FenceInfo(cast("Literal['output', 'challenge', 'quiz', 'predict', 'result']", language))
    if language and language not in SHOWN:
        known = (*SPECIAL, *SHOWN)
        hint = did_you_mean(language, known) or f" Known kinds are {', '.join(known)}."
        log.add(line, f'"{language}" is not a kind of fence.{hint} Use text for anything that is only shown.')
    elif words:
        log.add(line, f'A fence "{language}" takes no attributes. Remove "{" ".join(words)}".')
    return FenceInfo("shown")


def _read_python(log: FaultLog, line: int, words: list[str]) -> FenceInfo:
    options = SnippetOptions()
    seen: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        if name not in ATTRIBUTES:
            hint = did_you_mean(name, ATTRIBUTES) or f" Known attributes are {', '.join(ATTRIBUTES)}."
            log.add(line, f'"{word}" is not an attribute of a snippet.{hint} Correct it or remove it.')
            continue
        if name in seen:
            log.add(line, f'The attribute "{name}" is given twice. Keep one.')
        seen.append(name)
        if name in ("run", "hide"):
            if equals:
                log.add(line, f'The attribute "{name}" takes no value. Write it without "={value}".')
            options = replace(options, hide=options.hide or name == "hide")
        else:
            options = _with_value(log, line, options, name, value)
    if "run" not in seen:
        if seen:
            log.add(line, f'"{seen[0]}" belongs to a runnable snippet. Write "python run" before it.')
        return FenceInfo("shown")
    return FenceInfo("run", options)


def _with_value(log: FaultLog, line: int, options: SnippetOptions, name: str, value: str) -> SnippetOptions:
    if name == "threads":
        if re.fullmatch(r"[0-9]{1,4}", value) and 1 <= int(value) <= MOST_THREADS:
            return replace(options, threads=int(value))
        log.add(
            line,
            f'"threads={value}" is not a number of threads. Write a whole number from 1 to {MOST_THREADS}.',
        )
    elif name == "seconds":
        if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value) and 0 < float(value) <= MOST_SECONDS:
            return replace(options, seconds=float(value))
        log.add(line, f'"seconds={value}" is not a time limit. Write a number above 0 and up to {MOST_SECONDS:g}.')
    else:
        return replace(options, expect=_exception_name(log, line, value))
    return options


def _exception_name(log: FaultLog, line: int, value: str) -> str:
    """``value``; a name that can't be an exception's, or looks like a slip in a built-in one, is noted."""
    if value in _EXCEPTIONS:
        return value
    usual = re.fullmatch(r"[A-Z][A-Za-z0-9_]*(Error|Exception|Warning|Exit|Interrupt)", value)
    slip = difflib.get_close_matches(value, _EXCEPTIONS, n=1, cutoff=0.9)
    if not usual or slip:
        hint = did_you_mean(value, _EXCEPTIONS)
        log.add(
            line,
            f'"expect={value}" names no exception.{hint} Write a class name without module, as in expect=ValueError.',
        )
    return value
