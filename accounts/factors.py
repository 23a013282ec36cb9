"""Second factors as allauth keeps them: their secrets sealed, and which login gave one."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.app_settings import RECOVERY_CODE_COUNT
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models.signals import post_init, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts import passkeys
from accounts.login_sessions import sign_out
from accounts.models import User
from privacy.vault.texts import open_text, seal_text

TABLE = Authenticator._meta.db_table
TOTP, WEBAUTHN = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
SPARE = Authenticator.Type.RECOVERY_CODES
# What a login asks for; spare codes only stand in for these.
FACTORS = (TOTP, WEBAUTHN)
# What allauth seals in a row's data: of an authenticator app, of spare codes.
SEALED = ("secret", "seed")
# How allauth's record of a login calls a second factor or a passkey.
METHOD = "mfa"


class OfPerson(str):
    """A sealed text that knows whose row it was read from: allauth hands on the text alone."""

    __slots__ = ("user_id",)
    user_id: int


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth asks us about second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or was used. Type the one of this moment.",
        "cannot_generate_recovery_codes": "Set up a second factor first.",
    }

    @sensitive_variables()
    def encrypt(self, text: str) -> str:
        """Return a secret sealed for whoever is logged in: nobody sets one up for others."""
        return seal_text(text, table=TABLE, row=str(context.request.user.pk))

    @sensitive_variables()
    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret that was sealed for the person whose row it was read from."""
        assert isinstance(encrypted_text, OfPerson)
        return open_text(encrypted_text, table=TABLE, row=str(encrypted_text.user_id))

    def get_totp_issuer(self) -> str:
        """Return the name that an authenticator app shows above the code."""
        return str(settings.DASITE_SITE_NAME)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom passkeys are made for: never the host that a request claims."""
        return {"id": passkeys.site(), "name": str(settings.DASITE_SITE_NAME)}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Return how a device lists the person: the address, and the name they go by."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.get_full_name()}


def app_of(user: User) -> Authenticator | None:
    """Return the person's authenticator app, or None."""
    return Authenticator.objects.filter(user=user, type=TOTP).first()


def has_factor(user: User) -> bool:
    """Return whether a login of this person wants a second factor."""
    return bool(is_mfa_enabled(user, FACTORS))


def passkeys_of(user: User) -> list[Authenticator]:
    """Return the person's passkeys, the oldest first."""
    return list(Authenticator.objects.filter(user=user, type=WEBAUTHN).order_by("pk"))


def count_spare_codes(user: User) -> tuple[int, int]:
    """Return how many spare codes are left, and of how many; opens none of them."""
    row = Authenticator.objects.filter(user=user, type=SPARE).first()
    if row is None:
        return 0, 0
    used: int = row.data["used_mask"].bit_count()
    return RECOVERY_CODE_COUNT - used, RECOVERY_CODE_COUNT


def is_verified(request: HttpRequest) -> bool:
    """Return whether this login gave a second factor or a passkey."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == METHOD for record in records)


@receiver(post_save, sender=Authenticator, dispatch_uid="accounts.factor_added")
def factor_added(instance: Authenticator, created: bool, **kwargs: Any) -> None:  # noqa: FBT001 -- Django's signal
    """Let a factor hold at once: this browser has just shown it, others log in with it anew."""
    if not created or instance.type not in FACTORS:
        return
    request, here = context.request, None
    if request is not None and request.user.pk == instance.user_id:
        here = request.session.session_key
        record_authentication(request, instance.user, METHOD, id=instance.pk, type=instance.type)
    if Authenticator.objects.filter(user=instance.user, type__in=FACTORS).count() == 1:
        sign_out(instance.user, but=here)


@receiver(signals.authenticator_removed, dispatch_uid="accounts.factor_removed")
def factor_removed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Trust no login any more for a factor that the person has not."""
    if has_factor(user):
        return
    records = get_authentication_records(request, user)
    kept = [record for record in records if record.get("method") != METHOD]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept
    sign_out(user, but=request.session.session_key)


@receiver(post_init, sender=Authenticator, dispatch_uid="accounts.name_owner")
def name_owner(instance: Authenticator, **kwargs: Any) -> None:
    """Let each sealed text of a row know whose row it is, where a query asked for both."""
    read = vars(instance)
    data = read.get("data") or {}
    for name in SEALED:
        if name in data and "user_id" in read:
            data[name] = OfPerson(data[name])
            data[name].user_id = read["user_id"]
