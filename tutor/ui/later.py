"""What the first picture does not need, made ready behind it, so that no key waits for it."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import sys

from tutor.course.prose import tree_of

PARTS = (
    "tutor.ui.widgets.editor",
    "tutor.ui.screens.map",
    "tutor.ui.screens.help",
    "tutor.grading.feedback.stream",
    "tutor.ui.pace",
    "tutor.ui.widgets.output_pane",
    "tutor.engine.series",
    "tutor.engine.chart",
    "plotext",
    "tutor.ui.widgets.question",
    "tutor.ui.widgets.quiz_result",
    "tutor.ui.error_report",
    "tutor.ui.screens.challenge",
    "tutor.study.reviews",
    "fsrs",
    "tutor.course.parse",
    "yaml",
)
"""Modules behind the keys of a lesson, the likeliest first."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_SMALL = 1 << 16


def prepare() -> None:
    """Import what later keys need, and hand back the memory that this took for a moment."""
    _keep_little()
    tree_of("")  # the reader of Markdown, for the next page
    for part in PARTS:
        importlib.import_module(part)
    _give_back()


def _keep_little() -> None:
    """Make the C library give freed blocks back at once: it would keep several megabytes for reuse."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another C library
            library = ctypes.CDLL(None)
            for option, value in ((_TRIM_THRESHOLD, _SMALL), (_MMAP_THRESHOLD, _SMALL), (_ARENA_MAX, 1)):
                library.mallopt(option, value)


def _give_back() -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
