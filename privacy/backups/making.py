"""Makes a backup of one unit: one moment of its database, then its files, sealed as it is read.

What may go wrong for ever: a backup that cannot be put back is found out about when it is needed.
So it gets its name only when all of it is on the disk, and `check` reads every byte of it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from privacy.backups import keys, postgresql, shelf, sqlite, stored_files
from privacy.backups.archive import FILE, Head, Writer, read_archive
from privacy.backups.errors import BackupRefused
from privacy.vault.errors import SealBroken
from privacy.vault.stream import SealedReader

ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
LEFT_BEHIND = timedelta(hours=24)  # no backup takes that long; whoever wrote it was killed

# Told how many bytes of how many are done.
Progress = Callable[[int, int], None]


def engine_of(alias: str) -> ModuleType:
    """Return what copies the database of this unit."""
    return ENGINES[connections[alias].vendor]


class _Counted:
    """Passes on what is written and tells how much that was."""

    def __init__(self, target: BinaryIO, total: int, progress: Progress) -> None:
        self._target, self._total, self._progress = target, total, progress
        self._done = 0

    def write(self, data: bytes) -> int:
        self._done += self._target.write(data)
        self._progress(self._done, max(self._total, self._done))
        return len(data)


def make(unit: str, now: datetime, progress: Progress) -> Path:
    """Return the file of the new backup of `unit`, for this account of the machine alone.

    Raises NoBackupKey, and whatever the disk raises; then there is no new file.
    """
    folder = shelf.folder_of(unit)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _remove_parts(folder, now)
    handle, part = tempfile.mkstemp(dir=folder, prefix=shelf.PART)
    try:
        with os.fdopen(handle, "wb") as target:
            _write(unit, now, _Counted(target, _size(unit), progress))  # type: ignore[arg-type]  # it is only written to
            target.flush()
            os.fsync(target.fileno())
        path = folder / shelf.name_of(unit, now)
        Path(part).rename(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    return path


def _remove_parts(folder: Path, now: datetime) -> None:
    limit = (now - LEFT_BEHIND).timestamp()
    for path in folder.glob(f"{shelf.PART}*"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


def _size(unit: str) -> int:
    files = stored_files.size() if unit == "default" else 0
    return int(engine_of(unit).size_of(unit)) + files


def _write(unit: str, now: datetime, target: BinaryIO) -> None:
    sealed = keys.seal_into(target, unit)
    connection = connections[unit]
    applied = tuple(sorted(MigrationRecorder(connection).applied_migrations()))
    writer = Writer(sealed, Head(unit, connection.vendor, now, applied))
    engine_of(unit).dump(unit, writer)
    # After the database: a file that a row of it names is there, or was erased since.
    if unit == "default":
        stored_files.dump(writer)
    writer.finish()
    sealed.finish()


@dataclass(frozen=True)
class Checked:
    """What a backup holds, all of it read and proven."""

    head: Head
    records: int
    files: int
    size: int


def check(unit: str, path: Path, progress: Progress) -> Checked:
    """Return what the backup holds, writing nothing. Raises BackupRefused, NoBackupKey."""
    with path.open("rb") as file, keys.open_sealed(file, unit) as source:
        head, records = read_archive(Proven(source, progress))
        count = files = 0
        for record in records:
            count += 1
            files += record.kind == FILE
            record.skip()
        return Checked(head, count, files, source.size)


class Proven:
    """Reads a sealed backup in full pieces; damage is a BackupRefused, and progress is told."""

    def __init__(self, source: SealedReader, progress: Progress) -> None:
        self._source, self._progress = source, progress
        self._waiting, self._at = b"", 0

    def read(self, size: int, /) -> bytes:
        """Return `size` bytes, fewer at the end alone."""
        found = bytearray()
        while len(found) < size and self._fill():
            taken = self._waiting[self._at : self._at + size - len(found)]
            self._at += len(taken)
            found += taken
        return bytes(found)

    def _fill(self) -> bool:
        if self._at < len(self._waiting):
            return True
        try:
            self._waiting, self._at = self._source.read(keys.READ_BYTES) or b"", 0
        except SealBroken as error:
            raise BackupRefused(f"The backup is damaged: {error}") from error
        self._progress(self._source.tell(), self._source.size)
        return bool(self._waiting)
