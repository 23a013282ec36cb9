"""The mark that an account existed: its number, so that no copy of it comes back unnoticed."""

from __future__ import annotations

from django.db import models


class Tombstone(models.Model):
    """The number of an erased account and when it went; nothing else of it is kept."""

    user_id = models.BigIntegerField("number of the account", primary_key=True)
    erased_at = models.DateTimeField()

    class Meta:
        db_table = "vault_tombstone"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"account {self.user_id}, erased"
