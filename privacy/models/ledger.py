"""The proof of what was erased: appended to, chained, in the vault's database."""

from __future__ import annotations

from django.db import models


class LedgerEntry(models.Model):
    """One line of the ledger. It names rows by their numbers and never says what they held."""

    class Kind(models.TextChoices):
        INTENT = "intent", "will be erased"
        DONE = "done", "gone and looked for"
        CANCELLED = "cancelled", "stays after all"
        HOLD = "hold", "must stay"
        RELEASE = "release", "need not stay any more"
        DECIDED = "decided", "holds also in an older copy"

    seq = models.BigIntegerField("number", primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind)
    category = models.CharField(max_length=80)
    # Numbers of the rows, and the scopes whose shares go: a replay needs nothing else.
    objects_named = models.JSONField("rows", default=list)
    scopes = models.JSONField(default=list)
    subject_id = models.UUIDField("subject", null=True)
    policy_version = models.PositiveIntegerField(null=True)
    # The batch of `default` that this line belongs to; `intent` and `done` share it.
    batch = models.UUIDField()
    at = models.DateTimeField()
    previous = models.CharField("hash of the line before", max_length=64)
    digest = models.CharField("hash", max_length=64)
    # Since when it names no row any more; the chain goes on through its hash.
    blanked_at = models.DateTimeField("blank since", null=True)

    class Meta:
        db_table = "vault_ledger"
        verbose_name = "line of the ledger"
        verbose_name_plural = "lines of the ledger"
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["batch", "kind"], name="vault_ledger_kind_once"),
        ]

    def __str__(self) -> str:
        return f"line {self.seq}"


class LedgerHead(models.Model):
    """The last line's number and hash, so that a ledger cut short is noticed; one row."""

    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        db_table = "vault_ledger_head"
        default_permissions = ()

    def __str__(self) -> str:
        return f"head at line {self.seq}"
