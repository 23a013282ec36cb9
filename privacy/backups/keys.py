"""The key of backups, apart from all that it protects; each unit lies under one of its own."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from privacy.backups.errors import BackupRefused, NoBackupKey
from privacy.vault.aead import HEADER, Place, SealKey
from privacy.vault.errors import FormatUnknown, RootKeysWrong, SealBroken, WrongKey
from privacy.vault.roots import RootKeys, parse_root_keys
from privacy.vault.stream import SealedReader, SealedWriter

SETTING = "DASITE_BACKUP_KEY"
EPOCH = 1
READ_BYTES = 1_048_576  # of a sealed backup at once: one block
MAKE_ONE = (
    'python3 -c "import base64, secrets; '
    "print('1:' + base64.b64encode(secrets.token_bytes(32)).decode())\""
)


def is_set() -> bool:
    """Return whether there is a key to seal backups under."""
    return bool(settings.DASITE_BACKUP_KEY)


def _keys() -> RootKeys:
    if not is_set():
        raise NoBackupKey(
            f"{SETTING} is not set. Make a key with: {MAKE_ONE}; put it into var/secrets.env as "
            f"{SETTING}=…, and keep a copy where the backups are not."
        )
    try:
        return parse_root_keys(settings.DASITE_BACKUP_KEY, SETTING)
    except RootKeysWrong as error:
        raise NoBackupKey(str(error)) from error


def _place(unit: str) -> Place:
    return Place("backup", unit, "archive", UUID(int=0))


def _seal_key(keys: RootKeys, name: str, unit: str) -> SealKey:
    return SealKey(keys.derive(name, f"dasite/v1/backup/{unit}"), epoch=EPOCH)


def seal_into(target: BinaryIO, unit: str) -> SealedWriter:
    """Return what seals a backup of `unit` under the newest key. Raises NoBackupKey."""
    keys = _keys()
    return SealedWriter(_seal_key(keys, keys.newest, unit), target, _place(unit))


def open_sealed(source: BinaryIO, unit: str) -> SealedReader:
    """Return a reader of a sealed backup of `unit`, whatever key of ours it lies under.

    Raises NoBackupKey, and BackupRefused if it was damaged or cut, or is not of this unit.
    """
    keys, named = _keys(), source.read(HEADER.size)[4:20]
    mine = [_seal_key(keys, name, unit) for name in keys.keys]
    key = next((one for one in mine if one.id == named), mine[0])
    try:
        return SealedReader(key, source, _place(unit))
    except WrongKey as error:
        raise BackupRefused(
            f"The backup is not of {unit!r}, or was sealed under a key that {SETTING} lacks."
        ) from error
    except (SealBroken, FormatUnknown) as error:
        raise BackupRefused(f"The backup cannot be opened: {error}") from error
