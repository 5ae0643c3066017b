"""torch's own warnings, as a run printed them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.grading.feedback.findings import Finding

KNOWN: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("The .grad attribute of a Tensor that is not a leaf", "F46", {}),
    ("dropout option adds dropout after all but last", "F62", {}),
    ("To copy construct from a tensor", "F68", {}),
    (
        "Detected call of `lr_scheduler.step()` before",
        "F48",
        {"what": "moved before the first optimiser step, so its first value was skipped", "scheduler": "it"},
    ),
)
_LINE = re.compile(r"^(?P<file>.+?):(?P<line>\d+): \w*Warning: (?P<text>.*)$", re.MULTILINE)


def findings_in_warnings(printed: str, name: str) -> Iterator[Finding]:
    """The mistakes that torch warned of on stderr, in the text called ``name``."""
    for found in _LINE.finditer(printed):
        for words, identifier, values in KNOWN:
            if words in found["text"]:
                line = int(found["line"]) if found["file"] == name else None
                yield Finding(identifier, line, values)
