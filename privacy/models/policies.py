"""How long a kind of data is kept: versions, appended and never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class RetentionPolicy(models.Model):
    """One version of the rule for one category, everywhere or for one interview or role.

    It is in force from `effective_at` until a later one is; until then it can be withdrawn.
    """

    class Word(models.TextChoices):
        NEVER = "never", "never"
        AFTER = "after", "after"
        IMMEDIATELY = "immediately", "immediately"
        INHERIT = "inherit", "as for all"

    id = models.BigAutoField(primary_key=True)
    category = models.CharField(max_length=80, editable=False)
    # Where it holds; empty for everywhere.
    scope_kind = models.CharField("for", max_length=12, blank=True, editable=False)
    scope_ref = models.CharField("for which", max_length=400, blank=True, editable=False)
    version = models.PositiveIntegerField(editable=False)
    mode = models.CharField(max_length=12, choices=Word, editable=False)
    period = models.CharField(max_length=40, blank=True, editable=False)
    # At how many days before the end people are told: "30, 7, 1"; empty where they are not.
    notice_steps = models.CharField("notices", max_length=40, blank=True, editable=False)
    note = models.CharField("why", max_length=300, blank=True, editable=False)
    # Numbers, not foreign keys: the record outlives the accounts of those who wrote it.
    created_by = models.BigIntegerField("person", null=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    effective_at = models.DateTimeField(editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.BigIntegerField("withdrawn by", null=True, editable=False)

    class Meta:
        verbose_name = "retention policy"
        verbose_name_plural = "retention policies"
        default_permissions = ()
        permissions = (("set_retention", "set retention"),)
        constraints = [
            models.UniqueConstraint(
                fields=["category", "version"], name="privacy_policy_version_once"
            ),
            models.CheckConstraint(
                condition=(Q(mode="after") & ~Q(period="")) | (~Q(mode="after") & Q(period="")),
                name="privacy_policy_period_if_after",
            ),
            models.CheckConstraint(
                condition=Q(mode="after") | Q(notice_steps=""),
                name="privacy_policy_notices_if_after",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["never", "after", "immediately"])
                | (Q(mode="inherit") & ~Q(scope_kind="")),
                name="privacy_policy_mode_is_a_word",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__lt=models.F("effective_at")),
                name="privacy_policy_withdrawn_in_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}, version {self.version}"
