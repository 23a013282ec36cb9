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
    kind = models.CharField("kind", max_length=12, editable=False)
    ref = models.CharField("what", max_length=1000, editable=False)
    # The same by other names, such as a person's other accounts.
    aliases = models.JSONField("and also", default=list, editable=False)
    # Sealed: a copy of this database alone does not say why.
    reason = models.TextField(editable=False)
    # What it names and why is shown to whoever may place holds alone.
    is_confidential = models.BooleanField("confidential", default=False, editable=False)
    # Placed by somebody who may hold single interviews only: such people release no other one.
    is_local = models.BooleanField("placed on one interview", default=False, editable=False)
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
