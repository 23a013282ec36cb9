"""Links and codes that log somebody in without a password, as digests alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class LoginCode(models.Model):
    """What was sent to somebody: a code, by mail a link, too; the first that is used counts.

    `stamp` is a keyed digest of the password and the address of then: changing either ends both.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", "log in by mail"
        PHONE = "phone", "log in by phone"
        NUMBER = "number", "confirm a number"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices, editable=False)
    key = models.CharField("digest of the code", max_length=64, editable=False)
    link_key = models.CharField("digest of the link", max_length=64, db_index=True, editable=False)
    stamp = models.CharField("digest of password and address", max_length=64, editable=False)
    made_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(db_index=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=("user", "kind"), name="accounts_one_login_code_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} code of person {self.user_id}"
