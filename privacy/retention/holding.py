"""Places and releases holds, and takes back what is on its way out but not past the gate."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import Q

from privacy.models.holds import Hold
from privacy.models.ledger import LedgerEntry
from privacy.models.runs import RetentionBatch
from privacy.retention import erasure, holds, ledger
from privacy.retention.category import DataCategory
from privacy.retention.erasure import Step
from privacy.retention.registry import get_rows, row_categories
from privacy.retention.targets import Target
from privacy.vault.texts import open_text, seal_text

TABLE = Hold._meta.db_table
CATEGORY = "hold"  # what the ledger calls holds; no data category has this key
BEFORE_THE_GATE = (Step.MARKED, Step.INTENDED)


@dataclass(frozen=True)
class Placed:
    """A new hold; how many rows it brought back, and how many had passed the gate before it."""

    hold: Hold
    brought_back: int
    too_late: int


class Marks(TypedDict, total=False):
    """What may be said of a hold: few read it; keepers of one interview release it."""

    confidential: bool
    local: bool


def place(
    target: Target,
    *refs: str,
    reason: str,
    review_on: date,
    now: datetime,
    by: int | None,
    **marks: Unpack[Marks],
) -> Placed:
    """Return the new hold. From now on nothing within any of `refs` can be deleted.

    Writes on the ledger first, so that a restored database has the hold again.
    """
    uid = uuid.uuid4()
    hold = Hold(
        uid=uid,
        kind=target.kind,
        ref=refs[0],
        aliases=list(refs[1:]),
        reason=seal_text(reason, table=TABLE, row=str(uid)),
        review_on=review_on,
        is_confidential=marks.get("confidential", False),
        is_local=marks.get("local", False),
        placed_by=by,
        placed_at=now,
    )
    with transaction.atomic():
        holds.close_gate()
        ledger.append([_record(hold, LedgerEntry.Kind.HOLD)], now=now)
        hold.save(force_insert=True)
        caught = list(_caught(hold))
        late = sum(count for batch, count in caught if batch.step not in BEFORE_THE_GATE)
        early = {batch.pk: batch for batch, _ in caught if batch.step in BEFORE_THE_GATE}
        back = sum(_take_back(batch, now) for batch in _with_their_runs(early))
    return Placed(hold, back, late)


def _caught(hold: Hold) -> Iterator[tuple[RetentionBatch, int]]:
    """Yield the batches under way in which the hold finds rows, and how many it finds."""
    under_way = RetentionBatch.objects.exclude(step__in=[Step.DONE, Step.CLEARED, Step.DELETED])
    for batch in under_way.select_related("run"):
        category = get_rows(batch.category)
        within = holds.kept(category, hold.kind, [hold.ref, *hold.aliases])
        count = 0 if within is None else _count(batch, category, within)
        if count:
            yield batch, count


def _count(batch: RetentionBatch, category: DataCategory, within: Q) -> int:
    return category.rows().filter(within, pk__in=batch.objects_named).count()


def _with_their_runs(early: dict[uuid.UUID, RetentionBatch]) -> Iterator[RetentionBatch]:
    """Yield these batches and, of a person who leaves, all others: it is the whole or nothing."""
    people = {one.run_id for one in early.values() if one.run.subject_id is not None}
    theirs = RetentionBatch.objects.filter(run__in=people, step__in=BEFORE_THE_GATE)
    yield from ({one.pk: one for one in theirs.select_related("run")} | early).values()


def _take_back(batch: RetentionBatch, now: datetime) -> int:
    # Said also where the intent is not written yet: whoever works on it may be about to.
    ledger.append([erasure.record(batch, LedgerEntry.Kind.CANCELLED)], now=now)
    erasure.take_back(batch, lambda: now)
    return batch.count


def release(hold: Hold, *, now: datetime, by: int | None) -> bool:
    """Let go what a hold kept, unless another keeps it too; return False if it was let go."""
    with transaction.atomic():
        holds.close_gate()
        if not holds.active().filter(pk=hold.pk).update(released_at=now, released_by=by):
            return False
        ledger.append([_record(hold, LedgerEntry.Kind.RELEASE)], now=now)
    return True


def _record(hold: Hold, kind: LedgerEntry.Kind) -> ledger.Record:
    said = [hold.kind, hold.ref, hold.review_on.isoformat(), *hold.aliases]
    return ledger.Record(kind=kind, category=CATEGORY, batch=hold.uid, objects=said)


def reason_of(hold: Hold) -> str:
    """Return why something is held. Raises SealBroken or WrongKey if it cannot be opened."""
    return open_text(hold.reason, table=TABLE, row=str(hold.uid))


def catches(target: Target, *refs: str) -> list[tuple[str, int]]:
    """Return how many rows of each kind a hold on this would keep now, where there are any."""
    found = []
    for category in row_categories():
        within = holds.kept(category, target.kind, refs)
        count = 0 if within is None else category.rows().filter(within).count()
        if count:
            found.append((str(category.label), count))
    return found


def subjects(target: Target, *refs: str) -> set[uuid.UUID]:
    """Return whose rows a hold on this keeps now; a query for each kind of data."""
    found: set[uuid.UUID] = set()
    for category in row_categories():
        within = holds.kept(category, target.kind, refs)
        if within is not None and category.subject:
            rows = category.rows().filter(within).order_by()
            found.update(rows.values_list(category.subject, flat=True).distinct())
    return found


def are_unknown(uids: Collection[uuid.UUID]) -> bool:
    """Return whether `default` lacks one of these holds."""
    return Hold.objects.filter(uid__in=uids).count() < len(uids)


def to_bring_back() -> int:
    """Return how many holds `bring_back` would place or release anew; changes nothing."""
    lines = LedgerEntry.objects.filter(category=CATEGORY)
    released = set(lines.filter(kind=LedgerEntry.Kind.RELEASE).values_list("batch", flat=True))
    placed = set(lines.filter(kind=LedgerEntry.Kind.HOLD).values_list("batch", flat=True))
    known = set(Hold.objects.values_list("uid", flat=True))
    return len(placed - released - known) + holds.active().filter(uid__in=released).count()


def bring_back(now: datetime) -> int:
    """Make `default` hold what the ledger holds, after an older copy of it was put back.

    Return how many holds were placed or released anew.
    """
    lines = LedgerEntry.objects.filter(category=CATEGORY)
    released = set(lines.filter(kind=LedgerEntry.Kind.RELEASE).values_list("batch", flat=True))
    known = set(Hold.objects.values_list("uid", flat=True))
    changed = holds.active().filter(uid__in=released).update(released_at=now)
    for line in lines.filter(kind=LedgerEntry.Kind.HOLD).exclude(batch__in=released | known):
        kind, ref, review_on, *aliases = line.objects_named
        lost = "as the ledger says; the reason was lost with the newer database"
        Hold.objects.create(
            uid=line.batch,
            kind=kind,
            ref=ref,
            aliases=aliases,
            reason=seal_text(lost, table=TABLE, row=str(line.batch)),
            is_confidential=True,
            review_on=date.fromisoformat(review_on),
            placed_at=line.at,
        )
        changed += 1
    return changed


def say_again(now: datetime) -> None:
    """Write on the ledger what an older copy of it has lost: holds, and that they ended."""
    lines = LedgerEntry.objects.filter(category=CATEGORY)
    said = set(lines.values_list("batch", "kind"))
    lost = [
        _record(hold, kind)
        for kind, known in (
            (LedgerEntry.Kind.HOLD, holds.active()),
            (LedgerEntry.Kind.RELEASE, Hold.objects.exclude(released_at=None)),
        )
        for hold in known.order_by("pk")
        if (hold.uid, kind) not in said
        # Of a hold whose line is lost, or names nothing any more, the end need not be said.
        and (kind == LedgerEntry.Kind.HOLD or (hold.uid, LedgerEntry.Kind.HOLD) in said)
    ]
    if lost:
        ledger.append(lost, now=now)
