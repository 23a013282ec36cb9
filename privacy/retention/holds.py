"""Which rows must stay, and the gate that keeps a hold and a deletion from passing each other.

What may go wrong for ever: a hold is placed while rows are on their way out, and both believe to
have been first. So whoever lets rows go shares the gate's lock in the transaction that looks for
holds, and whoever places one has it alone: one of the two waits and then sees the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db import connections, router
from django.db.models import Q, QuerySet

from privacy.models.holds import Hold
from privacy.retention import people
from privacy.retention.category import DataCategory
from privacy.retention.people import within

# On SQLite a transaction that writes is alone from its beginning.
LOCK = {"postgresql": "LOCK TABLE privacy_hold IN {mode} MODE", "sqlite": "SELECT 1"}


def active() -> QuerySet[Hold]:
    """Return the holds that nobody has released."""
    return Hold.objects.filter(released_at=None)


def counts(today: date) -> tuple[int, int]:
    """Return how many holds there are, and how many of them are to be reviewed."""
    return active().count(), active().filter(review_on__lte=today).count()


def kept(category: DataCategory, kind: str, refs: Sequence[str]) -> Q | None:
    """Return which rows of `category` a hold on these targets keeps, None if it reaches none.

    What lapses is not kept: it lets somebody in or opens something, or counts guesses.
    """
    return None if category.lapses else category.within(kind, refs)


def held(category: DataCategory) -> Q | None:
    """Return which rows of `category` must stay, None if no hold reaches it.

    One query, and those of a category that looks up of whom its rows are.
    """
    return None if category.lapses else _kept_by(category, _named())


def _named() -> people.Refs:
    """Return what holds name, by kind of target."""
    refs: dict[str, list[str]] = defaultdict(list)
    for kind, ref, aliases in active().values_list("kind", "ref", "aliases"):
        refs[kind] += [ref, *aliases]
    return refs


def _kept_by(category: DataCategory, refs: people.Refs) -> Q | None:
    return people.of_whom(refs) if category.whole_subject else within(category, refs)


def counts_of(
    subject_id: UUID, categories: Iterable[DataCategory]
) -> Iterator[tuple[DataCategory, int]]:
    """Yield of which kinds a hold keeps rows of this person, and how many.

    One query where there is no hold, one a category that a hold reaches where there is one.
    """
    refs = _named()
    for category in categories:
        kept_rows = None if category.stays or category.lapses else _kept_by(category, refs)
        if kept_rows is None:
            continue
        count = category.of_subject(subject_id).filter(kept_rows).count()
        if count:
            yield category, count


def share_gate() -> None:
    """Let no hold be placed or released until the end of this transaction.

    Many may share the gate.
    """
    _lock_table("SHARE")


def close_gate() -> None:
    """Wait for those who share the gate, and let nobody share it until this transaction ends."""
    _lock_table("ROW EXCLUSIVE")


def _lock_table(mode: str) -> None:
    connection = connections[router.db_for_write(Hold)]
    with connection.cursor() as cursor:
        cursor.execute(LOCK[connection.vendor].format(mode=mode))
