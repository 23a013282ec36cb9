"""Finds the public keys of those to whom a scope's key is granted."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from privacy.models.keys import Grant, SubjectKey
from privacy.vault import keyring
from privacy.vault.errors import NoSubject
from privacy.vault.wrap import Recipient


def of_subject(subject_id: UUID) -> Recipient:
    """Return the subject under its newest key. Raises NoSubject, KeyDestroyed if shredded."""
    row = SubjectKey.objects.filter(subject_id=subject_id).order_by("-generation").first()
    if row is None:
        raise NoSubject(f"no keys were made for subject {subject_id}.")
    keyring.require_share(keyring.SUBJECT, subject_id)
    return of_row(row)


def of_scope(scope: UUID, *, but: Collection[UUID] = ()) -> list[Recipient]:
    """Return the subjects who can open a scope, under the keys that they were granted it with."""
    held = Grant.objects.filter(scope=scope).exclude(recipient__in=list(but))
    keys = set(held.values_list("recipient", "generation"))
    rows = SubjectKey.objects.filter(subject_id__in={recipient for recipient, _ in keys})
    return [of_row(row) for row in rows if (row.subject_id, row.generation) in keys]


def of_row(row: SubjectKey) -> Recipient:
    """Return one generation of a subject."""
    return Recipient(row.subject_id, row.generation, bytes(row.public_key), row.suite)
