"""One SQLite file that survives what happens to files: kill -9, two tutors at once, a full disk.

A file that can't be used is set aside under another name, never deleted; where nothing can be written,
everything goes on in memory. Either way ``notice`` says so in words for the learner.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

Clock = Callable[[], float]
"""Seconds since the epoch."""

Statement = tuple[str, "Sequence[Any] | Mapping[str, Any]"]
"""SQL with the values of its parameters, in order or by name."""

APPLICATION_ID = 0x70747574
"""``ptut``: tells our files from other programs' databases."""
BUSY_SECONDS = 5.0
APPLICATION = "pytorch-tutor"


DAMAGED = (
    "Your progress file is damaged. It was kept as {name} and a new one was started: go on with any lesson, "
    "and keep that file if you want to have it repaired."
)
FOREIGN = (
    "The progress file belonged to another program. It was kept as {name} and a new one was started: move it "
    "back to where that program looks for it."
)
NEWER = (
    "Your progress file is of a newer pytorch-tutor. It was kept as {name} and a new one was started: "
    "upgrade pytorch-tutor, then give it back its old name."
)


class _Unusable(Exception):
    """The file is damaged, not ours, or of a newer version; the message has a place for its new ``name``."""


def state_folder() -> Path:
    """The folder for what the tutor remembers: below ``XDG_STATE_HOME``, or where the system keeps such."""
    home = os.environ.get("XDG_STATE_HOME", "")
    if home and Path(home).is_absolute():
        return Path(home) / APPLICATION
    from platformdirs import user_state_path

    return user_state_path(APPLICATION, appauthor=False)


class Database:
    """A SQLite database of the tutor's own, brought to the newest schema.

    ``migrations`` is a sequence of steps, each a sequence of SQL statements; ``PRAGMA user_version`` counts
    those done. Opening never raises on account of the file: see ``notice``. Any thread may call it.
    """

    def __init__(self, path: Path, migrations: Sequence[Sequence[str]], clock: Clock = time.time) -> None:
        self.path = path
        self.notice = ""
        """What the learner should know about the file; empty if all is well."""
        self.on_notice: Callable[[str], object] = lambda sentence: None
        """Called with the notice when there is one while the file is open; the thread is that of the write."""
        self.in_memory = False
        self._migrations = migrations
        self._clock = clock
        self._lock = threading.Lock()
        self._connection = self._open()

    def read(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.DatabaseError as error:
                if not self._can_continue_after(error):
                    raise
                self._continue_in_memory(str(error))
                return self._connection.execute(query, values).fetchall()

    def write(self, *statements: Statement) -> None:
        """Run statements with their values as one transaction, on the disk when this returns."""
        with self._lock:
            if not self.in_memory and not self.path.exists():
                self._put_back()
            try:
                _transact(self._connection, statements)
            except sqlite3.DatabaseError as error:
                if not self._can_continue_after(error):
                    raise
                self._continue_in_memory(str(error))
                _transact(self._connection, statements)

    def copy_beside(self, word: str) -> Path:
        """Write a whole copy beside the file, its name made of ``word`` and the time; returns its path.

        Raises:
            OSError: if there is no room for it or the folder can't be written.
        """
        target = self._free_name(word)
        try:
            with self._lock, closing(_connect(str(target))) as copy:
                self._connection.backup(copy)
        except sqlite3.DatabaseError as error:
            raise OSError(f"{target} can't be written: {error}") from None
        return target

    def close(self) -> None:
        """Close the file; idempotent."""
        with self._lock:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _only_one_opens(self.path):
                connection = self._open_or_set_aside() or self._open_or_set_aside()
            if connection is None:
                raise OSError("the file there is damaged again and again")
            return connection
        except (OSError, sqlite3.DatabaseError) as error:
            self.notice = self._memory_notice(getattr(error, "strerror", None) or str(error))
            self.in_memory = True
            return self._memory_copy()

    def _open_or_set_aside(self) -> sqlite3.Connection | None:
        """The file, ready; or None where it could not be used and is set aside now."""
        connection = None
        try:
            self._look_at_bytes()
            connection = _connect(str(self.path))
            self._prepare(connection)
            return connection
        except _Unusable as error:
            why = str(error)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                # Locked, read-only, full: the file itself may be good.
                if connection is not None:
                    connection.close()
                raise
            why = DAMAGED
        try:
            self.notice = why.format(name=self._set_aside())
        finally:
            # Only now: the last one to close a file deletes its log, which has to be kept as well.
            if connection is not None:
                connection.close()
        return None

    def _look_at_bytes(self) -> None:
        """Find what SQLite must not even open: it would delete the log beside an empty file."""
        try:
            with self.path.open("rb") as file:
                start = file.read(16)
            log = self.path.with_name(self.path.name + "-wal")
            cut_to_nothing = not start and log.exists() and log.stat().st_size > 0
        except FileNotFoundError:
            return
        if cut_to_nothing or (start and start != b"SQLite format 3\0"):
            raise _Unusable(DAMAGED)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Check that the file is sound and ours, and bring its schema up to date."""
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        version, tables = _version(connection), _tables(connection)
        if tables and _application(connection) != APPLICATION_ID:
            raise _Unusable(FOREIGN)
        if version > len(self._migrations):
            raise _Unusable(NEWER)
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise _Unusable(DAMAGED)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, self._migrations)
        if not self._has_schema(connection):
            raise _Unusable(DAMAGED)

    def _has_schema(self, connection: sqlite3.Connection) -> bool:
        """Whether the file is ours and holds every table that it should."""
        with closing(_connect(":memory:")) as model:
            _migrate(model, self._migrations)
            return _application(connection) == APPLICATION_ID and _tables(connection) >= _tables(model)

    def _can_continue_after(self, error: sqlite3.DatabaseError) -> bool:
        """Whether the file is at fault (locked, full, read-only, damaged) and not the caller."""
        of_the_file = isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError
        return of_the_file and not self.in_memory

    def _set_aside(self) -> str:
        """Rename the file and its companions; the companions first, so a new file never meets an old log.

        Returns:
            The file's new name, beside its old place.
        """
        target = self._free_name("set-aside")
        for ending in ("-wal", "-shm", ""):
            part = self.path.with_name(self.path.name + ending)
            if part.exists():
                part.rename(target.with_name(target.name + ending))
        return target.name

    def _free_name(self, word: str) -> Path:
        """A name beside the file that nothing has yet, made of ``word`` and the time."""
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(self._clock()))
        target, number = self.path.with_name(f"{self.path.stem}-{word}-{stamp}{self.path.suffix}"), 1
        while target.exists():
            number += 1
            target = target.with_name(f"{self.path.stem}-{word}-{stamp}-{number}{self.path.suffix}")
        return target

    def _memory_notice(self, reason: str) -> str:
        return (
            f"Your progress can't be saved in {self.path.parent} ({reason}), so it lasts until you quit. "
            "Free some space there or set XDG_STATE_HOME to a folder you can write to, then start again."
        )

    def _put_back(self) -> None:
        """Somebody deleted the file: write it anew from what the open connection still holds."""
        held = _connect(":memory:")
        try:
            self._connection.backup(held)
        except sqlite3.DatabaseError:
            held.close()
            return
        # Before the new file is there: the last one to close a file deletes its log by name.
        self._connection.close()
        self._connection = held
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _only_one_opens(self.path):
                if not self.path.exists():
                    with closing(_connect(str(self.path))) as copy:
                        held.backup(copy)
                connection = self._open_or_set_aside()
        except (OSError, sqlite3.DatabaseError) as error:
            self.notice = self._memory_notice(getattr(error, "strerror", None) or str(error))
            self.in_memory = True
            self.on_notice(self.notice)
            return
        if connection is not None:
            self._connection = connection
            held.close()

    def _continue_in_memory(self, reason: str) -> None:
        """Go on with a copy of what can still be read."""
        self.notice = self._memory_notice(reason)
        self.in_memory = True
        broken = self._connection
        self._connection = self._memory_copy()
        broken.close()
        self.on_notice(self.notice)

    def _memory_copy(self) -> sqlite3.Connection:
        """A database in memory with what the file holds, or empty where it can't be read."""
        # ``immutable`` reads a file beside which SQLite may write no lock, as on a read-only medium.
        for mode in ("mode=ro", "mode=ro&immutable=1"):
            memory = _connect(":memory:")
            try:
                with closing(_connect(f"{self.path.absolute().as_uri()}?{mode}")) as source:
                    # A locked file must fail here: a backup would wait for it without end.
                    if _version(source) <= len(self._migrations) and _application(source) == APPLICATION_ID:
                        source.backup(memory)
                _migrate(memory, self._migrations)
                if self._has_schema(memory):
                    return memory
            except sqlite3.DatabaseError:
                pass
            memory.close()
        memory = _connect(":memory:")
        _migrate(memory, self._migrations)
        return memory


def _connect(name: str) -> sqlite3.Connection:
    # Transactions are ours alone (no isolation level); the lock of Database serves for the threads.
    uri = name.startswith("file:")
    return sqlite3.connect(name, BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=uri)


def _application(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _migrate(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]]) -> None:
    """Do the steps not yet done, all or none; also proves that the file can be written."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again: another process may have done it since.
        for step in migrations[_version(connection) :]:
            for statement in step:
                connection.execute(statement)
        if _version(connection) < len(migrations):
            connection.execute(f"PRAGMA user_version = {len(migrations)}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise


def _transact(connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement, values in statements:
            connection.execute(statement, values)
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise


def _roll_back(connection: sqlite3.Connection) -> None:
    # After some errors SQLite has rolled back by itself.
    if connection.in_transaction:
        connection.execute("ROLLBACK")


@contextmanager
def _only_one_opens(path: Path) -> Iterator[None]:
    """Let one process at a time look at the file and perhaps set it aside, so none sets a new one aside."""
    with path.with_name(path.name + ".lock").open("a") as lock:
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
                continue
            except OSError:
                # A file system without locks: SQLite would have none either; go on as well as one can.
                pass
            break
        yield


def storable(text: str) -> str:
    """Text that UTF-8 can hold: half a surrogate pair, which may be pasted, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
