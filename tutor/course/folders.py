"""What the folders of lessons and challenges are known by: their own names, and the names of their files."""

from __future__ import annotations

import re
from pathlib import Path

LESSON_FILE = "lesson.md"
CHALLENGE_FILE = "challenge.md"
SCRIPTS = ("starter.py", "solution.py", "check.py")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def can_be_id(name: str) -> bool:
    """Whether a name is made of lower-case words with hyphens, as every part of an id is: progress is kept by them."""
    return _ID.fullmatch(name) is not None


def is_challenge_folder(folder: Path) -> bool:
    """Whether ``folder`` holds a file that only challenges have."""
    return any((folder / name).is_file() for name in (CHALLENGE_FILE, *SCRIPTS))


def challenge_folders(folder: Path) -> tuple[Path, ...]:
    """The folders of challenges in a lesson's folder, by name."""
    if not folder.is_dir():
        return ()
    return tuple(path for path in sorted(folder.iterdir()) if path.is_dir() and is_challenge_folder(path))
