"""What the ledger says is gone and that is there all the same: rows, and shares of keys.

What may go wrong for ever: a late writer, or somebody's hand in a database, brings back what its
person was told is gone, and nobody looks. A row is known again by its scope or its person, never
by its number alone, which an older copy of `default` may give to somebody else's row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar
from uuid import UUID

from privacy.models.keys import KeyShare
from privacy.models.ledger import LedgerEntry
from privacy.retention.category import DataCategory
from privacy.retention.registry import row_categories

AT_ONCE = 500  # lines, or scopes, or people: so many are asked about in one statement
READ_AT_ONCE = 20  # intents, each of up to 5,000 scopes

Kind = LedgerEntry.Kind
Item = TypeVar("Item")


def find() -> Iterator[str]:
    """Yield what is there again, by category and number; shares by whose they are; none twice.

    Reads the whole ledger twice, a part at a time, with a few queries for each 500 scopes and one
    a category for each 500 people. A line that names nothing any more is passed over: no backup
    holds what it was about.
    """
    yield from dict.fromkeys(_find())


def _find() -> Iterator[str]:
    goes = [one for one in row_categories() if not one.stays and not one.method.leaves_rows]
    for scopes in _parts(scope for line in _gone() for scope in line.scopes):
        yield from _shares(map(UUID, scopes))
        for category in goes:
            if category.scope_field:
                rows = category.rows().filter(**{f"{category.scope_field}__in": scopes})
                yield from _named(category, rows.order_by("pk").values_list("pk", flat=True))
    for people in _parts({line.subject_id for line in _gone(subject_id__isnull=False)}):
        yield from _shares(people)
        for category in goes:
            theirs = category.about(people)
            if theirs is not None:
                rows = category.rows().filter(theirs)
                yield from _named(category, rows.order_by("pk").values_list("pk", flat=True))


def _gone(**which: bool) -> Iterator[LedgerEntry]:
    """Yield the lines that say what would be erased, of all that was."""
    last = 0
    while lines := _done_after(last):
        last = lines[-1].seq
        intents = LedgerEntry.objects.filter(kind=Kind.INTENT, blanked_at=None, **which)
        mine = intents.filter(batch__in=[line.batch for line in lines])
        yield from mine.only("scopes", "subject_id").iterator(chunk_size=READ_AT_ONCE)


def _done_after(last: int) -> list[LedgerEntry]:
    lines = LedgerEntry.objects.filter(kind=Kind.DONE, seq__gt=last)
    return list(lines.order_by("seq").only("seq", "batch")[:AT_ONCE])


def _parts(items: Iterable[Item | None]) -> Iterator[list[Item]]:
    left = (item for item in items if item is not None)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _shares(owners: Iterable[UUID]) -> Iterator[str]:
    there = KeyShare.objects.filter(owner__in=list(owners)).order_by("owner")
    for owner in there.values_list("owner", flat=True).distinct():
        yield f"key share {owner}"


def _named(category: DataCategory, numbers: Iterable[int | str]) -> Iterator[str]:
    yield from (f"{category.key} {number}" for number in numbers)
