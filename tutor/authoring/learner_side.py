"""The part of this package that the code of lessons imports: standard library and torch alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
PATTERNS = (
    "__init__.py",
    "data.py",
    "check/*.py",
    "datasets/*.py",
    "datasets/*.gz",
    "datasets/*.md",
    "worker/__init__.py",
    "worker/datasets.py",
    "worker/displays.py",
    "worker/grids.py",
    "worker/lookup.py",
)


def learner_files() -> Iterator[tuple[str, Path]]:
    """Each file with its path below the package, always in the same order."""
    for pattern in PATTERNS:
        for path in sorted(PACKAGE.glob(pattern)):
            yield path.relative_to(PACKAGE).as_posix(), path
