"""What happens by itself and at an administrator's word: purges, expiry, approval, Stop.

Jobs and the admin call these; each does what there is time for and can be called again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import router, transaction

from privacy import jobs
from privacy.models.runs import RetentionRun
from privacy.retention import gates, policies
from privacy.retention import run as runs
from privacy.retention.category import Category, DataCategory
from privacy.retention.decisions import refuse_own
from privacy.retention.deleting import delete_with_children, plain
from privacy.retention.erasure import AT_ONCE, Clock
from privacy.retention.errors import PlanStale, PlanTooLarge
from privacy.retention.limits import read_limits
from privacy.retention.plan import make_plan
from privacy.retention.policies import Rule
from privacy.retention.registry import all_categories, row_categories
from privacy.retention.resolver import due_rows

logger = logging.getLogger(__name__)

State = RetentionRun.State
Trigger = RetentionRun.Trigger

DAY = timedelta(days=1)


def purge(clock: Clock, *, until: datetime) -> int:
    """Carry out what the policies say is due now, a run a category; return how many were erased.

    One category's failure, or a plan that must be looked at, does not keep the others. Outside
    the hours that administrators set nothing goes.
    """
    if is_closed(clock()):
        return 0
    window = read_limits(clock()).window
    closes = window.closes_at(clock()) if window else None
    until = min(until, closes or until)
    erased = sum(runs.go_on(run, clock, until=until).erased for run in unfinished())
    for category in all_categories():
        if clock() >= until:
            break
        if category.has_policy:
            erased += _purge_one(category, clock, until)
    return erased


def is_closed(now: datetime) -> bool:
    """Return whether `now` lies outside the hours in which runs by the clock go on."""
    window = read_limits(now).window
    return window is not None and window.closes_at(now) is None


def unfinished() -> list[RetentionRun]:
    """Return the runs by the clock that are not over yet."""
    return list(RetentionRun.objects.filter(state=State.RUNNING, trigger=Trigger.BEAT))


def count_watched(now: datetime) -> None:
    """Let a run say what each watched policy would take, once a day."""
    for policy in policies.all_watched():
        if not RetentionRun.objects.filter(watched=policy.pk, started_at__gt=now - DAY).exists():
            runs.write_watched(policy, now)


def _purge_one(category: Category, clock: Clock, until: datetime) -> int:
    if _is_asking(category, clock()):
        return 0
    plan = make_plan(clock(), keys=[category.key])
    if not plan.count:
        return 0
    try:
        run = runs.carry_out(plan, clock, trigger=Trigger.BEAT, until=until)
    except PlanTooLarge as stopped:
        logger.warning("retention: %s", stopped)
        return 0
    except PlanStale:
        # Somebody used one of these rows between two queries; the next purge plans anew.
        return 0
    return run.erased


def _is_asking(category: Category, now: datetime) -> bool:
    """Return whether a plan for this category waits for approval; forget those out of date."""
    asking = RetentionRun.objects.filter(state=State.ASKING, trigger=Trigger.BEAT)
    asking.filter(as_of__lt=now - gates.PLAN_KEEPS).update(state=State.STALE, finished_at=now)
    return any(line["key"] == category.key for run in asking for line in run.lines)


def expire(clock: Clock, *, until: datetime) -> int:
    """Delete what has lapsed by its own event, such as login sessions; return how many rows.

    No run and no line on the ledger: what a backup brings back has lapsed there too. Nor does a
    hold keep it: a key is not to live longer because somebody's answers have to be kept.
    """
    gone = 0
    for category in row_categories():
        if not category.lapses:
            continue
        while clock() < until and (count := _expire_some(category, clock())):
            gone += count
    return gone


def _expire_some(category: DataCategory, now: datetime) -> int:
    # Lines of the ledger lie in the other database.
    with transaction.atomic(using=router.db_for_write(category.model)):
        due = due_rows(category, Rule(category.default), now).order_by(category.clock).only("pk")
        locked = due[:AT_ONCE].select_for_update(skip_locked=True, of=("self",))
        ids = [plain(row.pk) for row in locked]
        return delete_with_children(category, ids, batch=None)[str(category.label)]


def plan_run(now: datetime, *, by: int | None) -> RetentionRun:
    """Return a run of all that is due now, which waits for approval; done if that is nothing."""
    keys = [one.key for one in all_categories() if one.has_policy]
    run = runs.write(make_plan(now, keys=keys), now, trigger=Trigger.ADMIN, by=by, asks=True)
    return run if run.planned else runs.finish(run, State.DONE, now)


def approve(run: RetentionRun, *, plan_hash: str, by: int | None, now: datetime) -> None:
    """Let a waiting run begin; a job carries it out.

    Raises OwnProposal where a second person is needed and this one planned it; PlanStale if it
    waits no longer, is a day old, or if another plan was approved than it has.
    """
    if read_limits(now).second_person:
        refuse_own(run.started_by, by)
    gates.refuse_old(run.as_of, now)
    with transaction.atomic():
        won = RetentionRun.objects.filter(pk=run.pk, state=State.ASKING, plan_hash=plan_hash)
        if not won.update(state=State.RUNNING, approved_by=by, started_at=now):
            raise PlanStale(f"Run {run.pk} does not wait for approval of this plan any more.")
        jobs.add("retention.run", {"run": run.pk}, dedupe=f"retention.run:{run.pk}")


def stop(run: RetentionRun, *, now: datetime) -> None:
    """Ask a run to stop, or take back one that waits for approval.

    What its batch has hidden is shown again, unless its keys are destroyed already.
    """
    RetentionRun.objects.filter(pk=run.pk, stop_asked_at=None).update(stop_asked_at=now)
    RetentionRun.objects.filter(pk=run.pk, state=State.ASKING).update(
        state=State.STOPPED, finished_at=now
    )


def going() -> list[RetentionRun]:
    """Return the runs that are at work; what people delete themselves is not among them."""
    runs_at_work = RetentionRun.objects.filter(state=State.RUNNING)
    return list(runs_at_work.exclude(trigger=Trigger.PERSON).order_by("pk"))


def stop_all(now: datetime) -> list[RetentionRun]:
    """Ask every run that is at work to stop; return which."""
    found = going()
    for run in found:
        stop(run, now=now)
    return found


def carry_out_approved(run_id: int, clock: Clock, *, until: datetime) -> RetentionRun | None:
    """Return the approved run, carried on as far as there was time; None if it is over.

    What is due must be what was approved, but for a few that people used since, or the run ends
    as out of date and nothing goes.
    """
    run = RetentionRun.objects.filter(pk=run_id, state=State.RUNNING).first()
    if run is None:
        return None
    if not run.batches.exists() and not run.erased:
        try:
            gates.refuse_stale(run.as_of, run.lines, clock())
        except PlanStale:
            return runs.finish(run, State.STALE, clock(), "PlanStale")
    return runs.go_on(run, clock, until=until)
