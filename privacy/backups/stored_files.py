"""The sealed files of the default storage, into a backup and back, one after the other.

A file has a random name and is never written twice, so one that is put back can lie beside those
of a newer database: what no row names is found by `retention_reconcile`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.core.files.storage import default_storage

from privacy.backups.archive import FILE, Record, Writer
from privacy.backups.errors import BackupRefused

READ_BYTES = 1_048_576
PART = ".restoring-"  # what a file is called until all of it is there


def _root() -> Path:
    return Path(default_storage.path(""))


def stored() -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the names in the storage and their entries; links are not followed."""
    waiting = [(PurePosixPath(), _root())]
    while waiting:
        name, folder = waiting.pop()
        if not folder.is_dir():
            continue
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((name / entry.name, folder / entry.name))
                elif entry.is_file(follow_symlinks=False) and not entry.name.startswith(PART):
                    yield str(name / entry.name), entry


def size() -> int:
    """Return the bytes of all files."""
    return sum(entry.stat().st_size for _, entry in stored())


def dump(writer: Writer) -> None:
    """Write each file as a record; one that is erased meanwhile is left out."""
    for name, entry in stored():
        try:
            source = open(entry.path, "rb")  # noqa: PTH123, SIM115 - a path of many; closed below
        except FileNotFoundError:
            continue
        with source, writer.record(FILE, name) as sink:
            while block := source.read(READ_BYTES):
                sink.write(block)


def take(record: Record) -> None:
    """Write one file into the storage, whole or not at all."""
    name = PurePosixPath(record.name)
    if name.is_absolute() or ".." in name.parts or not name.parts:
        raise BackupRefused("The backup has a file whose name leads out of the storage.")
    path = _root() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes it for this account of the machine alone.
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=PART)
    try:
        with os.fdopen(handle, "wb") as target:
            while piece := record.read():
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
