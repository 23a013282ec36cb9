"""How long a kind of data is kept: versions, appended and never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from privacy.models.decisions import APPROVED_BY_ANOTHER, WITHDRAWN_IN_TIME, Decision


class RetentionPolicy(Decision):
    """One version of the rule for one category, everywhere or for one interview or role.

    It is in force from `effective_at` until a later one is. One that is only watched never is:
    runs say what it would take, and take nothing.
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
    # From which other clock of the category the period counts; empty for its own.
    clock = models.CharField("counted from", max_length=20, blank=True, editable=False)
    # At how many days before the end people are told: "30, 7, 1"; empty where they are not.
    notice_steps = models.CharField("notices", max_length=40, blank=True, editable=False)
    note = models.CharField("why", max_length=300, blank=True, editable=False)
    is_watched = models.BooleanField("only watched", default=False, editable=False)
    # What the category allowed as this was saved, in seconds; empty where it set no limit.
    seconds = models.PositiveBigIntegerField("length of the period", null=True, editable=False)
    floor_seconds = models.PositiveBigIntegerField("at the least", null=True, editable=False)
    ceiling_seconds = models.PositiveBigIntegerField("at the most", null=True, editable=False)
    must_end = models.BooleanField("may not last for ever", default=False, editable=False)
    # What the code proposed as this was saved, in its own letters; empty where it was not kept.
    proposed = models.CharField("proposed then", max_length=800, blank=True, editable=False)

    class Meta:
        verbose_name = "retention policy"
        verbose_name_plural = "retention policies"
        default_permissions = ()
        permissions = (("set_retention", "set retention"),)
        constraints = [
            models.CheckConstraint(
                condition=WITHDRAWN_IN_TIME | Q(is_watched=True),
                name="privacy_policy_withdrawn_in_time",
            ),
            models.CheckConstraint(
                condition=APPROVED_BY_ANOTHER, name="privacy_policy_approved_by_another"
            ),
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
                condition=Q(mode="after", notice_steps="") | Q(clock=""),
                name="privacy_policy_clock_if_after",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["never", "after", "immediately"])
                | (Q(mode="inherit") & ~Q(scope_kind="")),
                name="privacy_policy_mode_is_a_word",
            ),
            models.CheckConstraint(
                condition=Q(seconds=None)
                | (
                    (Q(floor_seconds=None) | Q(seconds__gte=models.F("floor_seconds")))
                    & (Q(ceiling_seconds=None) | Q(seconds__lte=models.F("ceiling_seconds")))
                ),
                name="privacy_policy_period_in_limits",
            ),
            models.CheckConstraint(
                condition=~Q(mode="never", must_end=True)
                & (~Q(mode="immediately") | Q(floor_seconds=None)),
                name="privacy_policy_word_in_limits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}, version {self.version}"
