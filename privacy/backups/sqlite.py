"""Copies an SQLite database while it is in use, and puts a copy in its place.

What may go wrong for ever: the old database's write-ahead log is applied to the new one. So the
old one is closed, log and all, before another file takes its name; and SQLite itself refuses that
as long as anybody has it open.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

from django.db import connections

from privacy.backups.archive import SQLITE, Head, Record, Writer
from privacy.backups.errors import BackupRefused, SiteRuns

READ_BYTES = 1_048_576
WAIT = 20  # seconds for a writer; the copy itself waits for nobody


def path_of(alias: str) -> Path:
    """Return the file of a database."""
    return Path(str(connections[alias].settings_dict["NAME"]))


def size_of(alias: str) -> int:
    """Return about how many bytes a copy will have."""
    return path_of(alias).stat().st_size


def _new(path: Path, mode: str) -> IO[bytes]:
    """Return a new file, open, for this account of the machine alone."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), mode)


def dump(alias: str, writer: Writer) -> None:
    """Write one moment of the database; others go on reading and writing meanwhile."""
    path = path_of(alias)
    copy = path.with_name(f"{path.name}.copying-{os.getpid()}")
    with _new(copy, "rb") as plain:
        with closing(sqlite3.connect(copy)) as target:
            # A journal would have a name; the copy itself has none from here on, so that nothing
            # of it stays when this process is killed.
            target.execute("PRAGMA journal_mode=OFF")
            copy.unlink()
            with closing(sqlite3.connect(path, timeout=WAIT)) as source:
                source.backup(target)
        plain.seek(0)
        with writer.record(SQLITE, "") as sink:
            while block := plain.read(READ_BYTES):
                sink.write(block)


class Side:
    """The database that is being put together beside the present one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def take(self, record: Record) -> None:
        """Write the one record that an SQLite backup has of its database."""
        if record.kind != SQLITE or self.path.exists():
            raise BackupRefused(f"An SQLite backup has no record of kind {record.kind!r} here.")
        with _new(self.path, "wb") as plain:
            while piece := record.read():
                plain.write(piece)

    def run(self, statement: str) -> None:
        """Carry out one statement in it."""
        with closing(sqlite3.connect(self.path)) as database:
            database.execute(statement)
            database.commit()

    def check(self) -> None:
        """Raise BackupRefused unless SQLite finds the whole of it in order."""
        if not self.path.exists():
            raise BackupRefused("The backup holds no database.")
        try:
            with closing(sqlite3.connect(self.path)) as database:
                (answer,) = database.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            raise BackupRefused("What the backup holds is no SQLite database.") from error
        if answer != "ok":
            raise BackupRefused("The database in the backup is damaged.")


@contextmanager
def replacing(alias: str, head: Head) -> Iterator[Side]:
    """Yield what takes the records; at the end that is the database, or nothing has changed.

    Raises SiteRuns if anybody has the present database open.
    """
    connections[alias].close()
    path = path_of(alias)
    side = Side(path.with_name(f"{path.name}.restoring"))
    side.path.unlink(missing_ok=True)  # of a restore that was killed
    _close(path)
    try:
        yield side
        side.check()
        _swap(side.path, path)
    finally:
        for name in (side.path, *_logs(side.path)):
            name.unlink(missing_ok=True)


def _logs(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _close(path: Path) -> None:
    """Write the log into the database and remove it. Raises SiteRuns if somebody is at work."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=0)) as old:
            old.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise SiteRuns(
            f"Something has {path.name} open; stop the site (bin/serve, or each of its parts)."
        ) from error
    except sqlite3.DatabaseError:
        # What is there is no database any more; a backup is put back because of that.
        pass


def _swap(side: Path, path: Path) -> None:
    _close(path)
    for log in _logs(path):
        log.unlink(missing_ok=True)
    # The copy was made of a database with a log; its own is empty, and goes with this.
    with closing(sqlite3.connect(side)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    with side.open("rb") as written:
        os.fsync(written.fileno())
    side.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    with suppress(OSError):  # not every file system can
        os.fsync(folder)
    os.close(folder)
