"""Who was asked by mail to come here, and with which roles."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import Group
from django.db import models


class Invitation(models.Model):
    """A link that was mailed to somebody: used once, or of no use after a while.

    The address is sealed for this row while the link can be used, and emptied after; `footprint`
    finds it by the address. Of the link itself only a digest is kept.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField("digest of the link", max_length=64, unique=True, editable=False)
    sealed_address = models.TextField(blank=True, editable=False)
    footprint = models.CharField(max_length=64, db_index=True, editable=False)
    roles = models.ManyToManyField(Group, blank=True, related_name="+")
    is_staff = models.BooleanField("may enter the administration", default=False)
    invited_by = models.BigIntegerField("number of who invited", editable=False)
    sent_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(db_index=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.BigIntegerField("number of who came", null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"invitation {self.pk}"
