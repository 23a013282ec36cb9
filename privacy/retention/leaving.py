"""The door for whoever lets people leave: what others lose, what keeps them, what was taken back.

What may go wrong for ever: somebody changes their mind, an older copy of the database is put back,
and the request that stands in it is carried out. So a request that was taken back is a line on the
ledger, and whoever carries one out asks for that line first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from privacy.models.ledger import LedgerEntry
from privacy.models.runs import RetentionBatch, RetentionRun
from privacy.retention import holds, ledger, receipts, run
from privacy.retention.erasure import Step
from privacy.retention.leases import LEASE
from privacy.retention.registry import get_rows, row_categories
from privacy.vault import admissions

CATEGORY = "request"  # what the ledger calls requests; no data category has this key


@dataclass(frozen=True)
class Shared:
    """Something of a person that others can open: what the person calls it, and who they are."""

    scope: UUID
    words: str
    people: tuple[UUID, ...]
    roles: tuple[UUID, ...]


def shared_with_others(subject_id: UUID, *, now: datetime) -> list[Shared]:
    """Return what others lose when this person leaves; three queries a kind that is sealed."""
    found = []
    for category in row_categories():
        rows = category.of_subject(subject_id)
        inside = admissions.of_others(category.scopes(rows), now=now)
        if not inside:
            continue
        for row in rows.filter(**{f"{category.scope_field}__in": list(inside)}).order_by("pk"):
            scope = getattr(row, category.scope_field)
            ids: dict[str, list[UUID]] = {admissions.SUBJECT: [], admissions.ROLE: []}
            for one in inside[scope]:
                ids[one.kind].append(one.recipient)
            people, roles = (tuple(some) for some in ids.values())
            found.append(Shared(scope, category.words_of(row), people, roles))
    return found


def shut_others_out(subject_id: UUID, *, but: Collection[UUID] = (), now: datetime) -> None:
    """Close what is this person's to everybody else, save the scopes `but`."""
    kept = set(but)
    admissions.pause([one for one in _scopes(subject_id) if one not in kept], now=now)


def let_others_in(subject_id: UUID) -> None:
    """Open again what `shut_others_out` closed."""
    admissions.resume(_scopes(subject_id))


def _scopes(subject_id: UUID) -> list[UUID]:
    return [
        scope
        for category in row_categories()
        for scope in category.scopes(category.of_subject(subject_id))
    ]


def is_held(subject_id: UUID) -> bool:
    """Return whether a hold keeps something of this person; one query where there is no hold."""
    return any(holds.counts_of(subject_id, row_categories()))


def take_back(request: UUID, *, now: datetime) -> None:
    """Write on the ledger that a person wants to stay after all."""
    said = ledger.Record(LedgerEntry.Kind.CANCELLED, CATEGORY, request, objects=[])
    ledger.append([said], now=now)


def was_taken_back(request: UUID) -> bool:
    """Return whether the ledger says that this request was taken back."""
    lines = LedgerEntry.objects.filter(batch=request, kind=LedgerEntry.Kind.CANCELLED)
    return lines.exists()


def is_under_way(subject_id: UUID, *, now: datetime) -> bool:
    """Return whether an erasure of this person is at work, or waits to be taken up.

    Runs that died before they had a batch are ended.
    """
    open_ones = RetentionBatch.objects.exclude(step=Step.DONE)
    if open_ones.filter(run__subject_id=subject_id).exists():
        return True
    # Not of those that another worker begins at this moment.
    for found in RetentionRun.objects.filter(subject_id=subject_id, started_at__lt=now - LEASE):
        run.settle(found, now)
    return False


def receipt_of(subject_id: UUID, *, account: int, now: datetime) -> str:
    """Return the receipt of a person who is gone wholly, "" if that cannot be shown.

    For erasures that ended in another process than they began in. Reads the ledger by subject.
    """
    lines = LedgerEntry.objects.filter(subject_id=subject_id, kind=LedgerEntry.Kind.DONE)
    batches = RetentionBatch.objects.filter(pk__in=list(lines.values_list("batch", flat=True)))
    accounts = [one for one in batches if get_rows(one.category).order >= run.ACCOUNTS]
    if not accounts:
        return ""
    counts: Counter[str] = Counter()
    for batch in batches.filter(run=accounts[0].run_id):
        counts.update(batch.counts)
    went = {label: count for label, count in counts.items() if count}
    return receipts.make(accounts[0].run_id, account=account, counts=went, now=now)
