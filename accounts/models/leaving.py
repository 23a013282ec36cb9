"""People who leave: who asked when, who may, by which rules, and codes that prove who asks."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

LONGEST_WAIT = 90  # days; who waits longer has not left


class DeletionRules(models.Model):
    """When an account goes whose person asked for it, as administrators want it; one row."""

    ONLY = 1

    class When(models.TextChoices):
        CHOICE = "choice", "at once or after a wait, as the person likes"
        WAIT = "wait", "after a wait; whoever logs in meanwhile can still have it at once"
        AT_ONCE = "at once", "at once, without a wait"

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    when = models.CharField("an account goes", max_length=8, choices=When, default=When.CHOICE)
    days = models.PositiveIntegerField(
        "days of the wait",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_WAIT)],
        help_text="So long the account is locked and hidden, and its person can come back.",
    )

    class Meta:
        default_permissions = ()
        permissions = (("decide_leaving", "decide how people leave"),)
        verbose_name = "rule for leaving"
        verbose_name_plural = "rules for leaving"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1), name="accounts_deletion_rules_are_one"
            ),
            models.CheckConstraint(
                condition=models.Q(days__gte=1), name="accounts_deletion_waits_a_day"
            ),
        ]

    def __str__(self) -> str:
        return "when an account goes"


class RoleDeletionRule(models.Model):
    """That people with a role have to ask before they delete their accounts."""

    group = models.OneToOneField(
        Group, models.CASCADE, primary_key=True, related_name="deletion_rule", verbose_name="role"
    )
    why = models.CharField("why, for them to read", max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "role that has to ask before leaving"
        verbose_name_plural = "roles that have to ask before leaving"

    def __str__(self) -> str:
        return f"rule for role {self.group_id}"


class DeletionPermission(models.Model):
    """That somebody whose role forbids it asked to be let go, and what was answered."""

    class State(models.TextChoices):
        ASKED = "asked", "asked"
        ALLOWED = "allowed", "allowed"
        DENIED = "denied", "denied"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="person"
    )
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    words = models.TextField("what they wrote", max_length=1000, blank=True)
    answer = models.TextField("what you answer; they read it", max_length=1000, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField("answered by person", null=True)

    class Meta:
        verbose_name = "question about leaving"
        verbose_name_plural = "questions about leaving"
        default_permissions = ()

    def __str__(self) -> str:
        return f"question of person {self.user_id}"


class DeletionRequest(models.Model):
    """That somebody asked for their account to be deleted, and how far that has come.

    It outlives the account, and then says only when it was asked for and done.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waits for its day"
        HELD = "held", "has to wait: something must be kept"
        EXECUTING = "at work", "at work"
        DONE = "done", "done"
        CANCELLED = "kept", "taken back"

    class Obstacle(models.TextChoices):
        HOLD = "hold", "a hold"
        LAST_ADMINISTRATOR = "last", "nobody else administers the site"

    OPEN = (State.WAITING, State.HELD, State.EXECUTING)
    CAN_COME_BACK = (State.WAITING, State.HELD)

    id = models.BigAutoField(primary_key=True)
    # What the ledger knows the request by: a restored database must not forget a change of mind.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State, editable=False)
    held_by = models.CharField(max_length=8, choices=Obstacle, blank=True, editable=False)
    # Emptied when the account has gone.
    subject_id = models.UUIDField("subject", null=True, editable=False)
    account = models.BigIntegerField(null=True, editable=False)
    asked_at = models.DateTimeField(editable=False)
    due_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    # The retention run that lets the account go by a rule; None where its person asked for it.
    run = models.BigIntegerField("by retention run", null=True, editable=False)
    # While the account goes: where the receipt is sent, and whom to tell that something is gone.
    address = models.EmailField(blank=True, editable=False)
    to_tell = models.JSONField("people to tell", default=list, editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = "request to leave"
        verbose_name_plural = "requests to leave"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id"],
                condition=models.Q(state__in=["waiting", "held", "at work"]),
                name="accounts_one_deletion_a_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["waiting", "held", "at work"]),
                name="accounts_deletion_open",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class MailedCode(models.Model):
    """A code that was mailed to somebody, as a keyed digest: the code cannot be read from it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    key = models.CharField("digest of the code", max_length=64, editable=False)
    made_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(db_index=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"code mailed to person {self.user_id}"
