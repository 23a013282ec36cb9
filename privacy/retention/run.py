"""Carries out one plan: batch by batch, until nothing of it is left, the time is up, or Stop.

What may go wrong for ever: more goes than was looked at. So a plan whose hash does not fit what
is due any more is refused whole; what is taken is asked for anew, under lock, by the same
question; a plan out of the ordinary waits for an administrator. Transactions: those of
`erasure`, and one UPDATE of the run after each batch.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet, Sum

from privacy import commits
from privacy.models.policies import RetentionPolicy
from privacy.models.runs import RetentionBatch, RetentionRun
from privacy.retention import erasure, folders, gates, leases, policies
from privacy.retention.category import Category, DataCategory
from privacy.retention.erasure import Clock, Lot, Step
from privacy.retention.errors import Held, PlanStale, PlanTooLarge, RunStopped, StopAsked
from privacy.retention.folders import FolderCategory
from privacy.retention.gates import numbers_of
from privacy.retention.plan import Plan, plan_with, said_of
from privacy.retention.policies import Rule, rules_of
from privacy.retention.registry import get_category, get_rows, row_categories
from privacy.retention.resolver import due_rows

logger = logging.getLogger(__name__)

State = RetentionRun.State
Trigger = RetentionRun.Trigger

# A batch that is quicker lets the next take twice as many rows, a slower one half; in seconds.
QUICK, SLOW = 0.2, 0.5
STOP_WAITS = 10
LEAST_AT_ONCE, MOST_AT_ONCE = 50, 5000
ACCOUNTS = 90  # the `order` from which categories are the account itself


def carry_out(
    plan: Plan,
    clock: Clock,
    *,
    trigger: Trigger,
    until: datetime | None = None,
    by: int | None = None,
) -> RetentionRun:
    """Return the run that carried out `plan`, or as much of it as there was time for.

    Raises PlanStale if what is due is not what the plan shows, and PlanTooLarge if it takes more
    than is usual: nothing has gone then, and a run waits for approval.
    """
    gates.refuse_stale(plan.as_of, map(numbers_of, plan.lines), clock())
    asks = gates.is_out_of_the_ordinary(plan)
    run = write(plan, clock(), trigger=trigger, by=by, asks=asks)
    if asks:
        raise PlanTooLarge(f"run {run.pk} would take {plan.count}; it waits for approval.")
    return go_on(run, clock, until=until)


def write(
    plan: Plan, now: datetime, *, trigger: Trigger, by: int | None, asks: bool
) -> RetentionRun:
    """Return a new run of `plan`, at work or waiting for approval."""
    state = State.ASKING if asks else State.RUNNING
    why = gates.why_it_waits(plan) if asks else ""
    return _create(plan, now, trigger=trigger, state=state, started_by=by, waits_for=why)


def write_watched(policy: RetentionPolicy, now: datetime) -> RetentionRun:
    """Return a run that says what a watched policy would take; it takes nothing."""
    category, mode = get_category(policy.category), policies.mode_of(policy)
    plan = plan_with(category, mode, now, policies.scope_of(policy))
    values = {"state": State.WATCHED, "finished_at": now, "watched": policy.pk}
    return _create(plan, now, trigger=Trigger.BEAT, **values)


def _create(plan: Plan, now: datetime, **values: Any) -> RetentionRun:
    return RetentionRun.objects.create(
        plan_hash=plan.hash,
        as_of=plan.as_of,
        lines=[numbers_of(line) for line in plan.lines],
        planned=plan.count,
        started_at=now,
        **values,
    )


def go_on(run: RetentionRun, clock: Clock, *, until: datetime | None = None) -> RetentionRun:
    """Return the run, carried on until it is done, stopped, or `until` has come.

    A run whose time is up, or at which another worker is, stays `running`; calling this again
    goes on, and whoever finds nothing left and nobody at work ends it.
    """
    failures = 0
    try:
        for line in run.lines:
            failures += not _one_category(run, line, clock, until)
    except _TimeIsUp:
        run.refresh_from_db()
        return run
    except (RunStopped, PlanStale) as error:
        state = State.STOPPED if isinstance(error, RunStopped) else State.STALE
        return finish(run, state, clock(), type(error).__name__)
    if failures:
        return finish(run, State.FAILED, clock())
    left = RetentionBatch.objects.filter(run=run).exclude(step=Step.DONE)
    if left.filter(last_error="").exists() or _parts(run).filter(state=State.RUNNING).exists():
        run.refresh_from_db()
        return run
    return finish(run, State.FAILED if left.exists() else State.DONE, clock())


def has_open_batch(run: RetentionRun) -> bool:
    """Return whether a batch of the run is still at work, such as another worker's."""
    mine = Q(run=run) | Q(run__part_of=run.pk)
    return RetentionBatch.objects.filter(mine).exclude(step=Step.DONE).exists()


def _parts(run: RetentionRun) -> QuerySet[RetentionRun]:
    """Return the runs of people whom this run lets go."""
    return RetentionRun.objects.filter(part_of=run.pk)


class _TimeIsUp(Exception):
    """The worker's time is over; the run goes on in the next job."""


def finish(run: RetentionRun, state: State, now: datetime, error: str = "") -> RetentionRun:
    """Return the run, ended in `state`."""
    values: dict[str, Any] = {"state": state, "finished_at": now}
    if error:
        values["last_error"] = error
    RetentionRun.objects.filter(pk=run.pk).update(**values)
    run.refresh_from_db()
    return run


def _one_category(
    run: RetentionRun, line: dict[str, Any], clock: Clock, until: datetime | None
) -> bool:
    """Take all of one line; return False if a batch failed, which is taken up again later."""
    category = get_category(line["key"])
    rule = _planned_rule(category, line, clock())
    cutoff = rule.mode.cutoff(run.as_of)
    if cutoff is None:
        return True
    if isinstance(category, FolderCategory):
        _check(run, clock, until)
        erasure.count_erased(run.pk, folders.remove_old(category, cutoff))
        return True
    assert isinstance(category, DataCategory)
    rows = due_rows(category, rule, run.as_of)
    lot = Lot(category, rows, version=rule.version, cutoff=cutoff)

    def check() -> None:
        _check(run, clock, until)
        # A rule that somebody lengthened meanwhile counts from the next batch on.
        _planned_rule(category, line, clock())

    work = _all_people if category.whole_subject else _all_batches
    return work(run, lot, clock, check)


def _planned_rule(category: Category, line: dict[str, Any], now: datetime) -> Rule:
    """Return the rule by which the line was planned. Raises PlanStale if it is another now."""
    for rule in rules_of(category, now):
        if said_of(rule) == line.get("by"):
            return rule
    raise PlanStale(f"The policy for {category.key} is not the one that was planned with.")


def _all_people(run: RetentionRun, lot: Lot, clock: Clock, check: Callable[[], None]) -> bool:
    """Let people go one by one, each wholly; return False if somebody could not go.

    Each is a run of their own, since what keeps one must not keep the others; whoever is back by
    now is passed over.
    """
    last, all_went = 0, True
    while numbers := list(
        lot.rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[: erasure.AT_ONCE]
    ):
        for last in numbers:
            check()
            try:
                lot.category.let_go(lot.rows.filter(pk=last), run=run.pk, now=clock())
            except Exception as error:  # noqa: BLE001 - the edge of a batch: the next run may go well
                logger.error("person %s could not go: %s", last, type(error).__name__)  # noqa: TRY400 - a database's message can quote values
                all_went = False
    return all_went


def _all_batches(run: RetentionRun, lot: Lot, clock: Clock, check: Callable[[], None]) -> bool:
    if leases.has_failed(lot.category.key):
        return False
    size = erasure.AT_ONCE
    while True:
        check()
        began = perf_counter()
        batch = erasure.mark(run, lot, clock, size=size)
        marked = perf_counter() - began
        if batch is None:
            return True
        if not finish_batch(batch, clock, may_stop=True):
            _check(run, clock, None)
            return False
        locked = max(marked, batch.deleting_took)
        size = next_size(size, max(locked, (perf_counter() - began) / STOP_WAITS))


def next_size(size: int, seconds: float) -> int:
    """Return how many rows the next batch takes, since the last of `size` took so long.

    Another writer waits for one of its transactions, a stop for the whole of it with all files:
    that may take `STOP_WAITS` times as long.
    """
    if seconds > SLOW:
        return max(size // 2, LEAST_AT_ONCE)
    return min(size * 2, MOST_AT_ONCE) if seconds < QUICK else size


def _check(run: RetentionRun, clock: Clock, until: datetime | None) -> None:
    """Raise StopAsked if somebody pressed Stop, _TimeIsUp if `until` has come."""
    _refuse_stopped(run.pk)
    if until is not None and clock() >= until:
        raise _TimeIsUp


def _refuse_stopped(run_id: int) -> None:
    if RetentionRun.objects.filter(pk=run_id).exclude(stop_asked_at=None).exists():
        raise StopAsked(f"run {run_id} was stopped.")


def finish_batch(batch: RetentionBatch, clock: Clock, *, may_stop: bool = False) -> bool:
    """Take a batch to its end and return True; after a failure write it down, return False.

    What the ledger knows nothing of is shown again; all else is taken up by `take_up_stuck`.
    With `may_stop` a stop shows the rows again, as long as no key of them is destroyed.
    """
    began = perf_counter()
    try:
        if may_stop:
            erasure.carry_on(batch, clock, until=Step.INTENDED)
            _refuse_stopped(batch.run_id)
        erasure.carry_on(batch, clock)
    except StopAsked as stopped:
        _leave(batch, stopped, clock)
        return False
    except Exception as error:  # noqa: BLE001 - the edge of a batch: the next one may go well
        logger.error("batch %s failed: %s", batch.pk, type(error).__name__)  # noqa: TRY400 - a database's message can quote values
        _leave(batch, error, clock)
        return False
    finally:
        spent = round(1000 * (perf_counter() - began))
        with commits.transaction(waits=False):
            RetentionBatch.objects.filter(pk=batch.pk).update(duration_ms=F("duration_ms") + spent)
    return True


def _leave(batch: RetentionBatch, error: Exception, clock: Clock) -> None:
    try:
        if isinstance(error, Held | StopAsked) or not erasure.goes_forward(batch):
            erasure.take_back(batch, clock)
        else:
            leases.failed(batch, error, clock)
    except (DatabaseError, RunStopped) as second:
        # The lease will end, and whoever takes the batch up decides then.
        logger.error("batch %s is left: %s", batch.pk, type(second).__name__)  # noqa: TRY400 - as above


def take_up_stuck(clock: Clock, *, until: datetime) -> int:
    """Take up what workers left half done, until nothing is left or `until`; return how many."""
    finished = 0
    while clock() < until:
        batch = leases.claim_stuck(clock)
        if batch is None:
            break
        if not erasure.goes_forward(batch):
            erasure.take_back(batch, clock)
        elif _take_what_came_late(batch, clock) and finish_batch(batch, clock):
            finished += 1
        settle(batch.run, clock())
    _end_unbegun(clock())
    return finished


def _end_unbegun(now: datetime) -> None:
    """End people's requests that died before they had a batch, or after their last one.

    Whoever asked got no answer and can ask again; a request to leave is carried out anew.
    """
    asked = RetentionRun.objects.filter(trigger=Trigger.PERSON, state=State.RUNNING)
    for found in asked.filter(started_at__lt=now - leases.LEASE):
        settle(found, now)


def _take_what_came_late(batch: RetentionBatch, clock: Clock) -> bool:
    """Take what a person began while the account was on its way out; False if that failed.

    An account cannot go before what hangs on it, and whoever hid it may be dead.
    """
    subject_id = batch.run.subject_id
    if subject_id is None or get_rows(batch.category).order < ACCOUNTS:
        return True
    earlier = [one for one in row_categories() if not one.stays and one.order < ACCOUNTS]
    return all(
        finish_batch(late, clock)
        for one in earlier
        for late in erasure.mark_all(batch.run, _late(one, subject_id), clock)
    )


def _late(category: DataCategory, subject_id: UUID) -> Lot:
    return Lot(category, category.of_subject(subject_id), heeds_holds=False)


def settle(run: RetentionRun, now: datetime) -> None:
    """Write that a person's request, or a run that failed, is over once no batch of it is open.

    Done if it took anything; a request that took nothing was stopped, by a hold or a crash. From
    then on the run does not say whose request it was.
    """
    if run.trigger != Trigger.PERSON and run.state != State.FAILED:
        return
    if has_open_batch(run):
        return
    erased = RetentionBatch.objects.filter(run=run).aggregate(n=Sum("count"))["n"] or 0
    with transaction.atomic():
        ended = RetentionRun.objects.filter(
            pk=run.pk, state__in=(State.RUNNING, State.FAILED)
        ).update(
            state=State.DONE if erased or run.trigger != Trigger.PERSON else State.STOPPED,
            finished_at=now,
            erased=erased,
            planned=max(run.planned, erased),
            subject_id=None,
            user_id=None,
        )
        if ended and erased and run.part_of:
            erasure.count_erased(run.part_of, 1)
