"""Puts a backup of one unit back: all of it, or nothing.

What may go wrong for ever: people who had been erased are there again, and somebody meets them. So
the copy bears a mark, written into it before it takes the place of the database, that keeps the
site shut until the ledger was replayed. The steps:

    files     each one whole; those of the present database stay beside them
    database  put together beside the present one, in one transaction or one file, with the mark
    swap      one commit, or one renaming: before it nothing has changed, after it all has

Whatever kills it in between, the same command can simply be given again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connections
from django.db.migrations.loader import MigrationLoader

from privacy.backups import keys, stored_files
from privacy.backups.archive import FILE, Head, read_archive
from privacy.backups.errors import BackupRefused
from privacy.backups.making import Progress, Proven, engine_of
from privacy.models.restores import Restore


@dataclass(frozen=True)
class PutBack:
    """What was put back."""

    head: Head
    files: int


def refuse_what_does_not_fit(head: Head, unit: str) -> None:
    """Raise BackupRefused if this program on this engine cannot put the backup back."""
    vendor = connections[unit].vendor
    if head.engine != vendor:
        raise BackupRefused(
            f"The backup is of a database on {head.engine}, and {unit!r} is on {vendor}; name a "
            f"{head.engine} database in the settings."
        )
    known = MigrationLoader(None).disk_migrations
    unknown = sorted(set(head.migrations) - set(known or ()))
    if unknown:
        raise BackupRefused(
            f"The backup is of another version of this program, which has the migration "
            f"{'.'.join(unknown[0])}; put that version here first."
        )


def put_back(unit: str, path: Path, *, now: datetime, progress: Progress) -> PutBack:
    """Return what was put back of the backup at `path`, in the place of what is there now.

    Raises BackupRefused, NoBackupKey or SiteRuns; nothing has changed then, save that files
    which no row names may lie in the storage.
    """
    with path.open("rb") as file, keys.open_sealed(file, unit) as source:
        head, records = read_archive(Proven(source, progress))
        refuse_what_does_not_fit(head, unit)
        files = 0
        with engine_of(unit).replacing(unit, head) as side:
            for record in records:
                if record.kind == FILE and unit == "default":
                    stored_files.take(record)
                    files += 1
                else:
                    side.take(record)
            if unit == "default":
                side.run(_mark(head, now))
    return PutBack(head, files)


def remember_vault(head: Head, *, now: datetime) -> None:
    """Write into `default` that the vault was put back; that it is older, the ledger tells."""
    Restore.objects.create(unit=head.unit, made_at=head.made_at, restored_at=now)


def _mark(head: Head, now: datetime) -> str:
    """Return the statement that shuts the site: one for both engines, and for a mere file."""
    made, restored = (
        at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") for at in (head.made_at, now)
    )
    columns = ", ".join(field.column for field in Restore._meta.concrete_fields[1:])
    return (
        f"INSERT INTO {Restore._meta.db_table} ({columns}) "  # noqa: S608 - our own names and times
        f"VALUES ('default', '{made}', '{restored}', NULL, 0)"
    )
