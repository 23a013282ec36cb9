"""What the ledger says is gone and that is there all the same: rows, and shares of keys.

What may go wrong for ever: a late writer, or somebody's hand in a database, brings back what its
person was told is gone, and nobody looks. A row is known again by its scope or its person, never
by its number alone, which an older copy of `default` may give to somebody else's row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from privacy.models.keys import KeyShare
from privacy.models.ledger import LedgerEntry
from privacy.retention.category import DataCategory
from privacy.retention.registry import row_categories

AT_ONCE = 500  # lines of the ledger

Kind = LedgerEntry.Kind


def find() -> Iterator[str]:
    """Yield what is there again, by category and number; shares by whose they are.

    Reads the whole ledger, a few queries for each 500 lines. A line that names nothing any more
    is passed over: no backup holds what it was about.
    """
    goes = [one for one in row_categories() if not one.stays and not one.method.leaves_rows]
    last = 0
    while lines := _done_after(last):
        last = lines[-1].seq
        intents = list(_intents_of(lines))
        scopes = {scope for line in intents for scope in line.scopes}
        people = {line.subject_id for line in intents if line.subject_id}
        yield from _shares({*map(UUID, scopes), *people})
        for category in goes:
            yield from _rows(category, sorted(scopes), sorted(people))


def _done_after(last: int) -> list[LedgerEntry]:
    lines = LedgerEntry.objects.filter(kind=Kind.DONE, seq__gt=last)
    return list(lines.order_by("seq").only("seq", "batch")[:AT_ONCE])


def _intents_of(lines: Sequence[LedgerEntry]) -> Iterator[LedgerEntry]:
    batches = [line.batch for line in lines]
    intents = LedgerEntry.objects.filter(kind=Kind.INTENT, batch__in=batches, blanked_at=None)
    yield from intents.only("scopes", "subject_id")


def _shares(owners: set[UUID]) -> Iterator[str]:
    there = KeyShare.objects.filter(owner__in=owners).order_by("owner")
    for owner in there.values_list("owner", flat=True).distinct():
        yield f"key share {owner}"


def _rows(category: DataCategory, scopes: Sequence[str], people: Sequence[UUID]) -> Iterator[str]:
    found = category.rows().none()
    if category.scope_field and scopes:
        found |= category.rows().filter(**{f"{category.scope_field}__in": scopes})
    theirs = category.about(people) if people else None
    if theirs is not None:
        found |= category.rows().filter(theirs)
    for pk in found.order_by("pk").values_list("pk", flat=True):
        yield f"{category.key} {pk}"
