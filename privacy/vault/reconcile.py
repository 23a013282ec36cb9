"""Compares both databases with each other: what has no share, and what share has no use.

Reads in batches and changes nothing; no answer, key or name comes into it, counts alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from privacy.models.keys import Grant, KeyShare, KeyWrap, SubjectKey
from privacy.vault import keyring
from privacy.vault.errors import VaultError
from privacy.vault.keyring import SCOPE, SUBJECT

BATCH = 500


@dataclass(frozen=True)
class Findings:
    """How many of each there are; `bad` ones open nothing and should not be there."""

    scopes: int
    subjects: int
    scopes_without_share: int
    subjects_without_share: int
    shares_that_do_not_open: int
    unused_scope_shares: int
    unused_subject_shares: int
    subjects_without_wrap: int
    shares_under_older_root_keys: int
    wraps_under_older_root_keys: int

    @property
    def bad(self) -> int:
        """Return how many things cannot be opened that look as if they could."""
        return (
            self.scopes_without_share + self.subjects_without_share + self.shares_that_do_not_open
        )


def reconcile() -> Findings:
    """Return what fits and what does not. Raises RootKeysWrong if no root key can be read."""
    granted, keyed = Grant.objects.order_by("scope"), SubjectKey.objects.order_by("subject_id")
    return Findings(
        scopes=granted.values("scope").distinct().count(),
        subjects=keyed.values("subject_id").distinct().count(),
        scopes_without_share=_without_share(SCOPE, granted.values_list("scope", "epoch")),
        subjects_without_share=_without_share(
            SUBJECT, keyed.values_list("subject_id", "generation")
        ),
        shares_that_do_not_open=_do_not_open(),
        unused_scope_shares=_unused(SCOPE),
        unused_subject_shares=_unused(SUBJECT),
        subjects_without_wrap=SubjectKey.objects.filter(wraps=None).count(),
        shares_under_older_root_keys=shares_to_rotate(),
        wraps_under_older_root_keys=wraps_to_rotate(),
    )


def shares_to_rotate() -> int:
    """Return how many shares lie under another root key than the newest."""
    return KeyShare.objects.exclude(root_key=keyring.root_keys().newest).count()


def wraps_to_rotate() -> int:
    """Return how many passwords' wraps need another root key than the newest."""
    passwords = KeyWrap.objects.filter(kind=KeyWrap.Kind.PASSWORD)
    return passwords.exclude(root_key=keyring.root_keys().newest).count()


def _without_share(kind: str, pairs: QuerySet[Grant | SubjectKey, tuple[UUID, int]]) -> int:
    """Return how many (owner, number) of `default` have no share in `vault`."""
    missing = 0
    for batch in _batches(pairs.distinct()):
        owners = {owner for owner, _ in batch}
        shares = KeyShare.objects.filter(kind=kind, owner__in=owners)
        missing += len(set(batch) - set(shares.values_list("owner", "number")))
    return missing


def _unused(kind: str) -> int:
    """Return how many shares of `vault` have no grant or key in `default`."""
    unused = 0
    shares = KeyShare.objects.filter(kind=kind).order_by("owner", "number")
    for batch in _batches(shares.values_list("owner", "number")):
        owners = {owner for owner, _ in batch}
        if kind == SCOPE:
            used = set(Grant.objects.filter(scope__in=owners).values_list("scope", "epoch"))
        else:
            keys = SubjectKey.objects.filter(subject_id__in=owners)
            used = set(keys.values_list("subject_id", "generation"))
        unused += len(set(batch) - used)
    return unused


def _do_not_open() -> int:
    """Return how many shares are damaged, or lie under a root key that is not there."""
    broken = 0
    for row in KeyShare.objects.order_by("pk").iterator(chunk_size=BATCH):
        try:
            keyring.open_share(row)
        except VaultError:
            broken += 1
    return broken


def _batches(
    rows: QuerySet[Grant | SubjectKey | KeyShare, tuple[UUID, int]],
) -> Iterator[list[tuple[UUID, int]]]:
    """Yield the rows of an ordered queryset, BATCH at a time, without holding them all."""
    batch: list[tuple[UUID, int]] = []
    for row in rows.iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
