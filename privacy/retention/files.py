"""The outbox of files: names whose rows are gone, removed from the storage until none is left."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, QuerySet

from privacy.models.files import FileToRemove

logger = logging.getLogger(__name__)

AT_ONCE = 500  # rows of the outbox that are held in memory
FIRST_RETRY = 60  # seconds; doubled with each further attempt
LONGEST_RETRY = 86_400  # seconds


def put_in(names: Iterable[str], *, batch: UUID | None) -> None:
    """Write these names into the outbox, in the transaction that deletes their rows."""
    FileToRemove.objects.bulk_create(
        [FileToRemove(name=name, batch=batch) for name in names], batch_size=AT_ONCE
    )


def drain(now: datetime, *, batch: UUID | None = None) -> int:
    """Remove files from the storage, of one batch or all that are due; return how many went.

    A file that is not there is as good as removed. What fails stays in the outbox and is tried
    again, each time after twice as long, at most a day.
    """
    removed = 0
    while rows := list(_waiting(now, batch)[:AT_ONCE]):
        gone = [row.pk for row in rows if _remove(row, now)]
        FileToRemove.objects.filter(pk__in=gone).delete()
        removed += len(gone)
        if len(gone) < len(rows) and batch is not None:
            break
    return removed


def _waiting(now: datetime, batch: UUID | None) -> QuerySet[FileToRemove]:
    rows = FileToRemove.objects.order_by("pk")
    return rows.filter(next_try_at__lte=now) if batch is None else rows.filter(batch=batch)


def _remove(row: FileToRemove, now: datetime) -> bool:
    try:
        default_storage.delete(row.name)
    except FileNotFoundError:
        return True
    except Exception as error:  # noqa: BLE001 - the edge of a batch: each storage has its own errors
        logger.warning("file %s of the outbox stays: %s", row.pk, type(error).__name__)
        _try_later(row, now, type(error).__name__)
        return False
    return True


def _try_later(row: FileToRemove, now: datetime, error: str) -> None:
    wait = min(FIRST_RETRY * 2 ** min(row.attempts, 20), LONGEST_RETRY)
    with transaction.atomic():
        FileToRemove.objects.filter(pk=row.pk).update(
            attempts=F("attempts") + 1,
            next_try_at=now + timedelta(seconds=wait),
            last_error=error[:120],
        )


def left(batch: UUID) -> int:
    """Return how many files of this batch are still in the outbox."""
    return FileToRemove.objects.filter(batch=batch).count()
