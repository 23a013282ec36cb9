"""What administrators say about keys for the API."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

# A key that nobody has to renew is one that nobody remembers.
DAYS_AT_LEAST, DAYS_AT_MOST = 1, 365


class ApiKeyRules(models.Model):
    """One version of these rules; the newest holds, from the moment it is written."""

    id = models.BigAutoField(primary_key=True)
    days = models.PositiveSmallIntegerField("days that a key lives at most", editable=False)
    # A number, not a foreign key: the record outlives the account.
    made_by = models.BigIntegerField("person", null=True, editable=False)
    made_at = models.DateTimeField(editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = "rules for API keys"
        verbose_name_plural = "rules for API keys"
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=DAYS_AT_LEAST, days__lte=DAYS_AT_MOST),
                name="accounts_api_key_days_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"rules for API keys, version {self.pk}"
