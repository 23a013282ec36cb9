"""Sees that a passkey that is gone opens nothing any more, whoever removed it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accounts import keys, passkeys
from accounts.models import User


@receiver(pre_delete, sender=Authenticator, dispatch_uid="accounts.forget_passkey")
def forget_removed(instance: Authenticator, **kwargs: Any) -> None:
    """Destroy the wrap before the row: without the row nobody would know whose it was."""
    if instance.type != Authenticator.Type.WEBAUTHN:
        return
    people = User._base_manager.filter(pk=instance.user_id)
    for subject_id in people.values_list("subject_id", flat=True):
        keys.forget_passkey(subject_id, name=passkeys.name_of(instance))
