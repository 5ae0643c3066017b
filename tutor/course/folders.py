"""What the folders of lessons and challenges are known by: the names of their files."""

from __future__ import annotations

from pathlib import Path

LESSON_FILE = "lesson.md"
CHALLENGE_FILE = "challenge.md"
SCRIPTS = ("starter.py", "solution.py", "check.py")


def is_challenge_folder(folder: Path) -> bool:
    """Whether ``folder`` holds a file that only challenges have."""
    return any((folder / name).is_file() for name in (CHALLENGE_FILE, *SCRIPTS))


def challenge_folders(folder: Path) -> tuple[Path, ...]:
    """The folders of challenges in a lesson's folder, by name."""
    if not folder.is_dir():
        return ()
    return tuple(path for path in sorted(folder.iterdir()) if path.is_dir() and is_challenge_folder(path))
