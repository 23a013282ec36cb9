"""What Celery runs: one job, or the sweep; and the jobs of privacy itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from privacy import folding, jobs
from privacy.jobs import heartbeat, outbox
from privacy.models.jobs import Job
from privacy.models.runs import RetentionRun
from privacy.retention import (
    archives,
    files,
    lasting,
    notices,
    reconciling,
    restore_gate,
    run,
    schedule,
)
from privacy.vault import admissions

SWEEP_AT_MOST = timedelta(seconds=120)  # well under the limit of a task, 240 s
LOOK_AGAIN = timedelta(seconds=60)  # at a run at which another worker still is
JOB_AT_MOST = timedelta(seconds=90)  # so that a sweep with one of them ends in time


@shared_task(name="privacy.run_job")
def run_job(job_id: int) -> None:
    """Do the job with this number, if it is still to be done."""
    _put_in_order(timezone.now())
    outbox.run_job(job_id, timezone.now)


@shared_task(name="privacy.sweep")
def sweep() -> None:
    """Do what is due and was not taken; only beat sends this, so beat is alive."""
    now = timezone.now()
    heartbeat.seen("beat", now)
    _put_in_order(now)
    outbox.plan_recurring()
    outbox.run_due(timezone.now, until=now + SWEEP_AT_MOST)
    folding.fold_in()


def _put_in_order(now: datetime) -> None:
    """In a restored database, do nothing else before holds are back and the ledger is replayed.

    Asked before each job: one of an older copy could write to somebody who is erased by now.
    """
    if restore_gate.is_shut(now):
        restore_gate.put_in_order(timezone.now)


@jobs.comes_again("retention.purge", lambda: settings.DASITE_PURGE_SECONDS)
def purge(args: dict[str, Any], now: datetime) -> None:
    """Erase what is due by the policies."""
    schedule.count_watched(now)
    schedule.purge(timezone.now, until=now + JOB_AT_MOST)
    _go_on_soon(after=0)


@jobs.handles("retention.more")
def purge_more(args: dict[str, Any], now: datetime) -> None:
    """Go on with what the last purge had no time for, until nothing of it is left."""
    schedule.purge(timezone.now, until=now + JOB_AT_MOST)
    _go_on_soon(after=1)


def _go_on_soon(*, after: int) -> None:
    """Let another job follow while runs by the clock are not over; `after` so many that are open.

    While another worker is at it, the job looks again. In the hours in which nothing goes none
    follows: the next purge goes on.
    """
    left = [] if schedule.is_closed(timezone.now()) else schedule.unfinished()
    if left and Job.objects.filter(kind="retention.more", done_at=None).count() <= after:
        waits = any(run.has_open_batch(one) for one in left)
        jobs.add("retention.more", {}, run_after=timezone.now() + LOOK_AGAIN if waits else None)


@jobs.comes_again("retention.stuck", lambda: 60)
def take_up_stuck(args: dict[str, Any], now: datetime) -> None:
    """Take up what a worker left half done."""
    lasting.write_down()
    run.take_up_stuck(timezone.now, until=now + JOB_AT_MOST)


@jobs.comes_again("retention.files", lambda: 60)
def drain_files(args: dict[str, Any], now: datetime) -> None:
    """Remove files whose rows are gone and that could not be removed at once."""
    files.drain(now)


@jobs.comes_again("retention.expire", lambda: 300)
def expire(args: dict[str, Any], now: datetime) -> None:
    """Delete what has lapsed: unlocked keys, login sessions."""
    schedule.expire(timezone.now, until=now + JOB_AT_MOST)


@jobs.comes_again("vault.lapsed", lambda: 60)
def drop_lapsed(args: dict[str, Any], now: datetime) -> None:
    """Take the keys from those whose time in somebody's interview is over."""
    admissions.drop_lapsed(now=now)


@jobs.comes_again("retention.notices", lambda: settings.DASITE_PURGE_SECONDS)
def plan_notices(args: dict[str, Any], now: datetime) -> None:
    """Write down whom to tell before something goes; each mail is a job of its own."""
    notices.plan_notices(timezone.now, until=now + JOB_AT_MOST)


@jobs.handles(notices.KIND)
def send_notice(args: dict[str, Any], now: datetime) -> None:
    """Send one mail of a deletion."""
    notices.send(UUID(args["message"]), timezone.now)


@jobs.comes_again("retention.reconcile", lambda: 86_400)
def reconcile(args: dict[str, Any], now: datetime) -> None:
    """Compare rows with files, shares and grants, and keep the counts."""
    reconciling.remember(reconciling.compare(now), now)


@jobs.handles(archives.KIND)
def make_archive(args: dict[str, Any], now: datetime) -> None:
    """Make the archive that a person asked for, once; should it fail, they ask again."""
    archives.make(args["archive"], args["tickets"], now=now)


@jobs.handles("retention.run")
def carry_out(args: dict[str, Any], now: datetime) -> None:
    """Carry out an approved run; if the time is up, the next job goes on."""
    found = schedule.carry_out_approved(args["run"], timezone.now, until=now + JOB_AT_MOST)
    if found is not None and found.state == RetentionRun.State.RUNNING:
        later = timezone.now() + LOOK_AGAIN if run.has_open_batch(found) else None
        jobs.add("retention.run", {"run": found.pk}, run_after=later)
