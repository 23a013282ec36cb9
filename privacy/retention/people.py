"""Accounts that go whole by a rule: what goes with them, and what keeps them.

What may go wrong for ever: a person goes of whom something had to stay. So a hold on anything of
somebody, were it one interview, keeps the whole account, as it does when people leave by
themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from privacy.retention.category import DataCategory
from privacy.retention.registry import row_categories

SUBJECT = "subject_id"  # what an account calls its person
Refs = Mapping[str, Sequence[str]]  # by kind of target


def within(category: DataCategory, refs: Refs) -> Q | None:
    """Return which rows of `category` lie within any of these targets, None if it knows none."""
    found = Q()
    for kind, some in refs.items():
        there = category.within(kind, some)
        if there is not None:
            found |= there
    return found or None


def of_whom(refs: Refs) -> Q | None:
    """Return which accounts belong to somebody of whom a target names anything."""
    found = Q()
    for one in _with_subjects():
        there = within(one, refs)
        if there is not None:
            named = one.rows().filter(there, **{f"{one.subject}__isnull": False})
            found |= Q(**{f"{SUBJECT}__in": named.order_by().values(one.subject)})
    return found or None


def count_belongings(
    category: DataCategory, people: QuerySet[Any]
) -> tuple[tuple[tuple[str, int], ...], int]:
    """Return how many rows of each kind go with these accounts, and their bytes where known.

    Rows that know their person only by a digest of an address are not counted. One query a kind,
    and one for each that hangs on it.
    """
    counts: list[tuple[str, int]] = []
    size = 0
    for one, rows in _belongings(category, people):
        if one is not category and one.model is not category.model:
            count, own_size = count_and_size(rows, one.size_field)
            counts.append((str(one.label), count))
            size += own_size
        for child in one.own_children():
            count, own_size = count_and_size(child.rows(rows), child.size_field)
            counts.append((str(child.label), count))
            size += own_size
    return tuple((label, count) for label, count in counts if count), size


def count_and_size(rows: QuerySet[Any], column: str) -> tuple[int, int]:
    """Return how many rows there are and the sum of a column, 0 where there is none; one query.

    What the rows hang on is found once that way: under a rule with notices that is most of it.
    """
    if not column:
        return rows.count(), 0
    found = rows.aggregate(count=Count("pk"), size=Sum(column))
    return found["count"], int(found["size"] or 0)


def _belongings(
    category: DataCategory, people: QuerySet[Any]
) -> Iterator[tuple[DataCategory, QuerySet[Any]]]:
    wanted = people.order_by().values(SUBJECT)
    for one in _with_subjects():
        yield one, one.rows().filter(**{f"{one.subject}__in": wanted})


def _with_subjects() -> list[DataCategory]:
    """Return the categories whose rows name their person, and go with them."""
    return [one for one in row_categories() if one.subject and not one.stays]
