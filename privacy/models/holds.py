"""What must stay, whatever a policy or a person says, until somebody lets it go."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Hold(models.Model):
    """One order to keep. Released, never deleted; the ledger has both of it."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("on", max_length=12, editable=False)
    ref = models.CharField("what", max_length=400, editable=False)
    reason = models.CharField(max_length=300, editable=False)
    review_on = models.DateField("to be reviewed on", editable=False)
    # Numbers, not foreign keys: the record outlives the accounts of those who wrote it.
    placed_by = models.BigIntegerField("placed by", null=True, editable=False)
    placed_at = models.DateTimeField(default=timezone.now, editable=False)
    released_by = models.BigIntegerField("released by", null=True, editable=False)
    released_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        default_permissions = ()
        permissions = (("see_holds", "see holds"), ("place_holds", "place holds"))
        indexes = [
            models.Index(
                fields=["kind"], condition=Q(released_at=None), name="privacy_hold_active"
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"
