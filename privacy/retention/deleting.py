"""Deletes the rows of one batch with all that hangs on them; what is refused stays apart.

One row that cannot go, since something foreign still refers to it, must not keep a thousand
others. So where a transaction is refused its rows are tried in halves, each in a transaction of
its own, until those that are refused stand alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction

from privacy.among import Many
from privacy.models.runs import RetentionBatch
from privacy.retention import files
from privacy.retention.category import DataCategory, names_in
from privacy.retention.methods import delete_rows

Id = int | str


@dataclass
class Taken:
    """What went of a batch: how many by kind, which rows, and which the database refused."""

    counts: Counter[str] = field(default_factory=Counter)
    gone: list[Id] = field(default_factory=list)
    refused: list[Id] = field(default_factory=list)


def take(batch: RetentionBatch, category: DataCategory, ids: Sequence[Id]) -> Taken:
    """Delete these rows of the batch, those that are still to go, in the caller's transaction."""
    gone = _still_due(batch, category, ids)
    counts = delete_with_children(category, gone, batch=batch.pk)
    return Taken(Counter(counts), gone)


def take_apart(batch: RetentionBatch, category: DataCategory, ids: Sequence[Id]) -> Taken:
    """Delete these rows in as many transactions as it takes; return also which were refused."""
    try:
        # A foreign key may be looked at as late as when the transaction ends.
        with transaction.atomic():
            return take(batch, category, ids)
    except IntegrityError:
        if len(ids) == 1:
            return Taken(refused=list(ids))
    half = len(ids) // 2
    first = take_apart(batch, category, ids[:half])
    second = take_apart(batch, category, ids[half:])
    return Taken(
        first.counts + second.counts, first.gone + second.gone, first.refused + second.refused
    )


def _still_due(batch: RetentionBatch, category: DataCategory, ids: Sequence[Id]) -> list[Id]:
    """Return the numbers of the rows that are to go, locked for this transaction if need be.

    A row that could not be hidden may have been used since; then it stays until it is due again.
    """
    if batch.cutoff is None or category.mark_field:
        return list(ids)
    rows = category.rows().filter(
        category.due, pk__among=Many(ids), **{f"{category.clock}__lte": batch.cutoff}
    )
    return [plain(row.pk) for row in rows.only("pk").select_for_update(of=("self",))]


def plain(pk: object) -> Id:
    """Return a row's number as JSON can hold it."""
    return pk if isinstance(pk, int) else str(pk)


def delete_with_children(
    category: DataCategory, ids: Sequence[Id], *, batch: UUID | None
) -> dict[str, int]:
    """Return how many rows went by label; their files' names are in the outbox then.

    To be called in a transaction. Children go in the category's order, the rows themselves last.
    """
    rows = category.rows().filter(pk__among=Many(ids))
    names = set(category.files(rows))
    counts: dict[str, int] = {}
    for child in category.children:
        # Without a look at the parents where the children name their numbers.
        found = child.of(ids) if child.to_field == "pk" else child.rows(rows)
        if child.unlink:
            found.update(**{child.path: None})
            continue
        names.update(names_in(found, child.file_fields))
        counts[str(child.label)] = counts.get(str(child.label), 0) + delete_rows(found)
    files.put_in(sorted(names), batch=batch)
    counts[str(category.label)] = category.method.execute(rows)
    return counts
