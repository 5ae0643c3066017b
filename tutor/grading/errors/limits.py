"""Limits of the sandbox that code ran into."""

from __future__ import annotations

import re

from tutor.grading.errors.crash import Crash
from tutor.grading.errors.explanation import Explanation, Rule, rule, say


def _memory(crash: Crash, match: re.Match[str]) -> Explanation:
    tried = re.search(r"tried to allocate (\d+) bytes", crash.error.message)
    wanted = ""
    if tried:
        size = int(tried[1])
        wanted = f" of {size / (1 << 30):,.1f} GiB" if size >= 1 << 29 else f" of {size / (1 << 20):,.0f} MiB"
    return Explanation(
        f"A tensor{wanted} does not fit into the memory that this code may use.",
        "Print the shapes that go into this line: one size is mostly far larger than meant. Or take a smaller batch.",
    )


_SHARED = "Worker processes hand batches over in shared memory, and this machine has none left of it (/dev/shm)."
_SHARED_STEP = "Use num_workers=0, or make /dev/shm larger: pytorch-tutor doctor says how."


def _no_space(crash: Crash, match: re.Match[str]) -> Explanation:
    if crash.calls("synchronize.__init__"):
        return Explanation(_SHARED, _SHARED_STEP)
    return Explanation(
        "The disk is full on which runs keep their files.",
        "Free some space there, or set TMPDIR to a folder on another disk: pytorch-tutor doctor says which one it is.",
    )


RULES: tuple[Rule, ...] = (
    rule(r"can't allocate memory|not enough memory", _memory, "RuntimeError"),
    rule(r"", _memory, "MemoryError"),
    say(
        r"can't start new thread",
        "The sandbox allows only so many threads and processes.",
        "Start fewer, and let those that are done end.",
        "RuntimeError",
    ),
    say(
        r"unable to allocate shared memory|out of shared memory",
        _SHARED,
        _SHARED_STEP,
        "RuntimeError",
    ),
    rule(r"No space left on device|Disk quota exceeded", _no_space, "OSError"),
    say(
        r"File too large",
        "The run has written as much as it may.",
        "Write less, or remove files that are no longer needed.",
        "OSError",
    ),
)
