"""One file over HTTP: goes on where it was broken off, and gives nothing that was not checked."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tutor import __version__
from tutor.engine.datasets.catalogue import Archive

CHUNK = 1 << 16
SILENCE_SECONDS = 30.0
ATTEMPTS = 4
"""Tries in a row that bring nothing; any byte that arrives starts the count anew."""
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers of a server that is only busy now."""

Received = Callable[[int], None]
"""Is told how many bytes of the file are here."""


class DataError(Exception):
    """A data set can't be had; the message is a sentence with a next step."""


class UnreachableError(Exception):
    """One server does not give the file, but another might; the message says why, without a next step."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a download waits and how often it tries again."""

    silence: float = SILENCE_SECONDS
    """Seconds without a byte after which a connection counts as broken."""
    attempts: int = ATTEMPTS
    pause: Callable[[float], None] = time.sleep
    """Waits some seconds before a new try."""


def fetch_file(url: str, archive: Archive, part: Path, received: Received, patience: Patience) -> None:
    """Bring the file to ``part``, going on from what is there already, and check it.

    Raises:
        UnreachableError: if the server can't be reached, where what came so far is kept; or if what it gives is not the
            file, where nothing of it is.
        DataError: if it can't be written.
    """
    resumed = part.exists()
    _receive_all(url, archive, part, received, patience)
    if md5_of(part) == archive.md5:
        return
    part.unlink()
    if resumed:  # two halves of different files; a whole one may still be right
        _receive_all(url, archive, part, received, patience)
        if md5_of(part) == archive.md5:
            return
        part.unlink()
    raise UnreachableError(f"{url} gave a file with another checksum than {archive.name} has; it was thrown away")


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Tells a file that can't be written from a connection that broke.

    Raises:
        DataError: for every OSError inside.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise DataError(
            f"{path} can't be written: {why}. Free some space, or name another folder by PYTORCH_TUTOR_DATA."
        ) from None


def md5_of(path: Path) -> str:
    """The MD5 of a file, hexadecimal."""
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def another_file(found: str, wanted: str) -> DataError:
    """What is said of a file with the wrong checksum."""
    return DataError(
        f"{found} is another file than {wanted} (its checksum differs). "
        "Was it cut short, or is it of another data set? Get it once more."
    )


def _receive_all(url: str, archive: Archive, part: Path, received: Received, patience: Patience) -> None:
    fruitless = 0
    while True:
        have = part.stat().st_size if part.exists() else 0
        if have > archive.size:
            part.unlink()
            have = 0
        received(have)
        if have == archive.size:
            return
        try:
            _receive(url, archive, part, have, received, patience.silence)
            why = "the connection broke"
        except urllib.error.HTTPError as error:
            error.close()
            why = f"it answers {error.code} {error.reason}"
            if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.unlink(missing_ok=True)
            elif error.code not in PASSING:
                raise UnreachableError(f"{url} can't be had: {why}") from None
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            why = _reason(error)
        now = part.stat().st_size if part.exists() else 0
        if now == archive.size:
            return
        fruitless = 0 if now > have else fruitless + 1
        if fruitless >= patience.attempts:
            raise UnreachableError(_unreachable(url, archive, why, now))
        patience.pause(2.0**fruitless / 4)


def _receive(url: str, archive: Archive, part: Path, have: int, received: Received, silence: float) -> None:
    """One connection: append what it brings, or start anew where the server knows no ranges."""
    headers = {"User-Agent": f"pytorch-tutor/{__version__}", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=silence) as answer:
        start, total = _extent(answer)
        if start not in (0, have) or (total is not None and total != archive.size):
            size = "bytes of the middle" if total is None else f"{total:,} bytes, not {archive.size:,}"
            raise UnreachableError(f"{url} gives something else ({size}). Does this network ask for a login first")
        have = start
        with writing(part):
            file = part.open("r+b" if start else "wb")
        with file:
            file.seek(start)
            while have < archive.size and (piece := answer.read1(CHUNK)):
                with writing(part):
                    file.write(piece[: archive.size - have])
                    file.flush()
                have = min(have + len(piece), archive.size)
                received(have)


def _extent(answer: http.client.HTTPResponse) -> tuple[int, int | None]:
    """Where in the file the answer begins, and how long the whole file is, if it tells."""
    if answer.status == http.client.PARTIAL_CONTENT:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", "").strip())
        if found is None:
            return -1, 0
        return int(found[1]), None if found[2] == "*" else int(found[2])
    length = answer.headers.get("Content-Length", "")
    return 0, int(length) if length.isdigit() else None


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return "it does not answer"
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return str(reason) or type(error).__name__


def _unreachable(url: str, archive: Archive, why: str, have: int) -> str:
    kept = f" ({have:,} of {archive.size:,} bytes are kept; the same command goes on from there)" if have else ""
    return f"{archive.name} can't be fetched from {urlsplit(url).hostname or url}: {why}{kept}"
