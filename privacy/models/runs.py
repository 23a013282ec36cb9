"""What went when: a run carries out one plan in batches; each batch knows how far it got."""

from __future__ import annotations

import uuid

from django.db import models


class RetentionRun(models.Model):
    """One plan that was, or is to be, carried out."""

    class Trigger(models.TextChoices):
        BEAT = "beat", "by the clock"
        ADMIN = "admin", "by an administrator"
        COMMAND = "command", "by a command"
        PERSON = "person", "by the person"

    class State(models.TextChoices):
        ASKING = "asking", "waits for approval"
        RUNNING = "running", "at work"
        DONE = "done", "done"
        STOPPED = "stopped", "stopped"
        STALE = "stale", "out of date, nothing done"
        FAILED = "failed", "failed"
        WATCHED = "watched", "only watched, nothing deleted"

    id = models.BigAutoField(primary_key=True)
    trigger = models.CharField(max_length=8, choices=Trigger, editable=False)
    state = models.CharField(max_length=8, choices=State, editable=False)
    plan_hash = models.CharField("plan", max_length=64, editable=False)
    as_of = models.DateTimeField("due at", editable=False)
    # For each category: key, policy version, how many, bytes, children; numbers only.
    lines = models.JSONField(default=list, editable=False)
    planned = models.PositiveIntegerField(default=0, editable=False)
    erased = models.PositiveIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    stop_asked_at = models.DateTimeField(null=True, editable=False)
    started_by = models.BigIntegerField("person", null=True, editable=False)
    approved_by = models.BigIntegerField("approved by", null=True, editable=False)
    # Why somebody has to look at it first, in words.
    waits_for = models.TextField("why it waits", blank=True, editable=False)
    last_error = models.CharField(max_length=120, blank=True, editable=False)
    # The number of the policy that is only watched, if the run only says what it would take.
    watched = models.BigIntegerField("policy", null=True, db_index=True, editable=False)
    # The number of the run by a rule that lets this person go.
    part_of = models.BigIntegerField("part of run", null=True, db_index=True, editable=False)
    # Set while a whole account goes; emptied when it has gone.
    subject_id = models.UUIDField("subject", null=True, editable=False)
    user_id = models.BigIntegerField("account", null=True, editable=False)

    class Meta:
        verbose_name = "retention run"
        default_permissions = ()
        permissions = (
            ("see_runs", "see rules and runs"),
            ("approve", "approve policies and plans"),
            ("stop_all", "stop all"),
        )
        indexes = [models.Index(fields=["-started_at"], name="privacy_run_latest")]

    def __str__(self) -> str:
        return f"run {self.pk}"


class RetentionBatch(models.Model):
    """Some rows of one category on their way out; after a crash it is taken up where it stood."""

    # Seconds that its rows were locked when they went, as this process knows; no column.
    deleting_took = 0.0

    class Step(models.TextChoices):
        MARKED = "marked", "hidden"
        INTENDED = "intended", "on the ledger"
        PASSED = "passed", "no hold keeps it"
        SHREDDED = "shredded", "keys destroyed"
        DELETED = "deleted", "rows gone"
        CLEARED = "cleared", "files gone"
        DONE = "done", "gone and looked for"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, related_name="batches")
    category = models.CharField(max_length=80, editable=False)
    policy_version = models.PositiveIntegerField(null=True, editable=False)
    step = models.CharField(max_length=8, choices=Step, editable=False)
    # Emptied when all is gone; the ledger has them then.
    objects_named = models.JSONField("rows", default=list, editable=False)
    scopes = models.JSONField(default=list, editable=False)
    # Rows that somebody used between hiding and deleting, where rows cannot be hidden.
    stayed = models.JSONField("rows that stayed", default=list, editable=False)
    # Rows that are not hidden go only if their clock still stands at or before this.
    cutoff = models.DateTimeField(null=True, editable=False)
    position = models.PositiveIntegerField("place in the run", editable=False)
    count = models.PositiveIntegerField(editable=False)
    counts = models.JSONField("rows by kind", default=dict, editable=False)
    ledger_seq = models.BigIntegerField("line of the ledger", null=True, editable=False)
    started_at = models.DateTimeField(editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    duration_ms = models.PositiveIntegerField("worked for, in ms", default=0, editable=False)
    claimed_until = models.DateTimeField(editable=False)
    attempts = models.PositiveIntegerField(default=1, editable=False)
    last_error = models.CharField(max_length=120, blank=True, editable=False)

    class Meta:
        verbose_name = "batch"
        verbose_name_plural = "batches"
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["claimed_until"],
                condition=~models.Q(step="done"),
                name="privacy_batch_open",
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"
