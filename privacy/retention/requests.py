"""The door for services: erase a person, or some of what they keep, and say what goes when.

When these functions return, nothing can be read any more (the key shares are gone) and the rows
have gone. What could not be removed, such as a file in a storage that does not answer, is named
by `complete=False` and is taken up by the job `retention.stuck`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from privacy.models.runs import RetentionBatch, RetentionRun
from privacy.retention import erasure, holds, labels, policies, receipts, run
from privacy.retention.category import DataCategory
from privacy.retention.doings import doings_of
from privacy.retention.erasure import Lot, Step
from privacy.retention.errors import Held, RunStopped
from privacy.retention.explaining import explain
from privacy.retention.registry import all_categories, get_rows, row_categories
from privacy.retention.telling import Tell, quiet

__all__ = [
    "Erasure",
    "Held",
    "Line",
    "When",
    "delete_items",
    "erase_items",
    "erase_subject",
    "refuse_held",
    "what_goes",
    "when",
    "why",
]

Id = int | str | UUID


@dataclass(frozen=True)
class Line:
    """One line of what goes with an account, or stays: `why`, and by which rule it ends.

    `until` is the rule of what stays, after "they"; empty where no administrator decides it.
    `key` is the category's, and empty for what hangs on a line before it.
    """

    key: str
    label: str
    count: int
    goes: bool
    why: str
    until: str = ""
    is_held: bool = False


@dataclass(frozen=True)
class Erasure:
    """What went. Not `complete`: unreadable and hidden, but something is still to be removed.

    `receipt` is signed and for the person; of a whole account only, and only when complete.
    """

    run_id: int
    counts: dict[str, int]
    complete: bool
    receipt: str = ""


@dataclass(frozen=True)
class When:
    """When a row goes (None: nobody decided that it should) and why then."""

    on: datetime | None
    sentence: str


def what_goes(subject_id: UUID, *, now: datetime | None = None) -> list[Line]:
    """Return what goes with this person's account and what stays; kinds with nothing are left out.

    What a hold keeps is one line of what stays, and all else waits for it. With the time also the
    rules by which what stays ends. Counts rows in every category: several queries.
    """
    rules = policies.all_rules(now) if now is not None else {}
    lines = [line for category in row_categories() for line in _goes(category, subject_id)]
    lines += _kept_back(subject_id)
    stay = [
        Line(
            one.key,
            str(one.label),
            0,
            goes=False,
            why=str(one.stays),
            until=one.says(rules[one.key][-1].mode) if one.has_policy and rules else "",
        )
        for one in all_categories()
        if one.stays
    ]
    numbers = [
        Line(one.category.key, str(one.category.label), 0, goes=False, why=one.why)
        for one in doings_of(subject_id)
        if one.category.number_stays
    ]
    return [*lines, *stay, *numbers]


def _kept_back(subject_id: UUID) -> Iterator[Line]:
    """Yield what has to be kept for now; never by whose word, or why: that may be confidential."""
    kept = [
        (str(one.label), count) for one, count in holds.counts_of(subject_id, row_categories())
    ]
    if kept:
        words = ", ".join(labels.counted(count, label) for label, count in kept)
        why = f"{words}, until that order ends. Nothing of your account goes before."
        total = sum(count for _, count in kept)
        label = "kept by order of the people who run this site"
        yield Line("", label, total, goes=False, why=why, is_held=True)


def _goes(category: DataCategory, subject_id: UUID) -> Iterator[Line]:
    if category.stays:
        return
    rows = category.of_subject(subject_id)
    parts = [(category.key, str(category.label), rows.count())]
    parts += [
        ("", str(child.label), child.rows(rows).count()) for child in category.own_children()
    ]
    for key, label, count in parts:
        if count:
            yield Line(key, label, count, goes=True, why=str(category.purpose))


def erase_subject(
    subject_id: UUID,
    *,
    user_id: int,
    now: datetime,
    heeds_holds: bool = True,
    tell: Tell = quiet,
    part_of: int | None = None,
) -> Erasure:
    """Return what went of this person: everything, the account last; a tombstone stays.

    First all is hidden and written on the ledger, then every key share goes, so that nothing can
    be read from then on; then the rows, category by category, and the files. `tell` hears after
    each batch how many rows are done, and of how many; `part_of` is the run by a rule that
    lets the person go.
    Raises Held, and whatever a database raises, only before the point of no return; nothing has
    gone then.
    """
    begun = _begin(now, subject_id=subject_id, user_id=user_id, part_of=part_of)
    work = _Work(begun, now, heeds_holds=heeds_holds, tell=tell)
    own = [one for one in row_categories() if not one.stays]
    first = work.hide([(one, one.of_subject(subject_id)) for one in own])
    work.shred(first)
    work.heeds_holds = False  # there is no way back
    accounts = [one for one in first if get_rows(one.category).order >= run.ACCOUNTS]
    work.finish([one for one in first if one not in accounts])
    # What was written while we were at work, such as a session begun in another window.
    late = work.hide([(c, c.of_subject(subject_id)) for c in own if c.order < run.ACCOUNTS])
    work.shred(late)
    work.finish([*late, *accounts])
    gone = work.result()
    if not (gone.complete and accounts):
        return gone
    receipt = receipts.make(gone.run_id, account=user_id, counts=gone.counts, now=now)
    return replace(gone, receipt=receipt)


def erase_items(
    category: str, ids: Iterable[Id], *, now: datetime, heeds_holds: bool = True
) -> Erasure:
    """Return what went of these rows of one category; what is not there any more is passed over.

    Raises UnknownCategory; otherwise as `erase_subject`.
    """
    found = get_rows(category)
    work = _Work(_begin(now), now, heeds_holds=heeds_holds)
    batches = work.hide([(found, found.rows().filter(pk__in=list(ids)))])
    work.shred(batches)
    work.finish(batches)
    return work.result()


def delete_items(category: str, ids: Iterable[Id], *, now: datetime) -> Erasure:
    """Return what went of these rows at their person's word; those who share them are told.

    Raises as `erase_items`, and then nobody is told.
    """
    found, chosen = get_rows(category), list(ids)
    tell_gone = found.farewell(found.rows().filter(pk__in=chosen), now)
    erasure = erase_items(category, chosen, now=now)
    tell_gone()
    return erasure


def refuse_held(category: str, ids: Iterable[Id]) -> None:
    """Raise Held if a hold keeps one of these rows; to be called in the transaction that deletes.

    For services that take away part of a row's contents by themselves.
    """
    found = get_rows(category)
    holds.share_gate()
    held = holds.held(found)
    if held is not None and found.rows().filter(held, pk__in=list(ids)).exists():
        raise Held(f"rows of {category} are held.")


def _begin(now: datetime, **whose: Any) -> RetentionRun:
    return RetentionRun.objects.create(
        trigger=RetentionRun.Trigger.PERSON,
        state=RetentionRun.State.RUNNING,
        as_of=now,
        started_at=now,
        **whose,
    )


class _Work:
    """One request on its way through the pipeline, all its batches a step at a time."""

    def __init__(
        self, chain: RetentionRun, now: datetime, *, heeds_holds: bool, tell: Tell = quiet
    ) -> None:
        self.run = chain
        self.now = now
        self.heeds_holds = heeds_holds
        self.tell = tell
        self.done = 0
        self.batches: list[RetentionBatch] = []
        self.complete = True

    def clock(self) -> datetime:
        return self.now

    def hide(self, lots: Sequence[tuple[DataCategory, QuerySet[Any]]]) -> list[RetentionBatch]:
        """Hide all rows, write them on the ledger, and let them through the gate.

        If a hold keeps one of them, or anything fails, all are shown again.
        """
        hidden: list[RetentionBatch] = []
        try:
            for category, rows in lots:
                lot = Lot(category, rows, heeds_holds=self.heeds_holds)
                hidden.extend(erasure.mark_all(self.run, lot, self.clock))
            erasure.intend(hidden, self.clock)
            erasure.let_pass(hidden, heeds_holds=self.heeds_holds)
        except Exception as error:
            self._show_again(hidden)
            run.settle(self.run, self.now)
            if isinstance(error, RunStopped):
                raise Held("a hold was placed meanwhile.") from error
            raise
        self.batches += hidden
        return hidden

    def _show_again(self, hidden: Sequence[RetentionBatch]) -> None:
        for batch in hidden:
            with suppress(RunStopped):  # who placed a hold meanwhile has shown it already
                erasure.take_back(batch, self.clock)

    def shred(self, batches: Sequence[RetentionBatch]) -> None:
        """Destroy the shares of all batches before the first row goes: it takes milliseconds."""
        for batch in batches:
            erasure.carry_on(batch, self.clock, until=Step.SHREDDED)

    def finish(self, batches: Sequence[RetentionBatch]) -> None:
        for batch in batches:
            self.complete &= run.finish_batch(batch, self.clock)
            self.done += batch.count
            self.tell(self.done, sum(one.count for one in self.batches))

    def result(self) -> Erasure:
        counts: Counter[str] = Counter()
        for batch in self.batches:
            counts.update(batch.counts)
        run.settle(self.run, self.now)
        complete = self.complete and not run.has_open_batch(self.run)
        return Erasure(self.run.pk, {key: n for key, n in counts.items() if n}, complete)


def when(category: str, rows: Iterable[Any], *, now: datetime) -> dict[Any, When]:
    """Return for each of these rows (loaded, of one category) when it goes and why.

    As many queries as `explaining.explain`. Raises UnknownCategory.
    """
    found = explain(get_rows(category), rows, now=now)
    return {pk: When(one.on, one.sentence) for pk, one in found.items()}


def why(category: str, row: Any, *, now: datetime) -> list[str]:
    """Return in sentences why a row is still here. Raises UnknownCategory."""
    return explain(get_rows(category), [row], now=now)[row.pk].sentences
