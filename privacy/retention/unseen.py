"""Which lines of the ledger an older copy of `default` may not know, and how it comes to know one.

What may go wrong for ever: an older copy is put back under a running site, something is erased in
it before anybody has looked, and its new line hides all that the copy does not know. So lines of
the last hour are looked at again even if `default` knows later ones.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from privacy.models.ledger import LedgerEntry
from privacy.models.runs import RetentionBatch, RetentionRun

# What was written within the last minute may still be on its way into `default`.
ON_ITS_WAY = timedelta(seconds=60)
# Long after the gate has looked, and before what `default` knows may go by a policy.
LOOKED_AT_AGAIN = timedelta(hours=1)
AT_MOST = 1000  # lines, so that the table's own key finds them


def lines_after(last: int, now: datetime) -> QuerySet[LedgerEntry]:
    """Return the lines after `last`, and those of the last hour before it; of the last minute
    none."""
    again = Q(seq__gt=last - AT_MOST, at__gt=now - LOOKED_AT_AGAIN)
    lines = LedgerEntry.objects.filter(Q(seq__gt=last) | again, blanked_at=None)
    return lines.filter(at__lt=now - ON_ITS_WAY)


def remember(line: LedgerEntry, now: datetime) -> None:
    """Write into `default` that it knows this erasure now."""
    run = RetentionRun.objects.create(
        trigger=RetentionRun.Trigger.PERSON,
        state=RetentionRun.State.DONE,
        as_of=line.at,
        started_at=now,
        finished_at=now,
    )
    RetentionBatch.objects.create(
        id=line.batch,
        run=run,
        category=line.category,
        position=0,
        step=RetentionBatch.Step.DONE,
        count=0,
        ledger_seq=line.seq,
        started_at=now,
        finished_at=now,
        claimed_until=now,
    )
