"""Archives of a person's data that a worker makes; sealed, and gone after a day."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class PresentArchives(models.Manager["Archive"]):
    """Hides what is marked for erasure."""

    def get_queryset(self) -> models.QuerySet[Archive]:
        return super().get_queryset().filter(erasing_at=None)


class Archive(models.Model):
    """One archive that a person asked for. The file is sealed under the scope `uid`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField(db_index=True, editable=False)
    asked_at = models.DateTimeField(editable=False)
    # A worker began; with its tickets it can do so once.
    begun_at = models.DateTimeField(null=True, editable=False)
    made_at = models.DateTimeField(null=True, editable=False)
    file = models.CharField(max_length=100, default="", editable=False)
    size_bytes = models.PositiveBigIntegerField(default=0, editable=False)

    erasing_at = models.DateTimeField(null=True, editable=False)

    everything: ClassVar[models.Manager[Archive]] = models.Manager()
    objects: ClassVar[PresentArchives] = PresentArchives()

    class Meta:
        base_manager_name = "everything"
        default_manager_name = "everything"
        default_permissions = ()

    def __str__(self) -> str:
        return f"archive {self.pk}"
