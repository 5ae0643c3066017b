"""From what was downloaded to the files of a set: each is checked, and appears whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from tutor.engine.datasets.catalogue import Archive, Member
from tutor.engine.datasets.download import DataError, another_file, writing

CHUNK = 1 << 20
WORKSHOP = ".unpacking-"
"""What the names of folders begin with in which files are made."""


def unpack(source: Path, archive: Archive, folder: Path) -> None:
    """Put the archive's members in their places below ``folder``; whatever else it holds is left in it.

    Raises:
        DataError: if it does not hold them as they should be, or they can't be written.
    """
    with _workshop(folder) as workshop:
        try:
            if archive.is_tar:
                _from_tar(source, archive, workshop)
            else:
                with gzip.open(source) as packed:
                    _write(packed, str(source), archive.members[0], workshop)
        except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
            raise DataError(f"{source} can't be unpacked ({error}). Fetch it again.") from None
        _put_in_place(archive.members, workshop, folder)


def take_over(files: dict[Member, Path], folder: Path) -> None:
    """Copy files that are unpacked already to their places below ``folder``.

    Raises:
        DataError: if one is not what it should be, can't be read, or can't be written.
    """
    with _workshop(folder) as workshop:
        for member, path in files.items():
            try:
                with path.open("rb") as file:
                    _write(file, str(path), member, workshop)
            except OSError as error:
                raise DataError(f"{path} can't be read: {error.strerror}. Check its permissions.") from None
        _put_in_place(tuple(files), workshop, folder)


def _from_tar(source: Path, archive: Archive, workshop: Path) -> None:
    """Members are looked for by name and written where we say, so no name in the tar leads anywhere."""
    wanted = {member.path: member for member in archive.members}
    with tarfile.open(source, "r:gz") as tar:
        for entry in tar:
            member = wanted.get(entry.name.removeprefix("./"))
            if member is not None and entry.isreg() and (packed := tar.extractfile(entry)) is not None:
                _write(packed, f"{member.name} in {source}", member, workshop)
                del wanted[member.path]
    if wanted:
        raise DataError(f"{source} holds no file {next(iter(wanted))}. Fetch it again.")


class Readable(Protocol):
    """What can be read in pieces."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


def _write(source: Readable, found: str, member: Member, workshop: Path) -> None:
    """Copy a member's contents, which came from ``found``, and check them."""
    path = workshop / member.name
    digest = hashlib.md5(usedforsecurity=False)
    with writing(path):
        file = path.open("wb")
    with file:
        while piece := source.read(CHUNK):
            digest.update(piece)
            with writing(path):
                file.write(piece)
                file.flush()
        with writing(path):
            os.fsync(file.fileno())
    if digest.hexdigest() != member.md5:
        raise another_file(found, member.path)


def _put_in_place(members: tuple[Member, ...], workshop: Path, folder: Path) -> None:
    for member in members:
        path = folder / member.path
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            (workshop / member.name).replace(path)


@contextlib.contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A folder on the same disk, where files are made before they appear under their names."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=WORKSHOP, dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
