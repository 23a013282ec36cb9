"""What was decided and must outlast an older copy of the database, on its way to the ledger."""

from __future__ import annotations

import uuid

from django.db import models


class LastingWord(models.Model):
    """One decision: written with what it decides, then on the ledger; from then on a mere mark.

    A copy of the database that has no mark for a line of the ledger is older than that line.
    """

    id = models.BigAutoField(primary_key=True)
    # What the line of the ledger names.
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(editable=False)
    # Emptied as soon as the ledger has it.
    topic = models.CharField(max_length=80, blank=True, editable=False)
    said = models.JSONField(default=list, editable=False)
    subject_id = models.UUIDField("subject", null=True, editable=False)
    seq = models.BigIntegerField("line of the ledger", null=True, db_index=True, editable=False)

    class Meta:
        verbose_name = "decision on its way to the ledger"
        verbose_name_plural = "decisions on their way to the ledger"
        default_permissions = ()

    def __str__(self) -> str:
        return f"decision {self.pk}"
