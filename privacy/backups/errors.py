"""What may go wrong with a backup, or while one is put back.

BackupError
├── NoBackupKey      there is no key to seal backups under, or it cannot be read
├── BackupRefused    damaged, cut, of another unit, engine or key, or newer than this program
└── SiteRuns         somebody has the database open that is to be replaced
"""

from __future__ import annotations


class BackupError(Exception):
    """Anything that keeps a backup from being made or put back; nothing was changed then."""


class NoBackupKey(BackupError):
    """DASITE_BACKUP_KEY is not set, or is no key."""


class BackupRefused(BackupError):
    """The file is no whole backup that fits here; the message says what was found."""


class SiteRuns(BackupError):
    """The database is in use; stop what uses it."""
