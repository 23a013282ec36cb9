"""Whose a batch is, until when; what failed is tried again less and less often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from privacy.models.runs import RetentionBatch

Clock = Callable[[], datetime]
Step = RetentionBatch.Step

LEASE = timedelta(seconds=360)  # longer than the hard limit of a task, 300 s
FIRST_RETRY = 60  # seconds; doubled with each further attempt
LONGEST_RETRY = 86_400  # seconds
APART_AT_MOST = 20  # rows of a category that failed by themselves
LOOKED_AT = 1000  # batches that are left, in one go


def ours(batch: RetentionBatch) -> QuerySet[RetentionBatch]:
    """Return the batch as long as its lease is the one that we hold."""
    return RetentionBatch.objects.filter(pk=batch.pk, claimed_until=batch.claimed_until)


def failed(batch: RetentionBatch, error: Exception, clock: Clock) -> None:
    """Write on the batch what class of error stopped it, and when it is tried again."""
    wait = min(FIRST_RETRY * 2 ** min(batch.attempts - 1, 20), LONGEST_RETRY)
    ours(batch).update(
        last_error=type(error).__name__[:120],
        claimed_until=clock() + timedelta(seconds=wait),
    )


def claim_stuck(clock: Clock) -> RetentionBatch | None:
    """Return an open batch that nobody works on any more, now ours; None if there is none.

    The batches of a run come in their order, since the rows of one may hang on another's.
    """
    now = clock()
    stuck = RetentionBatch.objects.exclude(step=Step.DONE).filter(claimed_until__lt=now)
    for batch in stuck.order_by("run", "position").select_related("run")[:LOOKED_AT]:
        if ours(batch).update(claimed_until=now + LEASE, attempts=F("attempts") + 1):
            batch.claimed_until = now + LEASE
            batch.attempts += 1
            return batch
    return None


def has_failed(key: str) -> bool:
    """Return whether a whole batch of this category failed, or many single rows did.

    Then the same would happen to the next batch; a few rows that stand apart keep no others.
    """
    open_ones = RetentionBatch.objects.exclude(step=Step.DONE).filter(category=key)
    failures = open_ones.exclude(last_error="")
    apart = failures.filter(step=Step.SHREDDED, count=1).count()
    return apart > APART_AT_MOST or failures.count() > apart
