"""The folders of backups: what lies there, how old it is, and what the policy lets go.

Two units, each restored by itself: `default` with the files, and `vault` with the key shares and
the ledger. Keeping the second only shortly is what lets erasure reach old copies of the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from privacy.backups.errors import BackupRefused
from privacy.retention import folders, policies
from privacy.retention.folders import FolderCategory
from privacy.retention.registry import get_category

UNITS = ("default", "vault")
SUFFIX = ".backup"
PART = ".part-"  # before the name of one that is being written
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Backup:
    """One backup on the shelf; its time is that of its name, in UTC."""

    unit: str
    path: Path
    made_at: datetime
    size: int


def folder_of(unit: str) -> Path:
    """Return the folder of one unit's backups."""
    return Path(settings.DASITE_BACKUP_DIR) / unit


def name_of(unit: str, made_at: datetime) -> str:
    """Return the name of a backup made at this time."""
    return f"{unit}-{made_at.astimezone(UTC).strftime(STAMP)}{SUFFIX}"


def backups(unit: str) -> list[Backup]:
    """Return the whole backups of a unit, the newest first."""
    found = [_backup(unit, path) for path in folder_of(unit).glob(f"{unit}-*{SUFFIX}")]
    return sorted(filter(None, found), key=lambda one: one.made_at, reverse=True)


def _backup(unit: str, path: Path) -> Backup | None:
    try:
        made_at = datetime.strptime(path.name, f"{unit}-{STAMP}{SUFFIX}").replace(tzinfo=UTC)
        return Backup(unit, path, made_at, path.stat().st_size)
    except (ValueError, FileNotFoundError):  # somebody else's file; or it went just now
        return None


def newest(unit: str) -> datetime | None:
    """Return when the newest backup of a unit was made, None if there is none."""
    found = backups(unit)
    return found[0].made_at if found else None


def find(unit: str, named: str) -> Path:
    """Return the file that `named` says: a path, a name on the shelf, or "latest".

    Raises BackupRefused if there is none.
    """
    if named == "latest":
        made = backups(unit)
        if not made:
            raise BackupRefused(f"There is no backup of {unit!r} in {folder_of(unit)}.")
        return made[0].path
    for path in (Path(named), folder_of(unit) / named):
        if path.is_file():
            return path
    raise BackupRefused(f"There is no backup {named!r}; backup --list shows those there are.")


def rotate(unit: str, now: datetime) -> int:
    """Remove the backups that the policy in force lets go; return how many went."""
    category = get_category(f"privacy.backup_{unit}")
    assert isinstance(category, FolderCategory)
    gone = 0
    for rule in policies.rules_of(category, now):
        cutoff = rule.mode.cutoff(now)
        if cutoff is not None:
            gone += folders.remove_old(category, cutoff)
    return gone
