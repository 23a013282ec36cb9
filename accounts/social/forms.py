"""Forms of logins by another service: the address of a new person, and which login to remove."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.socialaccount import forms as allauth_forms
from allauth.socialaccount.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.forms import ADDRESS, reword
from accounts.models import User
from accounts.services import social_logins, ways_in

AT_ONCE = (
    "Somebody made an account with this a moment ago, perhaps you in another window. Log in to it."
)


class SocialSignupForm(allauth_forms.SignupForm):  # type: ignore[misc]  # allauth has no types
    """The address of somebody new; one that the provider vouches for stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email=ADDRESS)
        self.vouched = social_logins.vouched_address(self.sociallogin)
        if self.vouched:
            self.initial["email"] = self.vouched
            self.fields["email"].disabled = True

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account; answer a known address as an unknown one, the mail tells more."""
        if self.account_already_exists:
            return None, prevent_enumeration(request, email=self.cleaned_data["email"])
        try:
            with transaction.atomic():
                return self.save(request), None
        except IntegrityError:
            messages.warning(request, AT_ONCE)
            return None, redirect("account_login")

    def save(self, request: HttpRequest) -> User:
        """Keep of the provider's addresses only the one that was chosen."""
        chosen = self.cleaned_data["email"]
        login = self.sociallogin
        login.email_addresses = [one for one in login.email_addresses if one.email == chosen]
        user: User = super().save(request)
        return user


class RemoveForm(allauth_forms.DisconnectForm):  # type: ignore[misc]  # allauth has no types
    """Which login to remove; the last way in stays."""

    def clean(self) -> dict[str, Any]:
        # Allauth's own counts passwords only; somebody with a passkey gets in as well.
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        account = cleaned.get("account")
        if account is not None and ways_in.is_last(account.user, ways_in.social(account)):
            raise get_adapter().validation_error("last_way")
        return cleaned

    def save(self) -> None:
        """Remove it, after a fresh proof. Raises LastWayIn."""
        raise_if_reauthentication_required(self.request, app="allauth.socialaccount")
        social_logins.remove(self.request, self.cleaned_data["account"])
        messages.info(self.request, "It is removed: it cannot let you in any more.")
