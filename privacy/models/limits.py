"""What administrators set for all policies and runs together."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from privacy.models.decisions import APPROVED_BY_ANOTHER, WITHDRAWN_IN_TIME, Decision

DELAY_AT_LEAST, DELAY_AT_MOST = 24, 72  # hours


class RetentionLimits(Decision):
    """One version of these limits; the newest that is in force holds."""

    id = models.BigAutoField(primary_key=True)
    second_person = models.BooleanField(
        "a second person approves",
        help_text="What one administrator proposes, another one approves: rules and plans.",
    )
    delay_hours = models.PositiveSmallIntegerField(
        "hours to wait",
        validators=[MinValueValidator(DELAY_AT_LEAST), MaxValueValidator(DELAY_AT_MOST)],
        help_text=f"{DELAY_AT_LEAST} to {DELAY_AT_MOST}. A rule that lets data go sooner takes "
        "effect after this time and can be withdrawn until then.",
    )
    # Local times; both or none.
    window_from = models.TimeField("runs begin at", null=True, blank=True)
    window_until = models.TimeField("runs pause at", null=True, blank=True)

    class Meta:
        verbose_name = "limits of retention"
        verbose_name_plural = "limits of retention"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=WITHDRAWN_IN_TIME, name="privacy_limits_withdrawn_in_time"
            ),
            models.CheckConstraint(
                condition=APPROVED_BY_ANOTHER, name="privacy_limits_approved_by_another"
            ),
            models.CheckConstraint(
                condition=Q(delay_hours__gte=DELAY_AT_LEAST, delay_hours__lte=DELAY_AT_MOST),
                name="privacy_limits_delay_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(window_from=None, window_until=None)
                | (
                    Q(window_from__isnull=False, window_until__isnull=False)
                    & ~Q(window_from=models.F("window_until"))
                ),
                name="privacy_limits_window_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"limits of retention, version {self.pk}"
