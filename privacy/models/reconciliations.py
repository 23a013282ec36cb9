"""How much did not fit together when everything was compared, night by night."""

from __future__ import annotations

from django.db import models


class Reconciliation(models.Model):
    """One comparison of rows, files, shares, grants, ledger: counts alone. The goal is zero."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(editable=False)
    rows_without_file = models.PositiveIntegerField(editable=False)
    files_without_row = models.PositiveIntegerField(editable=False)
    rows_without_share = models.PositiveIntegerField(editable=False)
    shares_without_use = models.PositiveIntegerField(editable=False)
    grants_without_target = models.PositiveIntegerField(editable=False)
    # By the ledger; comparisons of before did not look.
    gone_and_still_there = models.PositiveIntegerField(editable=False, default=0)

    class Meta:
        verbose_name = "comparison of rows, files and keys"
        verbose_name_plural = "comparisons of rows, files and keys"
        default_permissions = ()
        indexes = [models.Index(fields=["-at"], name="privacy_reconciled_latest")]

    def __str__(self) -> str:
        return f"comparison {self.pk}"

    @property
    def total(self) -> int:
        """Return how many things are left over."""
        return (
            self.rows_without_file
            + self.files_without_row
            + self.rows_without_share
            + self.shares_without_use
            + self.grants_without_target
            + self.gone_and_still_there
        )
