"""What administrators say about wrong guesses, and about the addresses they come from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

# Fewer would shut out who mistypes twice; more would be a gift (NIST SP 800-63B-4, 3.2.2: 100).
FAILURES_AT_LEAST, FAILURES_AT_MOST = 3, 20
# Shorter waits slow nobody down; longer ones let a stranger keep somebody out for days.
MINUTES_AT_LEAST, MINUTES_AT_MOST = 5, 24 * 60


class BanRules(models.Model):
    """One version of these rules; the newest holds, from the moment it is written."""

    id = models.BigAutoField(primary_key=True)
    failures = models.PositiveSmallIntegerField("wrong guesses", editable=False)
    minutes = models.PositiveSmallIntegerField("minutes of the wait", editable=False)
    pseudonymous = models.BooleanField("addresses are pseudonyms", editable=False)
    # A number, not a foreign key: the record outlives the account.
    made_by = models.BigIntegerField("person", null=True, editable=False)
    made_at = models.DateTimeField(editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = "rules for wrong guesses"
        verbose_name_plural = "rules for wrong guesses"
        constraints = [
            models.CheckConstraint(
                condition=Q(failures__gte=FAILURES_AT_LEAST, failures__lte=FAILURES_AT_MOST),
                name="accounts_ban_failures_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=MINUTES_AT_LEAST, minutes__lte=MINUTES_AT_MOST),
                name="accounts_ban_minutes_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"rules for wrong guesses, version {self.pk}"
