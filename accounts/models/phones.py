"""The telephone number of somebody who logs in by codes sent to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class PhoneNumber(models.Model):
    """A number that its person has confirmed: sealed for this row, and found by a keyed digest."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    sealed = models.TextField("number, sealed", editable=False)
    key = models.CharField("digest of the number", max_length=64, unique=True, editable=False)
    confirmed_at = models.DateTimeField(editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"number of person {self.user_id}"
