"""What a detector says: which known mistake, where, and with which values for its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One known mistake in one run."""

    id: str
    """Its id in the catalogue, ``F02``."""
    line: int | None = None
    """Line in the learner's own text, from 1; None where no single line is to blame."""
    values: Mapping[str, object] = field(default_factory=dict)
    """The named fields of the catalogue's sentence."""
    certain: bool = True
    """False where only the text was looked at: then the sentence is a question."""
    message: str = ""
    """A complete sentence that stands instead of the catalogue's; empty for that one."""
