"""The data folder: what is in it, and how a set gets in and out."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tutor.engine.datasets.catalogue import CATALOGUE, Archive, DataSet, Member
from tutor.engine.datasets.download import (
    DataError,
    Patience,
    UnreachableError,
    another_file,
    fetch_file,
    md5_of,
    writing,
)
from tutor.engine.datasets.folder import data_folder
from tutor.engine.datasets.unpack import WORKSHOP, take_over, unpack
from tutor.worker.paths import homes, refusal

MIRROR_VARIABLE = "PYTORCH_TUTOR_MIRROR"
PARTS, MIRROR_FILE, LOCK = ".fetching", ".mirror", ".lock"
SPARE = 64 << 20
"""Bytes that stay free on the disk."""

Progress = Callable[[str, int, int], None]
"""Is told, as a set arrives: the file that comes now, bytes of the set that are here, and bytes in all."""


@dataclass(frozen=True, slots=True)
class State:
    """What is here of one set."""

    known: DataSet
    here: bool
    bytes: int
    """On the disk."""
    partial: int
    """Bytes of an interrupted download, which the next one goes on from."""


class Store:
    """The data folder of this machine."""

    def __init__(
        self,
        folder: Path | None = None,
        catalogue: Mapping[str, DataSet] = CATALOGUE,
        patience: Patience | None = None,
    ) -> None:
        self.folder = folder or data_folder()
        self.catalogue = catalogue
        self._patience = patience or Patience()

    # -- what is here ----------------------------------------------------------------------------------------------

    def state(self, name: str) -> State:
        """What is here of a set.

        Raises:
            DataError: if there is no such set.
        """
        known = self.known(name)
        paths = [self.folder / member.path for member in known.members]
        sizes = [path.stat().st_size for path in paths if path.is_file()]
        parts = self._parts(known).glob("*.part") if self._parts(known).is_dir() else ()
        return State(known, len(sizes) == len(paths), sum(sizes), sum(part.stat().st_size for part in parts))

    def states(self) -> list[State]:
        """What is here of every set."""
        return [self.state(name) for name in self.catalogue]

    def known(self, name: str) -> DataSet:
        """A set by its name; case, hyphens and underscores don't matter.

        Raises:
            DataError: if there is none.
        """
        plain = name.lower().replace("-", "").replace("_", "")
        if plain not in self.catalogue:
            raise DataError(f"There is no data set called {name}. Choose one of {', '.join(self.catalogue)}.")
        return self.catalogue[plain]

    @property
    def free(self) -> int:
        """Free bytes on the disk of the folder, or of the nearest folder above it that exists."""
        existing = next(path for path in (self.folder, *self.folder.parents) if path.is_dir())
        return shutil.disk_usage(existing).free

    @property
    def refusal(self) -> str:
        """Why learner code could not read the folder, as a sentence; empty where it can."""
        return refusal(str(self.folder), homes())

    # -- mirror ----------------------------------------------------------------------------------------------------

    @property
    def mirror(self) -> str:
        """The mirror that is used: by the environment variable, else the remembered one; empty for none."""
        named = os.environ.get(MIRROR_VARIABLE, "")
        if not named:
            with contextlib.suppress(OSError):
                named = (self.folder / MIRROR_FILE).read_text(encoding="utf-8").strip()
        return named

    def remember_mirror(self, url: str) -> None:
        """Use this mirror from now on; an empty text forgets it.

        Raises:
            DataError: if it is no address of the web, or can't be remembered.
        """
        path = self.folder / MIRROR_FILE
        try:
            if url:
                checked = _address(url)
                self.folder.mkdir(parents=True, exist_ok=True)
                path.write_text(checked + "\n", encoding="utf-8")
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise DataError(f"{path} can't be written: {error.strerror}. Set {MIRROR_VARIABLE} instead.") from None

    # -- in and out ------------------------------------------------------------------------------------------------

    def fetch(self, name: str, mirror: str = "", progress: Progress = lambda file, here, total: None) -> bool:
        """Bring a set here, from its servers or from a mirror (``MIRROR/NAME/FILE``); False if it was here already.

        An interrupt at any moment leaves nothing but a part, from which the next fetch goes on.

        Raises:
            DataError: if it can't be had.
        """
        known = self.known(name)
        mirror = mirror or self.mirror
        servers = (f"{_address(mirror)}{known.name}/",) if mirror else known.servers
        with self._locked():
            if self.state(known.name).here:
                return False
            self._check_room(known)
            before = 0
            for archive in known.archives:
                if not all((self.folder / member.path).is_file() for member in archive.members):
                    part = self._parts(known) / f"{archive.name}.part"
                    with writing(part):
                        part.parent.mkdir(parents=True, exist_ok=True)
                    self._from_servers(known, servers, archive, part, progress, before)
                    unpack(part, archive, self.folder)
                    part.unlink()
                before += archive.size
                progress(archive.name, before, known.download)
            shutil.rmtree(self._parts(known), ignore_errors=True)
        return True

    def _from_servers(
        self,
        known: DataSet,
        servers: tuple[str, ...],
        archive: Archive,
        part: Path,
        progress: Progress,
        before: int,
    ) -> None:
        reasons = []
        for server in servers:
            try:
                fetch_file(
                    f"{server}{archive.name}",
                    archive,
                    part,
                    lambda here: progress(archive.name, before + here, known.download),
                    self._patience,
                )
                return
            except UnreachableError as reason:
                reasons.append(str(reason))
        raise DataError(
            f"{known.title} could not be fetched. {'. '.join(reasons)}. Try again later, or name a mirror with "
            f"--mirror URL, or copy the files here by hand: pytorch-tutor data import {known.name} FOLDER"
        )

    def import_from(self, name: str, source: Path) -> None:
        """Take over files that were brought by hand: as they are downloaded, or unpacked; each is checked.

        ``source`` is a file, or a folder that holds them under their own names, flat or laid out as torchvision does.

        Raises:
            DataError: if a file is missing or is not what it should be.
        """
        known = self.known(name)
        if not source.exists():
            raise DataError(f"There is no {source}. Check the path.")
        with self._locked():
            for archive in known.archives:
                packed = _find(source, archive.name, archive.members)
                if packed is not None:
                    if _checksum(packed) != archive.md5:
                        raise another_file(str(packed), f"the {archive.name} of {known.title}")
                    unpack(packed, archive, self.folder)
                    continue
                found = {member: _find(source, member.name, archive.members) for member in archive.members}
                files = {member: path for member, path in found.items() if path is not None}
                if len(files) < len(found):
                    raise DataError(f"{source} holds no {archive.name}. {_wanted(known)}")
                take_over(files, self.folder)

    def remove(self, name: str) -> int:
        """Delete a set and what was left of an interrupted fetch; returns how many bytes that freed.

        Raises:
            DataError: if a file can't be deleted.
        """
        state = self.state(name)
        with self._locked():
            for member in state.known.members:
                path = self.folder / member.path
                try:
                    path.unlink(missing_ok=True)
                    for parent in path.relative_to(self.folder).parents[:-1]:
                        with contextlib.suppress(OSError):  # holds something else
                            (self.folder / parent).rmdir()
                except OSError as error:
                    raise DataError(f"{path} can't be deleted: {error.strerror}. Check its permissions.") from None
            shutil.rmtree(self._parts(state.known), ignore_errors=True)
        return state.bytes + state.partial

    def _parts(self, known: DataSet) -> Path:
        return self.folder / PARTS / known.name

    def _check_room(self, known: DataSet) -> None:
        needed = known.download + known.unpacked + SPARE - self.state(known.name).partial
        if self.free < needed:
            raise DataError(
                f"{known.title} needs {needed >> 20:,} MiB on the way, and {self.free >> 20:,} MiB are free in "
                f"{self.folder}. Free some space, or name another folder by PYTORCH_TUTOR_DATA."
            )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Only one tutor at a time changes the folder."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise DataError(
                f"{self.folder} can't be written: {error.strerror}. Name another folder by PYTORCH_TUTOR_DATA."
            ) from None
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DataError(
                    f"Another pytorch-tutor changes {self.folder} right now. Wait until it is done, then try again."
                ) from None
            except OSError:
                pass  # a file system without locks: what is moved into place is whole all the same
            for abandoned in self.folder.glob(f"{WORKSHOP}*"):
                shutil.rmtree(abandoned, ignore_errors=True)
            yield
        finally:
            os.close(descriptor)


def _address(url: str) -> str:
    """An address with a slash at its end.

    Raises:
        DataError: if it is none of the web.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DataError(f"“{url}” is no address to fetch from. Give one that begins with https:// or http://.")
    return url if url.endswith("/") else f"{url}/"


def _find(source: Path, name: str, members: tuple[Member, ...]) -> Path | None:
    """The file of that name: ``source`` itself, or in it, flat or in the folders where the members belong."""
    if source.is_file():
        return source if source.name == name else None
    steps = Path(members[0].path).parent.parts
    for start in range(len(steps) + 1):
        path = source.joinpath(*steps[start:], name)
        if path.is_file():
            return path
    return None


def _checksum(path: Path) -> str:
    try:
        return md5_of(path)
    except OSError as error:
        raise DataError(f"{path} can't be read: {error.strerror}. Check its permissions.") from None


def _wanted(known: DataSet) -> str:
    names = ", ".join(archive.name for archive in known.archives)
    return f"Copy {'this file' if len(known.archives) == 1 else 'these files'} there from {known.servers[0]} : {names}."
