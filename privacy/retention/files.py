"""The outbox of files: names whose rows are gone, removed from the storage until none is left."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from privacy import commits
from privacy.models.files import FilesToRemove

logger = logging.getLogger(__name__)

FIRST_RETRY = 60  # seconds; doubled with each further attempt
LONGEST_RETRY = 86_400  # seconds


def put_in(names: Sequence[str], *, batch: UUID | None) -> None:
    """Write these names into the outbox, in the transaction that deletes their rows.

    One row for all: a row a file would take longer than all else of a batch.
    """
    if names:
        FilesToRemove.objects.create(names=list(names), batch=batch)


def drain(now: datetime, *, batch: UUID | None = None) -> int:
    """Remove files from the storage, of one batch or all that are due; return how many went.

    A file that is not there is as good as removed. What fails stays in the outbox and is tried
    again, each time after twice as long, at most a day.
    """
    removed = 0
    for number in list(_waiting(now, batch).values_list("pk", flat=True)):
        # One row at a time in memory; another worker may have been quicker.
        for row in FilesToRemove.objects.filter(pk=number):
            removed += _remove_all(row, now)
    return removed


def _waiting(now: datetime, batch: UUID | None) -> QuerySet[FilesToRemove]:
    rows = FilesToRemove.objects.order_by("pk")
    return rows.filter(next_try_at__lte=now) if batch is None else rows.filter(batch=batch)


def _remove_all(row: FilesToRemove, now: datetime) -> int:
    """Remove the files of one row and return how many went."""
    failed = list(_failing(row))
    if not failed:
        with commits.transaction(waits=False):
            FilesToRemove.objects.filter(pk=row.pk).delete()
        return len(row.names)
    wait = min(FIRST_RETRY * 2 ** min(row.attempts, 20), LONGEST_RETRY)
    FilesToRemove.objects.filter(pk=row.pk).update(
        names=[name for name, _ in failed],
        attempts=row.attempts + 1,
        next_try_at=now + timedelta(seconds=wait),
        last_error=failed[0][1][:120],
    )
    return len(row.names) - len(failed)


def _failing(row: FilesToRemove) -> Iterator[tuple[str, str]]:
    """Remove each file; yield the names of those that stay, each with the class of its error."""
    for name in row.names:
        try:
            default_storage.delete(name)
        except FileNotFoundError:
            continue
        except Exception as error:  # noqa: BLE001 - the edge of a batch: storages have their own errors
            kind = type(error).__name__
            logger.warning("a file of the outbox's row %s stays: %s", row.pk, kind)
            yield name, kind


def left(batch: UUID) -> int:
    """Return how many files of this batch are still in the outbox."""
    rows = FilesToRemove.objects.filter(batch=batch)
    return sum(len(names) for names in rows.values_list("names", flat=True))
