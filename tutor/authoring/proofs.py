"""What ``verify`` has proven before, so that an author may ask for what changed alone."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tutor.course.folders import LESSON_FILE
from tutor.course.model import Challenge, Lesson

_LEARNER_SIDE = ("__init__.py", "data.py", "check/*.py")
"""Files of the package that lessons and checks import."""


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
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(self._kept, indent=1), encoding="utf-8")
            fresh.replace(self._path)
        except OSError:
            return

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
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256(python.encode())
    for path in sorted(path for pattern in _LEARNER_SIDE for path in package.glob(pattern)):
        digest.update(path.read_bytes())
    with contextlib.suppress(PackageNotFoundError):  # torch may be in another Python
        digest.update(version("torch").encode())
    return digest.digest()
