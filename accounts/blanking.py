"""Blanks what libraries would keep about people although nobody needs it."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import pre_save
from django.dispatch import receiver

from privacy.problems import API


@receiver(pre_save, sender=AccessAttempt, dispatch_uid="accounts.blank_attempt")
def blank_attempt(instance: AccessAttempt, **kwargs: Any) -> None:
    """Drop the posted form: axes masks one field of it, others hold passwords too."""
    instance.get_data = instance.post_data = ""
    instance.http_accept = ""
    if instance.path_info.startswith(API):
        instance.path_info = API  # which interview it asked for is nobody's business


@receiver(pre_save, sender=LogEntry, dispatch_uid="accounts.blank_log_entry")
def blank_log_entry(instance: LogEntry, **kwargs: Any) -> None:
    """Name a thing by its kind and number: what it calls itself may be an address."""
    kind = "thing"
    if instance.content_type_id is not None:
        kind = ContentType.objects.get_for_id(instance.content_type_id).name
    instance.object_repr = f"{kind} {instance.object_id}"[:200]
