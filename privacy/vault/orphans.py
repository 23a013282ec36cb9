"""Key shares that nothing in `default` uses, and grants that open nothing any more.

A share is made before the first grant of it, so the newest of them may only look unused: whoever
asks while the site runs says up to which moment they count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from privacy.models.keys import Grant, KeyShare, SubjectKey
from privacy.vault import keyring
from privacy.vault.keyring import SCOPE, SUBJECT

BATCH = 500


@dataclass(frozen=True)
class Unused:
    """Shares without use: the scopes, and the subjects each with the number of a generation."""

    scopes: list[UUID] = field(default_factory=list)
    subjects: list[tuple[UUID, int]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many there are."""
        return len(self.scopes) + len(self.subjects)

    @property
    def owners(self) -> list[UUID]:
        """Return whose shares they are, as the ledger names them."""
        return [*self.scopes, *(subject for subject, _ in self.subjects)]


def unused_shares(made_before: datetime | None = None) -> Unused:
    """Return the shares that nothing uses, of those made before a moment if one is given.

    Reads all shares, a batch at a time. A scope counts as used while there is any grant of it.
    """
    found = Unused()
    for scopes in _owners(SCOPE, made_before):
        granted = set(Grant.objects.filter(scope__in=scopes).values_list("scope", flat=True))
        found.scopes.extend(one for one in scopes if one not in granted)
    for subjects in _owners(SUBJECT, made_before):
        shares = KeyShare.objects.filter(kind=SUBJECT, owner__in=subjects).order_by("owner")
        keys = SubjectKey.objects.filter(subject_id__in=subjects)
        used = set(keys.values_list("subject_id", "generation"))
        pairs = shares.values_list("owner", "number")
        found.subjects.extend(pair for pair in pairs if pair not in used)
    return found


def destroy(unused: Unused) -> None:
    """Destroy these shares for ever. Doing it again does no harm."""
    keyring.shred_scopes(unused.scopes)
    for subject_id, generation in unused.subjects:
        keyring.shred_generation(subject_id, generation)


def scopes_without_share(scopes: Sequence[UUID]) -> list[UUID]:
    """Return those of `scopes`, a batch of them, that no share is there for."""
    shares = KeyShare.objects.filter(kind=SCOPE, owner__in=scopes)
    there = set(shares.values_list("owner", flat=True))
    return [one for one in scopes if one not in there]


def scopes_without_grant(scopes: Sequence[UUID]) -> list[UUID]:
    """Return those of `scopes`, a batch of them, that nobody was granted or nobody is any more."""
    there = set(Grant.objects.filter(scope__in=scopes).values_list("scope", flat=True))
    return [one for one in scopes if one not in there]


def granted_scopes() -> Iterator[list[UUID]]:
    """Yield the scopes that somebody was granted, a batch at a time."""
    last = UUID(int=0)
    granted = Grant.objects.order_by("scope").values_list("scope", flat=True).distinct()
    while batch := list(granted.filter(scope__gt=last)[:BATCH]):
        yield batch
        last = batch[-1]


def _owners(kind: str, made_before: datetime | None) -> Iterator[list[UUID]]:
    shares = KeyShare.objects.filter(kind=kind).order_by("owner")
    if made_before is not None:
        shares = shares.filter(created_at__lt=made_before)
    last = UUID(int=0)
    owners = shares.values_list("owner", flat=True).distinct()
    while batch := list(owners.filter(owner__gt=last)[:BATCH]):
        yield batch
        last = batch[-1]
