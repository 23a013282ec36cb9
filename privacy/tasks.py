"""What Celery runs: one job, or the sweep that does what no worker took."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from privacy.jobs import heartbeat, outbox

SWEEP_AT_MOST = timedelta(seconds=120)  # well under the limit of a task


@shared_task(name="privacy.run_job")
def run_job(job_id: int) -> None:
    """Do the job with this number, if it is still to be done."""
    outbox.run_job(job_id, timezone.now)


@shared_task(name="privacy.sweep")
def sweep() -> None:
    """Do what is due and was not taken; only beat sends this, so beat is alive."""
    now = timezone.now()
    heartbeat.seen("beat", now)
    outbox.plan_recurring()
    outbox.run_due(timezone.now, until=now + SWEEP_AT_MOST)
