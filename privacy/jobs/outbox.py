"""Writes jobs into their table, claims them for one worker, and does them.

What may go wrong for ever: a job that is lost, or done by two workers at once. So a job is a row
of the caller's transaction, a claim is one UPDATE that only one worker can win, a claim ends by
itself (a lease), and whoever lost the lease cannot write the outcome any more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.db import transaction
from django.db.models import F, Q, QuerySet
from kombu.exceptions import OperationalError

from privacy.jobs import heartbeat, kinds
from privacy.models.jobs import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=360)  # longer than the hard limit of a task, 300 s
FIRST_RETRY = 10  # seconds; doubled with each further attempt
LONGEST_RETRY = 3600  # seconds
ATTEMPTS_AT_MOST = 20  # about half a day of trying; then somebody must look

Id = int | str
Clock = Callable[[], datetime]


def add(
    kind: str,
    args: Mapping[str, Id | list[Id]],
    *,
    run_after: datetime | None = None,
    dedupe: str = "",
) -> Job:
    """Return a new job, written in the caller's transaction; a worker hears of it on commit.

    `args` are ids, never what somebody wrote. An open job with the same `dedupe` key is returned
    instead of a second one.
    """
    times = {} if run_after is None else {"run_after": run_after}
    if dedupe:
        job, _ = Job.objects.get_or_create(
            dedupe=dedupe,
            done_at=None,
            failed_at=None,
            defaults={"kind": kind, "args": dict(args), **times},
        )
    else:
        job = Job.objects.create(kind=kind, args=dict(args), **times)
    if run_after is None:
        transaction.on_commit(partial(_wake, job.pk))
    return job


def _wake(job_id: int) -> None:
    """Tell the workers; if the broker is away, the sweep does the job a little later."""
    try:
        current_app.send_task("privacy.run_job", args=[job_id], retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("job %s: the broker is away (%s)", job_id, type(error).__name__)


def due_jobs(now: datetime) -> QuerySet[Job]:
    """Return the jobs that a worker may take at `now`, the longest waiting first."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    return Job.objects.filter(free, done_at=None, failed_at=None, run_after__lte=now).order_by(
        "run_after", "pk"
    )


def run_job(job_id: int, clock: Clock) -> bool:
    """Claim and do one job; return whether it was ours to do.

    A failure is written on the row and tried again later, each time after twice as long.
    """
    now = clock()
    won = due_jobs(now).filter(pk=job_id).order_by()
    if not won.update(claimed_until=now + LEASE, attempts=F("attempts") + 1):
        return False
    job = Job.objects.get(pk=job_id)
    heartbeat.seen("worker", now)
    try:
        kinds.get_handler(job.kind)(job.args, now)
    except Exception as error:  # noqa: BLE001 - the edge of a batch: any failure is one job's own
        logger.error("job %s (%s) failed: %s", job.pk, job.kind, type(error).__name__)  # noqa: TRY400 - a traceback's last line could hold somebody's data
        _failed(job, clock(), type(error).__name__)
    else:
        _done(job, clock())
    return True


def _ours(job: Job) -> QuerySet[Job]:
    """Return the row as long as the claim is ours: a later one has another end of its lease."""
    return Job.objects.filter(pk=job.pk, claimed_until=job.claimed_until)


def _done(job: Job, now: datetime) -> None:
    if job.every_seconds is None:
        _ours(job).update(done_at=now, claimed_until=None, last_error="")
        return
    _ours(job).update(
        run_after=now + timedelta(seconds=job.every_seconds),
        claimed_until=None,
        attempts=0,
        last_error="",
    )


def _failed(job: Job, now: datetime, error: str) -> None:
    wait = min(FIRST_RETRY * 2 ** min(job.attempts - 1, 20), LONGEST_RETRY)
    given_up = job.every_seconds is None and job.attempts >= ATTEMPTS_AT_MOST
    _ours(job).update(
        run_after=now + timedelta(seconds=wait),
        claimed_until=None,
        last_error=error[:120],
        failed_at=now if given_up else None,
    )


def plan_recurring() -> None:
    """See that each kind that comes again has its one open row, with the interval of today."""
    for kind, every in kinds.recurring().items():
        key = f"every:{kind}"
        job, _ = Job.objects.get_or_create(
            dedupe=key,
            done_at=None,
            failed_at=None,
            defaults={"kind": kind, "every_seconds": every},
        )
        if job.every_seconds != every:
            Job.objects.filter(pk=job.pk).update(every_seconds=every)


def run_due(clock: Clock, *, until: datetime) -> int:
    """Do the due jobs one by one until none is left or `until` has come; return how many."""
    done = 0
    while (now := clock()) < until:
        job_id = due_jobs(now).values_list("pk", flat=True).first()
        if job_id is None:
            break
        done += run_job(job_id, clock)
    return done


def try_again(jobs: QuerySet[Job], *, now: datetime) -> int:
    """Give those of `jobs` that were given up another round of attempts; return how many."""
    given_up = jobs.exclude(failed_at=None).filter(done_at=None)
    return given_up.update(
        failed_at=None, attempts=0, run_after=now, claimed_until=None, dedupe=""
    )
