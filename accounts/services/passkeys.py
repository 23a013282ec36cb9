"""Sees that a way to prove oneself that was removed stays so, and a passkey opens nothing."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from accounts import keys, passkeys
from accounts.models import User
from accounts.services.lasting_words import factor_is_removed


@receiver(pre_delete, sender=Authenticator, dispatch_uid="accounts.forget_passkey")
def forget_removed(instance: Authenticator, **kwargs: Any) -> None:
    """Destroy the wrap before the row: without the row nobody would know whose it was."""
    people = User._base_manager.filter(pk=instance.user_id)
    for subject_id in people.values_list("subject_id", flat=True):
        factor_is_removed(subject_id, instance.pk, now=timezone.now())
        if instance.type != Authenticator.Type.WEBAUTHN:
            continue
        keys.forget_passkey(subject_id, name=passkeys.name_of(instance))
