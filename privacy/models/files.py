"""Files that are still to be removed from the storage, since their rows went."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class FilesToRemove(models.Model):
    """Names in the default storage whose rows went together; the row goes with the last file."""

    id = models.BigAutoField(primary_key=True)
    names = models.JSONField(editable=False)
    batch = models.UUIDField(null=True, db_index=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    last_error = models.CharField(max_length=120, blank=True, editable=False)

    class Meta:
        verbose_name = "files to remove"
        verbose_name_plural = "files to remove"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"files {self.pk}"
