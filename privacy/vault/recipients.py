"""Finds the public keys of those to whom a scope's key is granted, and proves them to be theirs.

Principle: whoever can write to `default` must not be able to put a key of their own in the place
of somebody else's; so this installation vouches for each public key, with a secret that needs
`vault` and a root key.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from uuid import UUID

from privacy.models.keys import Grant, SubjectKey
from privacy.models.sharing import RoleKey
from privacy.vault import keyring
from privacy.vault.binding import Part, expand
from privacy.vault.errors import NoSubject, SealBroken
from privacy.vault.secret import Secret
from privacy.vault.wrap import Recipient, pair_of

SERVER_GENERATION = 1


def of_subject(subject_id: UUID) -> Recipient:
    """Return the subject under its newest key.

    Raises NoSubject, KeyDestroyed if it was shredded, SealBroken if the key was exchanged.
    """
    row = SubjectKey.objects.filter(subject_id=subject_id).order_by("-generation").first()
    if row is None:
        raise NoSubject(f"no keys were made for subject {subject_id}.")
    keyring.require_share(keyring.SUBJECT, subject_id)
    return of_row(row)


def of_row(row: SubjectKey) -> Recipient:
    """Return one generation of a subject. Raises SealBroken if its key was exchanged."""
    check_subject(row)
    return Recipient(row.subject_id, row.generation, bytes(row.public_key), row.suite)


def of_role(role: UUID) -> Recipient:
    """Return a role under its newest key. Raises NoSubject if it has none, SealBroken."""
    row = RoleKey.objects.filter(role=role).order_by("-generation").first()
    if row is None:
        raise NoSubject(f"role {role} has no members with keys.")
    return of_role_key(row)


def of_role_key(row: RoleKey) -> Recipient:
    """Return one generation of a role. Raises SealBroken if its key was exchanged."""
    _check(bytes(row.proof), "role", row.role, row.generation, row.suite, bytes(row.public_key))
    return Recipient(row.role, row.generation, bytes(row.public_key), row.suite)


def of_server() -> Recipient:
    """Return this installation, which opens what is granted to it without anybody."""
    public_key = pair_of(server_key()).public_key
    return Recipient(keyring.SERVER_ID, SERVER_GENERATION, public_key)


def server_key() -> Secret:
    """Return the private key of this installation."""
    return keyring.server_secret("key")


def of_scope(scope: UUID, *, but: Collection[UUID] = ()) -> list[Recipient]:
    """Return who can open a scope, under the keys that they were granted it with; guests apart.

    Raises SealBroken if a key was exchanged.
    """
    held = Grant.objects.filter(scope=scope).exclude(recipient__in=list(but))
    keys = set(held.values_list("recipient", "generation"))
    ids = {recipient for recipient, _ in keys}
    people = SubjectKey.objects.filter(subject_id__in=ids)
    roles = RoleKey.objects.filter(role__in=ids)
    found = [of_row(row) for row in people if (row.subject_id, row.generation) in keys]
    found += [of_role_key(row) for row in roles if (row.role, row.generation) in keys]
    if keyring.SERVER_ID in ids:
        found.append(of_server())
    return found


def prove_subject(row: SubjectKey) -> bytes:
    """Return this installation's word for a subject's public keys: 32 bytes."""
    return _proof("subject", *_public(row))


def check_subject(row: SubjectKey) -> None:
    """Raise SealBroken if the public keys in a row are not those that were made for it."""
    _check(bytes(row.proof), "subject", *_public(row))


def prove_role(role: UUID, generation: int, public_key: bytes, *, suite: int = 1) -> bytes:
    """Return this installation's word for a role's public key: 32 bytes."""
    return _proof("role", role, generation, suite, public_key)


def _public(row: SubjectKey) -> tuple[Part, ...]:
    keys = (bytes(row.public_key), bytes(row.signing_key))
    return (row.subject_id, row.generation, row.suite, *keys)


def _proof(*parts: Part) -> bytes:
    return expand(keyring.server_secret("registry"), "dasite/v1/registry", *parts).reveal()


def _check(proof: bytes, *parts: Part) -> None:
    if not hmac.compare_digest(proof, _proof(*parts)):
        raise SealBroken("a public key is not the one that was made here; somebody changed it.")
