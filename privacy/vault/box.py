"""Seals and opens what belongs to one scope: the answers and files of an interview session.

Principle: the key of a box is its scope's key *and* the scope's share. Whoever has a grant but not
the share has nothing; whoever has the share but no grant, likewise.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from privacy.models.keys import Grant
from privacy.prepared import Prepared
from privacy.vault import keyring, recipients
from privacy.vault.aead import HEADER, Place, SealKey, read_epoch, seal, unseal
from privacy.vault.binding import bind, expand
from privacy.vault.errors import (
    KeyDestroyed,
    Locked,
    NoGrant,
    ScopeExists,
    VaultError,
)
from privacy.vault.secret import Guarded, Secret
from privacy.vault.stream import SealedReader, seal_stream
from privacy.vault.unlocked import Unlocked
from privacy.vault.wrap import Recipient, data_key, grant, open_grant, pair_of

FIRST_EPOCH = 1
GUEST_TOKEN_BYTES = 32

_grants = Prepared(Grant.objects)


class Box(Guarded):
    """An open scope. The newest epoch seals; each record says which epoch opens it."""

    __slots__ = ("_keys", "_scope_keys", "scope")

    def __init__(
        self, scope: UUID, scope_keys: dict[int, Secret], shares: dict[int, Secret]
    ) -> None:
        """Derive the data key of each epoch; `shares` has one for each of `scope_keys`."""
        self.scope = scope
        self._scope_keys = scope_keys
        self._keys = {
            epoch: data_key(key, shares[epoch], scope, epoch) for epoch, key in scope_keys.items()
        }

    def _newest(self) -> SealKey:
        return self._keys[self.epoch]

    def _key_for(self, header: bytes) -> SealKey:
        """Return the key of the epoch that a header names; the newest refuses unknown ones."""
        return self._keys.get(read_epoch(header), self._newest())

    @sensitive_variables()
    def seal(self, plain: bytes, *, table: str, row: str, field: str) -> bytes:
        """Return `plain` sealed for one field of one row: 96 bytes longer, 16 more per 16 KiB."""
        return seal(self._newest(), plain, Place(table, row, field, self.scope))

    @sensitive_variables()
    def open(self, sealed: bytes | memoryview, *, table: str, row: str, field: str) -> bytes:
        """Return what was sealed for this field of this row.

        Raises SealBroken if it is damaged or was sealed for another place, WrongKey if it is
        another scope's, FormatUnknown if it is of another version.
        """
        sealed = bytes(sealed)
        place = Place(table, row, field, self.scope)
        return unseal(self._key_for(sealed[: HEADER.size]), sealed, place)

    @sensitive_variables()
    def seal_file(self, source: BinaryIO, target: BinaryIO, *, row: str) -> None:
        """Write all of `source`, sealed for the file `row`, to `target`, 1 MiB at a time."""
        seal_stream(self._newest(), source, target, self._file_place(row))

    @sensitive_variables()
    def open_file(self, source: BinaryIO, *, row: str) -> BinaryIO:
        """Return a seekable reader of the sealed file `row` in the seekable `source`.

        The beginning and the length are proven here, each chunk when it is read; closing it
        closes `source`. Raises as `open` does, here or from a read.
        """
        source.seek(0)
        key = self._key_for(source.read(HEADER.size))
        return SealedReader.buffered(key, source, self._file_place(row))

    def _file_place(self, row: str) -> Place:
        return Place("file", row, "content", self.scope)

    @property
    def epoch(self) -> int:
        """Return the newest epoch, which seals."""
        return max(self._keys)

    def begin_epoch(self, who: Collection[Recipient]) -> None:
        """Seal under a fresh key from now on, granted to `who` alone; what was sealed stays.

        The share is committed at once, the grants with the caller's transaction.
        """
        epoch, key = self.epoch + 1, Secret.random()
        share = keyring.make_share(keyring.SCOPE, self.scope, epoch)
        Grant.objects.bulk_create(
            Grant(
                scope=self.scope,
                epoch=epoch,
                recipient=each.id,
                generation=each.generation,
                sealed=grant(key, each, scope=self.scope, epoch=epoch),
            )
            for each in who
        )
        self._scope_keys[epoch] = key
        self._keys[epoch] = data_key(key, share, self.scope, epoch)

    def hand_over(self) -> dict[int, Secret]:
        """Return the scope's key of each epoch: for a worker's ticket, and nothing else."""
        return dict(self._scope_keys)

    def grant_to(self, recipient: Recipient) -> None:
        """Let `recipient` open every epoch of this box."""
        for epoch, key in self._scope_keys.items():
            Grant.objects.get_or_create(
                scope=self.scope,
                epoch=epoch,
                recipient=recipient.id,
                generation=recipient.generation,
                defaults={"sealed": grant(key, recipient, scope=self.scope, epoch=epoch)},
            )


# Opens of these scopes the ones that it can.
Opener = Callable[[Collection[UUID]], Mapping[UUID, Box]]


@sensitive_variables()
def create_box(scope: UUID, *, owner: UUID) -> Box:
    """Return a new box that the subject `owner` can open; no password is needed for that.

    The share is committed at once, the grant with the caller's transaction.
    Raises NoSubject, KeyDestroyed (of the owner), ScopeExists.
    """
    return _create(scope, recipients.of_subject(owner))


@sensitive_variables()
def open_box(scope: UUID, *, by: Unlocked) -> Box:
    """Return the box of `scope`, opened by an unlocked subject.

    Raises KeyDestroyed if the scope was shredded, Locked if it was granted under a password
    since forgotten, NoGrant if it was never granted.
    """
    return _opened(open_boxes([scope], by=by)[scope])


@sensitive_variables()
def open_boxes(scopes: Collection[UUID], *, by: Unlocked) -> dict[UUID, Box | VaultError]:
    """Return for each scope its box, or the error that `open_box` would raise.

    Makes one query in each database, for however many scopes.
    """
    recipient = Recipient(by.subject_id, by.generation, b"")
    return _open(scopes, recipient, by.private_key)


@sensitive_variables()
def open_granted(scope: UUID, recipient: Recipient, private_key: Secret) -> Box:
    """Return the box of a scope that was granted to `recipient`, whoever that is.

    Asks for no admission: see `admissions`. Raises as `open_box` does.
    """
    return _opened(_open([scope], recipient, private_key)[scope])


@sensitive_variables()
def box_from(scope: UUID, scope_keys: dict[int, Secret]) -> Box:
    """Return the box of a scope whose keys are at hand. Raises KeyDestroyed if it was shredded."""
    shares = keyring.find_shares(keyring.SCOPE, [scope]).get(scope, {})
    if scope_keys.keys() - shares.keys():
        raise KeyDestroyed(f"the shares of scope {scope} were destroyed.")
    return Box(scope, scope_keys, shares)


@sensitive_variables()
def create_guest_box(scope: UUID) -> tuple[Box, str]:
    """Return a new box and the token that opens it, for somebody without an account.

    The token is to live in that person's browser alone. Raises ScopeExists.
    """
    token = Secret.random(GUEST_TOKEN_BYTES)
    recipient, _ = _guest(token)
    encoded = base64.urlsafe_b64encode(token.reveal()).rstrip(b"=").decode()
    return _create(scope, recipient), encoded


@sensitive_variables()
def open_guest_box(scope: UUID, token: str) -> Box:
    """Return the box that `token` opens. Raises NoGrant, KeyDestroyed."""
    recipient, private_key = _guest(_read_token(token))
    return _opened(_open([scope], recipient, private_key)[scope])


@sensitive_variables()
def adopt_guest_box(scope: UUID, token: str, *, owner: UUID) -> Box:
    """Return the box, granted to the subject `owner` from now on and no longer to the guest.

    Only after the person said 'this is mine'. Raises NoGrant, KeyDestroyed, NoSubject.
    """
    guest, private_key = _guest(_read_token(token))
    box = _opened(_open([scope], guest, private_key)[scope])
    with transaction.atomic():
        box.grant_to(recipients.of_subject(owner))
        Grant.objects.filter(scope=scope, recipient=guest.id).delete()
    return box


def _create(scope: UUID, recipient: Recipient) -> Box:
    if Grant.objects.filter(scope=scope).exists():
        raise ScopeExists(f"scope {scope} has a key; open its box instead.")
    shares = {FIRST_EPOCH: keyring.make_share(keyring.SCOPE, scope, FIRST_EPOCH)}
    box = Box(scope, {FIRST_EPOCH: Secret.random()}, shares)
    box.grant_to(recipient)
    return box


def _open(
    scopes: Collection[UUID], recipient: Recipient, private_key: Secret
) -> dict[UUID, Box | VaultError]:
    """Return the box or the error of each scope, as `recipient` finds it."""
    grants: dict[UUID, list[Grant]] = {scope: [] for scope in scopes}
    for row in _grants_of(scopes, recipient):
        grants[row.scope].append(row)
    shares = keyring.find_shares(keyring.SCOPE, grants)
    found: dict[UUID, Box | VaultError] = {}
    for scope, rows in grants.items():
        try:
            found[scope] = _open_one(scope, rows, shares.get(scope, {}), recipient, private_key)
        except VaultError as error:
            found[scope] = error
    return found


def _grants_of(scopes: Collection[UUID], recipient: Recipient) -> Iterable[Grant]:
    if len(scopes) == 1:  # that of each step of an interview
        return _grants.find(scope=next(iter(scopes)), recipient=recipient.id)
    return Grant.objects.filter(scope__in=scopes, recipient=recipient.id)


def _open_one(
    scope: UUID,
    rows: list[Grant],
    shares: dict[int, Secret],
    recipient: Recipient,
    private_key: Secret,
) -> Box:
    if not shares:
        raise KeyDestroyed(f"the shares of scope {scope} were destroyed.")
    mine = {row.epoch: row for row in rows if row.generation == recipient.generation}
    if not mine and rows:
        raise Locked(f"scope {scope} was granted under a password that was forgotten.")
    if not mine:
        raise NoGrant(f"scope {scope} was never granted to {recipient.id}.")
    if mine.keys() - shares.keys():
        raise KeyDestroyed(f"the share {min(mine.keys() - shares.keys())} of {scope} is missing.")
    keys = {
        epoch: open_grant(
            bytes(row.sealed),
            private_key,
            recipient=replace(recipient, suite=row.suite),
            scope=scope,
            epoch=epoch,
        )
        for epoch, row in mine.items()
    }
    return Box(scope, keys, shares)


def _opened(found: Box | VaultError) -> Box:
    if isinstance(found, VaultError):
        raise found
    return found


def _guest(token: Secret) -> tuple[Recipient, Secret]:
    """Return whom a token stands for, and the private key that it yields."""
    name = hashlib.sha256(bind("dasite/v1/guest/id", token.reveal())).digest()
    pair = pair_of(expand(token, "dasite/v1/guest/key"))
    return Recipient(UUID(bytes=name[:16]), 0, pair.public_key), pair.private_key


def _read_token(token: str) -> Secret:
    try:
        value = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError) as error:
        raise NoGrant("this is not a guest's token.") from error
    if len(value) != GUEST_TOKEN_BYTES:
        raise NoGrant("this is not a guest's token.")
    return Secret(value)
