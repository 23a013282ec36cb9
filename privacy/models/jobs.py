"""Work that must not be lost: a row a job, and when the workers were last seen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Job(models.Model):
    """One piece of work. Its arguments are ids alone; the message in the broker is its own id."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=80)
    args = models.JSONField("arguments", default=dict)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    run_after = models.DateTimeField(default=timezone.now, editable=False)
    # A worker that died gives the job back when its lease is over.
    claimed_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    failed_at = models.DateTimeField("given up at", null=True, editable=False)
    # The name of the exception's class; its message could hold somebody's data.
    last_error = models.CharField(max_length=120, blank=True, editable=False)
    # Two open jobs with one key would do the same thing twice.
    dedupe = models.CharField("key", max_length=120, blank=True, editable=False)
    every_seconds = models.PositiveIntegerField("comes again every", null=True, editable=False)

    class Meta:
        default_permissions = ()
        permissions = (("tend_jobs", "try failed work again"),)
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe"],
                condition=~Q(dedupe="") & Q(done_at=None, failed_at=None),
                name="privacy_job_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["run_after"],
                condition=Q(done_at=None, failed_at=None),
                name="privacy_job_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Heartbeat(models.Model):
    """When a part of the machinery was last seen at work."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
