"""All that is kept about one person, kind by kind: what, by which rule, until when, open to whom.

Rows come from `of_subject` alone. However many things there are, a kind costs as many queries for
the first few as for one, and a page of them as many as another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from privacy.retention.access import Access, access_to
from privacy.retention.category import DataCategory
from privacy.retention.explaining import Explanation, explain
from privacy.retention.registry import row_categories

SHOWN = 10  # things of one kind on the page of all kinds; a kind's own page has all
AT_ONCE = 500  # rows that an archive reads at a time


@dataclass(frozen=True)
class Item:
    """One thing: its words, when it was last used, why it is still here, who may open it."""

    pk: Any
    words: str
    clock: datetime | None
    why: Explanation
    access: tuple[Access, ...]

    def as_json(self) -> dict[str, object]:
        """Return what is said of it, for an archive."""
        return {
            "number": self.pk if isinstance(self.pk, int) else None,
            "last_used_at": self.clock,
            "goes_on": self.why.on,
            "why": self.why.sentences,
            "access": [one.as_json() for one in self.access],
        }


@dataclass(frozen=True)
class Kind:
    """One kind of data that is kept about the person."""

    category: DataCategory
    count: int
    items: tuple[Item, ...]
    children: tuple[tuple[str, int], ...]

    @property
    def rules(self) -> list[str]:
        """Return by which rules these items go, in words, none twice."""
        return list(dict.fromkeys(item.why.sentences[0] for item in self.items))

    @property
    def has_rules(self) -> bool:
        """Return whether they do not all go by one rule, so that each has to say its own."""
        return len(self.rules) > 1

    @property
    def rest(self) -> int:
        """Return how many there are besides the items."""
        return self.count - len(self.items)


def kinds_of(subject_id: UUID, *, now: datetime, shown: int | None = SHOWN) -> Iterator[Kind]:
    """Yield what is kept of this person, kinds with nothing left out.

    Of each kind the newest `shown`, or all of it.
    """
    for category in row_categories():
        rows = category.of_subject(subject_id)
        count = rows.count()
        if count:
            yield _kind(category, rows, count, now, shown)


def _kind(
    category: DataCategory, rows: QuerySet[Any], count: int, now: datetime, shown: int | None
) -> Kind:
    children = tuple(
        (str(child.label), child.rows(rows).count()) for child in category.own_children()
    )
    newest = rows.order_by("-pk")
    if shown is not None:
        return Kind(category, count, tuple(items_of(category, newest[:shown], now=now)), children)
    found: list[Item] = []
    for start in range(0, count, AT_ONCE):
        found += items_of(category, newest[start : start + AT_ONCE], now=now)
    return Kind(category, count, tuple(found), children)


def items_of(category: DataCategory, rows: Iterable[Any], *, now: datetime) -> list[Item]:
    """Return what is to be said of these rows of one person."""
    some = list(rows)
    why = explain(category, some, now=now)
    column = category.scope_field
    access = access_to([getattr(row, column) for row in some], now=now) if column else {}
    return [
        Item(
            row.pk,
            category.words_of(row),
            getattr(row, category.clock) if category.clock else None,
            why[row.pk],
            tuple(access.get(getattr(row, column), ())) if column else (),
        )
        for row in some
    ]
