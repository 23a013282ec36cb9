"""Takes a batch of rows all the way out, from hidden to looked for, and can go on after a crash.

What may go wrong for ever: something is destroyed that should have stayed; something that was
said to be gone comes back, from a backup or from half-done work; two workers take the same rows.

The one principle: first write down what will go, then destroy the keys, then all the rest, and
never say "gone" before looking. Each step may be done twice without harm. Each has a transaction
of its own and ends by writing on the batch how far it got; a batch belongs to whoever holds its
lease, and who has lost the lease cannot write any more.

A commit waits for the disk where nobody may forget it: rows are hidden before the ledger names
them, past all holds before the first key goes, and deleted before the ledger says so. The others
may be lost with the power, and are done again; see `privacy.commits`.

    marked    one transaction: rows locked, hidden, named on the batch
    intended  the ledger's line is on the disk (other database)
    passed    one transaction: no hold keeps a row, and none can any more: no way back from here
    shredded  the key shares are gone (other database)
    deleted   one transaction: children, rows; their files' names in the outbox
    cleared   the outbox holds no file of this batch
    done      nothing of it was found; the ledger's second line is on the disk
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from privacy import commits
from privacy.among import Many
from privacy.models.ledger import LedgerEntry
from privacy.models.runs import RetentionBatch, RetentionRun
from privacy.models.tombstones import Tombstone
from privacy.retention import deleting, files, holds, ledger
from privacy.retention.category import DataCategory
from privacy.retention.deleting import Taken
from privacy.retention.errors import Held, NotGone, RunStopped
from privacy.retention.leases import FIRST_RETRY, LEASE, ours
from privacy.retention.registry import get_rows
from privacy.vault import keyring

Clock = Callable[[], datetime]
Step = RetentionBatch.Step

AT_ONCE = 1000  # rows a batch: 0.09 s on 50 000 parents with 350 000 children
# What these say is done again if a server that lost its power has forgotten it; see `commits`.
REDOABLE = frozenset({Step.INTENDED, Step.SHREDDED, Step.DELETED, Step.DONE})


@dataclass(frozen=True)
class Lot:
    """Which rows a batch takes from: `rows`, and the rule by which they are due, if by one."""

    category: DataCategory
    rows: QuerySet[Any]
    version: int | None = None
    cutoff: datetime | None = None
    wait: bool = False  # for rows that another worker has locked; else they are left to it
    heeds_holds: bool = True


def mark(
    run: RetentionRun, lot: Lot, clock: Clock, *, size: int = AT_ONCE
) -> RetentionBatch | None:
    """Return a batch of up to `size` rows, hidden from now on, or None if none is left.

    What a hold keeps is left out. Raises Held instead if the rows were asked for, not due.
    """
    category, now = lot.category, clock()
    with transaction.atomic():
        holds.share_gate()
        locked = _lock(lot, size)
        ids = _without_held(lot, list(locked))
        if not ids:
            return None
        if category.mark_field:
            category.rows().filter(pk__among=Many(ids)).update(**{category.mark_field: now})
        scopes = [locked[one] for one in ids] if category.scope_field else []
        return RetentionBatch.objects.create(
            run=run,
            category=category.key,
            policy_version=lot.version,
            cutoff=lot.cutoff,
            position=run.batches.count(),
            step=Step.MARKED,
            objects_named=[deleting.plain(one) for one in ids],
            scopes=[str(scope) for scope in scopes],
            count=len(ids),
            started_at=now,
            claimed_until=now + LEASE,
        )


def mark_all(run: RetentionRun, lot: Lot, clock: Clock) -> Iterator[RetentionBatch]:
    """Yield batches of all rows of `lot`, hidden from now on; waits for what others lock.

    Raises Held as `mark` does.
    """
    category, rows = lot.category, lot.rows
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        some = category.rows().filter(pk__among=ids[start : start + AT_ONCE])
        batch = mark(run, replace(lot, rows=some, wait=True), clock)
        if batch is not None:
            yield batch


def _lock(lot: Lot, size: int) -> dict[Any, Any]:
    """Return rows that are locked for this transaction, the longest due first: number to scope.

    Without a `scope_field` the number stands for the scope too.
    """
    order = (lot.category.clock, "pk") if lot.category.clock else ("pk",)
    columns = ("pk", lot.category.scope_field or "pk")
    rows = lot.rows.order_by(*order).only(*columns)[:size]
    locking = rows.select_for_update(skip_locked=not lot.wait, of=("self",))
    # Their columns alone: to make an object of each would take longer than to lock it, and of
    # `values_list` Django does not know which of several tables to lock.
    found = locking.query.get_compiler(locking.db).results_iter()
    return {row[0]: row[-1] for row in found}


def _without_held(lot: Lot, ids: list[Any]) -> list[Any]:
    held = holds.held(lot.category) if lot.heeds_holds and ids else None
    if held is None:
        return ids
    there = lot.category.rows().filter(held, pk__among=Many(ids))
    kept = set(there.values_list("pk", flat=True))
    if kept and lot.cutoff is None:
        raise Held(f"{len(kept)} rows of {lot.category.key} are held.")
    return [one for one in ids if one not in kept]


def take_back(batch: RetentionBatch, clock: Clock) -> None:
    """Show the rows of a batch again whose keys still exist, and forget the batch.

    If the ledger names it already, a line says that it stays after all.
    """
    category = get_rows(batch.category)
    if ledger.names(batch.pk):
        ledger.append([record(batch, LedgerEntry.Kind.CANCELLED)], now=clock())
    with transaction.atomic():
        rows = _named(batch, category)
        if not ours(batch).filter(step__in=[Step.MARKED, Step.INTENDED]).delete()[0]:
            raise RunStopped(f"batch {batch.pk} was taken over by another worker.")
        if category.mark_field:
            rows.update(**{category.mark_field: None})


def carry_on(batch: RetentionBatch, clock: Clock, *, until: Step = Step.DONE) -> None:
    """Take a batch from where it stands to the step `until`.

    Raises NotGone if something is still there, RunStopped if another worker took the batch, and
    whatever a database or the storage raises; calling it again goes on from the last step.
    """
    steps = list(Step)
    for step in steps[steps.index(Step(batch.step)) + 1 : steps.index(until) + 1]:
        _WORK[step](batch, clock)


def intend(batches: Sequence[RetentionBatch], clock: Clock) -> None:
    """Write on the ledger what these batches will erase: of all of them, or of none."""
    numbers = ledger.append(
        [record(batch, LedgerEntry.Kind.INTENT) for batch in batches], now=clock()
    )
    for batch, seq in zip(batches, numbers, strict=True):
        _advance(batch, Step.INTENDED, ledger_seq=seq)


def _intend(batch: RetentionBatch, clock: Clock) -> None:
    intend([batch], clock)


def record(batch: RetentionBatch, kind: LedgerEntry.Kind) -> ledger.Record:
    """Return what the ledger is to say of a batch."""
    intent = kind == LedgerEntry.Kind.INTENT
    return ledger.Record(
        kind=kind,
        category=batch.category,
        batch=batch.pk,
        objects=_objects(batch) if intent else batch.stayed,
        scopes=batch.scopes if intent else [],
        subject_id=batch.run.subject_id,
        policy_version=batch.policy_version,
    )


def _objects(batch: RetentionBatch) -> list[int | str]:
    """Return the numbers of the rows and, where no share of them goes, the scopes they bear.

    A number alone could be another row's once an older copy of the database was put back.
    """
    if batch.scopes:
        return list(batch.objects_named)
    category = get_rows(batch.category)
    told = category.told_apart_by(_named(batch, category))
    return [*batch.objects_named, *(f"{ledger.SCOPE}{scope}" for scope in told)]


def let_pass(batches: Sequence[RetentionBatch], *, heeds_holds: bool = True) -> None:
    """Let all of these batches through the gate, after which no hold can bring them back.

    Raises Held, and then none has passed.
    """
    with transaction.atomic():
        holds.share_gate()
        for batch in batches:
            if heeds_holds and _is_held(batch):
                raise Held(f"batch {batch.pk} is held.")
            _advance(batch, Step.PASSED)


def _is_held(batch: RetentionBatch) -> bool:
    category = get_rows(batch.category)
    held = holds.held(category)
    return held is not None and _named(batch, category).filter(held).exists()


def _pass(batch: RetentionBatch, clock: Clock) -> None:
    let_pass([batch], heeds_holds=batch.run.subject_id is None)


def _shred(batch: RetentionBatch, clock: Clock) -> None:
    run = batch.run
    if run.subject_id is not None:
        keyring.shred_subject(run.subject_id)
    if run.user_id is not None:
        Tombstone.objects.get_or_create(user_id=run.user_id, defaults={"erased_at": clock()})
    keyring.shred_scopes(batch.scopes)
    _advance(batch, Step.SHREDDED)


def _delete(batch: RetentionBatch, clock: Clock) -> None:
    category, named, stayed = get_rows(batch.category), batch.objects_named, batch.stayed
    began = perf_counter()
    try:
        with commits.transaction(waits=False):
            _write_taken(batch, deleting.take(batch, category, named), named)
        batch.deleting_took = perf_counter() - began
    except IntegrityError as error:
        # What the database took back was said on the batch in memory too.
        batch.step, batch.objects_named, batch.stayed = Step.SHREDDED, named, stayed
        taken = deleting.take_apart(batch, category, named)
        if not taken.gone:
            raise
        apart = [_one_of(batch, pk, error, clock) for pk in taken.refused]
        intents = [record(one, LedgerEntry.Kind.INTENT) for one in apart]
        for one, seq in zip(apart, ledger.append(intents, now=clock()), strict=True):
            one.ledger_seq = seq
        with transaction.atomic():
            RetentionBatch.objects.bulk_create(apart)
            _write_taken(batch, taken, named)


def _write_taken(batch: RetentionBatch, taken: Taken, named: Sequence[int | str]) -> None:
    gone = set(taken.gone)
    _advance(
        batch,
        Step.DELETED,
        counts=dict(taken.counts),
        count=taken.counts[str(get_rows(batch.category).label)],
        objects_named=taken.gone,
        stayed=[one for one in named if one not in gone],
    )


def _one_of(
    batch: RetentionBatch, pk: int | str, error: Exception, clock: Clock
) -> RetentionBatch:
    """Return a batch of its own for a row that could not go: tried again, less and less often.

    Its number follows from the two, so that whoever does this again after a crash writes it once.
    """
    rows = get_rows(batch.category).rows().filter(pk=pk)
    return RetentionBatch(
        id=uuid5(batch.pk, str(pk)),
        run=batch.run,
        category=batch.category,
        policy_version=batch.policy_version,
        cutoff=batch.cutoff,
        position=batch.position,
        step=Step.SHREDDED,
        objects_named=[pk],
        scopes=[str(scope) for scope in get_rows(batch.category).scopes(rows)],
        count=1,
        started_at=clock(),
        claimed_until=clock() + timedelta(seconds=FIRST_RETRY),
        last_error=type(error).__name__,
    )


def _clear(batch: RetentionBatch, clock: Clock) -> None:
    files.drain(clock(), batch=batch.pk)
    if still := files.left(batch.pk):
        raise NotGone(f"batch {batch.pk}: {still} files could not be removed yet.")
    _advance(batch, Step.CLEARED)


def _verify(batch: RetentionBatch, clock: Clock) -> None:
    category = get_rows(batch.category)
    # On a row that stays something new may hang by now.
    still = 0 if category.method.leaves_rows else _still_there(batch, category)
    still += keyring.shares_left(batch.scopes, batch.run.subject_id)
    if still:
        raise NotGone(f"batch {batch.pk}: {still} rows or shares are still there.")
    ledger.append([record(batch, LedgerEntry.Kind.DONE)], now=clock())
    # Counted in one transaction with the step, so that no crash comes between the two.
    with commits.transaction(waits=False):
        _advance(
            batch,
            Step.DONE,
            objects_named=[],
            scopes=[],
            stayed=[],
            finished_at=clock(),
            last_error="",
        )
        count_erased(batch.run_id, batch.count)


def count_erased(run_id: int, count: int) -> None:
    """Add to what a run has erased."""
    RetentionRun.objects.filter(pk=run_id).update(erased=F("erased") + count)


def _still_there(batch: RetentionBatch, category: DataCategory) -> int:
    rows = _named(batch, category).count()
    children = [child for child in category.children if child.to_field == "pk"]
    if not rows:
        # The database has looked by itself: it lets no row go to which a foreign key still leads.
        children = [child for child in children if not child.has_foreign_key]
    return rows + sum(child.of(batch.objects_named).count() for child in children)


_WORK: dict[Step, Callable[[RetentionBatch, Clock], None]] = {
    Step.INTENDED: _intend,
    Step.PASSED: _pass,
    Step.SHREDDED: _shred,
    Step.DELETED: _delete,
    Step.CLEARED: _clear,
    Step.DONE: _verify,
}


def _named(batch: RetentionBatch, category: DataCategory) -> QuerySet[Any]:
    return category.rows().filter(pk__among=Many(batch.objects_named))


def _advance(batch: RetentionBatch, step: Step, **values: Any) -> None:
    """Write that the batch has done `step`. Raises RunStopped if the lease is another's now."""
    with commits.transaction(waits=step not in REDOABLE):
        if not ours(batch).update(step=step, **values):
            raise RunStopped(f"batch {batch.pk} was taken over by another worker.")
    batch.step = step
    for name, value in values.items():
        setattr(batch, name, value)


def goes_forward(batch: RetentionBatch) -> bool:
    """Return whether a batch that was left half done goes on; else its rows are shown again.

    A policy's rows may not be due any more, and a person who got no answer can ask again: as
    long as the ledger says nothing, going back does no harm.
    """
    if Step(batch.step) != Step.MARKED or ledger.names(batch.pk):
        return True
    others = RetentionBatch.objects.filter(run=batch.run_id).exclude(step=Step.MARKED)
    return batch.run.subject_id is not None and others.exists()
