"""When a backup was put back, and whether the site is in order again since."""

from __future__ import annotations

from django.db import models


class Restore(models.Model):
    """One backup that was put back. While `replayed_at` is empty, nobody gets into the site."""

    class Unit(models.TextChoices):
        DEFAULT = "default", "database and files"
        VAULT = "vault", "keys and ledger"

    id = models.BigAutoField(primary_key=True)
    unit = models.CharField("what", max_length=8, choices=Unit, editable=False)
    made_at = models.DateTimeField("backup made at", editable=False)
    restored_at = models.DateTimeField("put back at", editable=False)
    replayed_at = models.DateTimeField("in order since", null=True, editable=False)
    # How many erasures were done again, and key shares destroyed again.
    erased = models.PositiveIntegerField("erased again", default=0, editable=False)

    class Meta:
        verbose_name = "restore"
        default_permissions = ()

    def __str__(self) -> str:
        return f"restore {self.pk}"
