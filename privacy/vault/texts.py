"""Seals short texts that this installation itself must be able to read, each for one row, and
makes marks in the place of texts that it only has to know again.

Who has the database, the vault's and the root key together reads them: what a person's own
password can lock does not belong here.
"""

from __future__ import annotations

import base64

from django.views.decorators.debug import sensitive_variables

from privacy.vault import keyring
from privacy.vault.aead import Place, SealKey, seal, unseal
from privacy.vault.binding import expand
from privacy.vault.errors import SealBroken


@sensitive_variables()
def seal_text(text: str, *, table: str, row: str) -> str:
    """Return `text` sealed for a row of a table, as base64url. Makes one query on `vault`."""
    sealed = seal(_key(), text.encode(), _place(table, row))
    return base64.urlsafe_b64encode(sealed).decode()


@sensitive_variables()
def open_text(sealed: str, *, table: str, row: str) -> str:
    """Return what `seal_text` sealed for the same row. Makes one query on `vault`.

    Raises SealBroken if it is damaged or another row's, WrongKey if sealed elsewhere.
    """
    try:
        raw = base64.urlsafe_b64decode(sealed)
    except ValueError as error:
        raise SealBroken("a sealed text was damaged; restore it from a backup.") from error
    return unseal(_key(), raw, _place(table, row)).decode()


@sensitive_variables()
def mark_text(*parts: str, use: str) -> str:
    """Return 64 hexadecimal digits that stand for `parts`: the same for the same, for ever.

    They are not read back, nor guessed at by who has the database alone. Makes one query on
    `vault`.
    """
    key = keyring.server_secret("mark")
    return expand(key, f"dasite/v1/mark/{use}", *parts).reveal().hex()


def _key() -> SealKey:
    return SealKey(keyring.server_secret("text"), epoch=0)


def _place(table: str, row: str) -> Place:
    return Place(table, row, "text", keyring.SERVER_ID)
