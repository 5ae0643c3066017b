"""What ``verify`` has proven before, so that an author may ask for what changed alone."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tutor.authoring.learner_side import learner_files
from tutor.course.folders import LESSON_FILE
from tutor.course.model import Challenge, Lesson
from tutor.engine.whole_file import write_whole


class Proofs:
    """Digests of lessons and challenges that held when they were last run, in one JSON file.

    A digest covers every file that a step reads: the lesson's text or the challenge's folder, what they import of the
    tutor, and the version of torch. A file that is missing or torn counts as empty.
    """

    def __init__(self, path: Path, python: str = "") -> None:
        """Read ``path``. ``python`` names the interpreter that runs the code, if it is another than the tutor's."""
        self._path = path
        self._basis = _basis(python)
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kept = {}
        self._kept: dict[str, str] = kept if isinstance(kept, dict) else {}

    def holds(self, subject: Lesson | Challenge) -> bool:
        """Whether exactly this was proven before."""
        return self._kept.get(str(subject.path.resolve())) == self._digest(subject)

    def keep(self, subject: Lesson | Challenge) -> None:
        """It has just been proven."""
        self._kept[str(subject.path.resolve())] = self._digest(subject)

    def save(self) -> None:
        """Write the file; a folder that can't be written only means that more runs again."""
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(self._kept, indent=1))

    def _digest(self, subject: Lesson | Challenge) -> str:
        if isinstance(subject, Lesson):
            files: Iterable[Path] = [subject.path / LESSON_FILE]
        else:
            files = sorted(path for path in subject.path.rglob("*") if path.suffix in (".py", ".md"))
        digest = hashlib.sha256(self._basis)
        for path in files:
            digest.update(f"\0{path.name}\0".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()


def _basis(python: str) -> bytes:
    digest = hashlib.sha256(python.encode())
    for _, path in learner_files():
        digest.update(path.read_bytes())
    with contextlib.suppress(PackageNotFoundError):  # torch may be in another Python
        digest.update(version("torch").encode())
    return digest.digest()
